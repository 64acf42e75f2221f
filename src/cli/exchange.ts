// `layerwise export` and `layerwise import`: models for other programs, and theirs.
import { readFileSync } from 'node:fs';
import type { DType, Network } from '../index.ts';
import { exportJavaScript, exportOnnx, exportStateDict, importOnnx } from '../exchange/index.ts';
import { TableModel } from '../table/index.ts';
import { UserError, about } from './errors.ts';
import { checkOutput, readBytes, writeWhole } from './files.ts';
import { modelOf } from './model.ts';

/** The path that stands for standard input, and for standard output. */
const STANDARD = '-';

/** The formats that models are written in. */
const formats = {
  js: exportJavaScript,
  onnx: exportOnnx,
  'state-dict': exportStateDict,
} as const;

/** The names of the formats. */
export const formatNames = Object.keys(formats);

/** The options of `export`. */
export interface ExportOptions {
  readonly to: keyof typeof formats;
  readonly dtype?: DType;
  readonly out?: string;
}

/**
 * Writes a model in another format.
 * @throws UserError for a file that is no model, or cannot be written
 */
export function exportModel(modelPath: string, { to, dtype, out }: ExportOptions): void {
  if (dtype !== undefined && to !== 'onnx')
    throw new UserError('--dtype is for --to onnx; other formats keep that of the model');
  if (out !== undefined && out !== STANDARD) checkOutput(out, [modelPath]);
  const bytes = readInput(modelPath);
  const network = modelOf(modelPath, bytes);
  const contents = about(modelPath, () => {
    if (to === 'onnx') return exportOnnx(network, dtype === undefined ? {} : { dtype });
    // Only a module can take the rows of a table.
    return to === 'js' && isOfTable(network) ? exportJavaScript(TableModel.load(bytes)) : formats[to](network);
  });
  write(contents, out);
}

/** The options of `import`. */
export interface ImportOptions {
  readonly probabilities?: boolean;
  readonly out: string;
}

/**
 * Writes an ONNX model as a model of the library.
 * @throws UserError for a file that cannot be read or written
 */
export function importModel(path: string, { probabilities = false, out }: ImportOptions): void {
  if (out !== STANDARD) checkOutput(out, [path]);
  const bytes = readInput(path);
  const network = about(`cannot read ${path}`, () => importOnnx(bytes, { probabilities }));
  write(network.save(), out);
  if (out !== STANDARD)
    console.log(`${out}: from ${network.inputs} to ${network.outputs} columns, ${network.dtype}\n${network.summary()}`);
}

/** Whether `fitTable` made the model: its card has the columns. */
function isOfTable({ card }: Network<DType>): boolean {
  const { table } = (card ?? {}) as { readonly table?: { readonly formatVersion?: unknown } };
  return table?.formatVersion !== undefined;
}

function readInput(path: string): Uint8Array {
  return path === STANDARD ? readFileSync(0) : readBytes(path);
}

/** To a file, whole or not at all; or to standard output, unless that is a terminal. */
function write(contents: string | Uint8Array, out: string | undefined): void {
  if (out !== undefined && out !== STANDARD) {
    writeWhole(out, contents);
    return;
  }
  if (typeof contents !== 'string' && process.stdout.isTTY)
    throw new UserError('the file is binary and standard output a terminal; give --out a file');
  process.stdout.write(contents);
}
