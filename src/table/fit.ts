// `fitTable`: from rows to a model, in one call.
import { quote } from '../data/describe.ts';
import { rangeError } from '../errors.ts';
import type { AbortSignalLike } from '../index.ts';
import { below, integer, knownName, knownOptions, positiveInteger, text } from '../validate.ts';
import type { ColumnOption } from './columns.ts';
import { Collector, type EncodedRows, describeColumns, profileTarget, targetCell } from './data.ts';
import { Encoder } from './encoder.ts';
import { type TableModel, modelOf } from './model.ts';
import { type Note, note } from './notes.ts';
import { Pace } from './pace.ts';
import type { Material, NetworkSettings } from './recipe.ts';
import { type TableResult, baselineOutputs, comparison, heldOut, scoresOf } from './result.ts';
import { type RowSource, type Rows, rowsOf } from './rows.ts';
import { dividedRows } from './split.ts';
import { type Target, TargetEncoder, type TargetProfile, type Task } from './target.ts';
import { type TableProgress, trainLinear, trainNetwork } from './train.ts';

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
  /** The share of rows on which the result is measured; default 0.2. */
  readonly testShare?: number;
  /** The share of the other rows on which the best epoch is chosen; default 0.2. */
  readonly validationShare?: number;
  /** The units of the network's hidden layers; default [256, 256, 256]. */
  readonly hidden?: readonly number[];
  /** Passes over the training rows; default by their number. */
  readonly epochs?: number;
  /** Called after each epoch. */
  readonly onProgress?: (progress: TableProgress) => void;
  /** Ends it; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignalLike;
}

/** The fewest rows of which a part can be held out twice. */
const FEWEST_ROWS = 10;

const BATCH = 256;

/**
 * Trains a network to predict one column of a table from the others, and a linear model beside it, and measures both on
 * rows held out.
 *
 * @param source an array of objects, what `readCsv` and `readJsonLines` return, or a function that opens such anew for
 * each pass, which is for tables larger than memory
 * @throws (rejects with) LayerwiseError that names the option, or the row and the column; the signal's reason
 *
 * @example
 * const model = await fitTable(rows, { target: 'churned' });
 * model.predict(row); // { churned: 'yes', probability: 0.83, probabilities: { no: 0.17, yes: 0.83 } }
 */
export async function fitTable(source: RowSource, options: FitTableOptions): Promise<TableModel> {
  const checked = checkOptions(options);
  const { signal, onProgress, seed } = checked;
  const pace = new Pace(signal);
  const watch = { signal, onProgress };
  const notes: Note[] = [];
  const rows = await rowsOf(source, pace);
  const targets = await profileTarget(rows, checked.target, pace);
  const target = targets.target(checked.task);
  if (targets.rows - targets.gaps < FEWEST_ROWS)
    throw rangeError(
      'INVALID_SHAPE',
      `fitTable: ${targets.rows - targets.gaps} rows have a target, ${FEWEST_ROWS} are needed at least`,
    );
  noteTarget(targets, target, checked.task, notes);
  const partOf = dividedRows(await targetsOf(rows, target, pace), checked, target.task !== 'regression', seed);
  const { columns } = await describeColumns(rows, target, partOf, checked.columns, notes, pace);
  const encoder = new Encoder(columns);
  const collector = new Collector(encoder, target);
  await rows.each(pace, (row, index, place) => {
    const part = partOf(index);
    if (part !== undefined) collector.add(part, row, index, place);
  });
  const [train, validation, test] = (['train', 'validation', 'test'] as const).map((part) => collector.take(part)) as [
    EncodedRows,
    EncodedRows,
    EncodedRows,
  ];

  const material: Material = { encoder, target, x: train.x, y: train.y, seed };
  const settings = settingsFor(checked);
  const linear = await trainLinear(material, train, validation, watch);
  const network = await trainNetwork(material, train, validation, settings, watch);

  const outputs = {
    network: network.recipe.network.predict(test.x),
    linear: linear.recipe.network.predict(test.x),
    baseline: baselineOutputs(target, train.y, test.y.rows),
  };
  const result: TableResult = {
    target,
    columns,
    notes,
    rows: { train: train.x.rows, validation: validation.x.rows, test: test.x.rows },
    ...(target.classes === undefined ? {} : { classCounts: targets.counts(target) }),
    seed,
    settings,
    history: network.history,
    penalty: linear.penalty,
    scores: {
      network: scoresOf(target, outputs.network, test.y, seed),
      linear: scoresOf(target, outputs.linear, test.y, seed),
      baseline: scoresOf(target, outputs.baseline, test.y, seed),
    },
    ...comparison(target, outputs, test.y, seed),
    test: heldOut(test, outputs.network, outputs.linear),
    validation: heldOut(
      validation,
      network.recipe.network.predict(validation.x),
      linear.recipe.network.predict(validation.x),
    ),
  };
  const common = { columns, target, result };
  return modelOf({
    ...common,
    kind: 'network',
    network: network.recipe.network,
    linear: modelOf({ ...common, kind: 'linear', network: linear.recipe.network }),
  });
}

