// The public forward and backward: copies in, copies out, over a trace that is kept for the next call.
import { Matrix, type MatrixLike } from '../data/matrix.ts';
import { rangeError, typeError } from '../errors.ts';
import { type Loss, type LossOption, lossFor } from '../losses/losses.ts';
import { checkTargets } from '../losses/targets.ts';
import type { Tensor } from '../program/tensor.ts';
import { type DType, type View, overflows } from '../dtype.ts';
import { boolean, integer, knownOptions, shown } from '../validate.ts';
import type { Core } from './core.ts';
import { type Snapshot, Trace, type TracedBackward } from './trace.ts';

/** The options of `network.forward`. */
export interface ForwardOptions {
  /** Return every Z and A rather than the outputs alone; default false. */
  readonly cache?: boolean;
  /** Whether layers do as in training: dropout drops, batch normalization takes the batch's statistics; default false. */
  readonly training?: boolean;
  /** The step that dropout's masks are drawn for; default 0. */
  readonly step?: number;
}

/** What a forward leaves, in the course's indices: A[0] = X, Z[l] and A[l] of dense layer l. All copies. */
export interface ForwardCache<D extends DType = DType> {
  /** Z[l] = A[l−1]·W[l] + b[l], [rows × units]; Z[0] does not exist. */
  readonly Z: readonly (Matrix<D> | undefined)[];
  /** A[l] = g(Z[l]); A[0] = X. */
  readonly A: readonly Matrix<D>[];
  /** The network's outputs: the last A, unless other layers follow the last dense one. */
  readonly output: Matrix<D>;
}

/** The options of `network.backward`. */
export interface BackwardOptions {
  /** Needed unless dA is given. */
  readonly loss?: LossOption;
  /** Whether to return dX too; default false. */
  readonly inputGradient?: boolean;
}

/** The gradients of J by dense layer l from 1 on; index 0 does not exist. All copies. */
export interface BackwardGradients<D extends DType = DType> {
  /** ∂J/∂Z[l], [rows × units], the loss's 1/m included. */
  readonly dZ: readonly (Matrix<D> | undefined)[];
  /** ∂J/∂W[l], [inputs × units], penalties included. */
  readonly dW: readonly (Matrix<D> | undefined)[];
  /** ∂J/∂b[l], [1 × units]. */
  readonly db: readonly (Matrix<D> | undefined)[];
  /** ∂J/∂X, [rows × inputs], with `inputGradient: true`. */
  readonly dX: Matrix<D> | undefined;
  /** All parameters' gradients in one, in the order of `network.parameters`. */
  readonly flat: View<D>;
  /** J of these rows: the data's part, the penalties', their sum. Only with a loss. */
  readonly loss: { readonly data: number; readonly penalty: number; readonly total: number } | undefined;
}

interface Kept<D extends DType> {
  readonly training: boolean;
  readonly step: number;
  readonly snapshot: Snapshot<D>;
}

/** Runs traces for one network. */
export class Tracer<D extends DType = DType> {
  readonly #core: () => Core<D>;
  #trace: Trace<D> | undefined;
  readonly #kept = new WeakMap<ForwardCache<D>, Kept<D>>();
  /** The cache whose values stand in the trace's tensors. */
  #current: ForwardCache<D> | undefined;

  constructor(core: () => Core<D>) {
    this.#core = core;
  }

