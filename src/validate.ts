// Checks of options: each failure names the place, the option, what is allowed and what was given.
import { rangeError, typeError } from './errors.ts';
import { nearest } from './names.ts';
import { elsewhere } from '#full/edition.ts';

/** How a value stands in a message: `"relu"`, `-3`, `an array`. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'function' ? 'a function' : 'an object';
}

/** Throws unless `value` is an object and no array. */
export function anObject(place: string, value: unknown, what = 'options must be an object'): asserts value is object {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return;
  throw typeError('INVALID_OPTION', `${place}: ${what}, got ${shown(value)}`);
}

/** What a function of that name returns: its options, and the name. */
export function named<N extends string, O extends object>(name: N, options: O): O & { readonly name: N } {
  anObject(name, options);
  return { ...options, name };
}

/** Throws unless `value` is an object that has no other keys than `allowed`. */
export function knownOptions(place: string, value: unknown, allowed: readonly string[], what?: string): void {
  anObject(place, value, what);
  for (const key of Object.keys(value)) {
    if (allowed.includes(key)) continue;
    throw typeError('INVALID_OPTION', `${place}: unknown option "${key}"${suggestion(key, allowed)}${elsewhere}`);
  }
}

/** Throws unless `value` is one of the names. */
export function knownName<N extends string>(place: string, what: string, value: unknown, names: readonly N[]): N {
  if (typeof value === 'string' && (names as readonly string[]).includes(value)) return value as N;
  if (typeof value !== 'string') {
    throw typeError('INVALID_OPTION', `${place}: ${what} must be one of ${names.join(', ')}, got ${shown(value)}`);
  }
  throw rangeError(
    'UNKNOWN_NAME',
    `${place}: unknown ${what} ${shown(value)}${suggestion(value, names)}; there are ${names.join(', ')}${elsewhere}`,
  );
}

function suggestion(name: string, candidates: readonly string[]): string {
  const near = nearest(name, candidates);
  return near === undefined ? '' : `; did you mean "${near}"?`;
}

/** Throws unless `value` is an integer of at least 1. */
export function positiveInteger(place: string, option: string, value: unknown): number {
  return integer(place, option, value, 1, 'a positive integer');
}

/** Throws unless `value` is an integer of at least `least`. */
export function integer(place: string, option: string, value: unknown, least: number, allowed: string): number {
  const number = aNumber(place, option, value, allowed);
  if (!Number.isSafeInteger(number) || number < least) throw outside(place, option, allowed, value);
  return number;
}

/** Throws unless `value` is finite and within [low, high]. */
export function within(place: string, option: string, value: unknown, low: number, high: number): number {
  const allowed =
    high === Infinity
      ? low === -Infinity
        ? 'a finite number'
        : `a number of at least ${low}`
      : `a number from ${low} to ${high}`;
  const number = aNumber(place, option, value, allowed);
  if (!(number >= low && number <= high) || !Number.isFinite(number)) throw outside(place, option, allowed, value);
  return number;
}

/** Throws unless `value` is finite and within [low, high). */
export function below(place: string, option: string, value: unknown, low: number, high: number): number {
  const number = within(place, option, value, low, high);
  if (number === high) throw outside(place, option, `a number from ${low} to less than ${high}`, value);
  return number;
}

/** Throws unless `value` is finite and greater than 0. */
export function positive(place: string, option: string, value: unknown): number {
  const number = aNumber(place, option, value, 'a positive number');
  if (!(number > 0) || number === Infinity) throw outside(place, option, 'a positive number', value);
  return number;
}

/** Beyond it the product with a large gradient could overflow, and the parameters with it. */
const LARGEST_LEARNING_RATE = 1073741824;

/** Throws unless `value` is a learning rate: greater than 0, and at most 2³⁰. */
export function learningRate(place: string, value: unknown, option = 'learningRate'): number {
  return within(place, option, positive(place, option, value), 0, LARGEST_LEARNING_RATE);
}

/** An option's default, undefined if it must be given, and its check. */
export type OptionCheck<V> = readonly [
  initial: V | undefined,
  check: (place: string, option: string, value: unknown) => V,
];

/** The checks of all options of O. */
export type OptionChecks<O> = { readonly [K in keyof O]-?: OptionCheck<NonNullable<O[K]>> };

/** The options that the table describes, defaults filled in; those that may be left out without a default are. */
export function checkedOptions<O extends object>(place: string, given: O, checks: OptionChecks<O>): Required<O> {
  knownOptions(place, given, ['name', ...Object.keys(checks)]);
  const values = Object.entries<OptionCheck<unknown>>(checks).map(([option, [initial, check]]) => [
    option,
    check(place, option, (given as Record<string, unknown>)[option] ?? initial),
  ]);
  return Object.fromEntries(values.filter(([, value]) => value !== undefined)) as Required<O>;
}

/** A check that lets undefined pass. */
export const optional =
  <V>(check: OptionCheck<V>[1]): ((...args: Parameters<OptionCheck<V>[1]>) => V) =>
  (place, option, value) =>
    value === undefined ? (value as V) : check(place, option, value);

/** Throws unless `value` is finite and within [0, 1). */
export const fraction: OptionCheck<number>[1] = (place, option, value) => below(place, option, value, 0, 1);

/** Throws unless `value` is finite and at least 0. */
export const notNegative: OptionCheck<number>[1] = (place, option, value) => within(place, option, value, 0, Infinity);

/** Throws unless `value` is a string. */
export function text(place: string, option: string, value: unknown): string {
  if (typeof value === 'string') return value;
  throw typeError('INVALID_OPTION', `${place}: "${option}" must be a string, got ${shown(value)}`);
}

/** Throws unless `value` is a function. */
export function aFunction(place: string, option: string, value: unknown): void {
  if (typeof value === 'function') return;
  throw typeError('INVALID_OPTION', `${place}: "${option}" must be a function, got ${shown(value)}`);
}

/** Throws unless `value` is a boolean. */
export function boolean(place: string, option: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  throw typeError('INVALID_OPTION', `${place}: "${option}" must be true or false, got ${shown(value)}`);
}

function aNumber(place: string, option: string, value: unknown, allowed: string): number {
  if (typeof value === 'number') return value;
  throw typeError('INVALID_OPTION', `${place}: "${option}" must be ${allowed}, got ${shown(value)}`);
}

function outside(place: string, option: string, allowed: string, value: unknown): Error {
  return rangeError('INVALID_OPTION', `${place}: "${option}" must be ${allowed}, got ${shown(value)}`);
}
