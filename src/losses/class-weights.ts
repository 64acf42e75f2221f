// The weights of classes in a loss over them.
import { typeError } from '../errors.ts';
import { shown, within } from '../validate.ts';

/** The options of losses over classes alone. */
export const CLASS_OPTIONS: readonly string[] = ['classWeights'];

/** Checks the option. */
export function classWeightsOf(place: string, weights: unknown, classes: number): readonly number[] | undefined {
  if (weights === undefined) return undefined;
  if (!Array.isArray(weights) || weights.length !== classes) {
    throw typeError('INVALID_OPTION', `${place}: "classWeights" must be ${classes} numbers, got ${shown(weights)}`);
  }
  return weights.map((weight, i) => within(place, `classWeights[${i}]`, weight, 0, Infinity));
}
