// What a trainer keeps in linear memory: its state, the gradients, the optimizer's slots and scalars.
import { STATE_BYTES, State } from '../../assembly/kinds.ts';
import type { Kept, Layer, Parameter } from '../layers/layer.ts';
import type { Core } from '../network/core.ts';
import type { Addressed } from '../program/records.ts';
import type { Tensor } from '../program/tensor.ts';
import { wholeLines } from '../runtime/arena.ts';
import type { DType, View } from '../dtype.ts';
import type { Optimizer } from './optimizers/optimizer.ts';
import type { TrainerSchedule } from '#full/training/schedules/schedules.ts';

/** Where a step leaves what it computed. */
export interface StepTensors {
  readonly batch: { readonly y: Tensor };
  /** The outputs, before the update; probabilities when the loss is from logits. */
  readonly outputs: Tensor;
  /** What the forward of a layer left. */
  readonly kept: (layer: Layer) => Kept;
  /** The most rows that the forward ran on at a time: what layers kept are those of the last ones. */
  readonly microBatchSize: number;
  /** Where the gradient of a trainable parameter is. */
  readonly gradient: (parameter: Parameter) => Tensor | undefined;
}

/** An address that belongs to one network, counted from the network's base. */
interface Owned extends Addressed {
  readonly owned: true;
}

/**
 * The memory of one trainer. What it keeps between steps (state, scalars, slots) stands in one block, the gradients,
 * which each step writes anew, in another. Where a `base` can be given it is that of another network of the same
 * layers, whose trainer keeps its block as far behind that base.
 */
export class TrainerMemory<D extends DType = DType> {
  readonly state: Owned;
  readonly scalars: Owned;
  /** The schedule's scalars, behind the optimizer's. */
  readonly scheduleScalars: Owned;
  readonly slots: readonly Tensor[];
  readonly gradients: Tensor;
  /** The bytes of the block, a multiple of 64. */
  readonly keptBytes: number;
  /** What the last step left, as long as its program is there, and the rows of its batch. */
  lastStep: { readonly tensors: StepTensors; readonly rows: number } | undefined;
  readonly #core: Core<D>;
  readonly #optimizer: Optimizer;
  readonly #schedule: readonly number[];
  readonly #block: number | undefined;

  /** @param kept where the block stands, counted from the network's base; by default it is reserved and begun */
  constructor(core: Core<D>, optimizer: Optimizer, schedule: TrainerSchedule | undefined, kept?: number) {
    const { engine, parameters } = core;
    const { arena } = engine;
    const spanBytes = parameters.trainableCount * engine.elementBytes;
    const { length } = optimizer.scalars;
    this.#schedule = schedule?.scalars ?? [];
    const scalarBytes = wholeLines((length + this.#schedule.length) * 8);
    this.#core = core;
    this.#optimizer = optimizer;
    this.keptBytes = STATE_BYTES + scalarBytes + optimizer.slots.length * wholeLines(spanBytes);
    if (kept === undefined) this.#block = arena.allocate(this.keptBytes);
    const start = kept ?? this.#block! - parameters.base;
    const slots = start + STATE_BYTES + scalarBytes;
    this.state = { name: 'state', address: start, owned: true };
    this.scalars = { name: 'scalars', address: start + STATE_BYTES, owned: true };
    this.scheduleScalars = { ...this.scalars, address: this.scalars.address + length * 8 };
    this.slots = optimizer.slots.map((name, i) => parameters.span(name, slots + i * wholeLines(spanBytes)));
    this.gradients = parameters.span('gradients', arena.allocate(spanBytes), false);
    if (kept === undefined) this.begin();
  }

  /** Writes what a trainer keeps before its first step, over zeros. */
  begin(base = this.#core.parameters.base): void {
    const { scalars, config } = this.#optimizer;
    const first = [...scalars, ...this.#schedule];
    this.#core.engine.scalars(base + this.scalars.address, first.length).set(first);
    this.set(State.learningRate, config.learningRate, base);
  }

  /** A number of the state. */
  get(field: State, base = this.#core.parameters.base): number {
    return this.#core.engine.scalar(base + this.state.address + field);
  }

  /** Sets a number of the state. */
  set(field: State, value: number, base = this.#core.parameters.base): void {
    this.#core.engine.setScalar(base + this.state.address + field, value);
  }

  /** A float64 of the state, as an operand. */
  field(field: State, name: string): Owned {
    return { name, address: this.state.address + field, owned: true };
  }

  /** A live view of all that is kept between steps; copied whole, whatever the bits mean. */
  kept(base = this.#core.parameters.base): Float64Array<ArrayBuffer> {
    return this.#core.engine.scalars(base + this.state.address, this.keptBytes / 8);
  }

  /** A live view of all gradients. */
  get gradientView(): View<D> {
    return this.#core.engine.view(this.gradients.address, this.gradients.columns);
  }

  /** A live view of the state's numbers. */
  get stateView(): Float64Array<ArrayBuffer> {
    return this.kept().subarray(0, STATE_BYTES / 8);
  }

  /** A live view of the optimizer's scalars and the schedule's. */
  get scalarView(): Float64Array<ArrayBuffer> {
    const { engine, parameters } = this.#core;
    const count = this.#optimizer.scalars.length + this.#schedule.length;
    return engine.scalars(parameters.base + this.scalars.address, count);
  }

  /** A live view of the schedule's scalars. */
  scheduleView(base = this.#core.parameters.base): Float64Array<ArrayBuffer> {
    return this.#core.engine.scalars(base + this.scheduleScalars.address, this.#schedule.length);
  }

  /** The learning rate of the last step, or of the first. */
  currentLearningRate(base = this.#core.parameters.base): number {
    if (this.#schedule.length === 0) return this.get(State.learningRate, base);
    return this.#core.engine.scalar(base + this.scheduleScalars.address);
  }

  /** A live view of one of the optimizer's slots. */
  slotView(slot: Tensor): View<D> {
    const { engine, parameters } = this.#core;
    return engine.view(parameters.base + slot.address, slot.columns);
  }

  /** Gives the memory back. */
  release(): void {
    const { arena } = this.#core.engine;
    if (this.#block !== undefined) arena.release(this.#block);
    arena.release(this.gradients.address);
  }
}
