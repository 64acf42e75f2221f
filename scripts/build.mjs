// Bundles dist/ from src/ and build/kernels.wasm. The files come from one source and differ in aliases and labels:
// where the compiled kernels come from, whether there are threads, what is left out. They are minified, because pages load them as they are; source maps would be
// most of the package and are left out.
import { build, transform } from 'esbuild';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { minify } from 'terser';
import { moduleOf, textOf } from './bytes-as-text.mjs';
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
  // A field that is declared and set in the constructor need not be declared to the engine.
  tsconfigRaw: { compilerOptions: { useDefineForClassFields: false } },
  logLevel: 'warning',
};

/** The loader's two kilobytes make aborts readable, and release kernels have none. */
const bareInstance = { '@assemblyscript/loader': './src/runtime/instantiate.ts' };

/** The kernels inside JavaScript: a function that `withKernels` appends returns their text. */
const wasmAsText = {
  name: 'wasm-as-text',
  setup({ onLoad }) {
    onLoad({ filter: /\.wasm$/ }, () => ({ contents: moduleOf('kernelsText()') }));
  },
};

/** The text stands last: amid the code it would part gzip's window and mix its tables, which costs 1.6 KB. */
const withKernels = (code, file) => `${code}\nfunction kernelsText(){return"${textOf(readFileSync(file))}"}\n`;

/** What a file of assembly/ that is all tables exports. */
async function tablesOf(file) {
  const { code } = await transform(readFileSync(file, 'utf8'), { loader: 'ts' });
  return import(`data:text/javascript,${encodeURIComponent(code)}`);
}

const { Op, SCALARS_AT } = await tablesOf('assembly/opcodes.ts');

/** Makes the offsets of a record's fields of their names: words and, after a bar, scalars, each one after the other. */
const fieldsSource = `const fields = (text) => Object.fromEntries(text.split('|').flatMap((names, scalars) =>
  names.split(' ').map((name, i) => [name, scalars ? ${SCALARS_AT} + 8 * i : 4 + 4 * i])));`;

/** The names that the fields of a record are made of. */
function fieldNames(record) {
  const names = Object.keys(record).filter((key) => typeof record[key] === 'number');
  const scalarsFrom = names.findIndex((name) => record[name] >= SCALARS_AT);
  const words = scalarsFrom < 0 ? names : names.slice(0, scalarsFrom);
  const scalars = names.slice(words.length);
  const areDense = (part, at, bytes) => part.every((name, i) => record[name] === at + bytes * i);
  if (!areDense(words, 4, 4) || !areDense(scalars, SCALARS_AT, 8)) throw new Error(`a record with gaps: ${names}`);
  return scalars.length > 0 ? `${words.join(' ')}|${scalars.join(' ')}` : words.join(' ');
}

/**
 * The tables of records and kinds. An enum is an object that leads from the numbers back to the names too, which the
 * library does not ask for.
 * @param operations the operations whose records the bundle writes; default all
 */
const compactTables = (operations = Object.keys(Op)) => ({
  name: 'compact-tables',
  setup({ onLoad }) {
    onLoad({ filter: /assembly\/(opcodes|batch-records|layer-records|kinds|team)\.ts$/ }, async ({ path }) => {
      const isKept = (name) => !(name in Op) || operations.includes(name);
      const replacer = (key, value) => (typeof value === 'string' || !isKept(key) ? undefined : value);
      const contents = Object.entries(await tablesOf(path))
        .filter(([name]) => isKept(name))
        .map(([name, value]) => [
          name,
          name in Op ? `/* @__PURE__ */ fields('${fieldNames(value)}')` : JSON.stringify(value, replacer),
        ])
        .map(([name, value]) => `export const ${name} = ${value};`);
      return { contents: [fieldsSource, ...contents].join('\n') };
    });
  },
});

/** The operations that a file of assembly/ runs. */
const operationsOf = (file) =>
  Array.from(readFileSync(`assembly/${file}.ts`, 'utf8').matchAll(/case Op\.(\w+):/g), ([, name]) => name);

/** Those of the predict-only kernels, and of the core's. */
const forwardOperations = [...operationsOf('forward'), ...operationsOf('layer-forward')];
const coreOperations = [...operationsOf('program'), ...operationsOf('forward')];

/** `layerwise/predict`: the records of training are left out, and the statements labelled so, or for threads. */
const predict = {
  ...library,
  dropLabels: ['TRAINING', 'THREADS'],
  entryPoints: ['src/predict/index.ts'],
  logOverride: { 'import-is-undefined': 'silent' },
};

/** `layerwise/core`: what src/core/ has in place of the rest of src/, without the statements labelled FULL or THREADS. */
const core = {
  ...library,
  dropLabels: ['FULL', 'THREADS'],
  entryPoints: ['src/core/index.ts'],
  plugins: [compactTables(coreOperations)],
  logOverride: { 'import-is-undefined': 'silent' },
};

/** Where the library has all that it has. */
const full = { '#full': './src' };

/** What the subpaths and the command import of one another and of the library, each in a folder of its own. */
const parts = /^((exchange|node|proof|report|table)\/)?index\.ts$/;

