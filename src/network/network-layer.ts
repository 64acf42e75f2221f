// One layer of a network, as users see it, with its own forward and backward (seed 002).
import { Matrix, type MatrixLike } from '../data/matrix.ts';
import { rangeError } from '../errors.ts';
import type { Layer } from '../layers/layer.ts';
import type { Tensor } from '../program/tensor.ts';
import type { DType, View } from '../dtype.ts';
import { type Tracer, copyOf } from './backpropagation.ts';
import { type Core, checkCategories } from './core.ts';
import { LayerView } from './layer-view.ts';
import type { Snapshot } from './trace.ts';

/** The gradients of one layer's backward; all copies. */
export interface LayerBackward<D extends DType = DType> {
  /** ∂J/∂A of the layer before, [rows × inputs]. */
  readonly dAPrev: Matrix<D>;
  /** ∂J/∂Z, [rows × outputs]. */
  readonly dZ: Matrix<D>;
  /** ∂J/∂W, [inputs × units]; only of a layer with weights. */
  readonly dW: Matrix<D> | undefined;
  /** ∂J/∂b, [1 × units]; only of a layer with biases. */
  readonly db: Matrix<D> | undefined;
}

/** A layer of a network. */
export class NetworkLayer<D extends DType = DType> extends LayerView<D> {
  readonly #core: () => Core<D>;
  readonly #index: number;
  readonly #tracer: Tracer<D>;
  #last: Snapshot<D> | undefined;

  constructor(core: () => Core<D>, index: number, tracer: Tracer<D>) {
    super(core, index);
    this.#core = core;
    this.#index = index;
    this.#tracer = tracer;
  }

  get #layer(): Layer {
    return this.#core().layers[this.#index]!;
  }

  /**
   * A = g(A_prev·W + b) of this layer alone; what its backward needs is kept until the next forward.
   * @param aPrev [rows × inputs]
   */
  forward(aPrev: MatrixLike): Matrix<D> {
    const matrix = this.#core().rows(aPrev, {
      name: `${this.#layer.place}: aPrev`,
      columns: this.inputs,
      taker: 'the layer',
    });
    checkCategories([this.#layer], matrix, `${this.#layer.place}: aPrev`);
    const { rows } = matrix;
    const trace = this.#tracer.borrow(rows);
    const { x, a } = trace.kept(this.#index);
    trace.view(x, rows).set(matrix.data);
    trace.forward.runRanges([`forward ${this.#index}`], rows);
    this.#last = trace.snapshot(rows, [this.#index]);
    return new Matrix(trace.view(a, rows).slice() as View<D>, rows, this.outputs);
  }

  /**
   * dZ = dA ∘ g′(Z), dW = A_prevᵀ·dZ, db = Σ dZ, dA_prev = dZ·Wᵀ of this layer alone, for the rows of its last
   * forward. Whether 1/m is in dW depends on whether it is in dA.
   * @param dA [rows × outputs]
   */
  backward(dA: MatrixLike): LayerBackward<D> {
    const { place, parameters } = this.#layer;
    const core = this.#core();
    const matrix = core.rows(dA, { name: `${place}: dA`, columns: this.outputs, taker: 'the layer' });
    const last = this.#last;
    if (last === undefined) throw rangeError('INVALID_STATE', `${place}: call forward before backward`);
    const { rows } = last;
    if (matrix.rows !== rows)
      throw rangeError('INVALID_SHAPE', `${place}: dA has ${matrix.rows} rows, the forward had ${rows}`);
    const trace = this.#tracer.borrow(rows);
    trace.restore(last);
    const backward = trace.backwardFromOutput();
    const tensors = backward.layers[this.#index]!;
    trace.view(tensors.dy, rows).set(matrix.data);
    backward.program.runRanges([`backward ${this.#index}`], rows);
    const copy = (tensor: Tensor): Matrix<D> => copyOf(trace, tensor, rows);
    const gradientOf = (name: string): Matrix<D> | undefined => {
      const parameter = parameters.find((p) => p.name === name);
      const tensor = parameter && core.parameters.gradientIn(trace.gradients, parameter);
      return tensor && copy(tensor);
    };
    return {
      dAPrev: copy(tensors.dx ?? tensors.dy),
      dZ: copy(tensors.dz),
      dW: gradientOf('weights'),
      db: gradientOf('biases'),
    };
  }
}
