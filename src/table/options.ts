// The options of `fitTable`.
import { quote } from '../data/describe.ts';
import { typeError } from '../errors.ts';
import type { AbortSignalLike } from '../index.ts';
import { integer, knownName, knownOptions, positiveInteger, shown, text, within } from '../validate.ts';
import type { ColumnOption } from './columns.ts';
import type { Task } from './target.ts';
import type { Preparation } from './result.ts';
import type { TableProgress } from './train.ts';

/** The options of `fitTable`; only the target must be given. */
export interface FitTableOptions {
  /** The column to be predicted. */
  readonly target: string;
  /** What is predicted; default as the target's values suggest. */
  readonly task?: Task;
  /** What columns are taken for, by name; default as their values suggest. */
  readonly columns?: Readonly<Record<string, ColumnOption>>;
  /** Of everything that is random: an integer of at least 0, default 0. The same rows and seed give the same bits. */
  readonly seed?: number;
  /** The share of rows on which the result is measured, 0.01 to 0.9; default 0.2. */
  readonly testShare?: number;
  /** The share of the other rows on which the best epoch is chosen, 0.01 to 0.9; default 0.2. */
  readonly validationShare?: number;
  /** The units of the network's hidden layers; default [64, 64] for up to 1000 training rows, [128, 128] for more. */
  readonly hidden?: readonly number[];
  /** Passes over the training rows; default by their number. */
  readonly epochs?: number;
  /** Called once before the training, with all that is known of the table by then. What it throws ends it. */
  readonly onPrepared?: (preparation: Preparation) => void;
  /** Called after each epoch. What it throws ends the training. */
  readonly onProgress?: (progress: TableProgress) => void;
  /** Ends it; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignalLike;
}

/** The options, checked, with the defaults filled in. */
export interface Checked extends Required<
  Omit<FitTableOptions, 'task' | 'columns' | 'hidden' | 'epochs' | 'onPrepared' | 'onProgress' | 'signal'>
> {
  readonly task: Task | undefined;
  readonly columns: ReadonlyMap<string, ColumnOption>;
  readonly hidden: readonly number[] | undefined;
  readonly epochs: number | undefined;
  readonly onPrepared: FitTableOptions['onPrepared'];
  readonly onProgress: FitTableOptions['onProgress'];
  readonly signal: AbortSignalLike | undefined;
}

const OPTIONS = [
  'target',
  'task',
  'columns',
  'seed',
  'testShare',
  'validationShare',
  'hidden',
  'epochs',
  'onPrepared',
  'onProgress',
  'signal',
];

const tasks = ['binary', 'multiclass', 'regression'] as const;
const columnOptions = ['number', 'category', 'boolean', 'ignore'] as const;

/** @throws LayerwiseError that names the option */
export function checkOptions(options: FitTableOptions): Checked {
  const place = 'fitTable';
  knownOptions(place, options, OPTIONS);
  const { task, columns = {}, seed = 0, testShare = 0.2, validationShare = 0.2, epochs } = options;
  if (task !== undefined) knownName(place, '"task"', task, tasks);
  knownOptions(`${place}: "columns"`, columns, Object.keys(columns ?? {}));
  const types = Object.entries(columns).map(
    ([name, type]) => [name, knownName(place, `type of column ${quote(name)}`, type, columnOptions)] as const,
  );
  return {
    target: text(place, 'target', options.target),
    task,
    columns: new Map(types),
    seed: integer(place, 'seed', seed, 0, 'an integer of at least 0'),
    testShare: within(place, 'testShare', testShare, 0.01, 0.9),
    validationShare: within(place, 'validationShare', validationShare, 0.01, 0.9),
    hidden: checkHidden(place, options.hidden),
    epochs: epochs === undefined ? undefined : positiveInteger(place, 'epochs', epochs),
    onPrepared: options.onPrepared,
    onProgress: options.onProgress,
    signal: options.signal,
  };
}

function checkHidden(place: string, hidden: unknown): readonly number[] | undefined {
  if (hidden === undefined) return undefined;
  if (!Array.isArray(hidden) || hidden.length === 0)
    throw typeError('INVALID_OPTION', `${place}: "hidden" must be an array of units, got ${shown(hidden)}`);
  return hidden.map((units, l) => positiveInteger(place, `hidden[${l}]`, units));
}
