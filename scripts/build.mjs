// Bundles dist/ from src/ and build/kernels.wasm. The two library files come from one source and differ in one alias:
// where the compiled kernels come from. They are minified, because pages load them as they are; source maps would be
// most of the package and are left out.
import { build } from 'esbuild';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { licenses } from './licenses.mjs';
import { printSizes } from './sizes.mjs';

const library = {
  entryPoints: ['src/index.ts'],
  bundle: true,
  format: 'esm',
  platform: 'neutral',
  target: 'es2022',
  charset: 'utf8',
  legalComments: 'none',
  minify: true,
  metafile: true,
  logLevel: 'warning',
};

/**
 * The kernels inside JavaScript, as hexadecimal digits: gzip finds the repeated bytes of the wasm in them, which it does
 * not in base64, whose digits straddle bytes. For 34,954 bytes of wasm: 17,059 against 20,878 (16,036 for the wasm).
 */
const wasmAsHex = {
  name: 'wasm-as-hex',
  setup({ onLoad }) {
    onLoad({ filter: /\.wasm$/ }, ({ path }) => ({
      contents: `
        const digits = '${readFileSync(path).toString('hex')}';
        const value = (index) => (digits.charCodeAt(index) & 15) + 9 * (digits.charCodeAt(index) >> 6);
        const bytes = new Uint8Array(digits.length / 2);
        for (let i = 0; i < bytes.length; i++) bytes[i] = 16 * value(2 * i) + value(2 * i + 1);
        export default bytes;`,
    }));
  },
};

/** The command imports the library and its part for Node beside it instead of holding a second copy. */
const libraryBeside = {
  name: 'library-beside',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\.\/(node\/)?index\.ts$/ }, ({ path }) => ({
      path: path.replace(/ts$/, 'js'),
      external: true,
    }));
  },
};

rmSync('dist', { recursive: true, force: true });
mkdirSync('dist/edge', { recursive: true });

const results = await Promise.all([
  build({
    ...library,
    outfile: 'dist/index.js',
    alias: { '#wasm': './src/runtime/wasm-inline.ts' },
    plugins: [wasmAsHex],
  }),
  build({
    ...library,
    outfile: 'dist/edge/index.js',
    alias: { '#wasm': './src/runtime/wasm-module.ts' },
    external: ['*.wasm?module'],
  }),
  build({
    ...library,
    entryPoints: ['src/node/index.ts'],
    outfile: 'dist/node/index.js',
    platform: 'node',
    target: 'node20.19',
  }),
]);
copyFileSync('build/kernels.wasm', 'dist/kernels.wasm');
copyFileSync('build/kernels.wasm', 'dist/edge/kernels.wasm');

if (existsSync('src/cli/main.ts')) {
  // The bundled CommonJS packages ask for Node's own modules through `require`.
  const require = `import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);`;
  results.push(
    await build({
      ...library,
      entryPoints: ['src/cli/main.ts'],
      outfile: 'dist/cli/main.js',
      minify: false,
      platform: 'node',
      target: 'node20.19',
      plugins: [libraryBeside],
      banner: { js: `#!/usr/bin/env node\n${require}` },
    }),
  );
}

writeFileSync('dist/licenses.txt', licenses(results.flatMap(({ metafile }) => Object.keys(metafile.inputs))));
printSizes();
