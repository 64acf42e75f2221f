// Compares backpropagation with central differences: the public proof that gradients are right.
import { type MatrixLike, toMatrix } from '../data/matrix.ts';
import type { LossOption } from '../losses/losses.ts';
import type { DType } from '../dtype.ts';
import { boolean, integer, knownOptions, positive } from '../validate.ts';
import { type Network, coreOf } from './network.ts';

/** The options of `checkGradients`. */
export interface GradientCheckOptions {
  readonly loss: LossOption;
  /** [rows × inputs] */
  readonly x: MatrixLike;
  /** The targets, as the loss takes them. */
  readonly y: MatrixLike;
  /** The step h of the differences, relative to max(1, |w|); default 1e-5 (float32: 1e-2). */
  readonly epsilon?: number;
  /** Whether dropout drops; its mask is that of `step` throughout. Default true. */
  readonly training?: boolean;
  /** The step that dropout's mask is drawn for; default 0. */
  readonly step?: number;
}

/** Where the worst disagreement is. */
export interface GradientCheck {
  /** max over all parameters of |analytic − numeric| / max(|analytic|, |numeric|, 10⁻³·the largest gradient). */
  readonly maxRelativeError: number;
  /** The parameter it is found at, such as `layers.0.weights`. */
  readonly parameter: string;
  /** Its place in that parameter. */
  readonly index: number;
  readonly analytic: number;
  readonly numeric: number;
  /** The parameters compared. */
  readonly checked: number;
}

/**
 * Errors count relative to at least this share of the largest gradient. A difference quotient is off by about
 * 2⁻⁵³·J/h ≈ 10⁻¹¹·J: ten times less than 10⁻⁶ of this share where J is ten times the largest gradient.
 */
const NOISE_FLOOR = 1e-3;

/**
 * Compares every parameter's gradient with (J(w + h) − J(w − h)) / 2h. The parameters are restored to the bit. In
 * float64 a maxRelativeError below 1e-6 is right; more means a wrong derivative, or a kink (relu at 0) within h.
 */
export function checkGradients<D extends DType>(network: Network<D>, options: GradientCheckOptions): GradientCheck {
  knownOptions('checkGradients', options, ['loss', 'x', 'y', 'epsilon', 'training', 'step']);
  const { loss } = options;
  const core = coreOf(network);
  const single = core.engine.dtype === 'float32';
  const epsilon = positive('checkGradients', 'epsilon', options.epsilon ?? (single ? 1e-2 : 1e-5));
  const training = boolean('checkGradients', 'training', options.training ?? true);
  const step = integer('checkGradients', 'step', options.step ?? 0, 0, 'an integer of at least 0');
  const x = toMatrix(options.x, { name: 'x', columns: network.inputs });
  const run = () => network.backward(network.forward(x, { cache: true, training, step }), options.y, { loss });
  const analytic = run().flat;
  const lossAt = (index: number, value: number): number => {
    network.parameters[index] = value;
    return run().loss!.total;
  };
  let largest = 0;
  for (const value of analytic) largest = Math.max(largest, Math.abs(value));
  let worst: GradientCheck = {
    maxRelativeError: 0,
    parameter: '',
    index: 0,
    analytic: 0,
    numeric: 0,
    checked: analytic.length,
  };
  for (let i = 0; i < analytic.length; i++) {
    const w = network.parameters[i]!;
    const h = epsilon * Math.max(1, Math.abs(w));
    // The step as the element type holds it.
    const [above, below] = single ? [Math.fround(w + h), Math.fround(w - h)] : [w + h, w - h];
    const numeric = (lossAt(i, above) - lossAt(i, below)) / (above - below);
    network.parameters[i] = w;
    const exact = analytic[i]!;
    const scale = Math.max(Math.abs(exact), Math.abs(numeric), NOISE_FLOOR * largest);
    const error = scale === 0 ? 0 : Math.abs(exact - numeric) / scale;
    if (!(error <= worst.maxRelativeError))
      worst = { ...worst, maxRelativeError: error, ...placeOf(core, i), analytic: exact, numeric };
  }
  return worst;
}

function placeOf(core: ReturnType<typeof coreOf>, flatIndex: number): { parameter: string; index: number } {
  let index = flatIndex;
  for (const { parameter, tensor } of core.parameters.all) {
    const size = parameter.rows * parameter.columns;
    if (index < size) return { parameter: tensor.name, index };
    index -= size;
  }
  return { parameter: '', index };
}
