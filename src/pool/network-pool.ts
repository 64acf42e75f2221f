// Many networks of the same layers in one memory.
import { type NetworkOptions, UNSEEDED_OPTIONS } from '../network/core.ts';
import { rangeError } from '../errors.ts';
import type { TrainerOptions } from '../training/options.ts';
import type { DType } from '../dtype.ts';
import { integer, knownOptions } from '../validate.ts';
import { PooledNetwork } from './pooled-network.ts';
import { Workspace } from './workspace.ts';

/** The options of a pool: a network's, without the seed, which each network of the pool has of its own. */
export interface NetworkPoolOptions<D extends DType = DType> extends Omit<NetworkOptions<D>, 'seed'> {
  /** How the networks are trained; without it they only predict. Of `step` the loss, optimizer and seed matter. */
  readonly trainer?: TrainerOptions;
}

/**
 * Networks of the same layers, by the thousand, in one wasm instance and one memory. They share programs and working
 * memory; each has but its parameters and, if there is a trainer, its optimizer's state. The bits are those of a
 * `Network` and a `Trainer` with the same seed and steps.
 *
 * @example
 * const pool = new NetworkPool({ inputs: 8, layers: [dense(16, { activation: 'relu' }), dense(1)] });
 * const agents = Array.from({ length: 10_000 }, (_, seed) => pool.add({ seed }));
 */
export class NetworkPool<D extends DType = 'float64'> {
  #workspace: Workspace<D> | undefined;
  /** What every network of the pool holds of it. */
  readonly #alive = (): Workspace<D> => {
    if (this.#workspace === undefined) throw rangeError('INVALID_STATE', 'the pool was disposed of');
    return this.#workspace;
  };

  /**
   * Checks the options and builds the layers.
   * @throws LayerwiseError that names the layer and the option
   */
  constructor(options: NetworkPoolOptions<D>) {
    knownOptions('pool', options, [...UNSEEDED_OPTIONS, 'trainer']);
    const { trainer, ...network } = options;
    this.#workspace = new Workspace<D>(network, trainer);
  }

  /**
   * A new network with the first values that a `Network` of this seed has. It stays in the pool until it is removed.
   * @param options.seed an integer from 0 on; default 0
   * @throws LayerwiseError OUT_OF_MEMORY when the host refuses to grow the memory
   */
  add(options: { readonly seed?: number } = {}): PooledNetwork<D> {
    knownOptions('pool.add', options, ['seed']);
    const seed = integer('pool.add', 'seed', options.seed ?? 0, 0, 'an integer from 0 to 2^53 − 1');
    return new PooledNetwork(this.#alive, seed);
  }

  /** The networks in the pool. */
  get size(): number {
    return this.#alive().size;
  }

  /** The bytes of the pool's memory now. */
  get memoryBytes(): number {
    return this.#alive().core.engine.memoryBytes;
  }

  /** Gives the memory back now rather than at the next garbage collection. No network of the pool can be used then. */
  dispose(): void {
    this.#workspace?.core.engine.dispose();
    this.#workspace = undefined;
  }

  /** `using pool = new NetworkPool(…)` disposes at the end of the block. */
  [Symbol.dispose](): void {
    this.dispose();
  }
}
