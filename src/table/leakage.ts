// Whether one column alone says what the target is.
import { shuffledIndices } from '../data/order.ts';
import type { EncodedRows } from './data.ts';
import type { Encoder } from './encoder.ts';
import type { Pace } from './pace.ts';
import type { Target } from './target.ts';

/** Of more rows a sample is looked at. */
const MOST_ROWS = 4096;
const MOST_CELLS = 4194304;

/** The fewest rows that show it. */
const FEWEST_ROWS = 20;

/** Of what the baseline gets wrong, the share that a column alone must get right. */
const SUSPICIOUS = 0.98;

/** A column that predicts the target alone, and the share of the baseline's error that it takes away. */
export interface Leak {
  readonly column: string;
  readonly skill: number;
}

/**
 * The columns that alone predict the target almost perfectly on rows that they were not fitted to: of two halves of the
 * rows each is predicted from the other, for numbers by the nearest value (for a regression on the line between the
 * values below and above), for categories and gaps by the most frequent class or the mean. The skill is the share of the
 * majority's errors, or of the variance, that this takes away; from 0.98 on a column is a leak.
 */
export async function leaks(
  encoder: Encoder,
  target: Target,
  { x, y }: EncodedRows,
  seed: number,
  pace: Pace,
): Promise<Leak[]> {
  if (y.rows < FEWEST_ROWS) return [];
  const { numbers, indicated, categories } = encoder;
  const most = Math.max(256, Math.min(MOST_ROWS, Math.floor(MOST_CELLS / encoder.width)));
  const rows = shuffledIndices(y.rows, seed).subarray(0, most);
  const sought = { rows, classes: target.classes?.length ?? 0, target: (row: number) => y.data[row]! };
  const found: Leak[] = [];
  for (const [index, { name }] of [...numbers, ...categories].entries()) {
    const isNumber = index < numbers.length;
    const at = isNumber ? index : indicated.length + index;
    const indicator = isNumber ? indicated.indexOf(numbers[index]!) : -1;
    const gapAt = indicator < 0 ? -1 : numbers.length + indicator;
    const cell = (row: number): number => (gapAt >= 0 && x.row(row)[gapAt] === 1 ? Number.NaN : x.row(row)[at]!);
    const skill = skillOf({ ...sought, cell }, isNumber ? guessByNumber : guessByValue);
    if (skill >= SUSPICIOUS) found.push({ column: name, skill });
    if (pace.late) await pace.pause();
  }
  return found;
}

/** The rows, and what is asked of a column of them. */
interface Question {
  readonly rows: Uint32Array;
  /** How many there are; 0 for numbers. */
  readonly classes: number;
  readonly target: (row: number) => number;
  /** NaN is a gap. */
  readonly cell: (row: number) => number;
}

/** The share of the baseline's error that a guess from one half of the rows takes away in the other. */
function skillOf({ rows, ...question }: Question, guess: Guess): number {
  const { classes, target, cell } = question;
  const middle = rows.length >> 1;
  const halves = [rows.subarray(0, middle), rows.subarray(middle)];
  let [wrong, usually] = [0, 0];
  for (const [known, asked] of [halves, [...halves].reverse()]) {
    const predict = guess({ rows: known!, ...question });
    const usual = answerOf(Array.from(known!, target), classes);
    for (const row of asked!) {
      wrong += lossOf(predict(cell(row)), target(row), classes);
      usually += lossOf(usual, target(row), classes);
    }
  }
  return usually === 0 ? 0 : 1 - wrong / usually;
}

/** From rows that are known, the guess for a cell. */
type Guess = (known: Question) => (value: number) => number;

/** The most frequent class, the first of equal ones, or without classes the mean. */
function answerOf(targets: readonly number[], classes: number): number {
  if (classes === 0) return targets.reduce((sum, value) => sum + value / targets.length, 0);
  const counts = new Uint32Array(classes);
  for (const value of targets) counts[value] = counts[value]! + 1;
  return counts.indexOf(Math.max(...counts));
}

function lossOf(guess: number, target: number, classes: number): number {
  return classes > 0 ? Number(guess !== target) : (guess - target) * (guess - target);
}

const guessByValue: Guess = ({ rows, cell, target, classes }) => {
  const groups = new Map<number, number[]>();
  for (const row of rows) {
    const group = groups.get(cell(row));
    if (group === undefined) groups.set(cell(row), [target(row)]);
    else group.push(target(row));
  }
  const answers = new Map([...groups].map(([value, targets]) => [value, answerOf(targets, classes)]));
  const usual = answerOf(Array.from(rows, target), classes);
  return (value) => answers.get(value) ?? usual;
};

const guessByNumber: Guess = (question) => {
  const { rows, cell, classes } = question;
  const gap = guessByValue({ ...question, rows: rows.filter((row) => Number.isNaN(cell(row))) });
  const filled = rows.filter((row) => !Number.isNaN(cell(row))).sort((a, b) => cell(a) - cell(b));
  const values = Float64Array.from(filled, cell);
  // Rows of the same number answer together.
  const equal = guessByValue({ ...question, rows: filled });
  return (value) => {
    if (Number.isNaN(value) || filled.length === 0) return gap(value);
    const above = firstFrom(values, value);
    if (above === values.length || values[above] === value || above === 0)
      return equal(values[Math.min(above, values.length - 1)]!);
    const [low, high] = [values[above - 1]!, values[above]!];
    const share = (value - low) / (high - low);
    if (classes > 0) return equal(share < 0.5 ? low : high);
    return equal(low) + (equal(high) - equal(low)) * share;
  };
};

/** The index of the first of ascending values that is not below a value. */
function firstFrom(values: Float64Array, value: number): number {
  let [from, to] = [0, values.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (values[middle]! < value) from = middle + 1;
    else to = middle;
  }
  return from;
}
