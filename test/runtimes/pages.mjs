// Pages that train: the app as each bundler builds it, and as plain modules, under a strict Content-Security-Policy.
import { nodeResolve } from '@rollup/plugin-node-resolve';
import * as esbuild from 'esbuild';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { rolldown } from 'rolldown';
import { rollup } from 'rollup';
import * as vite from 'vite';
import webpack from 'webpack';

const SECONDS = 20;

/** Each builds the app's script at `input` into `folder`/main.js. */
const bundlers = {
  esbuild: (input, folder) =>
    esbuild.build({ entryPoints: [input], bundle: true, format: 'esm', minify: true, outdir: folder }),
  async rollup(input, folder) {
    const bundle = await rollup({ input, plugins: [nodeResolve({ browser: true })] });
    await bundle.write({ dir: folder });
  },
  async rolldown(input, folder) {
    const bundle = await rolldown({ input, platform: 'browser' });
    await bundle.write({ dir: folder });
  },
  vite: (input, folder) =>
    vite.build({
      configFile: false,
      logLevel: 'warn',
      build: { outDir: folder, rollupOptions: { input, output: { entryFileNames: 'main.js' } } },
    }),
  async webpack(input, folder) {
    const stats = await promisify(webpack)({ mode: 'production', entry: input, output: { path: folder } });
    if (stats.hasErrors()) throw new Error(stats.toString('errors-only'));
  },
};

/** The library as it is in the package; a page has no way to resolve a bare name but an inline import map. */
async function plainModules(app, folder) {
  await cp('node_modules/layerwise/dist/index.js', join(folder, 'layerwise.js'));
  await cp(join(app, 'main.js'), join(folder, 'main.js'));
  const training = await readFile(join(app, 'training.js'), 'utf8');
  await writeFile(join(folder, 'training.js'), training.replace("'layerwise'", "'./layerwise.js'"));
}

/** Builds all pages below `root`; returns their names. */
export async function buildPages(app, root) {
  for (const [name, build] of Object.entries(bundlers)) {
    const folder = join(root, name);
    await build(join(app, 'main.js'), folder);
    await cp(join(app, 'index.html'), join(folder, 'index.html'));
  }
  await cp(join(app, 'index.html'), join(root, 'modules', 'index.html'));
  await plainModules(app, join(root, 'modules'));
  return [...Object.keys(bundlers), 'modules'];
}

const types = { '.html': 'text/html', '.js': 'text/javascript' };
const headers = {
  'content-security-policy': "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src data:",
};

/** Serves the pages of a folder on this machine alone; `reported(page)` is what its script posts. */
export async function servePages(root) {
  const waiting = new Map();
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    if (request.method === 'POST') {
      const chunks = await request.toArray();
      waiting.get(pathname.split('/')[1])?.(Buffer.concat(chunks).toString());
      response.end();
      return;
    }
    try {
      const body = await readFile(join(root, pathname));
      response.writeHead(200, { 'content-type': types[extname(pathname)], ...headers }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    reported: (page) =>
      new Promise((resolve) => {
        waiting.set(page, resolve);
        setTimeout(() => resolve(`nothing within ${SECONDS} seconds`), SECONDS * 1000).unref();
      }),
    close: () => server.closeAllConnections() ?? server.close(),
  };
}
