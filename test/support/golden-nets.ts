// A golden net in the library's terms: its weights are [out × in] there and [in × out] here.
import {
  type AnyLayerConfig,
  type LossOption,
  Matrix,
  type MatrixLike,
  Network,
  Trainer,
  type DenseOptions,
  type OptimizerConfig,
  type ClipOptions,
  activation,
  batchNormalization,
  dense,
  l1 as lasso,
  l2PerSample,
  layerNormalization,
} from '../../src/index.ts';
import type { View } from '../../src/dtype.ts';
import { type GoldenSchedule, scheduleOption } from './golden-schedules.ts';
import { camelCase, errorOf, fill, readRows } from './goldens.ts';

type Opt = { readonly name: string; readonly lr: number } & Readonly<Record<string, unknown>>;

/** What a net is made of; a key that is not listed is an option of the loss. */
interface Case {
  readonly name: string;
  readonly sizes: readonly number[];
  readonly acts: readonly string[];
  readonly loss: string;
  readonly seed: number;
  readonly data: {
    readonly kind: 'fill' | 'csv';
    readonly m: number;
    readonly x_scale: number;
    readonly file: string;
    readonly skip?: number;
    readonly stride?: number;
    readonly sub: readonly number[];
    readonly div: readonly number[];
    readonly y: string;
  };
  readonly opt: Opt;
  readonly batch?: number;
  readonly clip?: { readonly norm?: number; readonly value?: number };
  readonly sched?: GoldenSchedule;
  readonly l2_ng?: number;
  readonly l1?: number;
  readonly norm?: readonly ('batch' | 'layer' | null)[];
  readonly norm_eps?: number;
  readonly bn_momentum?: number;
  readonly w_scale: readonly number[];
  readonly b_scale: number;
  readonly steps: readonly number[];
  readonly mode?: 'fingerprint';
}

/** What stands for a large tensor. */
interface Fingerprint {
  readonly sum: number;
  readonly sumsq: number;
  readonly head: readonly number[];
  readonly tail: readonly number[];
}

type Snapshot = readonly (readonly number[] | Fingerprint)[];

/** A net's trajectory. */
export interface GoldenNet {
  readonly case: Case;
  readonly tensors: readonly (readonly [name: string, shape: readonly number[]])[];
  readonly y: readonly number[];
  readonly losses: Readonly<Record<string, { readonly data: number; readonly total: number }>>;
  readonly loss_curve?: readonly number[];
  readonly grads0: Snapshot;
  readonly params: Readonly<Record<string, Snapshot>>;
  readonly tol: number;
  readonly running?: Readonly<Record<string, Readonly<Record<string, RunningStatistics>>>>;
  /** Z of the last layer for the first rows, in prediction. */
  readonly eval_output_head?: readonly number[];
}

/** After so many updates, by layer from 1. */
interface RunningStatistics {
  readonly mean: readonly number[];
  readonly var: readonly number[];
}

const lossNames: Readonly<Record<string, string>> = {
  bce: 'binaryCrossEntropy',
  ce: 'categoricalCrossEntropy',
  mse: 'meanSquaredError',
  half_mse: 'halfSquaredError',
  mae: 'meanAbsoluteError',
};

/** The library's options where they are called otherwise. */
const optionNames: Readonly<Record<string, string>> = {
  class_weight: 'classWeights',
  huber_delta: 'delta',
  lr_decay: 'learningRateDecay',
  initial_accumulator_value: 'initialAccumulator',
};

/** The library's name of a golden loss. */
export const lossName = (name: string): string => lossNames[name] ?? camelCase(name);

const parameterNames: Readonly<Record<string, string>> = { leaky_relu: 'negativeSlope', elu: 'alpha', celu: 'alpha' };

/** PyTorch's log-softmax and NLL are softmax and cross-entropy. */
const activationNames: Readonly<Record<string, string>> = { identity: 'linear', log_softmax: 'softmax' };

