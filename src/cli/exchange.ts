// `layerwise export` and `layerwise import`: models for other programs, and theirs.
import type { DType } from '../index.ts';
import { exportJavaScript, exportOnnx, exportStateDict, importOnnx } from '../exchange/index.ts';
import { TableModel } from '../table/index.ts';
import { UsageError, UserError, about } from './errors.ts';
import { STANDARD, checkOutput, readBytes, writeWhole } from './files.ts';
import { modelIn } from './model.ts';

/** The formats that models are written in. */
export const formatNames = ['js', 'onnx', 'state-dict'] as const;

/** The options of `export`. */
export interface ExportOptions {
  readonly to: (typeof formatNames)[number];
  readonly dtype?: DType;
  readonly out?: string;
}

/**
 * Writes a model in another format.
 * @throws UserError for a file that is no model, or cannot be written; UsageError for options that do not go together
 */
export function exportModel(modelPath: string, { to, dtype, out }: ExportOptions): void {
  if (dtype !== undefined && to !== 'onnx')
    throw new UsageError('--dtype is for --to onnx; other formats keep that of the model');
  if (out !== undefined && out !== STANDARD) checkOutput(out, [modelPath]);
  const bytes = readBytes(modelPath);
  const model = modelIn(modelPath, bytes);
  const contents = about(modelPath, () => {
    // Only a module can take the rows of a table.
    if (to === 'js') return exportJavaScript(model);
    const network = model instanceof TableModel ? model.network : model;
    return to === 'onnx' ? exportOnnx(network, dtype === undefined ? {} : { dtype }) : exportStateDict(network);
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
  const bytes = readBytes(path);
  const network = about(`cannot read ${path}`, () => importOnnx(bytes, { probabilities }));
  write(network.save(), out);
  if (out !== STANDARD)
    console.log(`${out}: from ${network.inputs} to ${network.outputs} columns, ${network.dtype}\n${network.summary()}`);
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
