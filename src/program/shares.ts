// What threads share: the operations that more than one of them may work on.
import { COST_AT, MOVES_AT, STRIDE_AT } from '../../assembly/opcodes.ts';
import { type OpName, recordFields } from './records.ts';

/** How an operation is cut into parts. */
interface Share {
  /** Nanoseconds that a multiply-add of a product, a step of a formula, or an element of the others takes, about. */
  readonly cost: number;
  /** The operands that have as many rows or elements as the record; none where the kernel itself makes a part. */
  readonly moves?: readonly string[];
}

/** What is not here runs on one thread. */
export const shares: Partial<Record<OpName, Share>> = {
  Matmul: { cost: 0.1 },
  MatmulWeightsGradient: { cost: 0.1 },
  MatmulInputGradient: { cost: 0.1 },
  ColumnSums: { cost: 0.2 },
  Dropout: { cost: 1 },
  Formula: { cost: 0.5 },
  BiasActivation: { cost: 0.5, moves: ['z', 'a'] },
  ActivationBackward: { cost: 0.5, moves: ['da', 'z', 'a', 'dz'] },
  Softmax: { cost: 3, moves: ['z', 'a'] },
  SoftmaxBackward: { cost: 1.5, moves: ['da', 'a', 'dz'] },
  Normalize: { cost: 1, moves: ['x', 'y'] },
  CheckFinite: { cost: 0.1, moves: ['x'] },
  Sgd: { cost: 0.5, moves: ['w', 'gradient', 'velocity'] },
  Adam: { cost: 1, moves: ['w', 'gradient', 'first', 'second'] },
};

/** Writes into a record how threads share it. */
export function writeShare(
  op: OpName,
  fields: Readonly<Record<string, unknown>>,
  words: Int32Array,
  elementBytes: number,
): void {
  const share = shares[op];
  if (share === undefined || fields['threadBytes'] === 0) return;
  const offsets = recordFields[op] as unknown as Readonly<Record<string, number>>;
  const { count, k = 1, n = 1, length = 1 } = fields as { count?: number; k?: number; n?: number; length?: number };
  const { cost, moves = [] } = share;
  words[COST_AT >> 2] = Math.ceil((count === undefined ? k * n : -count) * length * cost);
  words[STRIDE_AT >> 2] = count === undefined ? n * elementBytes : elementBytes;
  words[MOVES_AT >> 2] = moves.reduce(
    (bits, name) => bits | (1 << (offsets[name]! >> 2)),
    (offsets['count'] ?? 0) << 16,
  );
}
