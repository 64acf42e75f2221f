// Rows and targets for training: checked against the network and the loss, and divided for validation.
import { type LabelledRows, parted } from '../data/split.ts';
import { rangeError } from '../errors.ts';
import { checkTargets } from '../losses/targets.ts';
import { below, knownOptions } from '../validate.ts';
import type { RunOptions, TrainingData } from './options.ts';
import { rowWeights } from '#full/training/row-weights.ts';
import type { Setup } from './setup.ts';

/** Checked data. */
export type Data = LabelledRows;

/**
 * The data as matrices.
 * @param place what messages begin with
 * @throws LayerwiseError that names row and column
 */
export function checkData({ core, loss }: Setup, place: string, given: TrainingData): Data {
  knownOptions(place, given, ['x', 'y', 'weights'], 'the data must be an object { x, y }');
  const x = core.inputRows(given.x, `${place}: x`);
  const width = loss.targets === 'classes' ? {} : { columns: core.outputs };
  const name = `${place}: y`;
  const y = core.rows(given.y, { name, ...width });
  if (x.rows !== y.rows) throw rangeError('INVALID_SHAPE', `${place}: x has ${x.rows} rows, y has ${y.rows}`);
  checkTargets(name, y, loss);
  if (given.weights === undefined) return { x, y };
  return { x, y, weights: rowWeights(core, place, given.weights, x.rows) };
}

/** The rows to train on and those to validate on, as a run's options say. */
export function divide<T extends Data | undefined>(
  setup: Setup,
  data: T,
  { validationData, validationSplit }: RunOptions,
): { readonly train: T | Data; readonly validation: Data | undefined } {
  if (validationData !== undefined) {
    if (validationSplit !== undefined) {
      throw rangeError('INVALID_OPTION', 'fit: give "validationData" or "validationSplit", not both');
    }
    return { train: data, validation: checkData(setup, 'validationData', validationData) };
  }
  const share = below('fit', 'validationSplit', validationSplit ?? 0, 0, 1);
  if (share === 0 || data === undefined) return { train: data, validation: undefined };
  const { train, test } = parted('fit: a "validationSplit"', data, share, setup.seed);
  return { train, validation: test };
}
