// The losses: a table of what each takes and how it is computed, fused with the output's activation or on the outputs.
import { LossKind, Reduction } from '../../assembly/kinds.ts';
import { rangeError, typeError } from '../errors.ts';
import { boolean, knownName, knownOptions, shown, within } from '../validate.ts';
import * as formulas from './loss-formulas.ts';
import type { LossFormula, LossNumbers } from './loss-formulas.ts';

/** What the targets of a loss may be. */
export type TargetKind = 'values' | 'probabilities' | 'classes';

/** How a loss is computed from its prediction: by a formula, or, with no options, by a kernel, which is faster. */
interface Computation {
  readonly formula: LossFormula;
  readonly kernel?: LossKind;
}

interface LossEntry {
  readonly targets: TargetKind;
  /** The options that are numbers: what each is unless given, and the least and the largest that it may be. */
  readonly options?: Readonly<Record<string, readonly [standard: number | undefined, low: number, high: number]>>;
  /** On the outputs; none for a loss that takes only what it is fused with. */
  readonly onOutputs: Computation;
  /** On what an activation of the output is computed from, whose gradient is then better: on logits, or log-softmax. */
  readonly fused?: Computation & {
    readonly activation: 'sigmoid' | 'softmax' | 'softplus';
    /** Whether an output with that activation is itself taken from its logits. */
    readonly always: boolean;
  };
}

const smoothing = { labelSmoothing: [0, 0, 1] } as const;
const focusing = { gamma: [2, 0, Infinity] } as const;

const losses = {
  /** −(y·log a + (1 − y)·log(1 − a)) for each output; labels within 0..1. `positiveWeight` is PyTorch's pos_weight. */
  binaryCrossEntropy: {
    targets: 'probabilities',
    options: { ...smoothing, positiveWeight: [1, 0, Infinity] },
    onOutputs: { formula: formulas.binaryCrossEntropy, kernel: LossKind.binaryCrossEntropy },
    fused: {
      activation: 'sigmoid',
      always: true,
      formula: formulas.binaryCrossEntropyOfLogits,
      kernel: LossKind.sigmoidCrossEntropy,
    },
  },
  /** −Σⱼ yⱼ·log aⱼ for each row; class indices, one-hot rows or soft rows that sum to 1. */
  categoricalCrossEntropy: {
    targets: 'classes',
    options: smoothing,
    onOutputs: { formula: formulas.crossEntropy, kernel: LossKind.categoricalCrossEntropy },
    fused: {
      activation: 'softmax',
      always: true,
      formula: formulas.crossEntropy,
      kernel: LossKind.softmaxCrossEntropy,
    },
  },
  /** The cross-entropy less what is learned already: each label's part times (1 − p)^γ, Lin et al. 2017. */
  binaryFocalCrossEntropy: {
    targets: 'probabilities',
    options: { ...smoothing, ...focusing, alpha: [undefined, 0, 1] },
    onOutputs: { formula: formulas.binaryFocal },
    fused: { activation: 'sigmoid', always: true, formula: formulas.binaryFocalOfLogits },
  },
  /** The same over classes. */
  categoricalFocalCrossEntropy: {
    targets: 'classes',
    options: { ...smoothing, ...focusing },
    onOutputs: { formula: formulas.categoricalFocal },
    fused: { activation: 'softmax', always: true, formula: formulas.categoricalFocal },
  },
  /** Kullback and Leibler's divergence Σⱼ yⱼ·(log yⱼ − log aⱼ) for each row. */
  klDivergence: {
    targets: 'classes',
    onOutputs: { formula: formulas.divergence },
    fused: { activation: 'softmax', always: true, formula: formulas.divergence },
  },
  /** (a − y)² for each output. */
  meanSquaredError: {
    targets: 'values',
    onOutputs: { formula: formulas.squaredError, kernel: LossKind.squaredError },
  },
  /** ½(a − y)² for each output. */
  halfSquaredError: {
    targets: 'values',
    onOutputs: { formula: formulas.halfSquaredError, kernel: LossKind.halfSquaredError },
  },
  /** |a − y| for each output. */
  meanAbsoluteError: { targets: 'values', onOutputs: { formula: formulas.absoluteError } },
  /** Squared near 0, absolute beyond δ, for each output. */
  huber: { targets: 'values', options: { delta: [1, 0, Infinity] }, onOutputs: { formula: formulas.huber } },
  /** log cosh(a − y) for each output. */
  logCosh: { targets: 'values', onOutputs: { formula: formulas.logCosh } },
  /** The pinball loss, which the quantile minimises, for each output. */
  quantile: { targets: 'values', options: { quantile: [0.5, 0, 1] }, onOutputs: { formula: formulas.quantile } },
  /** a − y·log a for each output, a rate; with `fromLogits` of its logarithm, PyTorch's log_input. */
  poisson: {
    targets: 'values',
    onOutputs: { formula: formulas.poisson },
    fused: { activation: 'softplus', always: false, formula: formulas.poissonOfLog },
  },
  /** max(0, 1 − s·a) for each output, s = −1 for the label 0 and 1 for 1. */
  hinge: { targets: 'probabilities', onOutputs: { formula: formulas.hinge } },
  /** The square of it. */
  squaredHinge: { targets: 'probabilities', onOutputs: { formula: formulas.squaredHinge } },
} as const satisfies Record<string, LossEntry>;

