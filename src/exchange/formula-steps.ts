// The steps of a Formula record, with registers resolved: each step names the steps that it is computed from.
import { STEP_BYTES, Step } from '../../assembly/steps.ts';
import type { Row } from './recording.ts';

/** One step: a number for each element. */
export interface FormulaStep {
  readonly step: Step;
  /** What it is computed from: earlier steps, by their index. */
  readonly inputs: readonly number[];
  /** Of a leaf what it reads, a tensor or a number; of a `store` the tensor that it writes. */
  readonly operand?: Row | number;
}

/** The steps that read an operand, and have no other inputs. */
const LEAVES: readonly Step[] = [Step.load, Step.column, Step.scalar];

/** How many registers each step reads; one unless it is here. */
const INPUTS: { readonly [S in Step]?: number } = {
  [Step.add]: 2,
  [Step.subtract]: 2,
  [Step.multiply]: 2,
  [Step.divide]: 2,
  [Step.minimum]: 2,
  [Step.maximum]: 2,
  [Step.select]: 3,
};

/** Reads the bytes of a record's steps. */
export function formulaSteps(bytes: readonly number[], operands: readonly (Row | number)[]): FormulaStep[] {
  /** The step that wrote each register last. */
  const writers: number[] = [];
  return Array.from({ length: bytes.length / STEP_BYTES }, (_, index) => {
    const [step, y, ...read] = bytes.slice(index * STEP_BYTES, (index + 1) * STEP_BYTES) as [Step, number, ...number[]];
    if (step === Step.store) return { step, inputs: [writers[read[0]!]!], operand: operands[y]! };
    const isLeaf = LEAVES.includes(step);
    const inputs = isLeaf ? [] : read.slice(0, INPUTS[step] ?? 1).map((register) => writers[register]!);
    writers[y] = index;
    return { step, inputs, ...(isLeaf ? { operand: operands[read[0]!]! } : {}) };
  });
}
