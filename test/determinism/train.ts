// Trains a case and hashes what came of it, with the library that it is given: the source, or the packed one.
import type { DType, Network, Trainer } from '../../src/index.ts';
import type { Case } from './cases.ts';
import { rowsOf } from './rows.ts';

/** The library's part that is needed. */
export interface Library {
  readonly Network: typeof Network;
  readonly Trainer: typeof Trainer;
}

/** The hash of the trained parameters, and that of losses, metrics and predictions. */
export interface Hashes {
  readonly parameters: string;
  readonly results: string;
}

/** A case with what it gives in each element type: an entry of hashes.json. */
export interface HashedCase extends Case {
  readonly hashes: Readonly<Record<DType, Hashes>>;
}

/** SHA-256 in hexadecimal digits. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Makes the training of a case. */
export async function train({ Network, Trainer }: Library, specification: Case, dtype: DType): Promise<Hashes> {
  const { network: options, trainer: trainerOptions, rows, epochs } = specification;
  const network = new Network({ ...options, dtype });
  const trainer = new Trainer(network, trainerOptions);
  const x = rowsOf(rows + 10, options.inputs, 1).map((row) => row.map(valueOf(specification)));
  const y = targetsOf(specification, rows + 10, network.predict(x).columns);
  const validationData = { x: x.slice(rows), y: y.slice(rows) };
  const run = trainer.start({ x: x.slice(0, rows), y: y.slice(0, rows) }, { epochs, validationData });
  while (!run.done) run.advance({ steps: 2 });
  // The rates follow from the schedule's formula, whose bits the parameters show.
  const { learningRate: _, ...curves } = run.history;
  const results = [
    ...Object.values(curves)
      .filter((values) => Array.isArray(values))
      .flat(),
    ...Object.values(trainer.evaluate(validationData)),
    ...network.predict(x).data,
    ...network.predict(x.slice(0, 1)).data,
  ];
  if (!results.every(Number.isFinite)) throw new Error(`${specification.name}: the bits of a NaN are the engine's own`);
  return { parameters: network.hash(), results: await sha256(new Uint8Array(Float64Array.from(results).buffer)) };
}

function valueOf({ categories }: Case): (value: number) => number {
  return (value) => (categories === undefined ? value : Math.floor(((value + 1) / 2) * categories));
}

function targetsOf({ targets }: Case, rows: number, columns: number): number[][] {
  const values = rowsOf(rows, columns, 2);
  switch (targets) {
    case 'values':
      return values;
    case 'probabilities':
      return values.map((row) => row.map((value) => (value > 0 ? 1 : 0.25)));
    case 'classes':
      return values.map((_, row) => [row % columns]);
    case 'oneHot':
      return values.map((_, row) => values[0]!.map((_, column) => Number(row % columns === column)));
  }
}
