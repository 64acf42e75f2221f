// Runs a single operation outside any program: drawing initial values, shuffling, a plain gradient step.
import type { DType } from '../dtype.ts';
import type { Engine } from '../runtime/engine.ts';
import { Builder } from './builder.ts';
import type { Fields, OpName } from './records.ts';

/** Runs one record on a batch of `rows` rows. */
export function runOnce<N extends OpName>(engine: Engine<DType>, op: N, fields: Fields<N>, rows = 1): void {
  const builder = new Builder(engine, { capacity: rows, training: false, base: 0 });
  builder.emit(op, fields);
  const program = builder.finish();
  program.run(rows);
  program.release();
}