  /** A trace for at least `rows` rows. */
  trace(rows: number, training: boolean): Trace<D> {
    const known = this.#trace;
    if (known !== undefined && known.capacity >= rows && known.training === training) return known;
    known?.release();
    this.#current = undefined;
    this.#trace = undefined;
    const core = this.#core();
    return (this.#trace = core.engine.arena.atomically(() => new Trace(core, rows, training)));
  }

  /** The same for whoever overwrites its tensors. */
  borrow(rows: number): Trace<D> {
    this.#current = undefined;
    return this.trace(rows, false);
  }

  forward(x: MatrixLike, options: ForwardOptions): ForwardCache<D> {
    knownOptions('forward', options, ['cache', 'training', 'step']);
    const training = boolean('forward', 'training', options.training ?? false);
    const step = integer('forward', 'step', options.step ?? 0, 0, 'an integer of at least 0');
    boolean('forward', 'cache', options.cache ?? false);
    const core = this.#core();
    const matrix = core.inputRows(x, 'x');
    const { rows } = matrix;
    if (training) core.checkBatch('forward: x', rows);
    const trace = this.trace(rows, training);
    trace.view(trace.x, rows).set(matrix.data);
    trace.step = step;
    trace.forward.run(rows);
    const snapshot = trace.snapshot(rows);
    const copy = (tensor: Tensor): Matrix<D> => new Matrix(snapshot.values.get(tensor.name)!, rows, tensor.columns);
    const weighted = core.layers.flatMap((layer, index) => (layer.weighted ? [trace.kept(index)] : []));
    const cache: ForwardCache<D> = {
      Z: [undefined, ...weighted.map(({ z }) => copy(z))],
      A: [copy(trace.x), ...weighted.map(({ a }) => copy(a))],
      output: copy(trace.output),
    };
    this.#kept.set(cache, { training, step, snapshot });
    this.#current = cache;
    return cache;
  }

  backward(
    cache: ForwardCache<D>,
    y: MatrixLike | { readonly dA: MatrixLike },
    options: BackwardOptions,
  ): BackwardGradients<D> {
    knownOptions('backward', options, ['loss', 'inputGradient']);
    const inputGradient = boolean('backward', 'inputGradient', options.inputGradient ?? false);
    const kept = this.#kept.get(cache);
    if (kept === undefined)
      throw typeError(
        'INVALID_OPTION',
        `backward: needs what forward(x, { cache: true }) of this network returned, got ${shown(cache)}`,
      );
    const core = this.#core();
    const { rows } = kept.snapshot;
    const fromOutput = typeof y === 'object' && y !== null && 'dA' in y;
    const last = core.layers.at(-1)!;
    const loss = fromOutput ? undefined : lossFor(options.loss, last);
    const given = core.rows(fromOutput ? (y as { dA: MatrixLike }).dA : (y as MatrixLike), {
      name: fromOutput ? 'dA' : 'y',
      ...(fromOutput || loss?.targets !== 'classes' ? { columns: core.outputs } : {}),
    });
    if (given.rows !== rows)
      throw rangeError(
        'INVALID_SHAPE',
        `backward: ${fromOutput ? 'dA' : 'y'} has ${given.rows} rows, the cache has ${rows}`,
      );
    if (loss !== undefined) checkTargets('y', given, loss);
    const trace = this.#restore(cache, kept);
    const backward = backwardOf(trace, loss, given, inputGradient);
    trace.view(backward.y ?? backward.dy, rows).set(given.data);
    backward.program.run(rows);
    const gradients = this.#collect(trace, backward, rows);
    return {
      ...gradients,
      loss: loss && trace.loss,
      dX: inputGradient ? this.#inputGradient(trace, backward, rows) : undefined,
    };
  }

  /** Makes the trace's tensors those of the cache again, if something else ran since. */
  #restore(cache: ForwardCache<D>, { training, step, snapshot }: Kept<D>): Trace<D> {
    const trace = this.trace(snapshot.rows, training);
    if (this.#current !== cache) {
      trace.step = step;
      trace.restore(snapshot);
      this.#current = cache;
    }
    return trace;
  }

  #collect(trace: Trace<D>, backward: TracedBackward, rows: number): Omit<BackwardGradients<D>, 'dX' | 'loss'> {
    const core = this.#core();
    const copy = (tensor: Tensor): Matrix<D> => copyOf(trace, tensor, rows);
    const dZ: (Matrix<D> | undefined)[] = [undefined];
    const dW: (Matrix<D> | undefined)[] = [undefined];
    const db: (Matrix<D> | undefined)[] = [undefined];
    core.layers.forEach((layer, index) => {
      if (!layer.weighted) return;
      const [weights, biases] = layer.parameters.map((p) => {
        const tensor = core.parameters.gradientIn(trace.gradients, p);
        return tensor && copy(tensor);
      });
      const tensors = backward.layers[index];
      dZ.push(tensors === undefined ? undefined : copy(tensors.dz));
      dW.push(weights);
      db.push(biases);
    });
    return { dZ, dW, db, flat: trace.view(trace.gradients, rows).slice() as View<D> };
  }

  #inputGradient(trace: Trace<D>, { layers, dy }: TracedBackward, rows: number): Matrix<D> {
    return copyOf(trace, layers[0]?.dx ?? dy, rows);
  }

  /** Forgets the trace. */
  dispose(): void {
    this.#trace = undefined;
    this.#current = undefined;
  }
}

/** Throws unless these are as many gradients as there are parameters, and none is so large that an update could overflow. */
export function checkGradientValues(gradients: BackwardGradients, parameters: View): void {
  const flat: unknown = gradients?.flat;
  if (!(flat instanceof Float64Array || flat instanceof Float32Array))
    throw typeError('INVALID_OPTION', `applyGradients: needs what backward returned, got ${shown(gradients)}`);
  const count = parameters.length;
  if (flat.length !== count)
    throw rangeError('INVALID_SHAPE', `applyGradients: ${flat.length} gradients, the network has ${count} parameters`);
  const dtype = parameters instanceof Float32Array ? 'float32' : 'float64';
  const at = flat.findIndex((value) => overflows(dtype, value));
  if (at >= 0) throw rangeError('NON_FINITE', `applyGradients: gradient ${at} is ${flat[at]}`);
}

function backwardOf(trace: Trace, loss: Loss | undefined, y: Matrix, inputGradient: boolean): TracedBackward {
  if (loss === undefined) return trace.backwardFromOutput();
  return trace.backwardFromLoss(loss, loss.targets === 'classes' && y.columns === 1, inputGradient);
}

/** A copy of a tensor of the trace. */
export function copyOf<D extends DType>(trace: Trace<D>, tensor: Tensor, rows: number): Matrix<D> {
  return new Matrix(
    trace.view(tensor, rows).slice() as View<D>,
    tensor.rows === 'm' ? rows : tensor.rows,
    tensor.columns,
  );
}
