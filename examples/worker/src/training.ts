// A run of training that outlives the object it began in.
//
// A run is on the rows that were there when it began. Rows that come later are stored, and when the run has ended
// another begins anew on all rows, from the same seed. So the model depends on the rows and their order alone, not on
// when they came or how often the object was evicted; and a tenant that sends rows all the time still gets a model.
import { type DType, type MetricName, Trainer, type TrainingRun, isLayerwiseError } from 'layerwise';
import type { Settings } from './input.ts';
import { MIN_ROWS } from './limits.ts';
import { type Data, STEPS_PER_SLICE, dataOf, newTrainer, runOptions } from './model.ts';
import type { Store } from './store.ts';

type AnyTrainer = Trainer<DType, MetricName>;
type AnyRun = TrainingRun<DType, MetricName>;

/** A run under way. */
export class Training {
  readonly #rows: number;
  readonly #trainer: AnyTrainer;
  readonly #run: AnyRun;

  private constructor(rows: number, { trainer, run }: { readonly trainer: AnyTrainer; readonly run: AnyRun }) {
    this.#rows = rows;
    this.#trainer = trainer;
    this.#run = run;
  }

  /** Goes on with the run in storage, or begins one if there are rows that none has been on; else undefined. */
  static open(store: Store): Training | undefined {
    const rows = store.get('run')?.rows ?? newRows(store);
    if (rows === undefined) return undefined;
    const settings = store.get('settings')!;
    const data = dataOf(store.batches(rows), settings);
    const file = store.readFile('trainer');
    return new Training(rows, (file && goOn(file, data)) ?? begin(settings, data));
  }

  /** Whether the run is at its end. */
  get done(): boolean {
    return this.#run.done;
  }

  /** Makes the steps of a slice. */
  advance(): void {
    this.#run.advance({ steps: STEPS_PER_SLICE });
  }

  /** Stores the place that the run has reached, or the model at its end. */
  save(store: Store): void {
    const { epochs, valLoss, valAccuracy, bestEpoch } = this.#run.history;
    if (!this.done) {
      store.writeFile('trainer', this.#trainer.save());
      store.put('run', {
        rows: this.#rows,
        steps: this.#trainer.steps,
        epochs,
        valLoss: valLoss.at(-1),
        valAccuracy: valAccuracy.at(-1),
      });
      return;
    }
    const { network } = this.#trainer;
    store.writeFile('model', network.save());
    store.put('report', {
      rows: this.#rows,
      steps: this.#trainer.steps,
      epochs,
      bestEpoch,
      valLoss: valLoss[bestEpoch]!,
      valAccuracy: valAccuracy[bestEpoch]!,
      hash: network.hash(),
    });
    store.delete('failure');
    endRun(store);
  }

  /** Stores why the run cannot go on. The model of the run before stays. */
  static fail(store: Store, reason: string): void {
    store.put('failure', { rows: store.get('run')?.rows ?? store.size.rows, reason });
    endRun(store);
  }
}

/** How many rows there are, if they are enough and more than the last run was on. */
function newRows(store: Store): number | undefined {
  const { rows } = store.size;
  const seen = Math.max(store.get('report')?.rows ?? 0, store.get('failure')?.rows ?? 0);
  return rows >= MIN_ROWS && rows > seen ? rows : undefined;
}

function begin(settings: Settings, data: Data) {
  const trainer = newTrainer(settings, data) as AnyTrainer;
  return { trainer, run: trainer.start(data.train, runOptions(data)) };
}

/** The run that the file holds; undefined if this version of the code has another form of file or other batches. */
function goOn(file: Uint8Array, data: Data) {
  try {
    const trainer = Trainer.load(file);
    return { trainer, run: trainer.start(data.train, runOptions(data)) };
  } catch (error) {
    if (isLayerwiseError(error) && (error.code === 'INVALID_FILE' || error.code === 'INVALID_STATE')) return undefined;
    throw error;
  }
}

function endRun(store: Store): void {
  store.delete('run');
  store.deleteFile('trainer');
}
