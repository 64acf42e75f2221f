// Trains a network of given layers on a file of numbers.
import { performance } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';
import {
  type ActivationName,
  type DType,
  type History,
  type LossName,
  type Matrix,
  Network,
  type OptimizerName,
  Trainer,
  dense,
  l2,
  normalization,
  standardScaler,
} from '../index.ts';
import { about, aboutAll } from './errors.ts';
import { nameOf, readCells } from './input.ts';
import { progressOf } from './progress.ts';
import { evaluation, lossChart, measuresOf } from './report.ts';
import { type Rows, type TableRecord, type TrainingRows, tableHash, trainingRows } from './rows.ts';
import { type Table, tableOf } from './table.ts';
import { labelled, printable } from './terminal.ts';
import type { TableOptions, TrainOptions, Trained } from './train.ts';

/** The share of the training rows that early stopping watches. */
const VALIDATION_SHARE = 0.2;

/** How long training goes on between two looks at the progress bar, in milliseconds. */
const SLICE_MILLISECONDS = 50;

/** The options with their defaults. */
type Settings = Required<Omit<TrainOptions, keyof TableOptions | 'learningRate' | 'l2' | 'patience'>> &
  Pick<TrainOptions, 'learningRate' | 'l2' | 'patience'>;

const DEFAULTS = {
  layers: [64, 32],
  activation: 'relu',
  epochs: 100,
  batch: 32,
  optimizer: 'adam',
  dtype: 'float64',
  json: false,
} as const;

/** What the classes of a target, or their absence, make of the last layer and the loss. */
interface Task {
  readonly name: string;
  readonly outputs: number;
  readonly activation: ActivationName;
  readonly loss: LossName;
}

/**
 * Trains a network of given layers on the numbers of a file, and tells about it.
 * @throws UserError or LayerwiseError for whatever is wrong with the file or the options
 */
export async function trainNetwork(path: string, options: TrainOptions): Promise<Trained> {
  const settings: Settings = { ...DEFAULTS, ...options };
  const { target, testShare, seed, json } = settings;
  const say: Say = json ? () => {} : (text) => console.log(text);
  const table = await aboutAll(nameOf(path), async () => tableOf(await readCells(path), target));
  const task = taskOf(table);
  const rows = about(nameOf(path), () => trainingRows(table, { testShare, seed }));
  const { train, test } = rows;
  const network = networkFor(table, task, train.x, settings);
  const trainer = trainerFor(network, task, settings);
  say(head(path, table, task, rows, settings));
  say(`\n${network.summary()}\n`);

  const { history, seconds } = await fit(trainer, { x: train.x, y: rows.y }, settings, say);
  const record: TableRecord = { target, testShare, seed, sha256: tableHash(table) };
  const card = { ...trainer.card(), table: record };
  rows.finish(network);

  const [held, name] = test === undefined ? [train, 'trained on'] : [test, 'held out'];
  const measures = measuresOf(network.predict(held.x), held.y, table.classes);
  say(`\n${evaluation(name, measures, table.classes)}\n`);
  return {
    bytes: network.save({ card }),
    result: {
      target,
      task: task.name,
      classes: table.classes,
      trainedOn: train.x.rows,
      history: { epochs: history.epochs, loss: history.loss, valLoss: history.valLoss, bestEpoch: history.bestEpoch },
      [test === undefined ? 'training' : 'test']: measures,
      seed,
      seconds,
    },
  };
}

/** Takes text for standard output. */
type Say = (text: string) => void;

function taskOf({ classes }: Table): Task {
  if (classes === undefined) {
    return { name: 'regression', outputs: 1, activation: 'linear', loss: 'meanSquaredError' };
  }
  return classes.length === 2
    ? { name: '2 classes', outputs: 1, activation: 'sigmoid', loss: 'binaryCrossEntropy' }
    : {
        name: `${classes.length} classes`,
        outputs: classes.length,
        activation: 'softmax',
        loss: 'categoricalCrossEntropy',
      };
}

/** Standardises inside, by the training rows, so that the model takes rows as they are in the file. */
function networkFor(table: Table, task: Task, x: Matrix, options: Settings): Network<DType> {
  const { classes, featureNames } = table;
  const regularized = options.l2 === undefined ? {} : { regularizer: l2(options.l2) };
  const hidden = options.layers.map((units) =>
    dense(units, { activation: options.activation as ActivationName, ...regularized }),
  );
  return new Network<DType>({
    inputs: featureNames.length,
    layers: [
      normalization(standardScaler(x)),
      ...hidden,
      dense(task.outputs, { activation: task.activation, ...regularized }),
    ],
    seed: options.seed,
    dtype: options.dtype,
    features: featureNames,
    ...(classes === undefined ? {} : { classes }),
  });
}

function head(
  path: string,
  { featureNames, y, classes }: Table,
  task: Task,
  { train, test }: TrainingRows,
  { target, optimizer, batch, seed, dtype }: Settings,
): string {
  const sizes = classes?.map((name, index) => `${printable(name)} ${y.data.filter((value) => value === index).length}`);
  const answers = sizes === undefined ? '' : `: ${sizes.join(', ')}`;
  const batches = batch === 'full' ? 'full batches' : `batches of ${batch}`;
  const heldOut = test === undefined ? 'none held out' : `${test.x.rows} held out for the test`;
  return [
    labelled('data', `${nameOf(path)}: ${y.rows} rows, ${featureNames.length} features`),
    labelled('target', `${printable(target)}${answers}`),
    labelled('split', `${train.x.rows} rows to train on, ${heldOut} (seed ${seed})`),
    labelled('task', `${task.name}: ${task.activation} and ${task.loss}`),
    labelled('optimizer', `${optimizer}, ${batches}, ${dtype}`),
  ].join('\n');
}

function trainerFor(network: Network<DType>, task: Task, options: Settings): Trainer<DType> {
  const { optimizer, learningRate, batch } = options;
  const name = optimizer as OptimizerName;
  return new Trainer(network, {
    loss: task.loss,
    optimizer: learningRate === undefined ? name : { name, learningRate },
    batchSize: batch,
  });
}

async function fit(
  trainer: Trainer<DType>,
  data: Rows,
  { epochs, patience, json }: Settings,
  say: Say,
): Promise<{ readonly history: History<never>; readonly seconds: number }> {
  const progress = progressOf(json);
  const run = trainer.start(data, {
    epochs,
    card: true,
    callbacks: [{ onEpochEnd: ({ epoch, ...losses }) => progress.epoch(epoch + 1, losses) }],
    ...(patience === undefined ? {} : { validationSplit: VALIDATION_SHARE, earlyStopping: { patience } }),
  });
  const { of: rows } = run.progress;
  const start = performance.now();
  progress.begin('training', epochs);
  try {
    while (!run.done) {
      run.advance({ milliseconds: SLICE_MILLISECONDS });
      if (!run.done) progress.within(run.epoch + run.progress.rows / rows);
      await setImmediate();
    }
  } finally {
    progress.end();
  }
  const seconds = (performance.now() - start) / 1000;
  const { history } = run;
  const chart = lossChart(history);
  say(chart === undefined ? '' : `\n${chart}\n`);
  if (patience !== undefined) {
    const why = history.stopped ? `no better for ${patience} epochs` : 'all epochs made';
    say(labelled('stopping', `${why}; the weights are those of epoch ${history.bestEpoch + 1}`));
  }
  const speed = Math.round((history.epochs * rows) / seconds).toLocaleString('en');
  say(labelled('time', `${seconds.toFixed(2)} s for ${history.epochs} epochs, ${speed} samples/s`));
  return { history, seconds };
}
