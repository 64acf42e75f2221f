// `layerwise train`: from a file of rows to a file of a model.
import { performance } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';
import {
  type ActivationName,
  type DType,
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
import { parseCsv } from './csv.ts';
import { about } from './errors.ts';
import { checkOutput, readText, writeWhole } from './files.ts';
import { progressOf } from './progress.ts';
import { evaluation, lossChart } from './report.ts';
import { type Rows, type TableRecord, type TrainingRows, tableHash, trainingRows } from './rows.ts';
import { type Table, tableOf } from './table.ts';
import { labelled, printable } from './terminal.ts';

/** The share of the training rows that early stopping watches. */
const VALIDATION_SHARE = 0.2;

/** How long training goes on between two looks at the progress bar, in milliseconds. */
const SLICE_MILLISECONDS = 50;

/** The options of `layerwise train`. */
export interface TrainOptions {
  /** The column to be predicted. */
  readonly target: string;
  /** The units of the hidden layers. */
  readonly layers: readonly number[];
  readonly activation: string;
  readonly epochs: number;
  readonly batch: number | 'full';
  readonly optimizer: string;
  /** Default the optimizer's. */
  readonly learningRate?: number;
  readonly l2?: number;
  readonly seed: number;
  /** From 0 to less than 1. */
  readonly testShare: number;
  readonly dtype: DType;
  /** The epochs without improvement that early stopping waits for; default no early stopping. */
  readonly patience?: number;
  /** Where the model goes. */
  readonly out: string;
}

/** What the classes of a target, or their absence, make of the last layer and the loss. */
interface Task {
  readonly name: string;
  readonly outputs: number;
  readonly activation: ActivationName;
  readonly loss: LossName;
}

/**
 * Trains a network to predict one column of a file from the others, tells how well it does on rows held out, and
 * writes it.
 * @throws UserError or LayerwiseError for whatever is wrong with the file or the options; nothing is written then
 */
export async function train(path: string, options: TrainOptions): Promise<void> {
  const { target, testShare, seed, out } = options;
  checkOutput(out, [path]);
  const text = readText(path);
  const table = about(path, () => tableOf(parseCsv(text), target));
  const task = taskOf(table);
  const rows = about(path, () => trainingRows(table, { testShare, seed }));
  const { train, test } = rows;
  const network = networkFor(table, task, train.x, options);
  const trainer = trainerFor(network, task, options);
  printHead(path, table, task, rows, options);
  console.log(`\n${network.summary()}\n`);

  await fit(trainer, { x: train.x, y: rows.y }, options);
  const record: TableRecord = { target, testShare, seed, sha256: tableHash(table) };
  const card = { ...trainer.card(), table: record };
  rows.finish(network);

  const [held, name] = test === undefined ? [train, 'trained on'] : [test, 'held out'];
  console.log(`\n${evaluation(name, network.predict(held.x), held.y, table.classes)}\n`);
  const bytes = network.save({ card });
  writeWhole(out, bytes);
  console.log(labelled('model', `${out} (${bytes.length} bytes)`));
  console.log(labelled('next', `npx layerwise predict ${quotedForShell(out)} ${quotedForShell(path)}`));
}

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
function networkFor(table: Table, task: Task, x: Matrix, options: TrainOptions): Network<DType> {
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

function printHead(
  path: string,
  { featureNames, y, classes }: Table,
  task: Task,
  { train, test }: TrainingRows,
  { target, optimizer, batch, seed, dtype }: TrainOptions,
): void {
  const sizes = classes?.map((name, index) => `${printable(name)} ${y.data.filter((value) => value === index).length}`);
  const answers = sizes === undefined ? '' : `: ${sizes.join(', ')}`;
  const batches = batch === 'full' ? 'full batches' : `batches of ${batch}`;
  const heldOut = test === undefined ? 'none held out' : `${test.x.rows} held out for the test`;
  console.log(labelled('data', `${path}: ${y.rows} rows, ${featureNames.length} features`));
  console.log(labelled('target', `${printable(target)}${answers}`));
  console.log(labelled('split', `${train.x.rows} rows to train on, ${heldOut} (seed ${seed})`));
  console.log(labelled('task', `${task.name}: ${task.activation} and ${task.loss}`));
  console.log(labelled('optimizer', `${optimizer}, ${batches}, ${dtype}`));
}

function trainerFor(network: Network<DType>, task: Task, options: TrainOptions): Trainer<DType> {
  const { optimizer, learningRate, batch } = options;
  const name = optimizer as OptimizerName;
  return new Trainer(network, {
    loss: task.loss,
    optimizer: learningRate === undefined ? name : { name, learningRate },
    batchSize: batch,
  });
}

async function fit(trainer: Trainer<DType>, data: Rows, { epochs, patience }: TrainOptions): Promise<void> {
  const progress = progressOf(epochs);
  const run = trainer.start(data, {
    epochs,
    card: true,
    callbacks: [progress],
    ...(patience === undefined ? {} : { validationSplit: VALIDATION_SHARE, earlyStopping: { patience } }),
  });
  const { of: rows } = run.progress;
  const start = performance.now();
  try {
    while (!run.done) {
      run.advance({ milliseconds: SLICE_MILLISECONDS });
      progress.show(run);
      await setImmediate();
    }
  } finally {
    progress.end();
  }
  const seconds = (performance.now() - start) / 1000;
  const { history } = run;
  const chart = lossChart(history);
  console.log(chart === undefined ? '' : `\n${chart}\n`);
  if (patience !== undefined) {
    const why = history.stopped ? `no better for ${patience} epochs` : 'all epochs made';
    console.log(labelled('stopping', `${why}; the weights are those of epoch ${history.bestEpoch + 1}`));
  }
  const speed = Math.round((history.epochs * rows) / seconds).toLocaleString('en');
  console.log(labelled('time', `${seconds.toFixed(2)} s for ${history.epochs} epochs, ${speed} samples/s`));
}

function quotedForShell(path: string): string {
  return /^[\w./@:+-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}
