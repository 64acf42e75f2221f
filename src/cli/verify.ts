// `layerwise verify`: makes the training of a model again and compares the bits.
import type { DType, ModelCard, Network } from '../index.ts';
import { type Check, verifyTraining } from '../proof/index.ts';
import { parseCsv } from './csv.ts';
import { UserError, about } from './errors.ts';
import { readBytes, readText } from './files.ts';
import { modelOf } from './model.ts';
import { type TableRecord, tableHash, trainingRows } from './rows.ts';
import { tableOf } from './table.ts';
import { labelled } from './terminal.ts';

/**
 * Trains again as the card in a model's file says, and prints line by line what agrees. The exit code is 1 if anything
 * does not.
 * @throws UserError or LayerwiseError for a file that is not what it should be
 */
export async function verify(modelPath: string, dataPath: string): Promise<void> {
  const bytes = readBytes(modelPath);
  const network = modelOf(modelPath, bytes);
  const record = recordOf(modelPath, network);
  const text = readText(dataPath);
  const table = about(dataPath, () => tableOf(parseCsv(text), record.target));
  const sha256 = tableHash(table);
  const checks = [{ what: 'table', agrees: sha256 === record.sha256, claimed: record.sha256, found: sha256 }];
  if (checks[0]!.agrees) {
    const { train, y, finish } = about(modelPath, () => trainingRows(table, record));
    console.log(labelled('replay', `${(network.card as ModelCard).run.epochs} epochs on ${train.x.rows} rows`));
    checks.push(...(await verifyTraining(bytes, { x: train.x, y }, { finish })).checks);
  }
  for (const check of checks) print(check);
  const agrees = checks.every((check) => check.agrees);
  console.log(agrees ? '\nThis training on this table gives this file, bit for bit.' : '\nThe bits do not agree.');
  if (!agrees) process.exitCode = 1;
}

function print({ what, agrees, claimed, found }: Check): void {
  console.log(
    agrees ? labelled('agrees', what) : labelled('DIFFERS', `${what}: ${claimed} by the card, ${found} here`),
  );
}

function recordOf(path: string, network: Network<DType>): TableRecord {
  const { table, run } = (network.card ?? {}) as { readonly table?: unknown; readonly run?: unknown };
  const { target, testShare, seed, sha256 } = (table ?? {}) as Record<keyof TableRecord, unknown>;
  const known = typeof target === 'string' && typeof testShare === 'number' && typeof seed === 'number';
  if (!known || typeof sha256 !== 'string' || typeof run !== 'object' || run === null)
    throw new UserError(`${path}: the file does not say how it was trained; "layerwise train" writes models that do`);
  return { target, testShare, seed, sha256 };
}
