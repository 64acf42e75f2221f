// Forward with caches and backward by parts: the course's functions, over programs that keep every Z and A.
import { STATE_BYTES, State } from '../../assembly/kinds.ts';
import type { Kept, Parameter } from '../layers/layer.ts';
import { type LayerGradients, emitBackward, emitForward, namedLayers } from '../layers/sequence.ts';
import { emitLoss } from '../losses/emit.ts';
import { type Loss, targetColumns } from '../losses/losses.ts';
import { Builder, type Tape } from '../program/builder.ts';
import type { Program } from '../program/program.ts';
import { type Tensor, elements } from '../program/tensor.ts';
import type { DType, View } from '../dtype.ts';
import { emitPenalties, lastOf } from './compile.ts';
import type { Core } from './core.ts';

/** A backward program over a trace's tensors: from targets through a loss, or from ∂J/∂A of the last layer. */
export interface TracedBackward {
  readonly program: Program;
  readonly layers: readonly (LayerGradients | undefined)[];
  /** The targets, when there is a loss. */
  readonly y: Tensor | undefined;
  /** What the last layer's backward starts from. */
  readonly dy: Tensor;
}

/** Copies of a forward's tensors, by name. */
export interface Snapshot<D extends DType = DType> {
  readonly rows: number;
  readonly values: ReadonlyMap<string, View<D>>;
}

/** The programs and tensors of one forward with caches, for up to `capacity` rows. */
export class Trace<D extends DType = DType> {
  readonly capacity: number;
  readonly training: boolean;
  readonly core: Core<D>;
  readonly x: Tensor;
  readonly output: Tensor;
  readonly forward: Program;
  /** The parameters' gradients, laid out like the parameters. */
  readonly gradients: Tensor;
  readonly #state: { readonly name: string; readonly address: number };
  readonly #tape: Tape = new Map();
  readonly #backwards = new Map<string, TracedBackward>();

  constructor(core: Core<D>, capacity: number, training: boolean) {
    this.core = core;
    this.capacity = capacity;
    this.training = training;
    const { arena, elementBytes } = core.engine;
    this.#state = { name: 'state', address: arena.allocate(STATE_BYTES) };
    const bytes = core.parameters.trainableCount * elementBytes;
    this.gradients = core.parameters.span('gradients', arena.allocate(bytes), false);
    const builder = this.#builder();
    this.x = builder.tensor('X', core.inputs);
    this.output = emitForward(builder, core.layers, this.x, () => true);
    this.forward = builder.finish();
  }

  #builder(): Builder {
    const { core, capacity, training } = this;
    const randomness = core.randomness(this.#state);
    return new Builder(core.engine, { capacity, training, base: core.parameters.base, tape: this.#tape, randomness });
  }

  /** The step that dropout's masks are drawn for. */
  set step(step: number) {
    this.#scalar(State.step).fill(step);
  }

  /** The last backward's loss: data and penalties. */
  get loss(): { data: number; penalty: number; total: number } {
    const data = this.#scalar(State.dataLoss)[0]!;
    const penalty = this.#scalar(State.penalty)[0]!;
    return { data, penalty, total: data + penalty };
  }

  #scalar(offset: State): Float64Array {
    return this.core.engine.scalars(this.#state.address + offset, 1);
  }

  /** What layer `index` kept of the forward. */
  kept(index: number): Kept {
    return this.#tape.get(this.core.layers[index]!) as Kept;
  }

  /** The backward from targets, for one loss and one form of targets, with or without dX. */
  backwardFromLoss(loss: Loss, indices: boolean, inputGradient: boolean): TracedBackward {
    const { name, reduction, fromLogits } = loss.config;
    return this.#backward(
      `${name} ${reduction} ${fromLogits} ${indices} ${inputGradient}`,
      inputGradient,
      loss,
      indices,
    );
  }

  /** The backward from ∂J/∂A of the last layer, down to dX. */
  backwardFromOutput(): TracedBackward {
    return this.#backward('dA', true);
  }

  #backward(key: string, inputGradient: boolean, loss?: Loss, indices = false): TracedBackward {
    const known = this.#backwards.get(key);
    if (known !== undefined) return known;
    const backward = this.core.engine.arena.atomically(() => this.#compileBackward(inputGradient, loss, indices));
    this.#backwards.set(key, backward);
    return backward;
  }

  #compileBackward(inputGradient: boolean, loss: Loss | undefined, indices: boolean): TracedBackward {
    const { core } = this;
    const builder = this.#builder();
    const result = { name: 'loss', address: this.#state.address + State.dataLoss };
    const penalty = { name: 'penalty', address: this.#state.address + State.penalty };
    const y = loss === undefined ? undefined : builder.tensor('Y', targetColumns(loss, indices));
    const dy = builder.tensor(loss?.fused === true ? 'dZ' : 'dA', core.outputs);
    if (loss !== undefined && y !== undefined) {
      const { z, a } = lastOf(builder, core.layers);
      builder.range('loss', () => emitLoss(builder, loss, { z, a, y, gradient: dy, result }));
    }
    const gradient = (parameter: Parameter): Tensor | undefined =>
      core.parameters.gradientIn(this.gradients, parameter);
    const layers = emitBackward(builder, core.layers, dy, {
      fused: loss?.fused === true,
      inputGradient,
      gradient,
    });
    if (loss !== undefined) emitPenalties(builder, core.layers, penalty, gradient);
    return { program: builder.finish(), layers, y, dy };
  }

  /** Copies of what the layers kept, by tensor name. */
  snapshot(rows: number, layers: Iterable<number> = this.core.layers.keys()): Snapshot<D> {
    const values = new Map<string, View<D>>();
    for (const tensor of this.#keptTensors(layers)) {
      if (!values.has(tensor.name)) values.set(tensor.name, this.view(tensor, rows).slice() as View<D>);
    }
    return { rows, values };
  }

  /** Puts a snapshot's values back, whichever trace of this network they were taken of. */
  restore({ rows, values }: Snapshot<D>): void {
    for (const tensor of this.#keptTensors(this.core.layers.keys())) {
      const saved = values.get(tensor.name);
      if (saved !== undefined) this.view(tensor, rows).set(saved);
    }
  }

  *#keptTensors(layers: Iterable<number>): Iterable<Tensor> {
    for (const index of layers) {
      for (const { layer } of namedLayers([this.core.layers[index]!])) {
        const { x, z, a, statistics = [] } = this.#tape.get(layer) as Kept;
        yield* [x, z, a, ...statistics];
      }
    }
  }

  /** A live view of the first `rows` rows of a tensor. */
  view(tensor: Tensor, rows: number): View<D> {
    return this.core.engine.view(tensor.address, elements(tensor, rows));
  }

  /** Gives its memory back. */
  release(): void {
    for (const { program } of this.#backwards.values()) program.release();
    this.forward.release();
    this.core.engine.arena.release(this.gradients.address);
    this.core.engine.arena.release(this.#state.address);
  }
}
