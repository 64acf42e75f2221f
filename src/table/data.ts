// From rows to matrices: the passes before training.
import { rangeError } from '../errors.ts';
import { quote } from '../data/describe.ts';
import { nearest } from '../names.ts';
import { Matrix } from '../index.ts';
import { type Cell, type Row, cellOf } from './cell.ts';
import { type Column, type ColumnOption, columnOf } from './columns.ts';
import type { Encoder } from './encoder.ts';
import { type Note, note } from './notes.ts';
import type { Pace } from './pace.ts';
import { ColumnProfile } from './profile.ts';
import type { Rows } from './rows.ts';
import type { Part, PartOf } from './split.ts';
import { type Target, TargetEncoder, TargetProfile } from './target.ts';

/** The most columns: rows whose keys all differ are no table. */
const MOST_COLUMNS = 65536;

/** The most columns of which an error says why they were left out. */
const MOST_REASONS = 3;

/** Encoded rows of one part. */
export interface EncodedRows {
  readonly x: Matrix<'float64'>;
  readonly y: Matrix<'float64'>;
  /** Their numbers among the rows given. */
  readonly indices: readonly number[];
}

/** The cell of the target in a row. */
export function targetCell(row: Row, name: string, place: () => string): Cell {
  const value = Object.hasOwn(row, name) ? row[name] : undefined;
  return cellOf(value, () => `${place()}, column ${quote(name)}:`);
}

/** Counts the values of the target in all rows. */
export async function profileTarget(rows: Rows, name: string, pace: Pace): Promise<TargetProfile> {
  const profile = new TargetProfile(name);
  let near: string | undefined;
  let found = false;
  await rows.each(pace, (row, _, place) => {
    found ||= Object.hasOwn(row, name);
    if (!found) near ??= nearest(name, Object.keys(row));
    profile.add(targetCell(row, name, place), place);
  });
  if (!found) {
    const hint = near === undefined ? '' : `; did you mean ${quote(near)}?`;
    throw rangeError('UNKNOWN_NAME', `fitTable: no row has the target ${quote(name)}${hint}`);
  }
  return profile;
}

/** What the training rows say of the columns. */
export interface Described {
  readonly columns: readonly Column[];
  /** The training rows. */
  readonly rows: number;
}

/**
 * Profiles the columns of the training rows and says what becomes of each.
 * @param notes takes what is to be said
 * @throws LayerwiseError UNKNOWN_NAME for an option about no column, INVALID_VALUE for a value that is no cell or
 * numbers too far apart, INVALID_SHAPE without a column to train on
 */
export async function describeColumns(
  rows: Rows,
  target: Target,
  partOf: PartOf,
  options: ReadonlyMap<string, ColumnOption>,
  notes: Note[],
  pace: Pace,
): Promise<Described> {
  const profiles = new Map<string, ColumnProfile>();
  let trained = 0;
  await rows.each(pace, (row, index, place) => {
    const isTraining = partOf(index) === 'train';
    if (isTraining) trained++;
    const names = Object.keys(row);
    for (const name of names) {
      if (name === target.name) continue;
      let profile = profiles.get(name);
      if (profile === undefined) {
        if (profiles.size === MOST_COLUMNS)
          throw rangeError('INVALID_SHAPE', `${place()}: there are more than ${MOST_COLUMNS} columns`);
        profile = new ColumnProfile(name, names.length);
        profiles.set(name, profile);
      }
      if (!isTraining || options.get(name) === 'ignore') continue;
      profile.add(
        cellOf(row[name], () => `${place()}, column ${quote(name)}:`),
        index,
        place,
      );
    }
  });
  for (const name of options.keys()) checkColumn(name, profiles, target.name);
  const columns: Column[] = [];
  const firstOf = new Map<string, string>();
  for (const profile of profiles.values()) {
    const column = columnOf(profile, trained, options.get(profile.name), notes);
    columns.push(column.type === 'unused' ? column : once(column, profile, firstOf, notes));
  }
  if (columns.every(({ type }) => type === 'unused'))
    throw rangeError(
      'INVALID_SHAPE',
      `fitTable: no column is left to predict ${quote(target.name)} from${reasons(notes, profiles)}`,
    );
  return { columns, rows: trained };
}

