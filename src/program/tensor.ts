// What records point at: a named matrix or vector in linear memory.
import type { Addressed } from './records.ts';

/** A row-major matrix in linear memory. */
export interface Tensor extends Addressed {
  /** How listings, errors and files call it, for example `Z1` or `layers.0.weights`. */
  readonly name: string;
  /** Its first byte: absolute, or, when it is owned, counted from the base of its network. */
  readonly address: number;
  /** Its rows; 'm' are the rows of the batch, known when the program runs. */
  readonly rows: number | 'm';
  readonly columns: number;
  /** Belongs to one network rather than to a workspace: the same in all networks that share a program. */
  readonly owned?: boolean;
}

/** The elements that a tensor holds for a batch of `m` rows. */
export function elements(tensor: Tensor, m: number): number {
  return (tensor.rows === 'm' ? m : tensor.rows) * tensor.columns;
}

/** `Z1 [m×64]`. */
export function describe(tensor: Tensor): string {
  return `${tensor.name} [${tensor.rows}×${tensor.columns}]`;
}
