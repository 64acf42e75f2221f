// Bundles dist/ from src/ and build/kernels.wasm. The two library files come from one source and differ in one alias:
// where the compiled kernels come from. Nothing is minified (the application's bundler does that), so no source maps
// are shipped either: the output reads like the source, and maps would double the package.
import { build } from 'esbuild';
import { copyFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
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
  metafile: true,
  logLevel: 'warning',
};

/** The command imports the library beside it instead of holding a second copy. */
const libraryBeside = {
  name: 'library-beside',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\.\/(\.\.\/)*index\.ts$/ }, () => ({ path: '../index.js', external: true }));
  },
};

rmSync('dist', { recursive: true, force: true });
mkdirSync('dist/edge', { recursive: true });

const results = await Promise.all([
  build({
    ...library,
    outfile: 'dist/index.js',
    alias: { '#wasm': './src/runtime/wasm-inline.ts' },
    loader: { '.wasm': 'binary' },
  }),
  build({
    ...library,
    outfile: 'dist/edge/index.js',
    alias: { '#wasm': './src/runtime/wasm-module.ts' },
    external: ['*.wasm?module'],
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
      platform: 'node',
      target: 'node20.19',
      plugins: [libraryBeside],
      banner: { js: `#!/usr/bin/env node\n${require}` },
    }),
  );
}

writeFileSync('dist/licenses.txt', licenses(results.flatMap(({ metafile }) => Object.keys(metafile.inputs))));
printSizes();