/** Those stand beside them, instead of a second copy inside. */
const libraryBeside = {
  name: 'library-beside',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\.\/.*\bindex\.ts$/ }, ({ path, resolveDir }) => {
      const file = relative(resolve('src'), join(resolveDir, path));
      return parts.test(file) ? { path: `../${file.replace(/ts$/, 'js')}`, external: true } : undefined;
    });
  },
};

/** papaparse would read Node's streams, which nobody gives it here: its rows are parsed piece by piece. */
const noStreams = {
  name: 'no-streams',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^stream$/ }, ({ path }) => ({ path, namespace: 'none' }));
    onLoad({ filter: /.*/, namespace: 'none' }, () => ({ contents: '' }));
  },
};

/**
 * Terser finds 4 % that esbuild leaves: constants and functions used once, variables that need not be; no getter here
 * is read for its effects. ASCII alone is no larger after gzip, and V8 keeps a byte a character of it.
 */
async function minified(file) {
  const format = { ascii_only: true };
  const options = { module: true, ecma: 2022, compress: { passes: 3, pure_getters: true }, format };
  const { code } = await minify(readFileSync(file, 'utf8'), options);
  return code;
}

/** Hosts that may compile bytes, with threads or without, and those that may not, which have no threads either. */
const inline = { ...full, ...bareInstance, '#wasm': './src/runtime/wasm-inline.ts' };
const threads = { '#threads': './src/runtime/threads.ts' };
const oneThread = {
  '#threads': './src/runtime/one-thread.ts',
  '#full/program/shares.ts': './src/core/program/shares.ts',
};
const edge = { ...full, ...bareInstance, ...oneThread, '#wasm': './src/runtime/wasm-module.ts' };

rmSync('dist', { recursive: true, force: true });
for (const folder of ['dist/core', 'dist/edge', 'dist/predict']) mkdirSync(folder, { recursive: true });

const results = await Promise.all([
  build({
    ...library,
    outfile: 'dist/index.js',
    alias: { ...inline, ...threads },
    plugins: [wasmAsText, compactTables()],
  }),
  build({
    ...library,
    dropLabels: ['THREADS'],
    outfile: 'dist/edge/index.js',
    alias: edge,
    external: ['*.wasm?module'],
    plugins: [compactTables()],
  }),
  build({
    ...predict,
    outfile: 'dist/predict/index.js',
    alias: { ...inline, ...oneThread },
    plugins: [wasmAsText, compactTables(forwardOperations)],
  }),
  build({
    ...predict,
    outfile: 'dist/predict/edge.js',
    alias: edge,
    external: ['*.wasm?module'],
    plugins: [compactTables(forwardOperations)],
  }),
  build({
    ...core,
    outfile: 'dist/core/index.js',
    alias: { ...inline, ...oneThread, '#full': './src/core' },
    plugins: [wasmAsText, ...core.plugins],
  }),
  build({
    ...core,
    outfile: 'dist/core/edge.js',
    alias: { ...edge, '#full': './src/core' },
    external: ['*.wasm?module'],
  }),
  ...['dist', 'dist/edge'].flatMap((folder) =>
    ['proof', 'table', 'report'].map((part) =>
      build({
        ...library,
        entryPoints: [`src/${part}/index.ts`],
        alias: full,
        outfile: `${folder}/${part}/index.js`,
        // What neutral platforms do not look at: the entry of a package that is no module.
        mainFields: ['module', 'main'],
        plugins: [libraryBeside, noStreams],
      }),
    ),
  ),
  ...['dist', 'dist/edge'].map((folder) =>
    build({
      ...predict,
      entryPoints: ['src/exchange/index.ts'],
      alias: full,
      outfile: `${folder}/exchange/index.js`,
      plugins: [libraryBeside, compactTables(forwardOperations)],
    }),
  ),
  build({
    ...library,
    entryPoints: ['src/node/index.ts'],
    outfile: 'dist/node/index.js',
    platform: 'node',
    target: 'node20.19',
  }),
]);
writeFileSync('dist/index.js', withKernels(await minified('dist/index.js'), 'build/kernels.wasm'));
writeFileSync('dist/edge/index.js', await minified('dist/edge/index.js'));
writeFileSync('dist/predict/index.js', withKernels(await minified('dist/predict/index.js'), 'build/predict.wasm'));
writeFileSync('dist/predict/edge.js', await minified('dist/predict/edge.js'));
writeFileSync('dist/core/index.js', withKernels(await minified('dist/core/index.js'), 'build/core.wasm'));
writeFileSync('dist/core/edge.js', await minified('dist/core/edge.js'));
copyFileSync('build/kernels.wasm', 'dist/kernels.wasm');
copyFileSync('build/kernels.wasm', 'dist/edge/kernels.wasm');
copyFileSync('build/core.wasm', 'dist/core/kernels.wasm');
copyFileSync('build/predict.wasm', 'dist/predict/kernels.wasm');

if (existsSync('src/cli/main.ts')) {
  // The bundled CommonJS packages ask for Node's own modules through `require`.
  const require = `import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);`;
  results.push(
    await build({
      ...library,
      entryPoints: ['src/cli/main.ts'],
      alias: full,
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
