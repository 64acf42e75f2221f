// What the networks of a pool share: the kernels, one memory, the programs and all that these work on. A network has
// but a block of its own: the parameters, then what its trainer keeps between steps.
import { Core, type NetworkOptions } from '../network/core.ts';
import { setInitialValues } from '../network/initial-values.ts';
import { Prediction, type Predictor, newPredictor } from '../network/predictor.ts';
import { wholeLines } from '../runtime/arena.ts';
import { TrainerMemory } from '../training/memory.ts';
import type { TrainerOptions } from '../training/options.ts';
import { type Setup, setUp } from '../training/setup.ts';
import { SingleStep } from '../training/single-step.ts';
import type { DType } from '../dtype.ts';

/** How the networks of a pool are trained. */
export interface Training<D extends DType = DType> {
  readonly setup: Setup<D>;
  readonly single: SingleStep;
  /** The seed of all trainers; none when each has its network's. */
  readonly seed: number | undefined;
}

/** The kernels, the memory and the programs of one pool. */
export class Workspace<D extends DType = DType> {
  /** The network that the programs are compiled from; it stands in no block, and nothing runs for it. */
  readonly core: Core<D>;
  readonly prediction: Prediction<D>;
  readonly training: Training<D> | undefined;
  /** The networks in the pool. */
  size = 0;
  readonly #blockBytes: number;
  #single: Predictor<D> | undefined;

  constructor(options: NetworkOptions<D>, trainer: TrainerOptions | undefined) {
    this.core = new Core<D>(options);
    this.prediction = new Prediction(this.core);
    const parameterBytes = wholeLines(this.core.parameters.bytes);
    if (trainer !== undefined) {
      const setup = setUp(
        this.core,
        trainer,
        (optimizer, schedule) => new TrainerMemory(this.core, optimizer, schedule, parameterBytes),
      );
      this.training = { setup, single: new SingleStep(setup), seed: trainer.seed };
    }
    this.#blockBytes = parameterBytes + (this.training?.setup.memory.keptBytes ?? 0);
  }

  /** What predicts the one row of a frame loop. */
  get single(): Predictor<D> {
    return (this.#single ??= newPredictor(this.core, 1));
  }

  /** Reserves a block and writes what a network with this seed, and its trainer, start with; returns where it is. */
  add(seed: number): number {
    const { engine, parameters } = this.core;
    const base = engine.arena.allocate(this.#blockBytes);
    try {
      setInitialValues(parameters, seed, base);
      this.training?.setup.memory.begin(base);
    } catch (error) {
      engine.arena.release(base);
      throw error;
    }
    this.size++;
    return base;
  }

  /** Gives a block back. */
  remove(base: number): void {
    this.core.engine.arena.release(base);
    this.size--;
  }
}