/** The names of the losses. */
export type LossName = keyof typeof losses;

/** The names of the losses, for loops over all of them. */
export const lossNames = Object.keys(losses) as readonly LossName[];

/**
 * How a batch's losses become one number. For losses with a value for each of m×n outputs: 'mean' divides their sum
 * by m·n (PyTorch, Keras), 'sumOverOutputs' by m (the course, scikit-learn), 'sum' by 1. Those over classes have one
 * value a row: there 'mean' and 'sumOverOutputs' both divide by m, or, with class weights, by the weights' sum (PyTorch).
 */
export type ReductionName = keyof typeof Reduction;

/** The names of the reductions, for loops over all of them. */
export const reductionNames = Object.keys(Reduction).filter((key) => Number.isNaN(Number(key))) as ReductionName[];

/** A loss by formula: of any name that the library does not have. Not stored in files. */
export interface CustomLoss {
  readonly name: string;
  /** The loss of one output from its prediction and its target, made of the functions of `formula`. */
  readonly formula: LossFormula;
  readonly reduction?: ReductionName;
}

/** A loss with its options; JSON. */
export interface LossConfig {
  readonly name: LossName;
  /** Default 'mean'. */
  readonly reduction?: ReductionName;
  /** The last layer is linear and gives logits (of poisson: logarithms); the loss applies the activation. Default false. */
  readonly fromLogits?: boolean;
  /** Of cross-entropies: labels become (1 − s)·y + s/classes (of a binary one s/2). Default 0. */
  readonly labelSmoothing?: number;
  /** Of losses over classes: the weight of each class's part; default all 1. */
  readonly classWeights?: readonly number[];
  /** Of binaryCrossEntropy: the weight of the label 1's part; default 1. */
  readonly positiveWeight?: number;
  /** Of the focal losses: how fast what is learned loses its weight; default 2. */
  readonly gamma?: number;
  /** Of binaryFocalCrossEntropy: the weight of the label 1's part, that of 0 being 1 − α; default both 1. */
  readonly alpha?: number;
  /** Of huber: where it turns; default 1. */
  readonly delta?: number;
  /** Of quantile: which; default 0.5, the median. */
  readonly quantile?: number;
}

/** What a `loss` option takes. */
export type LossOption = LossName | LossConfig | CustomLoss;

/** A checked loss for a given output. */
export interface Loss {
  readonly config: LossConfig & { readonly reduction: ReductionName };
  readonly targets: TargetKind;
  /** The columns of the outputs. */
  readonly outputs: number;
  /** The loss takes Z of the last layer, whose gradient is then ∂J/∂Z. */
  readonly fused: boolean;
  /** What the outputs are computed with when the network gives logits. */
  readonly outputActivation: 'sigmoid' | 'softmax' | 'exponential' | undefined;
  readonly formula: LossFormula;
  /** The kernel that computes the same, if no option asks for more than it does. */
  readonly kernel: LossKind | undefined;
  readonly numbers: LossNumbers;
}

const COMMON = ['name', 'reduction', 'fromLogits'];

/**
 * Checks a `loss` option against the last layer.
 * @throws LayerwiseError for an unknown name or option, a cross-entropy on linear outputs without `fromLogits`, or
 * `fromLogits` on outputs that are not linear
 */
