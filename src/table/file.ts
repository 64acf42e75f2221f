// The card in a model's file: columns, target and result beside the network.
import { isLayerwiseError, rangeError } from '../errors.ts';
import { type DType, Matrix, type Network } from '../index.ts';
import type { CategoryColumn, Column } from './columns.ts';
import { Encoder, countOf } from './encoder.ts';
import { isAssessment } from './honesty.ts';
import type { ModelKind } from './kind.ts';
import type { TableResult } from './result.ts';
import type { ClassLabel, Target } from './target.ts';

/** The version of the card's form. */
const FORMAT_VERSION = 1;

/** A model as its card describes it. */
interface Described {
  readonly kind: ModelKind;
  readonly columns: readonly Column[];
  readonly target: Target;
  readonly result: TableResult;
}

/** The card of a model, without the rows that were held out. */
export function cardFor({ kind, result }: Described): object {
  const { test: _, validation: __, ...kept } = result;
  return { table: { formatVersion: FORMAT_VERSION, kind, result: kept } };
}

/**
 * What the card of a network says of the table.
 * @throws LayerwiseError INVALID_FILE unless it fits the network
 */
export function readCard(network: Network<DType>): Described {
  const table = asRecord(asRecord(network.card)['table']);
  if (table['formatVersion'] !== FORMAT_VERSION)
    throw invalid('it is no model of a table: its card has no columns of a known form');
  const kind = oneOf(table['kind'], ['network', 'linear']);
  const result = asRecord(table['result']);
  const target = targetOf(asRecord(result['target']), network);
  const columns = listOf(result['columns']).map((column) => columnOf(asRecord(column)));
  checkNames(columns, target);
  checkInputs(columns, network);
  if (!Number.isSafeInteger(asRecord(result['settings'])['seed'])) throw invalid('its settings have no seed');
  textOf(asRecord(result['advice'])['message']);
  const assessments = asRecord(result['assessments']);
  if (!isAssessment(assessments[kind], target)) throw invalid('what is said of the model is damaged');
  return { kind, columns, target, result: { ...(table['result'] as TableResult), columns, target } };
}

function targetOf(value: Readonly<Record<string, unknown>>, network: Network<DType>): Target {
  const name = textOf(value['name']);
  const task = oneOf(value['task'], ['binary', 'multiclass', 'regression']);
  if (task === 'regression') {
    if (network.outputs !== 1) throw invalid('a regression has one output');
    return { name, task };
  }
  const classes = listOf(value['classes']).map((label): ClassLabel => {
    if (['string', 'number', 'boolean'].includes(typeof label)) return label as ClassLabel;
    throw invalid('a class is no text, number or boolean');
  });
  if (new Set(classes.map(String)).size < classes.length) throw invalid('two classes have the same name');
  if (network.outputs !== classes.length || classes.length < 2) throw invalid('classes and outputs differ in number');
  return { name, task, classes };
}

function columnOf(value: Readonly<Record<string, unknown>>): Column {
  const name = textOf(value['name']);
  const gaps = countAt(value['gaps']);
  const type = oneOf(value['type'], ['number', 'category', 'boolean', 'unused']);
  if (type === 'number') {
    const [low, median, high] = [value['low'], value['median'], value['high']].map(numberOf) as [
      number,
      number,
      number,
    ];
    return { name, type, gaps, low, median, high, words: value['words'] === true };
  }
  if (type === 'unused') {
    const reasons = [
      'CONSTANT_COLUMN',
      'DUPLICATE_COLUMN',
      'EMPTY_COLUMN',
      'ID_COLUMN',
      'TEXT_COLUMN',
      'ignored',
    ] as const;
    return { name, type, gaps, reason: oneOf(value['reason'], reasons) };
  }
  return { name, type, gaps, categories: listOf(value['categories']).map(textOf) };
}

function checkNames(columns: readonly Column[], target: Target): void {
  const names = new Set([target.name]);
  for (const { name } of columns) {
    if (names.has(name)) throw invalid('two columns have the same name');
    names.add(name);
  }
}

/** The encoded rows must be such as the network takes, with the largest index of each category. */
function checkInputs(columns: readonly Column[], network: Network<DType>): void {
  const encoder = new Encoder(columns);
  if (encoder.width !== network.inputs)
    throw invalid(`its columns make ${encoder.width} inputs, the network takes ${network.inputs}`);
  const largest = new Float64Array(encoder.width);
  const used = columns.filter((column): column is CategoryColumn => 'categories' in column);
  used.forEach((column, i) => (largest[encoder.width - used.length + i] = countOf(column) - 1));
  try {
    network.predict(new Matrix<'float64'>(largest, 1, encoder.width));
  } catch (cause) {
    if (!isLayerwiseError(cause) || cause.code === 'OUT_OF_MEMORY') throw cause;
    throw invalid('a column has more categories than the network takes', cause);
  }
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw invalid('a list is missing');
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  throw invalid('a name is no text');
}

function numberOf(value: unknown): number {
  if (Number.isFinite(value)) return value as number;
  throw invalid('a number of a column is none');
}

function countAt(value: unknown): number {
  if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number;
  throw invalid('a number of gaps is none');
}

function oneOf<T extends string>(value: unknown, allowed: readonly T[]): T {
  if (allowed.includes(value as T)) return value as T;
  throw invalid(`one of ${allowed.join(', ')} is wanted`);
}

function invalid(what: string, cause?: unknown): Error {
  return rangeError('INVALID_FILE', `model file: ${what}`, cause === undefined ? undefined : { cause });
}
