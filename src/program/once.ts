// Runs a single operation outside any program: drawing initial values, shuffling, a plain gradient step.
import type { DType } from '../dtype.ts';
import type { Engine } from '../runtime/engine.ts';
import { Builder } from './builder.ts';
import type { Fields, OpName } from './records.ts';

/**
 * Runs one record on a batch of one row.
 * @param base where the network stands whose tensors are among the operands, if any are owned
 */
export function runOnce<N extends OpName>(engine: Engine<DType>, op: N, fields: Fields<N>, base = 0): void {
  const builder = new Builder(engine, { capacity: 1, training: false, base });
  builder.emit(op, fields);
  const program = builder.finish();
  program.run(1);
  program.release();
}
