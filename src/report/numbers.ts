// Numbers as people read them, alike in every runtime.

/** What stands for a number that is none. */
const NONE = '–';

/** Of so many significant digits, thousands set apart: `0.934`, `1 234 567`, `1.2e-7`. */
export function shown(value: number | null | undefined, digits = 3): string {
  if (value === null || value === undefined || Number.isNaN(value)) return NONE;
  if (value === Infinity) return '∞';
  if (value === -Infinity) return '−∞';
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e12 || size < 1e-4)) return minus(trimmed(value.toExponential(digits - 1)));
  const rounded = size >= power(digits) ? Math.round(value) : Number(value.toPrecision(digits));
  return minus(grouped(String(rounded)));
}

/** A metric: three digits after the point, or of a large one four in all. */
export const measured = (value: number | null): string =>
  typeof value === 'number' && Math.abs(value) < 10
    ? minus(value.toFixed(3)).replace('−0.000', '0.000')
    : shown(value, 4);

/** A whole number, thousands set apart. */
export const count = (value: number): string => minus(grouped(String(Math.round(value))));

/** A share as a percentage of so many digits after the point. */
export const percent = (share: number, digits = 0): string => `${minus((100 * share).toFixed(digits))} %`;

/** `12 rows`, `1 row`. */
export const counted = (value: number, one: string, many = `${one}s`): string =>
  `${count(value)} ${value === 1 ? one : many}`;

function power(digits: number): number {
  let value = 1;
  for (let i = 0; i < digits; i++) value *= 10;
  return value;
}

const minus = (text: string): string => text.replace(/^-/, '−');

const trimmed = (text: string): string => text.replace(/\.?0+e/, 'e');

/** Narrow spaces between the thousands of a number with more than four digits before the point. */
function grouped(text: string): string {
  const [, sign, whole, rest] = /^(-?)(\d+)(.*)$/.exec(text) ?? [];
  if (whole === undefined || whole.length < 5) return text;
  return `${sign}${whole.replace(/\B(?=(\d{3})+$)/g, '\u202f')}${rest}`;
}
