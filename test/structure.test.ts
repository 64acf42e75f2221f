// Imports point one way, and files stay small enough to be read in one go.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, normalize } from 'node:path/posix';
import { expect, test } from 'vitest';

/** From the top down: a room imports only itself, the rooms of the rows below its own, and the leaves. */
const rooms = [['pool'], ['training'], ['network'], ['layers', 'losses'], ['program'], ['runtime']];

/** Importable by every room; of the library they import only one another. */
const leaves = ['data', 'io', 'dtype', 'edition', 'errors', 'exact', 'names', 'validate', 'version'];

/** Pure functions on text, which the command's messages are made with too. */
const wordsForMessages = ['src/names.ts', 'src/data/describe.ts'];

/** What exporters need of a network: how it is read from a file, and what its layers emit. */
const recorded = ['src/network/model-file.ts'];

/** What exporters need of a table: the texts and numbers that its encoder goes by. */
const encoded = ['src/table/cell.ts', 'src/table/encoder.ts', 'src/table/index.ts'];

/** What a part that is bundled apart from the library may hold a second time. */
const smallParts = [
  ...wordsForMessages,
  'src/data/order.ts',
  'src/errors.ts',
  'src/training/slices.ts',
  'src/validate.ts',
];

/** Compiled by asc and by TypeScript alike. */
const sharedWithKernels = ['opcodes', 'batch-records', 'layer-records', 'steps', 'kinds', 'team'].map(
  (name) => `assembly/${name}.ts`,
);

/** In layers/, what layers share; they do not know each other. */
const sharedByLayers = [
  'layer',
  'sequence',
  'activations',
  'activation-entry',
  'activation-formulas',
  'activations-by-formula',
  'constraints',
  'initializers',
  'regularizers',
  'regularizer-table',
  'penalty',
];

/** In layers/, the table of them all, which `layers.ts` alone imports. */
const tableOfLayers = 'table';

const MAX_LINES = 350;

/** `src/layers/dense.ts` is in the room `layers`, `src/errors.ts` is the room `errors`. */
const roomOf = (file: string) => file.split('/')[1]!.replace(/\.ts$/, '');
const nameOf = (file: string) => file.split('/').at(-1)!.replace(/\.ts$/, '');

/** Whether the file `from` may import the file `to`, both as paths from the project's root. */
function mayImport(from: string, to: string): boolean {
  if (sharedWithKernels.includes(to)) return true;
  if (from === 'src/runtime/engine.ts' && to === 'build/kernels.js') return true;
  if (from.startsWith('src/runtime/wasm-') && to.endsWith('.wasm')) return true;
  const room = roomOf(from);
  const imported = roomOf(to);
  if (!to.startsWith('src/')) return false;
  // Only what is for Node alone may need Node's modules, so the library proper knows nothing of it.
  const apart = ['assess', 'cli', 'core', 'exchange', 'node', 'predict', 'proof', 'report', 'table'];
  if (room === 'index') return !apart.includes(imported);
  if (room === 'node') return imported === 'node';
  // Predict-only bundles hold what a network needs for it, and nothing of training.
  if (room === 'predict') return ['predict', 'network', 'runtime'].includes(imported) || leaves.includes(imported);
  // What `layerwise/core` has in place of files of the rooms, whose types it has too.
  if (room === 'core') {
    const rooms = ['core', 'training', 'network', 'layers', 'losses', 'program', 'runtime'];
    return rooms.includes(imported) || leaves.includes(imported);
  }
  // The command is bundled apart from the library and must not hold parts of it a second time, but for words.
  if (room === 'cli')
    return ['cli', 'exchange', 'index', 'node', 'proof', 'table'].includes(imported) || wordsForMessages.includes(to);
  // The proof is bundled apart too, and gives way to its host as training does.
  if (room === 'proof') return ['proof', 'index'].includes(imported) || to === 'src/training/slices.ts';
  // The exchange reads files and layers in its own bundle; networks it makes with the library beside it.
  if (room === 'exchange' && [...recorded, ...encoded].includes(to)) return true;
  if (room === 'exchange' && ['exchange', 'index', 'layers', 'program'].includes(imported)) return true;
  // Tables are bundled apart too; of the library they hold only what is small.
  if (room === 'table') return ['table', 'assess', 'report', 'index'].includes(imported) || smallParts.includes(to);
  // The report is bundled apart; of the others it knows what their results look like.
  if (room === 'report') return ['report', 'assess'].includes(imported) || leaves.includes(imported);
  // What is said of a model follows from its outputs alone; it is bundled apart, and the library stands beside it.
  if (room === 'assess') return ['assess', 'index'].includes(imported) || leaves.includes(imported);
  if (leaves.includes(imported)) return true;
  const row = rooms.findIndex((names) => names.includes(room));
  const importedRow = rooms.findIndex((names) => names.includes(imported));
  if (row < 0 || importedRow < 0) return false;
  if (room !== imported) return importedRow > row;
  if (room !== 'layers' || sharedByLayers.includes(nameOf(to)) || nameOf(from) === tableOfLayers) return true;
  return nameOf(from) === 'layers' && nameOf(to) === tableOfLayers;
}

