// Labels, words or numbers, as class indices and one-hot rows.
import { rangeError, typeError } from '../errors.ts';
import { nearest } from '../names.ts';
import { describe, quote } from './describe.ts';
import { Matrix } from './matrix.ts';

/** The name of a class. */
export type Label = string | number;

/**
 * The index of each label among the classes.
 * @param classes the classes in order; default the labels that occur, numbers ascending or words in order of their
 * UTF-16 code units
 * @throws LayerwiseError INVALID_SHAPE without labels; INVALID_VALUE for what is no array, a label that is neither a word nor a finite
 * number, for words among numbers, and for a class that occurs twice; UNKNOWN_NAME for a label that is not one of the
 * classes. Messages count rows from 0.
 */
export function classIndices<L extends Label>(
  labels: ArrayLike<L>,
  classes?: readonly L[],
): { indices: Float64Array<ArrayBuffer>; classes: readonly L[] } {
  checkLabels('labels', 'row', labels);
  if (classes !== undefined) checkLabels('classes', 'class', classes);
  const names = classes === undefined ? sortedClasses(labels) : [...classes];
  const indexOf = new Map(names.map((name, index) => [name, index]));
  if (indexOf.size < names.length) {
    const twice = names.find((name, index) => indexOf.get(name) !== index)!;
    throw rangeError('INVALID_VALUE', `classes: ${describe(twice)} occurs twice`);
  }
  const indices = Float64Array.from(labels, (label, row) => {
    const index = indexOf.get(label);
    if (index === undefined) throw unknownLabel(label, row, names);
    return index;
  });
  return { indices, classes: names };
}

/**
 * Each label as a row with a 1 in the column of its class and 0 elsewhere: [labels × classes].
 * @param classes as for `classIndices`, which see for what is thrown
 */
export function oneHot<L extends Label>(
  labels: ArrayLike<L>,
  classes?: readonly L[],
): { matrix: Matrix<'float64'>; classes: readonly L[] } {
  const { indices, classes: names } = classIndices(labels, classes);
  const data = new Float64Array(indices.length * names.length);
  for (let row = 0; row < indices.length; row++) data[row * names.length + indices[row]!] = 1;
  return { matrix: new Matrix<'float64'>(data, indices.length, names.length), classes: names };
}

function checkLabels(name: string, what: string, labels: ArrayLike<Label>): void {
  if (typeof (labels as unknown as Partial<typeof labels> | null)?.length !== 'number')
    throw typeError('INVALID_VALUE', `${name} must be an array of words or numbers, but is ${describe(labels)}`);
  if (labels.length === 0) throw rangeError('INVALID_SHAPE', `${name} are empty`);
  const kind = typeof labels[0];
  for (let i = 0; i < labels.length; i++) {
    const label: unknown = labels[i];
    if (typeof label !== 'string' && !Number.isFinite(label)) {
      throw typeError('INVALID_VALUE', `${name}: ${what} ${i} is ${describe(label)}, not a word or a finite number`);
    }
    if (typeof label !== kind)
      throw typeError(
        'INVALID_VALUE',
        `${name}: ${what} ${i} is ${describe(label)}, but ${what} 0 is ${describe(labels[0])}`,
      );
  }
}

function sortedClasses<L extends Label>(labels: ArrayLike<L>): L[] {
  return [...new Set(Array.from(labels))].sort((a, b) => (a < b ? -1 : 1));
}

function unknownLabel(label: Label, row: number, classes: readonly Label[]): Error {
  const what = `labels: row ${row} is ${describe(label)}, which is not one of the ${classes.length} classes`;
  return rangeError('UNKNOWN_NAME', `${what}${suggestion(label, classes)}`);
}

/** A number is never a typo of another, but it may be the text of one or the other way round. */
function suggestion(label: Label, classes: readonly Label[]): string {
  const near = nearest(String(label), classes.map(String));
  const meant = classes.find((name) => String(name) === near);
  if (meant === undefined || (typeof label === 'number' && typeof meant === 'number')) return '';
  return `; did you mean ${typeof meant === 'number' ? `the number ${meant}` : quote(meant)}?`;
}
