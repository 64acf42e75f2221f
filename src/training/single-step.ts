// A step on a batch that the caller gives, rather than one of a data set.
import { State } from '../../assembly/kinds.ts';
import { Matrix } from '../data/matrix.ts';
import { seedWords } from '../network/core.ts';
import type { Program } from '../program/program.ts';
import type { Tensor } from '../program/tensor.ts';
import type { Data } from './data.ts';
import { type Setup, checkBatch } from './setup.ts';
import { type TrainingProgram, compileTraining } from './training-program.ts';

/** The program of single steps, compiled again when a larger batch comes. */
export class SingleStep {
  readonly #setup: Setup;
  /** What the program draws from. */
  #seed: number;
  #compiled: { readonly training: TrainingProgram; readonly capacity: number; readonly form: string } | undefined;

  constructor(setup: Setup) {
    this.#setup = setup;
    this.#seed = setup.seed;
  }

  /**
   * Makes one step of the setup's network, or of another of these layers in the same memory, given by where it stands
   * and what it draws from. Its place in an epoch is untouched.
   * @returns the loss before the update: the data's part and the penalties
   * @throws NON_FINITE, the parameters being as they were
   */
  run(data: Data, base = this.#setup.core.parameters.base, seed = this.#setup.seed): number {
    const { core, memory } = this.#setup;
    const { rows } = data.x;
    FULL: checkBatch(this.#setup, 'step: x', rows);
    const training = this.#trainingFor(rows, data);
    FULL: if (seed !== this.#seed) {
      training.program.reseed(seedWords(seed));
      this.#seed = seed;
    }
    for (const [key, { address }] of Object.entries(training.batch) as [keyof Data, Tensor][]) {
      const values = data[key]!.data;
      core.engine.view(address, values.length).set(values);
    }
    const cursor = memory.get(State.cursor, base);
    const epochLoss = memory.get(State.epochLoss, base);
    training.run(rows, 1, base);
    memory.set(State.cursor, cursor, base);
    memory.set(State.epochLoss, epochLoss, base);
    memory.lastStep = { tensors: training, rows };
    return memory.get(State.dataLoss, base) + memory.get(State.penalty, base);
  }

  /** Updates the parameters by the gradients that stand in memory. */
  update(): void {
    FULL: this.program.runRanges(['update'], 0);
  }

  /** The program, for at least one row. */
  get program(): Program {
    return (this.#compiled?.training ?? this.#trainingFor(1)).program;
  }

  /** The outputs of the last step's rows, before its update: a live view. */
  outputs(rows: number): Matrix {
    const { engine, outputs } = this.#setup.core;
    return new Matrix(engine.view(this.#compiled!.training.outputs.address, rows * outputs), rows, outputs);
  }

  /** Gives the memory back. */
  release(): void {
    this.#setup.memory.lastStep = undefined;
    this.#compiled?.training.program.release();
    this.#compiled = undefined;
  }

  #trainingFor(rows: number, { y, weights }: Partial<Data> = {}): TrainingProgram {
    const columns = y?.columns ?? this.#setup.core.outputs;
    const form = `${columns} ${weights === undefined}`;
    const known = this.#compiled;
    if (known !== undefined && known.capacity >= rows && known.form === form) return known.training;
    this.release();
    const setup = this.#setup;
    const { core } = setup;
    this.#seed = setup.seed;
    const training = core.engine.arena.atomically(() =>
      compileTraining({
        ...setup,
        capacity: rows,
        begin: (builder) => ({
          x: builder.tensor('X', core.inputs),
          y: builder.tensor('Y', columns),
          ...(weights === undefined ? {} : { weights: builder.tensor('weights', 1) }),
        }),
      }),
    );
    this.#compiled = { training, capacity: rows, form };
    return training;
  }
}
