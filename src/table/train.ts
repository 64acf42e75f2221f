// Trains the models of a table on rows that are at hand.
import { type AbortSignalLike, Matrix, type RunOptions, Trainer, type TrainingCallback, metric } from '../index.ts';
import { temperatureOf } from '../assess/index.ts';
import type { EncodedRows } from './data.ts';
import type { Target } from './target.ts';
import { type Material, type NetworkSettings, type Recipe, linearRecipe, networkRecipe } from './recipe.ts';

/** What is told after each epoch. */
export interface TableProgress {
  /** Which model is being trained. */
  readonly stage: 'linear' | 'network';
  /** The epochs made, of how many. */
  readonly epoch: number;
  readonly epochs: number;
  readonly loss: number;
  readonly valLoss: number | undefined;
}

/** How the caller follows the training, and ends it. */
export interface Watch {
  readonly signal: AbortSignalLike | undefined;
  readonly onProgress: ((progress: TableProgress) => void) | undefined;
}

/** The course of the network's training; JSON. Losses of a regression are of targets of mean 0 and deviation 1. */
export interface TableHistory {
  readonly epochs: number;
  readonly loss: readonly number[];
  readonly valLoss: readonly number[];
  /** Of a classification. */
  readonly valAccuracy?: readonly number[];
  /** The epoch, from 0, whose parameters the network has. */
  readonly bestEpoch: number;
}

/** Rows at hand, in the form in which a recipe trains on them. */
export function dataOf({ targets }: Recipe, { x, y }: EncodedRows): { x: Matrix; y: Matrix } {
  return { x, y: targets(y) };
}

/** The callback that tells the progress. */
export function telling({ onProgress }: Watch, stage: TableProgress['stage']): readonly TrainingCallback[] {
  if (onProgress === undefined) return [];
  return [
    {
      onEpochEnd: ({ epoch, epochs, loss, valLoss }) => onProgress({ stage, epoch: epoch + 1, epochs, loss, valLoss }),
    },
  ];
}

/** The batches of so many rows: the rows left over are shared out among them. */
export function batchesOf(rows: number, batchSize: number): { readonly steps: number; readonly batchSize: number } {
  const steps = Math.max(1, Math.floor(rows / batchSize));
  return { steps, batchSize: Math.ceil(rows / steps) };
}

/** A network that is trained, and what is known of it. */
export interface TrainedNetwork {
  readonly recipe: Recipe;
  readonly history: TableHistory;
  /** What the logits were divided by; 1 for a regression. */
  readonly temperature: number;
  /** The outputs for the validation rows of a network that was not trained on them. */
  readonly validationOutputs: Matrix;
}

/**
 * Trains the network twice: on the training rows, to find the best epoch and the temperature on the validation rows, and
 * again on both for as many epochs, so that no row is spared for the choice.
 */
export async function trainNetwork(
  material: Material,
  train: EncodedRows,
  validation: EncodedRows,
  settings: NetworkSettings,
  watch: Watch,
): Promise<TrainedNetwork> {
  const { steps, batchSize } = batchesOf(train.x.rows, settings.batchSize);
  const first = networkRecipe(material, { ...settings, batchSize }, steps);
  const history = await fit(first, train, fitOptions(settings, dataOf(first, validation)), watch, 'network');
  const calibrated = calibrate(first, material.target, validation);
  first.network.dispose();
  const both = joined(train, validation);
  const again = batchesOf(both.x.rows, settings.batchSize);
  const recipe = networkRecipe(material, { ...settings, batchSize: again.batchSize }, again.steps);
  await fit(recipe, both, { epochs: history.bestEpoch + 1 }, watch, 'network');
  recipe.finish(calibrated.temperature);
  return { recipe, history: historyOf(history), ...calibrated };
}

/** Finishes a network by the temperature that is best on the validation rows. */
export function calibrate(
  recipe: Recipe,
  { classes }: Target,
  { x, y }: EncodedRows,
): Pick<TrainedNetwork, 'temperature' | 'validationOutputs'> {
  const { network } = recipe;
  const temperature = classes === undefined ? 1 : temperatureOf(network.predict(x), y);
  recipe.finish(temperature);
  return { temperature, validationOutputs: network.predict(x) };
}

