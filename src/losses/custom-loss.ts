// A loss by formula, of the user's own.
import { rangeError, typeError } from '../errors.ts';
import { constant } from '../program/expression.ts';
import { knownName, knownOptions } from '../validate.ts';
import type { LossFormula } from './loss-formulas.ts';
import { type ReductionName, reductionNames } from './loss-entry.ts';
import type { Loss, LossName, LossOption } from './losses.ts';
import { losses } from './table.ts';

/** A loss by formula: of any name that the library does not have. Not stored in files. */
export interface CustomLoss {
  readonly name: string;
  /** The loss of one output from its prediction and its target, made of the functions of `formula`. */
  readonly formula: LossFormula;
  readonly reduction?: ReductionName;
}

/** Checks it. */
export function customLoss(given: Record<string, unknown>, outputs: number): Loss {
  knownOptions('loss', given, ['name', 'formula', 'reduction']);
  const { name, formula } = given;
  if (
    typeof name !== 'string' ||
    name in losses ||
    typeof formula !== 'function' ||
    typeof (formula as LossFormula)(constant(0), constant(0), {}) !== 'object'
  ) {
    throw typeError(
      'INVALID_OPTION',
      'loss: a loss by formula needs a "name" of its own and a function as "formula" that returns an expression',
    );
  }
  const reduction = knownName(`loss ${name}`, 'reduction', given['reduction'] ?? 'mean', reductionNames);
  return {
    // JSON leaves the formula out.
    config: { name: name as LossName, reduction, formula } as Loss['config'],
    targets: 'values',
    outputs,
    fused: false,
    outputActivation: undefined,
    formula: formula as LossFormula,
    kernel: undefined,
    numbers: {},
  };
}

/**
 * The loss of a file, or the one by formula that it names.
 * @throws LayerwiseError INVALID_OPTION when the file's is by formula, and `given` is not that loss
 */
export function storedLoss(stored: LossOption, given: CustomLoss | undefined): LossOption {
  const name = typeof stored === 'string' ? stored : stored.name;
  if (name in losses) return stored;
  if (given?.name === name) return given;
  throw rangeError(
    'INVALID_OPTION',
    `load: the trainer has the loss "${name}", which is by formula: give it as "loss"`,
  );
}
