// What the operators of ONNX are in the library: a layer and what it takes, or nothing where they do nothing in
// prediction.
import type { ActivationConfig } from '../../layers/activations.ts';
import type { AnyLayerConfig } from '../../layers/layers.ts';
import { isNear } from './patterns.ts';
import { type Computed, type Constant, type Operand, invalid, transposed } from './values.ts';

/** A layer, its parameters by name, and the node that it is. */
export interface Piece {
  readonly place: string;
  readonly config: AnyLayerConfig;
  readonly parameters: Readonly<Record<string, ArrayLike<number>>>;
  /** The layers inside of it, by what their parameters' names begin with, as `Layer` has them. */
  readonly blocks?: Readonly<Record<string, readonly Piece[]>>;
  /** The columns that it takes, where its parameters say so, and gives. */
  readonly inputs?: number;
  readonly outputs?: number;
}

/** What is left without the last layer; no piece where the node does nothing. */
export interface Peeled {
  readonly rest: Operand | undefined;
  readonly piece?: Piece;
}

/** A node that has an operator of which the library has the like, but not with these attributes or inputs. */
export const unlike = ({ place }: Computed, what: string): Error => invalid(`${place}: ${what}`);

/** Attributes are float32: the shortest decimal that rounds to one is what was meant, such as 1e-5. */
export function meant(value: number): number {
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === Math.fround(value)) return short;
  }
  return value;
}

/** The element type of whole numbers. */
const INT64 = 7;

const float = ({ attributes }: Computed, name: string, standard: number): number =>
  meant(attributes.get(name)?.float ?? standard);

const integer = ({ attributes }: Computed, name: string, standard: number): number =>
  attributes.get(name)?.integer ?? standard;

/** The constant that an input is. */
export function constant(node: Computed, index: number, what: string): Constant {
  const value = node.inputs[index];
  if (value?.kind !== 'constant') throw unlike(node, `its ${what} must be constant`);
  return value;
}

/** An activation layer. */
export const activationOf = (node: Computed, activation: ActivationConfig, rest = node.inputs[0]): Peeled => ({
  rest,
  piece: { place: node.place, config: { kind: 'activation', activation }, parameters: {} },
});

const passes = ({ inputs }: Computed): Peeled => ({ rest: inputs[0] });

const named =
  (name: 'relu' | 'sigmoid' | 'tanh' | 'softplus' | 'softsign' | 'mish' | 'hardSwish') =>
  (node: Computed): Peeled =>
    activationOf(node, { name });

/** x·W + b for a matrix [inputs × units] of weights. */
export function dense(
  node: Computed,
  rest: Operand | undefined,
  weights: Constant,
  biases: Constant | undefined,
): Peeled {
  const [inputs, units] = weights.shape;
  if (weights.shape.length !== 2) throw unlike(node, `its weights have ${weights.shape.length} dimensions, not 2`);
  if (biases !== undefined && biases.data.length !== units && biases.data.length !== 1)
    throw unlike(node, `${biases.data.length} biases for ${units} units`);
  const config = { kind: 'dense', units: units!, bias: biases !== undefined } as const;
  const parameters = { weights: weights.data, ...(biases === undefined ? {} : { biases: spread(biases, units!) }) };
  return { rest, piece: { place: node.place, config, parameters, inputs: inputs!, outputs: units! } };
}

/** A constant for each column, when there is one for all of them. */
export function spread({ data }: Constant, columns: number): ArrayLike<number> {
  return data.length === 1 ? new Float64Array(columns).fill(data[0]!) : data;
}

function gemm(node: Computed): Peeled {
  if (integer(node, 'transA', 0) !== 0) throw unlike(node, 'transA is not read');
  for (const factor of ['alpha', 'beta'])
    if (float(node, factor, 1) !== 1) throw unlike(node, `${factor} other than 1 is not read`);
  const given = constant(node, 1, 'weights');
  if (given.shape.length !== 2) throw unlike(node, `its weights have ${given.shape.length} dimensions, not 2`);
  const weights = integer(node, 'transB', 0) === 0 ? given : transposed(given);
  return dense(node, node.inputs[0], weights, node.inputs[2] === undefined ? undefined : constant(node, 2, 'biases'));
}

function softmax(node: Computed): Peeled {
  const axis = integer(node, 'axis', 1);
  if (axis !== 1 && axis !== -1) throw unlike(node, `axis ${axis} is not that of the columns`);
  return activationOf(node, { name: 'softmax' });
}

function batchNormalization(node: Computed): Peeled {
  if (integer(node, 'training_mode', 0) !== 0)
    throw unlike(node, 'it is in training mode; export the model after eval()');
  const names = ['gamma', 'beta', 'runningMean', 'runningVariance'];
  const parameters = names.map((name, i) => [name, constant(node, i + 1, name).data] as const);
  const inputs = parameters[0]![1].length;
  const config = { kind: 'batchNormalization', epsilon: float(node, 'epsilon', 1e-5) } as const;
  return {
    rest: node.inputs[0],
    piece: { place: node.place, config, parameters: Object.fromEntries(parameters), inputs },
  };
}

