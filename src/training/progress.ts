// Where a run stands: what a saved trainer holds of it, and the fingerprint of the data that it belongs to.
import type { View } from '../dtype.ts';
import { Sha256 } from '../io/sha256.ts';
import type { Data } from './data.ts';
import type { Recording } from '#full/training/recorder.ts';

/** What a run has reached, beyond what the trainer's memory holds. */
export interface Progress {
  /** The epoch that is being made, from 0. */
  readonly epoch: number;
  /** The finished epochs' numbers by name. */
  readonly history: Readonly<Record<string, Float64Array<ArrayBuffer>>>;
  /** Of early stopping; −1 and ∞ without. */
  readonly bestEpoch: number;
  readonly best: number;
  readonly bestWeights: View | undefined;
  /** The outputs of this epoch's steps so far, when there are metrics. */
  readonly outputs: View | undefined;
  /** The sums of this epoch's metrics so far, when the rows come in batches. */
  readonly sums: View | undefined;
  /** What the model card will need of it; none if there is to be no card. */
  readonly recording: Recording | undefined;
}

/** What a run's bits depend on, besides the trainer's own state. */
export interface RunInputs {
  /** undefined when it comes in batches, of which nothing is known before. */
  readonly train: Data | undefined;
  readonly validation: Data | undefined;
  readonly batchSize: number | 'full';
  readonly shuffle: boolean | 'balanced';
  readonly seed: number;
}

/** A run to go on with. */
export interface Unfinished {
  readonly progress: Progress;
  /** Of what it runs on; computed when it is asked for, since it reads all of the data. */
  readonly fingerprint: () => string;
}

/** Elements that are converted at a time. */
const CHUNK = 65536;

/** SHA-256, in hexadecimal, over the shapes, the values as float64 and the batching. */
export function fingerprint({ train, validation, batchSize, shuffle, seed }: RunInputs): string {
  const matrices = [train, validation].flatMap((data) =>
    data === undefined ? [] : [data.x, data.y, data.weights].filter((matrix) => matrix !== undefined),
  );
  const batches = train === undefined ? true : undefined;
  const shapes = matrices.map(({ rows, columns }) => [rows, columns]);
  const hash = new Sha256().update(
    new TextEncoder().encode(JSON.stringify({ shapes, batchSize, shuffle, seed, batches })),
  );
  for (const { data } of matrices) {
    for (let start = 0; start < data.length; start += CHUNK) {
      const values = Float64Array.from(data.subarray(start, start + CHUNK));
      hash.update(new Uint8Array(values.buffer));
    }
  }
  return hash.hex();
}
