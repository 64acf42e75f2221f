// Values of options, from the text of the command line.
import { InvalidArgumentError } from 'commander';
import type { ColumnOption } from '../table/index.ts';

/** A parser of integers of at least `least`. */
export function integer(least: number): (text: string) => number {
  return (text) => {
    const value = numberOf(text);
    if (Number.isSafeInteger(value) && value >= least) return value;
    throw new InvalidArgumentError(`It must be an integer of at least ${least}.`);
  };
}

/** Rows a step: `full` or a positive integer. */
export function batchSize(text: string): number | 'full' {
  if (text === 'full') return text;
  const value = numberOf(text);
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new InvalidArgumentError('It must be a positive integer or "full".');
}

/** Units of hidden layers: `64,32`, or `none`. */
export function units(text: string): number[] {
  if (text === 'none') return [];
  const values = text.split(',').map(numberOf);
  if (values.every((value) => Number.isSafeInteger(value) && value >= 1)) return values;
  throw new InvalidArgumentError('It must be positive integers with commas between them, such as 64,32, or "none".');
}

/** A number greater than 0. */
export function positiveNumber(text: string): number {
  const value = numberOf(text);
  if (value > 0 && value < Infinity) return value;
  throw new InvalidArgumentError('It must be a number greater than 0.');
}

/** A number of at least 0. */
export function nonNegativeNumber(text: string): number {
  const value = numberOf(text);
  if (value >= 0 && value < Infinity) return value;
  throw new InvalidArgumentError('It must be a number of at least 0.');
}

/** A number between 0 and 1. */
export function proportion(text: string): number {
  const value = numberOf(text);
  if (value > 0 && value < 1) return value;
  throw new InvalidArgumentError('It must be a number between 0 and 1.');
}

/** Types of columns: `age=number,zip=category`, added to those before. */
export function columnTypes(
  text: string,
  before: Readonly<Record<string, ColumnOption>> = {},
): Record<string, ColumnOption> {
  const types = Object.entries(before);
  let rest = text;
  while (rest !== '') {
    const [all, name, type] = /^(.+?)=(number|category|boolean|ignore)(?:,|$)/s.exec(rest) ?? [];
    if (all === undefined)
      throw new InvalidArgumentError(
        'It must be such as age=number,zip=category; types are number, category, boolean and ignore.',
      );
    types.push([name!, type as ColumnOption]);
    rest = rest.slice(all.length);
  }
  return Object.fromEntries(types);
}

/** A number from 0 to less than 1. */
export function share(text: string): number {
  const value = numberOf(text);
  if (value >= 0 && value < 1) return value;
  throw new InvalidArgumentError('It must be a number from 0 to less than 1.');
}

/** NaN for what is not a number; JavaScript takes an empty text for 0. */
function numberOf(text: string): number {
  return text.trim() === '' ? NaN : Number(text);
}