/** Trains a recipe's network. */
async function fit(
  recipe: Recipe,
  rows: EncodedRows,
  options: RunOptions,
  watch: Watch,
  stage: TableProgress['stage'],
): Promise<Parameters<typeof historyOf>[0]> {
  const trainer = new Trainer(recipe.network, recipe.trainer);
  const history = await trainer.fit(dataOf(recipe, rows), {
    ...options,
    callbacks: telling(watch, stage),
    ...(watch.signal === undefined ? {} : { signal: watch.signal }),
  });
  trainer.dispose();
  return history;
}

function joined(first: EncodedRows, second: EncodedRows): EncodedRows {
  const both = (a: Matrix, b: Matrix): Matrix<'float64'> => {
    const data = new Float64Array(a.data.length + b.data.length);
    data.set(a.data);
    data.set(b.data, a.data.length);
    return new Matrix<'float64'>(data, a.rows + b.rows, a.columns);
  };
  return { x: both(first.x, second.x), y: both(first.y, second.y), indices: [...first.indices, ...second.indices] };
}

/** The best epoch is that of the least loss on the validation rows. */
export function fitOptions(
  { epochs }: NetworkSettings,
  validation: { readonly x: Matrix; readonly y: Matrix },
): RunOptions {
  return {
    epochs,
    validationData: validation,
    earlyStopping: { monitor: 'valLoss', patience: epochs },
  };
}

/** What is kept of a history. */
export function historyOf(history: {
  readonly epochs: number;
  readonly loss: readonly number[];
  readonly valLoss: readonly number[];
  readonly valAccuracy?: readonly number[];
  readonly bestEpoch: number;
}): TableHistory {
  const { epochs, loss, valLoss, valAccuracy, bestEpoch } = history;
  return {
    epochs,
    loss: [...loss],
    valLoss: [...valLoss],
    ...(valAccuracy === undefined ? {} : { valAccuracy: [...valAccuracy] }),
    bestEpoch,
  };
}

/** What the penalty of the linear model is chosen from, by the loss on the validation rows. */
const PENALTIES = [1e-4, 1e-3, 1e-2, 1e-1];

/** Passes of the linear model over the rows, and the least number of steps that they make. */
const LINEAR_EPOCHS = 100;
const LINEAR_STEPS = 400;
const LINEAR_BATCH = 256;

/** A linear model that is trained, and what is known of it. */
export interface TrainedLinear {
  readonly recipe: Recipe;
  readonly penalty: number;
  /** The outputs for the validation rows of a model that was not trained on them. */
  readonly validationOutputs: Matrix;
}

/**
 * Trains the linear model with each penalty to find the best on the validation rows, the smallest of equal ones, and with
 * that again on the training and the validation rows.
 */
export async function trainLinear(
  material: Material,
  train: EncodedRows,
  validation: EncodedRows,
  watch: Watch,
): Promise<TrainedLinear> {
  const measure = metric(material.target.task === 'regression' ? 'mse' : 'logLoss');
  const fitted = async (rows: EncodedRows, penalty: number): Promise<Recipe> => {
    const { steps, batchSize } = batchesOf(rows.x.rows, LINEAR_BATCH);
    const epochs = Math.max(LINEAR_EPOCHS, Math.ceil(LINEAR_STEPS / steps));
    const recipe = linearRecipe(material, penalty, epochs * steps, batchSize);
    await fit(recipe, rows, { epochs }, watch, 'linear');
    recipe.finish(1);
    return recipe;
  };
  let best: { readonly penalty: number; readonly loss: number; readonly validationOutputs: Matrix } | undefined;
  for (const penalty of PENALTIES) {
    const { network } = await fitted(train, penalty);
    const validationOutputs = network.predict(validation.x);
    network.dispose();
    const loss = measure(validationOutputs, validation.y);
    if (best === undefined || loss < best.loss) best = { penalty, loss, validationOutputs };
  }
  const { penalty, validationOutputs } = best!;
  return { recipe: await fitted(joined(train, validation), penalty), penalty, validationOutputs };
}
