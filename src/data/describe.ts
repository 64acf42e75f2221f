// How a value that should have been a number or a label stands in a message.

/** The most characters of a text that a message quotes. */
const QUOTED = 40;

/** `NaN`, `the string "a"`, `an array`, `missing` for undefined (a hole in an array is that too). */
export function describe(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null || typeof value === 'number') return String(value);
  if (typeof value === 'string') return `the string ${quote(value)}`;
  if (typeof value === 'boolean' || typeof value === 'bigint') return `the ${typeof value} ${value}`;
  if (typeof value === 'object') return Array.isArray(value) ? 'an array' : 'an object';
  return `a ${typeof value}`;
}

/** The text in quotes, control characters escaped, cut to what a message can hold. */
export function quote(text: string): string {
  return JSON.stringify(text.length > QUOTED ? `${text.slice(0, QUOTED)}…` : text);
}
