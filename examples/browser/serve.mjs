// Serves the example and the built library on this machine:  node examples/browser/serve.mjs [port]
import { createServer } from 'node:http';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = new URL('../../', import.meta.url);
const PAGE = '/examples/browser/';

const types = { '.html': 'text/html', '.css': 'text/css', '.js': 'text/javascript' };

/** What the page needs and no more: WebAssembly may be compiled, nothing comes from elsewhere. */
const headers = {
  'content-security-policy':
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self'; img-src data:",
  'cache-control': 'no-store',
};

async function answer({ url }, response) {
  // `URL` resolves every `..`, so what follows is below the root.
  const { pathname } = new URL(url, 'http://localhost');
  if (pathname === '/') return response.writeHead(302, { location: PAGE }).end();
  const path = pathname === PAGE ? `${PAGE}index.html` : pathname;
  const served = path === '/dist/index.js' || path.startsWith(PAGE);
  const body = served && (await readFile(new URL(`.${path}`, root)).catch(() => false));
  if (body === false) return response.writeHead(404).end('Not found');
  return response
    .writeHead(200, { 'content-type': `${types[extname(path)] ?? 'text/plain'}; charset=utf-8`, ...headers })
    .end(body);
}

/** Starts the server; port 0 takes a free one. */
export async function serve(port) {
  const server = createServer(answer);
  await once(server.listen(port, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}${PAGE}`,
    close: () => server.closeAllConnections() ?? server.close(),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { url } = await serve(Number(process.argv[2] ?? 8080));
  console.log(`Open ${url}`);
}
