// `layerwise verify`: makes the training of a model again and compares the bits.
import { createHash } from 'node:crypto';
import type { DType, ModelCard, Network } from '../index.ts';
import { type Check, verifyTraining } from '../proof/index.ts';
import { TableModel, fitTable } from '../table/index.ts';
import { UserError, about, aboutAll } from './errors.ts';
import { checkInputs, readBytes } from './files.ts';
import { type Input, nameOf, readCells, rowSource } from './input.ts';
import { modelIn } from './model.ts';
import { recordIn, tableHash, trainingRows } from './rows.ts';
import { tableOf } from './table.ts';
import { labelled, printJson } from './terminal.ts';

/** The options of `layerwise verify`. */
export interface VerifyOptions {
  readonly json?: boolean;
  /** Whether the file was read anew for each pass; default if it is large. */
  readonly stream?: boolean;
}

/**
 * Trains again as a model's file says, and prints line by line what agrees. The exit code is 1 if anything does not.
 * @throws UserError or LayerwiseError for a file that is not what it should be
 */
export async function verify(modelPath: string, dataPath: string, options: VerifyOptions): Promise<void> {
  const { json = false, stream } = options;
  checkInputs(modelPath, dataPath);
  const bytes = readBytes(modelPath);
  const model = modelIn(modelPath, bytes);
  const say = (label: string, text: string): void => {
    if (!json) console.log(labelled(label, text));
  };
  const checks =
    model instanceof TableModel
      ? await checksOfTable(model, bytes, { path: dataPath, stream }, say)
      : await checksOfNetwork(model, bytes, modelPath, dataPath, say);
  const agrees = checks.every((check) => check.agrees);
  if (!agrees) process.exitCode = 1;
  if (json) {
    printJson({ agrees, checks });
    return;
  }
  for (const { what, agrees, claimed, found } of checks)
    if (agrees) say('agrees', what);
    else say('DIFFERS', `${what}: ${claimed} by the card, ${found} here`);
  console.log(agrees ? '\nThis training on this table gives this file, bit for bit.' : '\nThe bits do not agree.');
}

/** Takes a label and what it labels. */
type Say = (label: string, text: string) => void;

/** `fitTable` with the settings in the file must give the file. */
async function checksOfTable(model: TableModel, bytes: Uint8Array, input: Input, say: Say): Promise<Check[]> {
  const { settings, rows } = model.result;
  say('replay', `${settings.epochs} epochs on ${rows.train} rows`);
  const network = await aboutAll(nameOf(input.path), async () => fitTable(await rowSource(input), settings));
  const again = model.kind === 'network' ? network : network.linear!;
  const found = again.save();
  return [
    check('rows', rows, again.result.rows),
    check('columns', model.columns, again.columns),
    check('parameters', model.network.hash(), again.network.hash()),
    check('scores', model.result.scores, again.result.scores),
    check('file', `sha256 ${sha256(bytes)}`, `sha256 ${sha256(found)}`),
  ];
}

function check(what: string, claimed: unknown, found: unknown): Check {
  const [a, b] = [claimed, found].map((value) => (typeof value === 'string' ? value : JSON.stringify(value)));
  return { what, agrees: a === b, claimed: a!, found: b! };
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The training that the card describes, epoch by epoch. */
async function checksOfNetwork(
  network: Network<DType>,
  bytes: Uint8Array,
  modelPath: string,
  dataPath: string,
  say: Say,
): Promise<Check[]> {
  const record = recordIn(network);
  const { run } = (network.card ?? {}) as Partial<ModelCard>;
  if (record === undefined || typeof run !== 'object' || run === null)
    throw new UserError(
      `${nameOf(modelPath)}: the file does not say how it was trained; "layerwise train" writes models that do`,
    );
  const table = await aboutAll(nameOf(dataPath), async () => tableOf(await readCells(dataPath), record.target));
  const found = check('table', record.sha256, tableHash(table));
  if (!found.agrees) return [found];
  const { train, y, finish } = about(nameOf(modelPath), () => trainingRows(table, record));
  say('replay', `${run.epochs} epochs on ${train.x.rows} rows`);
  return [found, ...(await verifyTraining(bytes, { x: train.x, y }, { finish })).checks];
}
