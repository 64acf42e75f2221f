// The trainings whose bits must be the same everywhere: one for each entry of each of the library's tables, as JSON, so
// that a runtime that has only the packed library can make them too.
import type { AnyLayerConfig, NetworkOptions, TrainerOptions } from '../../src/index.ts';
import { activationNames } from '../../src/layers/activations.ts';
import { type InitializerConfig, initializerNames } from '../../src/layers/initializers.ts';
import { constraintNames } from '../../src/layers/constraints.ts';
import { layerKinds } from '../../src/layers/layers.ts';
import { type RegularizerConfig, type RegularizerName, regularizerNames } from '../../src/layers/regularizers.ts';
import { type Loss, type LossConfig, lossFor, lossNames, reductionNames } from '../../src/losses/losses.ts';
import { metricNames } from '../../src/training/metrics/metrics.ts';
import { type OptimizerConfig, optimizerNames } from '../../src/training/optimizers/optimizers.ts';
import { schedules } from '../support/schedules.ts';

/** A network, its training, and the kind of data that it is trained on. */
export interface Case {
  readonly name: string;
  readonly network: NetworkOptions;
  readonly trainer: TrainerOptions;
  readonly rows: number;
  readonly epochs: number;
  readonly targets: Loss['targets'] | 'oneHot';
  /** The inputs are numbers of so many categories. */
  readonly categories?: number;
}

/** Widths that fill no vector and no tile; a last batch that is shorter than the others. */
const INPUTS = 7;
const OUTPUTS = 3;

const hidden: AnyLayerConfig = { kind: 'dense', units: 19, activation: 'tanh' };
const output: AnyLayerConfig = { kind: 'dense', units: OUTPUTS };

interface Change extends Partial<TrainerOptions> {
  readonly layers?: readonly AnyLayerConfig[];
  readonly inputs?: number;
  readonly rows?: number;
  readonly targets?: Case['targets'];
  readonly categories?: number;
}

/** A small regression, with what makes the case set apart. */
function caseOf(name: string, change: Change): Case {
  const { layers = [hidden, output], inputs = INPUTS, rows = 45, targets = 'values', categories, ...trainer } = change;
  return {
    name,
    network: { inputs, layers, seed: 2 ** 40 + 3 },
    trainer: { loss: 'meanSquaredError', optimizer: { name: 'sgd', learningRate: 0.05 }, batchSize: 16, ...trainer },
    rows,
    epochs: 3,
    targets,
    ...(categories === undefined ? {} : { categories }),
  };
}

const activationCases = [...activationNames, { name: 'leakyRelu', negativeSlope: 0.3 } as const].map((activation) =>
  caseOf(`activation ${JSON.stringify(activation)}`, { layers: [{ kind: 'dense', units: 19, activation }, output] }),
);

const initializers: readonly InitializerConfig[] = [
  ...initializerNames.map((name) => ({ name })),
  { name: 'normal', deviation: 0.1 },
  { name: 'uniform', low: -0.25, high: 0.5 },
];

const initializerCases = initializers.map((initializer) =>
  caseOf(`initializer ${initializer.name}`, {
    layers: [hidden, { ...output, initializer, biasInitializer: initializer }],
  }),
);

const dropout = { kind: 'dropout', rate: 0.25 } as const;
const embedding = { kind: 'embedding', categories: 5, dimensions: 3 } as const;

/** One layer of each kind; leaving a kind out is a compile error. */
const layers: { readonly [C in AnyLayerConfig as C['kind']]: C } = {
  dense: { kind: 'dense', units: 5, bias: false },
  activation: { kind: 'activation', activation: 'sigmoid' },
  dropout,
  normalization: {
    kind: 'normalization',
    scale: {
      mean: Array.from({ length: 19 }, (_, i) => i / 19),
      deviation: Array.from({ length: 19 }, (_, i) => 1 + i / 7),
    },
  },
  batchNormalization: { kind: 'batchNormalization', momentum: 0.3 },
  scale: { kind: 'scale' },
  layerNormalization: { kind: 'layerNormalization', epsilon: 1e-3 },
  residual: {
    kind: 'residual',
    layers: [dropout, { kind: 'batchNormalization' }, hidden],
  },
  columnGroups: {
    kind: 'columnGroups',
    groups: [{ columns: 2, layers: [embedding] }, { columns: 4 }, { columns: 1, layers: [hidden] }],
  },
  embedding,
  gaussianNoise: { kind: 'gaussianNoise', deviation: 0.125 },
};

/** The kinds that may stand first alone: they take categories. */
const takeCategories: readonly string[] = ['columnGroups', 'embedding'];

const layerCases = layerKinds.map((kind) =>
  takeCategories.includes(kind)
    ? caseOf(`layer ${kind}`, { layers: [layers[kind], hidden, output], categories: 5 })
    : caseOf(`layer ${kind}`, { layers: [hidden, layers[kind], output] }),
);

/** With λ, or one for each of two. */
export const regularizerOf = (name: RegularizerName, lambda: number): RegularizerConfig =>
  name === 'elastic' ? { name, l1: lambda, l2: lambda / 2 } : { name, lambda };

const regularizerCases = regularizerNames.map((name) =>
  caseOf(`regularizer ${name}`, { layers: [{ ...hidden, regularizer: regularizerOf(name, 0.03) }, output] }),
);

