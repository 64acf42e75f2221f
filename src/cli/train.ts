// `layerwise train`: from a file of rows to a file of a model.
import type { DType } from '../index.ts';
import type { ColumnOption, Task } from '../table/index.ts';
import { UsageError } from './errors.ts';
import { STANDARD, checkOutput, writeWhole } from './files.ts';
import { labelled, printJson, quotedForShell } from './terminal.ts';
import { trainNetwork } from './train-network.ts';
import { trainTable } from './train-table.ts';

/** The options that describe a network; any of them makes the command train that one. */
export interface NetworkOptions {
  /** The units of the hidden layers. */
  readonly layers?: readonly number[];
  readonly activation?: string;
  readonly batch?: number | 'full';
  readonly optimizer?: string;
  readonly learningRate?: number;
  readonly l2?: number;
  readonly dtype?: DType;
  /** The epochs without improvement that early stopping waits for; default no early stopping. */
  readonly patience?: number;
}

/** The options for `fitTable` alone. */
export interface TableOptions {
  readonly task?: Task;
  readonly columns?: Readonly<Record<string, ColumnOption>>;
  /** Whether the file is read anew for each pass; default if it is large. */
  readonly stream?: boolean;
  /** Whether the linear model is written instead of the network. */
  readonly linear?: boolean;
  /** Where the report goes. */
  readonly report?: string;
}

/** The options of `layerwise train`. */
export interface TrainOptions extends NetworkOptions, TableOptions {
  /** The column to be predicted. */
  readonly target: string;
  readonly epochs?: number;
  readonly seed: number;
  readonly testShare: number;
  /** Where the model goes. */
  readonly out: string;
  /** Whether one JSON object is all that is printed. */
  readonly json?: boolean;
}

/** A model that was trained. */
export interface Trained {
  /** Its file. */
  readonly bytes: Uint8Array;
  /** The page about it. */
  readonly report?: string;
  /** What is known of it; JSON. */
  readonly result: object;
}

/** The names of the options that belong to one way of training. */
const ofNetwork = ['layers', 'activation', 'batch', 'optimizer', 'learningRate', 'l2', 'dtype', 'patience'] as const;
const ofTable = ['task', 'columns', 'stream', 'linear', 'report'] as const;

/**
 * Trains a model to predict one column of a table from the others, tells how well it does on rows held out, and writes
 * it: the network that `fitTable` makes of the table, or, if an option describes one, that.
 * @throws UserError or LayerwiseError for whatever is wrong with the file or the options; nothing is written then
 */
export async function train(path: string, options: TrainOptions): Promise<void> {
  const { out, report, json = false } = options;
  const network = ofNetwork.find((name) => options[name] !== undefined);
  const table = ofTable.find((name) => options[name] !== undefined);
  if (network !== undefined && table !== undefined)
    throw new UsageError(
      `--${flag(table)} is for the network that suits the table; it does not go with --${flag(network)}, which describes another`,
    );
  if (out === STANDARD) throw new UsageError('--out must be a file: standard output tells about the training');
  for (const file of [out, ...(report === undefined ? [] : [report])]) checkOutput(file, [path]);
  if (report === out) throw new UsageError('--out and --report must be two files');
  const trained = await (network === undefined ? trainTable : trainNetwork)(path, options);
  writeWhole(out, trained.bytes);
  if (report !== undefined) writeWhole(report, trained.report!);
  if (json) {
    printJson({
      model: out,
      bytes: trained.bytes.length,
      ...(report === undefined ? {} : { report }),
      ...trained.result,
    });
    return;
  }
  console.log(labelled('model', `${out} (${trained.bytes.length} bytes)`));
  if (report !== undefined) console.log(labelled('report', report));
  if (path !== STANDARD)
    console.log(labelled('next', `npx layerwise predict ${quotedForShell(out)} ${quotedForShell(path)}`));
}

/** The flag of an option: `learning-rate` of `learningRate`. */
function flag(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
