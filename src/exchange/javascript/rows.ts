// The part of a module that takes rows: `predict`, and the checks that the library makes.
import { namedLayers } from '../../layers/sequence.ts';
import type { Recording } from '../recording.ts';

/** `predict` of rows of numbers. */
export function rowText({ features, input }: Recording): string {
  const what = `an array of ${input.columns} numbers${features === undefined ? '' : ' or an object with the features'}`;
  const byName = `

function valuesOf(row, index) {
  if (Array.isArray(row) || ArrayBuffer.isView(row)) return row;
  return features.map((name) => {
    if (typeof row === 'object' && row !== null && Object.prototype.hasOwnProperty.call(row, name)) return row[name];
    throw new RangeError(\`row \${index} has no \${JSON.stringify(name)}\`);
  });
}`;
  const values = features === undefined ? 'row' : 'valuesOf(row, index)';
  return `/**
 * The outputs of a row, ${what}, or those of each of several rows.
 * Throws a RangeError for a row that the network cannot take.
 */
export function predict(rows) {
  const isRow = ArrayBuffer.isView(rows) || !Array.isArray(rows) || typeof rows[0] === 'number';
  return isRow ? predictRow(rows, 0) : rows.map(predictRow);
}

function predictRow(row, index) {
  return outputsOf(${values}, index);
}${features === undefined ? '' : byName}`;
}

/** What checks the numbers of a row and computes the outputs. */
export function outputsText({ input, dtype }: Recording): string {
  const range = dtype === 'float32' ? ', or is too large for float32' : '';
  return `function outputsOf(values, index) {
  if (values == null || values.length !== ${input.columns}) {
    throw new RangeError(\`row \${index} must have ${input.columns} numbers\`);
  }
  for (let i = 0; i < ${input.columns}; i++) {
    const value = values[i];
    x[i] = value;
    if (typeof value !== 'number' || !Number.isFinite(x[i])) {
      throw new RangeError(\`row \${index}, column \${i}: \${String(value)} is not a finite number${range}\`);
    }
  }
  checkCategories(index);
  return computed();
}`;
}

/** The check of the columns that are categories. */
export function checkText({ layers }: Recording): string[] {
  const checks = namedLayers(layers).flatMap(({ layer }) =>
    layer.categories === undefined
      ? []
      : [`  [${layer.categories.column}, ${layer.categories.column + layer.inputs}, ${layer.categories.count}],`],
  );
  if (checks.length === 0) return ['function checkCategories() {}', ''];
  return [
    '// columns from, to, and how many categories they have',
    `const categories = [`,
    ...checks,
    `];
function checkCategories(index) {
  for (const [from, to, count] of categories) {
    for (let i = from; i < to; i++) {
      if (Number.isInteger(x[i]) && x[i] >= 0 && x[i] < count) continue;
      throw new RangeError(\`row \${index}, column \${i}: \${x[i]} is no category, an integer from 0 to \${count - 1}\`);
    }
  }
}`,
    '',
  ];
}
