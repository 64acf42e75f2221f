// A network as one JavaScript module that depends on nothing and predicts the same bits.
import { Dialect, functionTexts } from './functions.ts';
import { base64 } from './base64.ts';
import { functionsOf, kernelTexts } from './kernels.ts';
import { literal } from './names.ts';
import { checkText, outputsText, rowText } from './rows.ts';
import { statementsOf } from './statements.ts';
import { type TableParts, tableText } from './table.ts';
import { type ModelSource, type Recording, type Row, recordingOf } from '../recording.ts';
import type { LoadOptions } from '../../network/model-file.ts';
import { VERSION } from '../../version.ts';

/**
 * The text of an ES module that predicts what the network predicts, to the bit, in any JavaScript engine: no import, no
 * WebAssembly, no `eval`. It exports `predict`, `inputs`, `outputs`, `features` and `classes`:
 *
 * - `predict([5.1, 3.5])` and `predict({ length: 5.1, width: 3.5 })`, by the names of the features, return the outputs
 *   of one row, an array of numbers;
 * - `predict([[5.1, 3.5], [6.2, 2.9]])` returns those of each row.
 *
 * Given a model of a table, `predict({ age: 31, city: 'Basel' })` takes the rows that its `predict` takes, gaps and unknown
 * categories among them, and returns what that returns.
 *
 * It throws a RangeError that names row and column for what `network.predict` refuses: another number of columns, a
 * value that is not finite, one that is no category. The weights stand at its end, 8 bytes of float64 as 11 characters.
 * It runs on one thread and without SIMD, so it is slower than the library: for places where that cannot go, and for
 * reading.
 * @param model a network, a TableModel, or the bytes of a saved network
 * @param options the limits of `Network.load`
 * @throws LayerwiseError INVALID_FILE for bytes that are no model, or one with layers of `defineLayer`
 *
 * @example
 * saveFile('model.js', exportJavaScript(network));
 */
export function exportJavaScript(model: ModelSource | (ModelSource & TableParts), options: LoadOptions = {}): string {
  const recording = recordingOf(model, options);
  const dialect = new Dialect(recording.dtype);
  const { lines, functions, kernels, arrays } = statementsOf(recording, dialect);
  const { input, output, features, classes } = recording;
  const parameters = [...arrays.keys()].filter(({ values }) => values !== undefined);
  const computed = [...arrays.keys()].filter(({ values }) => values === undefined);
  const array = recording.dtype === 'float32' ? 'Float32Array' : 'Float64Array';
  const nameOf = (row: Row): string => arrays.get(row)!;
  const parts = [
    introduction(recording),
    `export const inputs = ${input.columns};`,
    `export const outputs = ${output.columns};`,
    ...named('The names of the columns of a row.', 'features', features),
    ...named('The names of the outputs; of a single output those of 0 and 1.', 'classes', classes),
    '',
    ...(recording.dtype === 'float32' ? ['const f = Math.fround;', ''] : []),
    '// the parameters',
    ...(parameters.length === 0 ? [] : [`const weights = weightsOf(weightsText());`]),
    ...parameters.map((row, i) => `const ${nameOf(row)} = weights.subarray(${placesOf(parameters)[i]!.join(', ')});`),
    '',
    '// one row, and what is computed from it',
    ...computed.map((row) => `const ${nameOf(row)} = new ${array}(${row.columns});`),
    '',
    'function computed() {',
    ...lines.map((line) => `  ${line}`),
    `  return Array.from(${nameOf(output)});`,
    '}',
    '',
    isTable(model) ? tableText(model) : rowText(recording),
    '',
    outputsText(recording),
    '',
    ...checkText(recording),
    ...[...kernelTexts(kernels, dialect), ...functionTexts([...functionsOf(kernels), ...functions], dialect)].flatMap(
      (text) => [text, ''],
    ),
    ...(parameters.length === 0 ? [] : weightsTexts(recording, parameters, array)),
  ];
  return `${parts.join('\n').trimEnd()}\n`;
}

function isTable(model: object): model is ModelSource & TableParts {
  return 'columns' in model && 'target' in model;
}

function introduction({ dtype, input, output }: Recording): string {
  return `// A neural network as a module that depends on nothing, written by layerwise ${VERSION}.
// From ${input.columns} to ${output.columns} columns, ${dtype}. It predicts the bits that layerwise predicts: sums are added in the same order,
// and functions such as exp are those of its kernels, since those of Math differ between engines.
`;
}

/** A list of names; undefined where there are none. */
function named(what: string, name: string, names: readonly string[] | undefined): string[] {
  return [`/** ${what} */`, `export const ${name} = ${names === undefined ? 'undefined' : literal(names)};`];
}

/** From and to, of each array of parameters. */
function placesOf(parameters: readonly Row[]): (readonly [number, number])[] {
  let end = 0;
  return parameters.map(({ columns }) => [end, (end += columns)]);
}

function weightsTexts({ dtype }: Recording, parameters: readonly Row[], array: string): string[] {
  const bytesEach = dtype === 'float32' ? 4 : 8;
  const count = parameters.reduce((sum, { columns }) => sum + columns, 0);
  const view = new DataView(new ArrayBuffer(count * bytesEach));
  let at = 0;
  for (const { values } of parameters) {
    for (const value of values!.data) {
      if (dtype === 'float32') view.setFloat32(at, value, true);
      else view.setFloat64(at, value, true);
      at += bytesEach;
    }
  }
  return [
    `// the numbers of a base64 text, little-endian
function weightsOf(text) {
  const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  const bytes = new Uint8Array(${view.byteLength});
  for (let i = 0, at = 0; at < bytes.length; i += 4) {
    const [a, b, c, d] = [0, 1, 2, 3].map((k) => digits.indexOf(text[i + k]));
    bytes[at++] = (a << 2) | (b >> 4);
    bytes[at++] = (b << 4) | (c >> 2);
    bytes[at++] = (c << 6) | d;
  }
  const view = new DataView(bytes.buffer);
  return ${array}.from({ length: ${count} }, (_, i) => view.getFloat${8 * bytesEach}(${bytesEach} * i, true));
}
`,
    `function weightsText() {\n  return '${base64(new Uint8Array(view.buffer))}';\n}`,
  ];
}