export function lossFor(
  option: unknown,
  last: { readonly activation: string; readonly outputs: number; readonly place: string },
): Loss {
  const given = typeof option === 'object' && option !== null ? (option as Record<string, unknown>) : { name: option };
  if ('formula' in given) return customLoss(given, last.outputs);
  const name = knownName('trainer', 'loss', given['name'], lossNames);
  const place = `loss ${name}`;
  const entry: LossEntry = losses[name];
  const { targets, fused, options = {} } = entry;
  const weighted = targets === 'classes' ? ['classWeights'] : [];
  knownOptions('loss', given, [...COMMON, ...Object.keys(options), ...weighted]);
  const reduction = knownName(place, 'reduction', given['reduction'] ?? 'mean', reductionNames);
  const fromLogits = boolean(place, 'fromLogits', given['fromLogits'] ?? false);
  if (fromLogits && fused === undefined) {
    throw rangeError('INVALID_OPTION', `${place}: "fromLogits" is for cross-entropies and poisson only`);
  }
  if (fromLogits && last.activation !== 'linear') {
    throw rangeError(
      'INVALID_OPTION',
      `${place}: "fromLogits" needs linear outputs, but ${last.place} ends in ${last.activation}`,
    );
  }
  if (!fromLogits && fused !== undefined && last.activation === 'linear') {
    throw rangeError(
      'INVALID_OPTION',
      `${place} takes ${fused.always ? 'probabilities' : 'rates'}, but ${last.place} is linear: give it activation "${fused.activation}", or the loss "fromLogits: true"`,
    );
  }
  if (targets === 'classes' && last.outputs < 2) {
    throw rangeError(
      'INVALID_OPTION',
      `${place} needs at least 2 outputs, ${last.place} has ${last.outputs}: use binaryCrossEntropy for one`,
    );
  }
  const numbers: Record<string, number> = {};
  for (const [key, [standard, low, high]] of Object.entries(options)) {
    const value = given[key] ?? standard;
    if (value !== undefined) numbers[key] = within(place, key, value, low, high);
  }
  const changed = Object.fromEntries(Object.entries(numbers).filter(([key, value]) => options[key]![0] !== value));
  const classWeights = checkWeights(place, given['classWeights'], last.outputs);
  const isFused = fromLogits || (fused?.always === true && fused.activation === last.activation);
  const { formula, kernel } = isFused ? fused! : entry.onOutputs;
  const plain = classWeights === undefined && Object.keys(changed).length === 0;
  const activation = fused?.activation === 'softplus' ? 'exponential' : fused?.activation;
  return {
    config: { name, reduction, fromLogits, ...changed, ...(classWeights === undefined ? {} : { classWeights }) },
    targets,
    outputs: last.outputs,
    fused: isFused,
    outputActivation: fromLogits ? activation : undefined,
    formula,
    kernel: plain ? kernel : undefined,
    numbers,
  };
}

function customLoss(given: Record<string, unknown>, outputs: number): Loss {
  knownOptions('loss', given, ['name', 'formula', 'reduction']);
  const { name, formula } = given;
  if (typeof name !== 'string' || name in losses || typeof formula !== 'function') {
    throw typeError('INVALID_OPTION', 'loss: a loss by formula needs a "name" of its own and a function as "formula"');
  }
  const reduction = knownName(`loss ${name}`, 'reduction', given['reduction'] ?? 'mean', reductionNames);
  return {
    // JSON leaves the formula out.
    config: { name: name as LossName, reduction, formula } as Loss['config'],
    targets: 'values',
    outputs,
    fused: false,
    outputActivation: undefined,
    formula: formula as LossFormula,
    kernel: undefined,
    numbers: {},
  };
}

/**
 * The loss of a file, or the one by formula that it names.
 * @throws LayerwiseError INVALID_OPTION when the file's is by formula, and `given` is not that loss
 */
export function storedLoss(stored: LossOption, given: CustomLoss | undefined): LossOption {
  const name = typeof stored === 'string' ? stored : stored.name;
  if (name in losses) return stored;
  if (given?.name === name) return given;
  throw rangeError(
    'INVALID_OPTION',
    `load: the trainer has the loss "${name}", which is by formula: give it as "loss"`,
  );
}

function checkWeights(place: string, weights: unknown, classes: number): readonly number[] | undefined {
  if (weights === undefined) return undefined;
  if (!Array.isArray(weights) || weights.length !== classes) {
    throw typeError('INVALID_OPTION', `${place}: "classWeights" must be ${classes} numbers, got ${shown(weights)}`);
  }
  return weights.map((weight, i) => within(place, `classWeights[${i}]`, weight, 0, Infinity));
}

/** The columns of the targets in memory: class indices take one. */
export function targetColumns(loss: Loss, indices: boolean): number {
  return indices ? 1 : loss.outputs;
}
