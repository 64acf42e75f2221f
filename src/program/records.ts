// The record table as TypeScript sees it: an operation's name and its fields, from assembly/opcodes.ts.
import * as batchRecords from '../../assembly/batch-records.ts';
import * as layerRecords from '../../assembly/layer-records.ts';
import * as opcodes from '../../assembly/opcodes.ts';

/** For each operation the enum of its fields; leaving one out is a compile error. */
export const recordFields = {
  Matmul: opcodes.Matmul,
  MatmulWeightsGradient: opcodes.MatmulWeightsGradient,
  MatmulInputGradient: opcodes.MatmulInputGradient,
  BiasActivation: opcodes.BiasActivation,
  ActivationBackward: opcodes.ActivationBackward,
  Softmax: opcodes.Softmax,
  SoftmaxBackward: opcodes.SoftmaxBackward,
  ColumnSums: opcodes.ColumnSums,
  Dropout: opcodes.Dropout,
  Normalize: opcodes.Normalize,
  Loss: opcodes.Loss,
  Penalty: opcodes.Penalty,
  CheckFinite: opcodes.CheckFinite,
  Sgd: opcodes.Sgd,
  AdamPowers: opcodes.AdamPowers,
  Adam: opcodes.Adam,
  Uniform: opcodes.Uniform,
  Normal: opcodes.Normal,
  Formula: opcodes.Formula,
  LogSoftmax: opcodes.LogSoftmax,
  LogSoftmaxBackward: opcodes.LogSoftmaxBackward,
  ...batchRecords,
  ...layerRecords,
} satisfies Record<keyof typeof opcodes.Op, object>;

/** An operation's name. */
export type OpName = keyof typeof recordFields;

/** Something with an address in linear memory. */
export interface Addressed {
  readonly address: number;
  readonly name: string;
}

/** The values of a record's fields: a tensor for an address, a number for everything else. */
export type Fields<N extends OpName> = {
  readonly [F in keyof (typeof recordFields)[N]]?: Addressed | number | undefined;
};

/** Writes one record at the start of `words` and `scalars`, two views of its RECORD_BYTES bytes. */
export function writeRecord<N extends OpName>(
  op: N,
  fields: Fields<N>,
  words: Int32Array,
  scalars: Float64Array,
): void {
  words.fill(0);
  words[0] = opcodes.Op[op];
  const offsets = recordFields[op] as unknown as Record<string, number>;
  for (const [field, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    const offset = offsets[field]!;
    const number = typeof value === 'object' ? (value as Addressed).address : (value as number);
    if (offset < opcodes.SCALARS_AT) words[offset >> 2] = number;
    else scalars[offset >> 3] = number;
  }
}