function layerNormalization(node: Computed): Peeled {
  const axis = integer(node, 'axis', -1);
  if (axis !== 1 && axis !== -1) throw unlike(node, `axis ${axis} is not that of the columns`);
  const gamma = constant(node, 1, 'scale').data;
  const beta = node.inputs[2] === undefined ? new Float64Array(gamma.length) : constant(node, 2, 'bias').data;
  const config = { kind: 'layerNormalization', epsilon: float(node, 'epsilon', 1e-5) } as const;
  return {
    rest: node.inputs[0],
    piece: { place: node.place, config, parameters: { gamma, beta }, inputs: gamma.length },
  };
}

function clip(node: Computed): Peeled {
  const bound = (index: number, name: string): number | undefined =>
    node.inputs[index] === undefined ? node.attributes.get(name)?.float : constant(node, index, name).data[0];
  const [low, high] = [bound(1, 'min'), bound(2, 'max')];
  if (low === 0 && high === 6) return activationOf(node, { name: 'relu6' });
  if (low === 0 && (high === undefined || high >= 3.4e38)) return activationOf(node, { name: 'relu' });
  if (low === -1 && high === 1) return activationOf(node, { name: 'hardTanh' });
  throw unlike(node, `from ${low} to ${high} is no activation; 0 to 6 (relu6) and -1 to 1 (hardTanh) are`);
}

function selu(node: Computed): Peeled {
  const [alpha, gamma] = [float(node, 'alpha', 1.6732632), float(node, 'gamma', 1.050701)];
  if (isNear(alpha, 1.6732632423543772) && isNear(gamma, 1.0507009873554805))
    return activationOf(node, { name: 'selu' });
  throw unlike(node, `alpha ${alpha} and gamma ${gamma} are not those of selu`);
}

function hardSigmoid(node: Computed): Peeled {
  const [alpha, beta] = [float(node, 'alpha', 0.2), float(node, 'beta', 0.5)];
  if (isNear(alpha, 1 / 6) && beta === 0.5) return activationOf(node, { name: 'hardSigmoid' });
  throw unlike(node, `alpha ${alpha} and beta ${beta} are not those of hardSigmoid, 1/6 and 0.5`);
}

function flatten(node: Computed): Peeled {
  if (integer(node, 'axis', 1) !== 1) throw unlike(node, 'it must keep the rows apart, with axis 1');
  return passes(node);
}

/** Rows of a constant matrix by the whole numbers in the columns, side by side. */
function embedding(node: Computed, outputs: number): Peeled | undefined {
  const [gathered] = node.inputs;
  if (gathered?.kind !== 'computed' || gathered.operator !== 'Gather') return undefined;
  const vectors = constant(gathered, 0, 'vectors');
  const [categories, dimensions] = vectors.shape;
  const numbers = gathered.inputs[1];
  const isWhole = numbers?.kind === 'computed' && numbers.operator === 'Cast' && integer(numbers, 'to', 0) === INT64;
  if (!isWhole || vectors.shape.length !== 2 || integer(gathered, 'axis', 0) !== 0)
    throw unlike(gathered, 'it must take rows of a matrix by columns that are cast to int64');
  const config = { kind: 'embedding', categories: categories!, dimensions: dimensions! } as const;
  const parameters = { weights: vectors.data };
  const inputs = outputs / dimensions!;
  return { rest: numbers.inputs[0], piece: { place: gathered.place, config, parameters, inputs, outputs } };
}

function reshape(node: Computed): Peeled {
  const shape = [...constant(node, 1, 'shape').data];
  const isRows = shape.length === 2 && (shape[0] === -1 || shape[0] === 0 || shape[1] === -1);
  if (!isRows) throw unlike(node, `a shape of [${shape.join(', ')}] is not that of rows of columns`);
  return embedding(node, shape[1]!) ?? passes(node);
}

function cast(node: Computed): Peeled {
  const to = integer(node, 'to', 0);
  if (to !== 1 && to !== 11) throw unlike(node, `type ${to} is neither float32 nor float64`);
  return passes(node);
}

/** The operators that are a layer each; `undefined` lets the patterns of several nodes have their turn. */
export const operators: Readonly<Record<string, (node: Computed) => Peeled | undefined>> = {
  Gemm: gemm,
  MatMul: (node) => dense(node, node.inputs[0], constant(node, 1, 'second matrix'), undefined),
  Relu: named('relu'),
  LeakyRelu: (node) => activationOf(node, { name: 'leakyRelu', negativeSlope: float(node, 'alpha', 0.01) }),
  Elu: (node) => activationOf(node, { name: 'elu', alpha: float(node, 'alpha', 1) }),
  Celu: (node) => activationOf(node, { name: 'celu', alpha: float(node, 'alpha', 1) }),
  Selu: selu,
  Gelu: (node) =>
    activationOf(node, { name: node.attributes.get('approximate')?.text === 'tanh' ? 'geluTanh' : 'gelu' }),
  Mish: named('mish'),
  Sigmoid: named('sigmoid'),
  HardSigmoid: hardSigmoid,
  HardSwish: named('hardSwish'),
  Softplus: named('softplus'),
  Softsign: named('softsign'),
  Tanh: named('tanh'),
  Softmax: softmax,
  Clip: clip,
  BatchNormalization: batchNormalization,
  LayerNormalization: layerNormalization,
  Flatten: flatten,
  Reshape: reshape,
  Identity: passes,
  Dropout: passes,
  Cast: cast,
};
