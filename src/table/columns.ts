// What becomes of each column: its type, and all that turning its cells into numbers needs.
import { quantile } from '../assess/quantiles.ts';
import { quote } from '../data/describe.ts';
import { rangeError } from '../errors.ts';
import { keyOf, truthOf } from './cell.ts';
import { type Note, note } from './notes.ts';
import type { ColumnProfile } from './profile.ts';

/** What the cells of a column are taken for. */
export type ColumnType = 'number' | 'category' | 'boolean' | 'text';

/** What the `columns` option says of a column; what is ignored is left out. */
export type ColumnOption = 'number' | 'category' | 'boolean' | 'ignore';

interface CommonColumn {
  readonly name: string;
  /** Of the training rows, those that have a gap here. */
  readonly gaps: number;
}

/** Numbers. A gap is the median, and 1 in a column of its own if the training rows have gaps. */
export interface NumberColumn extends CommonColumn {
  readonly type: 'number';
  readonly low: number;
  readonly median: number;
  readonly high: number;
  /** Whether some cells of the training rows are words, which count as gaps. */
  readonly words: boolean;
}

/** One of several values. A gap is a category of its own if the training rows have gaps, else an unknown one. */
export interface CategoryColumn extends CommonColumn {
  readonly type: 'category' | 'boolean';
  /** Sorted by UTF-16 code units; others are unknown. */
  readonly categories: readonly string[];
}

/** A column that the network does not get. */
export interface UnusedColumn extends CommonColumn {
  readonly type: 'unused';
  /** Why: the code of its note, or that the options say so. */
  readonly reason: 'CONSTANT_COLUMN' | 'DUPLICATE_COLUMN' | 'EMPTY_COLUMN' | 'ID_COLUMN' | 'TEXT_COLUMN' | 'ignored';
}

/** A column of a table, as a model takes it; JSON. */
export type Column = NumberColumn | CategoryColumn | UnusedColumn;

/** A column that the network gets. */
export type UsedColumn = NumberColumn | CategoryColumn;

/** Of a column of numbers, the share of cells that must be such. */
const NUMBERS_SHARE = 0.95;

/** The fewest rows that show that a column counts them. */
const FEWEST_TO_COUNT = 20;

/** The widest range of numbers: their squares, and a thousand times the range, must not overflow. */
const WIDEST = 1e150;

/** The names of columns whose values, if none occurs twice, are numbers of things. */
const ID_NAME = /(^|[^A-Za-z])(id|ID|Id|uuid|UUID)$|[a-z](Id|ID)$/;

/** The key of a cell among the categories of a column of this type. */
export function categoryKey(type: 'category' | 'boolean', cell: number | boolean | string): string {
  const truth = type === 'boolean' ? truthOf(cell) : undefined;
  return keyOf(truth ?? cell);
}

/**
 * The column that a profile shows.
 * @param rows how many were profiled
 * @param option what the options say of it
 * @param notes takes what is to be said
 */
export function columnOf(
  profile: ColumnProfile,
  rows: number,
  option: ColumnOption | undefined,
  notes: Note[],
): Column {
  const { name, filled, numbers, low, high } = profile;
  const gaps = rows - filled;
  const shown = quote(name);
  const unused = (reason: UnusedColumn['reason'], message?: string, advice = ''): UnusedColumn => {
    if (reason !== 'ignored') notes.push(note(reason, message!, advice, name));
    return { name, type: 'unused', gaps, reason };
  };
  if (option === 'ignore') return unused('ignored');
  if (filled === 0) return unused('EMPTY_COLUMN', `column ${shown} is empty; it is left out`, 'Fill it or drop it.');
  if (gaps === 0 && profile.values.size === 1 && !profile.overflow) {
    const [value] = profile.values.keys();
    return unused('CONSTANT_COLUMN', `column ${shown} is ${quote(value!)} in every row; it is left out`, 'Drop it.');
  }
  const override = `Say columns: { ${shown}: 'category' } to use it all the same.`;
  if (option === undefined && isId(profile, gaps))
    return unused(
      'ID_COLUMN',
      `column ${shown} numbers the rows; it is left out`,
      override.replace('category', 'number'),
    );
  const type = option ?? typeOf(profile);
  const categories = type === 'category' || type === 'boolean' ? categoriesOf(profile, type) : [];
  if (type === 'text' || (type !== 'number' && categories.length === 0))
    return unused('TEXT_COLUMN', `column ${shown} is text ${textOf(profile)}; it is left out`, override);
  if (gaps > 0) {
    const treated = type === 'number' ? 'the median, and a column says where' : 'a category of their own';
    const message = `column ${shown} is empty in ${gaps} of ${rows} training rows; these gaps become ${treated}`;
    notes.push(note('MISSING_VALUES', message, 'Nothing, unless the gaps could be filled at the source.', name));
  }
  if (type !== 'number') {
    if (profile.overflow) {
      const message = `column ${shown} has more than ${profile.values.size} different values; the later ones are unknown`;
      notes.push(note('MANY_CATEGORIES', message, 'Group the rare ones, or leave the column out.', name));
    }
    return { name, type, gaps, categories };
  }
  if (numbers > 0 && !(high - low <= WIDEST))
    throw rangeError(
      'INVALID_VALUE',
      `column ${shown} reaches from ${low} to ${high}, too far to scale: see ${profile.farthest}`,
    );
  if (numbers < filled) {
    const { place, value } = profile.firstWord!;
    const message = `column ${shown} is of numbers, but ${filled - numbers} cells are not, the first in ${place}: ${quote(value)}; they count as gaps`;
    notes.push(note('MIXED_COLUMN', message, `Correct them, or say columns: { ${shown}: 'category' }.`, name));
  }
  const sorted = profile.sortedNumbers();
  const median = sorted.length === 0 ? 0 : quantile(sorted, 0.5);
  return {
    name,
    type,
    gaps: rows - numbers,
    low: numbers === 0 ? 0 : low,
    median,
    high: numbers === 0 ? 0 : high,
    words: numbers < filled,
  };
}

/** What makes a text of a column: more values than are kept may repeat, but cannot be told apart. */
function textOf({ overflow, values }: ColumnProfile): string {
  return overflow ? `of more than ${values.size} different values, or of long ones` : 'that hardly repeats';
}

function isId(profile: ColumnProfile, gaps: number): boolean {
  const { numbers, filled, counting, repeats, name } = profile;
  if (filled < FEWEST_TO_COUNT || numbers < filled) return false;
  return (counting && gaps === 0) || (repeats === 0 && ID_NAME.test(name));
}

function typeOf({ filled, numbers, truths, repeats }: ColumnProfile): ColumnType {
  if (truths === filled) return 'boolean';
  if (numbers >= NUMBERS_SHARE * filled) return 'number';
  return repeats * 2 >= filled ? 'category' : 'text';
}

/** The categories, sorted; of many only those that occur more than once. */
function categoriesOf({ values }: ColumnProfile, type: 'category' | 'boolean'): string[] {
  const fewest = values.size > MOST_ONE_HOT ? FEWEST_OF_MANY : 1;
  const keys = new Set<string>();
  for (const [key, count] of values) if (count >= fewest) keys.add(categoryKey(type, key));
  return [...keys].sort();
}

/** The most values that get a column each; more are embedded. */
export const MOST_ONE_HOT = 8;

/** Of values to be embedded, the fewest occurrences of one that gets a vector; the others train that of the unknown. */
const FEWEST_OF_MANY = 2;
