// A step on a batch that the caller gives, rather than one of a data set.
import { State } from '../../assembly/opcodes.ts';
import { targetColumns } from '../losses/losses.ts';
import type { Program } from '../program/program.ts';
import type { Data } from './data.ts';
import type { Setup } from './setup.ts';
import { type TrainingProgram, compileTraining } from './training-program.ts';

/** The program of single steps, compiled again when a larger batch comes. */
export class SingleStep {
  readonly #setup: Setup;
  #compiled: { readonly training: TrainingProgram; readonly capacity: number; readonly columns: number } | undefined;

  constructor(setup: Setup) {
    this.#setup = setup;
  }

  /** Makes one step; throws NON_FINITE, the parameters being as they were. Its place in an epoch is untouched. */
  run({ x, y }: Data): void {
    const { core, memory } = this.#setup;
    const training = this.#trainingFor(x.rows, y.columns);
    core.engine.view(training.x.address, x.data.length).set(x.data);
    core.engine.view(training.y.address, y.data.length).set(y.data);
    const cursor = memory.get(State.cursor);
    const epochLoss = memory.get(State.epochLoss);
    const made = training.program.run(x.rows);
    memory.set(State.cursor, cursor);
    memory.set(State.epochLoss, epochLoss);
    if (made < 1) training.throwNonFinite(x.rows);
  }

  /** Updates the parameters by the gradients that stand in memory. */
  update(): void {
    this.program.runRanges(['update'], 0);
  }

  /** The program, for at least one row. */
  get program(): Program {
    return (this.#compiled?.training ?? this.#trainingFor(1, this.#setup.core.outputs)).program;
  }

  /** Gives the memory back. */
  release(): void {
    this.#compiled?.training.program.release();
    this.#compiled = undefined;
  }

  #trainingFor(rows: number, columns: number): TrainingProgram {
    const known = this.#compiled;
    if (known !== undefined && known.capacity >= rows && known.columns === columns) return known.training;
    this.release();
    const setup = this.#setup;
    const { core, loss } = setup;
    const training = core.engine.arena.atomically(() =>
      compileTraining({
        ...setup,
        capacity: rows,
        begin: (builder) => ({
          x: builder.tensor('X', core.inputs),
          y: builder.tensor('Y', targetColumns(loss, columns !== core.outputs)),
        }),
      }),
    );
    this.#compiled = { training, capacity: rows, columns };
    return training;
  }
}