/** The options, checked, with the defaults filled in. */
interface Checked {
  readonly target: string;
  readonly task: Task | undefined;
  readonly columns: ReadonlyMap<string, ColumnOption>;
  readonly seed: number;
  readonly testShare: number;
  readonly validationShare: number;
  readonly hidden: readonly number[];
  readonly epochs: number | undefined;
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
  'onProgress',
  'signal',
];

function checkOptions(options: FitTableOptions): Checked {
  const place = 'fitTable';
  knownOptions(place, options, OPTIONS);
  const { task, columns = {}, seed = 0, testShare = 0.2, validationShare = 0.2, epochs } = options;
  const target = text(place, 'target', options.target);
  if (task !== undefined) knownName(place, 'task', task, ['binary', 'multiclass', 'regression']);
  knownOptions(`${place}: "columns"`, columns, Object.keys(columns));
  const types = new Map(
    Object.entries(columns).map(([name, type]) => [
      name,
      knownName(place, `type of column ${quote(name)}`, type, ['number', 'category', 'boolean', 'ignore'] as const),
    ]),
  );
  return {
    target,
    task,
    columns: types,
    seed: integer(place, 'seed', seed, 0, 'an integer of at least 0'),
    testShare: checkShare('testShare', testShare),
    validationShare: checkShare('validationShare', validationShare),
    hidden: (options.hidden ?? [256, 256, 256]).map((units, l) => positiveInteger(place, `hidden[${l}]`, units)),
    epochs: epochs === undefined ? undefined : positiveInteger(place, 'epochs', epochs),
    onProgress: options.onProgress,
    signal: options.signal,
  };
}

function checkShare(option: string, value: number): number {
  return below('fitTable', option, value, 0.01, 0.9);
}

/** The network's settings. */
function settingsFor({ hidden, epochs }: Checked): NetworkSettings {
  return { hidden, epochs: epochs ?? 256, batchSize: BATCH };
}

/** The targets of all rows as numbers. */
async function targetsOf(rows: Rows, target: Target, pace: Pace): Promise<(number | undefined)[]> {
  const encoder = new TargetEncoder(target);
  const targets: (number | undefined)[] = [];
  await rows.each(pace, (row, _, place) => {
    const cell = targetCell(row, target.name, place);
    targets.push(cell === undefined ? undefined : encoder.encode(cell, place));
  });
  return targets;
}

function noteTarget(profile: TargetProfile, target: Target, task: Task | undefined, notes: Note[]): void {
  const shown = quote(target.name);
  if (profile.gaps > 0) {
    const message = `${profile.gaps} rows have no ${shown}, the first of them ${profile.firstGap}; they are left out`;
    notes.push(note('MISSING_TARGET', message, 'Fill the target in, or leave these rows out.', target.name));
  }
  if (task === undefined && profile.ambiguous) {
    const other = target.task === 'regression' ? 'multiclass' : 'regression';
    const message = `${shown} holds whole numbers, taken for ${target.task === 'regression' ? 'quantities' : 'classes'}`;
    notes.push(note('TASK_INFERRED', message, `Say task: '${other}' if they are not.`, target.name));
  }
}
