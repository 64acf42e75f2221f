// What an activation is to the table of them.
import type { Builder } from '../program/builder.ts';
import type { Tensor } from '../program/tensor.ts';

/** The operands of an activation. `a` may be `z`. */
export interface Forward {
  readonly z: Tensor;
  readonly bias: Tensor | undefined;
  readonly a: Tensor;
}
/** Those of its derivative. `dz` may be `da`. */
export interface Backward {
  readonly da: Tensor;
  readonly z: Tensor;
  readonly a: Tensor;
  readonly dz: Tensor;
}

/** What an activation emits. */
export interface ActivationEntry {
  /** The derivative is taken from z: a must not overwrite it where there is a backward. */
  readonly needsZ?: boolean;
  /** Emits a = g(z + bias). */
  forward(builder: Builder, operands: Forward, parameter: number): void;
  /** Emits dz from da. */
  backward(builder: Builder, operands: Backward, parameter: number): void;
}
