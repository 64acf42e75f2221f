// The rows that a table gives to training: those not held out, and the targets on the scale that is trained on.
import { createHash } from 'node:crypto';
import {
  type DType,
  type Matrix,
  type Network,
  type StandardScaler,
  standardScaler,
  trainTestSplit,
} from '../index.ts';
import type { Table } from './table.ts';

/** Inputs and targets. */
export interface Rows {
  readonly x: Matrix;
  readonly y: Matrix;
}

/** A table as training takes it. */
export interface TrainingRows {
  readonly train: Rows;
  /** Those held out for the report. */
  readonly test: Rows | undefined;
  /** The targets of `train`; of a regression with mean 0 and deviation 1. */
  readonly y: Matrix;
  /** Takes the network from those back to the target's own units, once it is trained. */
  finish(network: Network<DType>): void;
}

/** Which column and which rows of a table a model was trained on; in the card of its file, as `table`. */
export interface TableRecord {
  readonly target: string;
  readonly testShare: number;
  readonly seed: number;
  /** Over the names and values of all columns and rows, those held out included. */
  readonly sha256: string;
}

/** Divides a table as `train` and `verify` both do it. */
export function trainingRows(table: Table, { testShare, seed }: Pick<TableRecord, 'testShare' | 'seed'>): TrainingRows {
  const { x, y, classes } = table;
  const { train, test } =
    testShare === 0 ? { train: { x, y }, test: undefined } : trainTestSplit({ x, y }, { testShare, seed });
  if (classes !== undefined) return { train, test, y: train.y, finish() {} };
  const scale = standardScaler(train.y);
  return { train, test, y: scale.transform(train.y), finish: (network) => answerInUnits(network, scale) };
}

/** Training saw targets of mean 0 and deviation 1: W·σ and b·σ + μ of the last, linear layer undo that. */
function answerInUnits(network: Network<DType>, { mean, deviation }: StandardScaler): void {
  const { weights, biases } = network.layers.at(-1)!.parameters;
  weights!.forEach((weight, i) => (weights![i] = weight * deviation[0]!));
  biases![0] = biases![0]! * deviation[0]! + mean[0]!;
}

/** The SHA-256 of a record. */
export function tableHash({ x, y, featureNames, classes }: Table): string {
  const head = JSON.stringify({ rows: x.rows, featureNames, classes });
  return createHash('sha256').update(head).update(x.data).update(y.data).digest('hex');
}

/** What the card of a network says of its table; undefined if `train` did not write it. */
export function recordIn(network: Network<DType>): TableRecord | undefined {
  const { table } = (network.card ?? {}) as { readonly table?: unknown };
  const { target, testShare, seed, sha256 } = (table ?? {}) as Record<keyof TableRecord, unknown>;
  const known = typeof target === 'string' && typeof testShare === 'number' && typeof seed === 'number';
  return known && typeof sha256 === 'string' ? { target, testShare, seed, sha256 } : undefined;
}
