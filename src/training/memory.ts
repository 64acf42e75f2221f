// What a trainer keeps in linear memory: its state, the gradients, the optimizer's slots and scalars.
import { STATE_BYTES, State } from '../../assembly/opcodes.ts';
import type { Core } from '../network/core.ts';
import type { Addressed } from '../program/records.ts';
import type { Tensor } from '../program/tensor.ts';
import type { DType, View } from '../dtype.ts';
import type { Optimizer, OptimizerSpan } from './optimizers.ts';

/** An address that belongs to one network, so that records hold it relative to the network's base. */
interface Owned extends Addressed {
  readonly owned: true;
}

/** The memory of one trainer. */
export class TrainerMemory<D extends DType = DType> {
  readonly state: Owned;
  readonly gradients: Tensor;
  readonly slots: readonly Tensor[];
  readonly scalars: Owned;
  readonly #core: Core<D>;
  readonly #scalarCount: number;

  constructor(core: Core<D>, optimizer: Optimizer) {
    const { engine, parameters } = core;
    const bytes = parameters.trainableCount * engine.elementBytes;
    const owned = (name: string, size: number): Owned => ({ name, address: engine.arena.allocate(size), owned: true });
    this.#core = core;
    this.state = owned('state', STATE_BYTES);
    this.gradients = parameters.span(engine.arena.allocate(bytes), 'gradients');
    this.slots = optimizer.slots.map((name) => parameters.span(engine.arena.allocate(bytes), name));
    this.#scalarCount = optimizer.scalars.length;
    this.scalars = owned('scalars', this.#scalarCount * 8);
    engine.scalars(this.scalars.address, this.#scalarCount).set(optimizer.scalars);
    this.set(State.learningRate, optimizer.config.learningRate);
  }

  /** A number of the state. */
  get(field: State): number {
    return this.#core.engine.scalars(this.state.address + field, 1)[0]!;
  }

  /** Sets a number of the state. */
  set(field: State, value: number): void {
    this.#core.engine.scalars(this.state.address + field, 1)[0] = value;
  }

  /** A float64 of the state, as an operand. */
  field(field: State, name: string): Owned {
    return { name, address: this.state.address + field, owned: true };
  }

  /** Where the optimizer works. */
  get span(): OptimizerSpan {
    const { parameters } = this.#core;
    return {
      w: parameters.span(parameters.base, 'parameters'),
      gradient: this.gradients,
      slots: this.slots,
      count: parameters.trainableCount,
      learningRate: this.field(State.learningRate, 'learningRate'),
      scalars: this.scalars,
    };
  }

  /** A live view of all gradients. */
  get gradientView(): View<D> {
    return this.#core.engine.view(this.gradients.address, this.gradients.columns);
  }

  /** A live view of the state's numbers. */
  get stateView(): Float64Array<ArrayBuffer> {
    return this.#core.engine.scalars(this.state.address, STATE_BYTES / 8);
  }

  /** A live view of the optimizer's scalars. */
  get scalarView(): Float64Array<ArrayBuffer> {
    return this.#core.engine.scalars(this.scalars.address, this.#scalarCount);
  }

  /** A live view of one of the optimizer's slots. */
  slotView(slot: Tensor): View<D> {
    return this.#core.engine.view(slot.address, slot.columns);
  }

  /** Gives the memory back. */
  release(): void {
    for (const { address } of [this.state, this.gradients, this.scalars, ...this.slots])
      this.#core.engine.arena.release(address);
  }
}