const filesBelow = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file.replaceAll('\\', '/')));

function relativeImports(file: string): string[] {
  const specifiers = readFileSync(file, 'utf8').matchAll(/\b(?:from|import)\s*\(?\s*['"]((?:\.|#full\/)[^'"?]*)/g);
  return [...specifiers].map(([, specifier]) =>
    specifier!.startsWith('.') ? normalize(join(file, '..', specifier!)) : specifier!.replace('#full', 'src'),
  );
}

test('imports in src/ point one way', () => {
  const sources = filesBelow('src').filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'));
  const wrong = sources.flatMap((file) =>
    relativeImports(file)
      .filter((imported) => !mayImport(file, imported))
      .map((imported) => `${file} imports ${imported}`),
  );
  expect(wrong).toEqual([]);
});

test.each([
  ['src/runtime/engine.ts', 'src/program/records.ts'],
  ['src/layers/dense.ts', 'src/layers/dropout.ts'],
  ['src/layers/dense.ts', 'src/network/network.ts'],
  ['src/training/trainer.ts', 'src/pool/network-pool.ts'],
  ['src/losses/losses.ts', 'src/layers/dense.ts'],
  ['src/data/matrix.ts', 'src/runtime/engine.ts'],
  ['src/cli/main.ts', 'src/network/network.ts'],
  ['src/cli/table.ts', 'src/data/matrix.ts'],
  ['src/index.ts', 'src/cli/main.ts'],
  ['src/index.ts', 'src/node/index.ts'],
  ['src/layers/dense.ts', 'src/layers/table.ts'],
  ['src/network/network.ts', 'src/core/edition.ts'],
  ['src/core/index.ts', 'src/pool/network-pool.ts'],
  ['src/network/network.ts', 'src/node/index.ts'],
  ['src/node/index.ts', 'src/index.ts'],
  ['src/training/trainer.ts', 'src/proof/index.ts'],
  ['src/proof/index.ts', 'src/network/network.ts'],
  ['src/table/fit.ts', 'src/training/trainer.ts'],
  ['src/table/fit.ts', 'src/data/matrix.ts'],
  ['src/index.ts', 'src/table/index.ts'],
  ['src/assess/intervals.ts', 'src/training/metrics/metrics.ts'],
  ['src/report/page.ts', 'src/table/model.ts'],
  ['src/assess/assessment.ts', 'src/report/page.ts'],
  ['src/index.ts', 'src/report/index.ts'],
  ['src/predict/model.ts', 'src/training/trainer.ts'],
  ['src/exchange/onnx/import.ts', 'src/network/network.ts'],
  ['src/network/network.ts', 'src/exchange/index.ts'],
  ['src/index.ts', 'src/predict/index.ts'],
  ['src/network/network.ts', 'assembly/program.ts'],
])('%s may not import %s', (from, to) => {
  expect(mayImport(from, to)).toBe(false);
});

test('no file is too long', () => {
  const folders = ['src', 'assembly', 'test', 'bench', 'examples', 'scripts'].filter((folder) => existsSync(folder));
  const long = folders
    .flatMap(filesBelow)
    .filter((file) => /\.(ts|mjs|js)$/.test(file) && !/\/(node_modules|build)\//.test(file))
    .map((file) => ({ file, lines: readFileSync(file, 'utf8').split('\n').length - 1 }))
    .filter(({ lines }) => lines > MAX_LINES);
  expect(long).toEqual([]);
});

test.each(['index', 'edge/index', 'core/index', 'predict/index'])(
  'dist/%s.js holds nothing of the subpaths',
  (file) => {
    const code = readFileSync(`dist/${file}.js`, 'utf8');
    for (const name of ['fitTable', 'readCsv', 'reportPage', 'exportOnnx', 'verifyTraining'])
      expect(code).not.toContain(name);
  },
);
