// Which parameters an optimizer treats in which way: consecutive ones that it treats alike are one group.
import { rangeError, typeError } from '../errors.ts';
import type { ParameterSpace } from '../network/parameters.ts';
import { elements } from '../program/tensor.ts';
import { notNegative, optional, shown } from '../validate.ts';
import type { Optimizer } from './optimizers/optimizer.ts';

/** A part of the span of trainable parameters. */
export interface ParameterGroup {
  /** Elements before it. */
  readonly start: number;
  readonly count: number;
  /** The factor of its learning rate. */
  readonly scale: number;
  /** Its weight decay. */
  readonly decay: number;
}

/** The checks of the options that make groups. */
export const groupOptions = (decay: number) =>
  ({
    weightDecay: [decay, notNegative],
    excludeFromDecay: [undefined, optional(parameterNames)],
    learningRateScales: [undefined, optional(learningRateScales)],
  }) as const;

/** Checks a list of names. */
function parameterNames(place: string, option: string, value: unknown): readonly string[] {
  if (Array.isArray(value) && value.every((name) => typeof name === 'string')) return [...(value as string[])];
  throw typeError('INVALID_OPTION', `${place}: "${option}" must be an array of names, got ${shown(value)}`);
}

/** Checks factors by name. */
function learningRateScales(place: string, option: string, value: unknown): Readonly<Record<string, number>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw typeError('INVALID_OPTION', `${place}: "${option}" must be an object of numbers, got ${shown(value)}`);
  return Object.fromEntries(
    Object.entries(value).map(([name, scale]) => [name, notNegative(place, `${option}.${name}`, scale)]),
  );
}

/**
 * Cuts the trainable parameters into groups.
 * @throws LayerwiseError INVALID_OPTION when a name is none of a parameter or a layer
 */
export function parameterGroups({ all }: ParameterSpace, { config }: Optimizer): ParameterGroup[] {
  const { name: optimizer, weightDecay = 0, excludeFromDecay = [], learningRateScales: scales = {} } = config;
  const trainable = all.filter(({ parameter }) => parameter.trainable);
  const isNamed = (full: string, name: string): boolean => `.${full}.`.includes(`.${name}.`);
  for (const name of [...excludeFromDecay, ...Object.keys(scales)]) {
    if (trainable.some(({ tensor }) => isNamed(tensor.name, name))) continue;
    const names = trainable.map(({ tensor }) => tensor.name).join(', ');
    throw rangeError(
      'INVALID_OPTION',
      `optimizer ${optimizer}: no trainable parameter is named ${shown(name)}; there are ${names}`,
    );
  }
  const groups: ParameterGroup[] = [];
  let start = 0;
  for (const { tensor } of trainable) {
    const count = elements(tensor, 0);
    const scale = Object.entries(scales).reduce((last, [name, own]) => (isNamed(tensor.name, name) ? own : last), 1);
    const decay = excludeFromDecay.some((name) => isNamed(tensor.name, name)) ? 0 : weightDecay;
    const before = groups.at(-1);
    if (before !== undefined && before.scale === scale && before.decay === decay)
      groups[groups.length - 1] = { ...before, count: before.count + count };
    else groups.push({ start, count, scale, decay });
    start += count;
  }
  return groups;
}
