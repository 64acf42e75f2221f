// What the terminal shows in print: alignment, numbers, colours if there is a terminal that has them.
import { styleText } from 'node:util';

/** Whether standard output is a terminal that shows colours; NO_COLOR and FORCE_COLOR are obeyed. */
export function hasColors(): boolean {
  return process.stdout.isTTY && process.stdout.hasColors();
}

/** A label of fixed width and what it labels, on one line. */
export function labelled(label: string, text: string): string {
  const padded = label.padEnd(10);
  return `${hasColors() ? styleText('bold', padded) : padded}${text}`;
}

/** A name from a file as the terminal may show it: without control characters. */
export function printable(name: string): string {
  return name.replaceAll(/\p{Cc}/gu, '\uFFFD');
}

/** Four significant digits. */
export function short(value: number): string {
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-4 || size >= 1e6) ? value.toExponential(3) : String(Number(value.toPrecision(4)));
}

/** Columns of text: the first aligned to the left, the others to the right, two spaces between them. */
export function aligned(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const line = (row: readonly string[]): string =>
    row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))).join('  ');
  return rows.map(line).join('\n');
}

/** A value as JSON, on a line of its own. */
export function printJson(value: unknown): void {
  console.log(JSON.stringify(value));
}

/** A word of a command line as a shell takes it. */
export function quotedForShell(word: string): string {
  return /^[\w./@:+=-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
