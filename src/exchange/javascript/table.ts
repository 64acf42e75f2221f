// The part of a module that takes the rows of a table and tells the classes: TableModel's encoder as JavaScript text.
import type { Column, Target } from '../../table/index.ts';
import { BEGINS_NUMBER, GAPS, TRUTHS } from '../../table/cell.ts';
import { MOST_RANGES } from '../../table/encoder.ts';
import { literal } from './names.ts';

/** What a model of a table says of its rows. */
export interface TableParts {
  readonly columns: readonly Column[];
  readonly target: Target;
}

/** What turning cells into numbers needs of the columns that the network gets. */
function columnTexts(columns: readonly Column[]): string[] {
  return columns
    .filter(({ type }) => type !== 'unused')
    .map(({ gaps, ...column }) => `  ${literal({ ...column, gaps: gaps > 0 })},`);
}

/** `predict` of rows with columns by name. */
export function tableText({ columns, target }: TableParts): string {
  const { name, classes } = target;
  return `/** What is predicted. */
export const target = ${literal({ name, ...(classes === undefined ? {} : { classes }) })};

/** The columns of a row: numbers, then 1 where those with gaps have one, then the indices of categories. */
const columns = [
${columnTexts(columns).join('\n')}
];

/**
 * What is predicted for a row, an object of values by column name, or for each of several: the class and its probability,
 * or the number. Throws an error that names row and column for a row that the model cannot take.
 */
export function predict(rows) {
  return Array.isArray(rows) ? rows.map(predictRow) : predictRow(rows, 0);
}

function predictRow(row, index) {
  const outputs = outputsOf(encoded(row, index), index);
  const prediction = Object.create(null);
  if (target.classes === undefined) {
    prediction[target.name] = outputs[0];
    return prediction;
  }
  let best = 0;
  for (let i = 1; i < outputs.length; i++) if (outputs[i] > outputs[best]) best = i;
  const probabilities = Object.create(null);
  target.classes.forEach((label, i) => (probabilities[String(label)] = outputs[i]));
  prediction[target.name] = target.classes[best];
  prediction.probability = outputs[best];
  prediction.probabilities = probabilities;
  return prediction;
}

function encoded(row, index) {
  if (typeof row !== 'object' || row === null || Array.isArray(row)) {
    throw new TypeError(\`row \${index} must be an object of values by column name\`);
  }
  const [numbers, missing, categories] = [[], [], []];
  for (const column of columns) {
    const has = Object.prototype.hasOwnProperty.call(row, column.name);
    if (!has && !column.gaps) throw new RangeError(\`row \${index} has no \${JSON.stringify(column.name)}\`);
    const place = \`row \${index}, column \${JSON.stringify(column.name)}\`;
    const cell = cellOf(has ? row[column.name] : undefined, place);
    if (column.type === 'number') {
      const isNumber = typeof cell === 'number';
      if (!isNumber && cell !== undefined && !column.words) throw new TypeError(\`\${place}: \${cell} is no number\`);
      numbers.push(isNumber ? clamped(cell, column) : column.median);
      if (column.gaps) missing.push(isNumber ? 0 : 1);
    } else if (cell === undefined) categories.push(column.gaps ? column.categories.length + 1 : 0);
    else categories.push(column.categories.indexOf(keyOf(cell, column.type)) + 1);
  }
  return [...numbers, ...missing, ...categories];
}

// numbers far beyond those of training count as less far
function clamped(value, { low, high }) {
  const reach = ${MOST_RANGES} * (high - low || 1);
  return Math.max(low - reach, Math.min(high + reach, value));
}

// a number, a boolean or a text; undefined for a gap
const gapTexts = ${literal([...GAPS])};
function cellOf(value, place) {
  if (typeof value === 'string') {
    const text = value.trim();
    if (gapTexts.includes(text)) return undefined;
    const number = ${String(BEGINS_NUMBER)}.test(text) ? Number(text) : NaN;
    return Number.isFinite(number) ? number : text;
  }
  if (typeof value === 'boolean' || Number.isFinite(value)) return value;
  if (value === undefined || value === null || Number.isNaN(value)) return undefined;
  if (typeof value === 'bigint') return Number(value);
  if (Object.prototype.toString.call(value) === '[object Date]') return cellOf(Number(value), place);
  throw new TypeError(\`\${place} is not a finite number, a text or a boolean\`);
}

// the text by which a category is known
const truths = new Map(${literal([...TRUTHS])});
function keyOf(cell, type) {
  const word = typeof cell === 'string' && type === 'boolean' ? cell.toLowerCase() : undefined;
  return String(truths.get(word) ?? cell);
}`;
}