/** Each loss with each reduction, on each output activation that it takes. */
const lossCases = lossNames.flatMap((name) =>
  reductionNames.flatMap((reduction) =>
    (['linear', 'sigmoid', 'softmax'] as const).flatMap((activation) =>
      [false, true].flatMap((fromLogits) => {
        const loss = { name, reduction, fromLogits };
        const targets = targetsOf(loss, activation);
        if (targets === undefined) return [];
        const title = `loss ${name}, ${reduction}, ${activation}${fromLogits ? ' logits' : ''}`;
        return [caseOf(title, { loss, targets, layers: [hidden, { ...output, activation }] })];
      }),
    ),
  ),
);

/** Losses whose options ask for formulas. */
const weighted: readonly LossConfig[] = [
  { name: 'binaryCrossEntropy', labelSmoothing: 0.1, positiveWeight: 3 },
  { name: 'categoricalCrossEntropy', labelSmoothing: 0.1, classWeights: [1, 2, 0.5] },
];

const weightedCases = weighted.map((loss) => {
  const activation = loss.name === 'binaryCrossEntropy' ? 'sigmoid' : 'softmax';
  return caseOf(`loss ${JSON.stringify(loss)}`, {
    loss,
    targets: targetsOf(loss, activation)!,
    layers: [hidden, { ...output, activation }],
  });
});

/** The targets that a loss takes after an activation; undefined when it refuses the activation. */
function targetsOf(loss: object, activation: string): Loss['targets'] | undefined {
  try {
    return lossFor(loss, { activation, outputs: OUTPUTS, place: 'the output' }).targets;
  } catch {
    return undefined;
  }
}

const momentum = { name: 'sgd', learningRate: 0.05, momentum: 0.9 } as const;
const optimizers: readonly OptimizerConfig[] = [
  ...optimizerNames.map((name) => ({ name })),
  momentum,
  { ...momentum, nesterov: true },
  { ...momentum, averaged: true },
  { ...momentum, dampening: 0.25 },
  { name: 'adam', learningRate: 0.01, beta1: 0.8, beta2: 0.99, epsilon: 1e-6 },
  {
    name: 'adam',
    amsgrad: true,
    weightDecay: 0.01,
    excludeFromDecay: ['biases'],
    learningRateScales: { 'layers.1': 0.3 },
  },
  { name: 'rmsprop', centered: true, momentum: 0.9 },
];

const optimizerCases = optimizers.map((optimizer) => caseOf(`optimizer ${JSON.stringify(optimizer)}`, { optimizer }));

const scheduleCases = [
  ...Object.values(schedules).map((schedule) => caseOf(`schedule ${schedule.name}`, { schedule })),
  caseOf('schedules one after the other', {
    schedule: [{ name: 'warmup', steps: 3 }, schedules.cosineDecay, schedules.reduceOnPlateau],
  }),
];

const clipCases = [
  { value: 0.02 },
  { norm: 0.1 },
  { globalNorm: 0.2 },
  { globalNorm: 0.1, normType: 'inf' } as const,
].map((clip) => caseOf(`clip ${JSON.stringify(clip)}`, { clip }));

const constraintCases = constraintNames.map((name) =>
  caseOf(`constraint ${name}`, { layers: [{ ...hidden, constraint: { name, maxValue: 0.7 } }, output] }),
);

const softmax: AnyLayerConfig = { ...output, activation: 'softmax' };

/** Other paths through the kernels: blocked and packed products, rows of 4096 bytes, vectors of one, resident batches. */
const shapeCases = [
  caseOf('more than a block in every direction', {
    inputs: 300,
    layers: [
      { kind: 'dense', units: 1030, activation: 'relu' },
      { kind: 'dense', units: 512, activation: 'tanh' },
      { kind: 'dense', units: 512, activation: 'relu' },
      { kind: 'dense', units: 10, activation: 'softmax' },
    ],
    rows: 150,
    batchSize: 140,
    loss: 'categoricalCrossEntropy',
    targets: 'classes',
    optimizer: 'adam',
  }),
  caseOf('one column, one row a step', {
    inputs: 1,
    layers: [{ kind: 'dense', units: 1, activation: 'sigmoid' }],
    rows: 5,
    batchSize: 1,
    loss: 'binaryCrossEntropy',
    targets: 'probabilities',
  }),
  caseOf('all rows a step', { batchSize: 'full' }),
  caseOf('every metric', {
    layers: [hidden, softmax],
    loss: 'categoricalCrossEntropy',
    targets: 'oneHot',
    metrics: ['accuracy', 'auc', 'r2'],
  }),
  caseOf('every other metric', {
    layers: [hidden, softmax],
    loss: 'categoricalCrossEntropy',
    targets: 'oneHot',
    metrics: metricNames.filter((name) => !['accuracy', 'auc', 'r2'].includes(name)),
  }),
  caseOf('rows drawn so that classes are equally likely', {
    layers: [hidden, softmax],
    loss: 'categoricalCrossEntropy',
    targets: 'oneHot',
    shuffle: 'balanced',
  }),
  caseOf('micro-batches of seven rows', {
    layers: [
      hidden,
      dropout,
      { kind: 'batchNormalization' },
      { ...hidden, regularizer: regularizerOf('l2PerSample', 0.03) },
      softmax,
    ],
    loss: { name: 'categoricalCrossEntropy', classWeights: [1, 2, 0.5] },
    targets: 'classes',
    microBatchSize: 7,
  }),
  caseOf('rows mixed', {
    layers: [hidden, softmax],
    loss: 'categoricalCrossEntropy',
    targets: 'oneHot',
    mixup: { alpha: 0.4 },
  }),
];

/** All of them. */
export const cases: readonly Case[] = [
  ...activationCases,
  ...initializerCases,
  ...layerCases,
  ...regularizerCases,
  ...lossCases,
  ...weightedCases,
  ...optimizerCases,
  ...scheduleCases,
  ...clipCases,
  ...constraintCases,
  ...shapeCases,
];