/** Why columns were left out, with the first word of each. */
function reasons(notes: readonly Note[], profiles: ReadonlyMap<string, ColumnProfile>): string {
  const about = notes.flatMap(({ column = '', message }) => {
    const profile = profiles.get(column);
    if (profile === undefined) return [];
    const { firstWord: word } = profile;
    return word === undefined ? [message] : [`${message} (${word.place}: ${quote(word.value)})`];
  });
  const rest = about.length - MOST_REASONS;
  const shown = about.slice(0, MOST_REASONS).join('; ');
  return `${shown === '' ? '' : `: ${shown}`}${rest > 0 ? `; and so on for ${rest} more` : ''}`;
}

function checkColumn(name: string, profiles: ReadonlyMap<string, unknown>, target: string): void {
  if (profiles.has(name)) return;
  if (name === target)
    throw rangeError(
      'INVALID_OPTION',
      `fitTable: "columns" names ${quote(name)}, the target; "task" says what that is`,
    );
  const near = nearest(name, [...profiles.keys()]);
  const hint = near === undefined ? '' : `; did you mean ${quote(near)}?`;
  throw rangeError('UNKNOWN_NAME', `fitTable: "columns" names ${quote(name)}, which no row has${hint}`);
}

/** The column, unless it is the same as one before. */
function once(column: Column, { hash, name }: ColumnProfile, firstOf: Map<string, string>, notes: Note[]): Column {
  const key = `${column.gaps} ${hash.join(' ')}`;
  const first = firstOf.get(key);
  if (first === undefined) {
    firstOf.set(key, name);
    return column;
  }
  const message = `column ${quote(name)} is the same as ${quote(first)}; it is left out`;
  notes.push(note('DUPLICATE_COLUMN', message, 'Drop it.', name));
  return { name, type: 'unused', gaps: column.gaps, reason: 'DUPLICATE_COLUMN' };
}

/** Encodes rows and collects them by part. */
export class Collector {
  readonly #encoder: Encoder;
  readonly #target: TargetEncoder;
  readonly #parts = new Map<Part, { x: Float64Array<ArrayBuffer>; y: number[]; indices: number[] }>();

  constructor(encoder: Encoder, target: Target) {
    this.#encoder = encoder;
    this.#target = new TargetEncoder(target);
  }

  /** Adds a row, unless it has no target. */
  add(part: Part, row: Row, index: number, place: () => string): void {
    const { width } = this.#encoder;
    const cell = targetCell(row, this.#target.target.name, place);
    if (cell === undefined) return;
    let rows = this.#parts.get(part);
    if (rows === undefined) this.#parts.set(part, (rows = { x: new Float64Array(64 * width), y: [], indices: [] }));
    const at = rows.y.length * width;
    if (at === rows.x.length) {
      const larger = new Float64Array(2 * at);
      larger.set(rows.x);
      rows.x = larger;
    }
    this.#encoder.encode(row, rows.x, at, place, true);
    rows.y.push(this.#target.encode(cell, place));
    rows.indices.push(index);
  }

  /** The rows of a part; it is empty afterwards. */
  take(part: Part): EncodedRows {
    const { width } = this.#encoder;
    const { x, y, indices } = this.#parts.get(part) ?? { x: new Float64Array(), y: [], indices: [] };
    this.#parts.delete(part);
    return {
      x: new Matrix<'float64'>(x.slice(0, y.length * width), y.length, width),
      y: new Matrix<'float64'>(Float64Array.from(y), y.length, 1),
      indices,
    };
  }
}