/** The library's `activation` option for `relu` or `leaky_relu:0.2`. */
export function activationOption(spec: string): NonNullable<DenseOptions['activation']> {
  const [name, parameter] = spec.split(':') as [string, string | undefined];
  const known = activationNames[name] ?? camelCase(name);
  return (parameter === undefined ? known : { name: known, [parameterNames[name]!]: Number(parameter) }) as 'relu';
}

/** The library's settings of a golden optimizer. */
export function optimizerOption({ name, lr, betas, eps, wd_exclude_bias, ...others }: Opt): OptimizerConfig {
  const [beta1, beta2] = (betas ?? []) as number[];
  return {
    name,
    learningRate: lr,
    ...(betas === undefined ? {} : { beta1, beta2 }),
    ...(eps === undefined ? {} : { epsilon: eps }),
    ...(wd_exclude_bias === undefined ? {} : { excludeFromDecay: ['biases'] }),
    ...Object.fromEntries(Object.entries(others).map(([key, value]) => [optionNames[key] ?? camelCase(key), value])),
  } as OptimizerConfig;
}

/** The library's settings of golden clipping: the norm is over all tensors together. */
const clipOption = ({ norm, value }: NonNullable<Case['clip']>): ClipOptions =>
  norm === undefined ? { value: value! } : { globalNorm: norm };

/** A golden net, ready to be trained. */
export interface BuiltNet {
  readonly network: Network;
  readonly trainer: Trainer;
  readonly loss: LossOption;
  readonly x: Matrix<'float64'>;
  readonly y: Matrix<'float64'>;
  /** The rows of update t + 1. */
  batch(t: number): { readonly x: MatrixLike; readonly y: MatrixLike };
}

/** @throws LayerwiseError for a net that the library does not cover */
export function buildNet({ case: golden, y: targets }: GoldenNet): BuiltNet {
  const {
    name: _,
    sizes,
    acts,
    loss: lossKind,
    seed,
    data,
    opt,
    batch: size,
    l2_ng,
    l1,
    clip,
    sched,
    ...rest
  } = golden;
  const { w_scale, b_scale, steps: _steps, mode: _mode, norm, norm_eps, bn_momentum, ...lossOptions } = rest;
  const regularizer = l1 === undefined ? l2PerSample(l2_ng ?? 0) : lasso(l1);
  const network = new Network({
    inputs: sizes[0]!,
    layers: acts.flatMap((act, l): AnyLayerConfig[] => {
      const [units, option, kind] = [sizes[l + 1]!, activationOption(act), norm?.[l] ?? null];
      if (kind === null) return [dense(units, { activation: option, regularizer })];
      const epsilon = norm_eps ?? 1e-5;
      if (kind === 'layer') return [dense(units, { regularizer }), layerNormalization({ epsilon }), activation(option)];
      const normalized = batchNormalization({ epsilon, momentum: bn_momentum ?? 0.1 });
      return [dense(units, { regularizer, bias: false }), normalized, activation(option)];
    }),
  });
  let l = -1;
  for (const { parameters, inputs, outputs } of network.layers) {
    if ('weights' in parameters) l++;
    const values = {
      weights: () => transposed(fill(seed * 1000 + 4 * l, inputs * outputs, w_scale[l]), outputs, inputs),
      biases: () => fill(seed * 1000 + 4 * l + 1, outputs, b_scale),
      gamma: () => fill(seed * 1000 + 4 * l + 2, outputs, 0.25, 1),
      beta: () => fill(seed * 1000 + 4 * l + 3, outputs, 0.25),
    };
    for (const [name, value] of Object.entries(values)) parameters[name]?.set(value());
  }
  const renamed = Object.entries(lossOptions).map(([key, value]) => [optionNames[key] ?? camelCase(key), value]);
  const loss = { name: lossName(lossKind), ...Object.fromEntries(renamed) } as LossOption;
  const x = new Matrix(inputsOf(golden), data.m, sizes[0]!);
  const y = new Matrix(Float64Array.from(targets), data.m, targets.length / data.m);
  const trainer = new Trainer(network, {
    loss,
    optimizer: optimizerOption(opt),
    ...(clip === undefined ? {} : { clip: clipOption(clip) }),
    ...(sched === undefined ? {} : { schedule: scheduleOption(sched) }),
    batchSize: size ?? 'full',
    shuffle: false,
  });
  const rowsPerBatch = size ?? data.m;
  const part = (matrix: Matrix, first: number): Matrix => {
    const rows = Math.min(rowsPerBatch, data.m - first);
    return new Matrix(matrix.data.slice(first * matrix.columns, (first + rows) * matrix.columns), rows, matrix.columns);
  };
  const batch = (t: number) => {
    const first = (t % Math.ceil(data.m / rowsPerBatch)) * rowsPerBatch;
    return { x: part(x, first), y: part(y, first) };
  };
  return { network, trainer, loss, x, y, batch };
}

const files: Readonly<Record<string, string>> = {
  'iris.csv': 'examples/data/iris.csv',
  'digits.csv': 'test/goldens/digits_200.csv',
};

function inputsOf({ seed, sizes, data }: Case): View<'float64'> {
  if (data.kind === 'fill') return fill(seed * 1000 + 500, data.m * sizes[0]!, data.x_scale);
  const { skip = 0, stride = 1, sub, div } = data;
  const rows = readRows(files[data.file]!).filter((_, i) => i >= skip && (i - skip) % stride === 0);
  return Float64Array.from(
    rows.slice(0, data.m).flatMap((row) => row.slice(0, -1).map((value, j) => (Number(value) - sub[j]!) / div[j]!)),
  );
}

/** A row-major matrix [rows × columns] as [columns × rows]. */
export function transposed(values: ArrayLike<number>, rows: number, columns: number): View<'float64'> {
  return Float64Array.from(values, (_, i) => values[(i % rows) * columns + Math.floor(i / rows)]!);
}

/** All parameters, or their gradients, cut into the golden's tensors in its orientation. */
export function tensorsOf({ tensors }: GoldenNet, flat: Float64Array): Float64Array[] {
  let start = 0;
  return tensors.map(([, [rows, columns = 1]]) => {
    const values = flat.subarray(start, (start += rows! * columns));
    return transposed(values, columns, rows!);
  });
}

/** The largest error of any tensor of a snapshot, measured as the README of the goldens says. */
export function snapshotError(actual: readonly Float64Array[], expected: Snapshot): number {
  const norm = ({ sumsq }: Fingerprint, count: number): number => Math.sqrt(sumsq / count);
  const scales = expected.map((tensor, i) =>
    'sum' in tensor ? norm(tensor, actual[i]!.length) : Math.max(...tensor.map(Math.abs)),
  );
  const floor = 1e-4 * Math.max(...scales);
  return Math.max(
    ...expected.map((tensor, i) =>
      'sum' in tensor ? fingerprintError(actual[i]!, tensor, floor) : errorOf(actual[i]!, tensor, floor),
    ),
  );
}

/** The root of the mean square stands for the largest element, which a fingerprint does not tell. */
function fingerprintError(actual: Float64Array, { sum, sumsq, head, tail }: Fingerprint, floor: number): number {
  const count = actual.length;
  const scale = Math.max(Math.sqrt(sumsq / count), floor);
  const sumOf = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
  return Math.max(
    errorOf(actual.subarray(0, head.length), head, scale),
    errorOf(actual.subarray(count - tail.length), tail, scale),
    Math.abs(sumOf(actual) - sum) / (scale * count),
    Math.abs(sumOf(actual.map((value) => value * value)) - sumsq) / (2 * scale * scale * count),
  );
}
