// The networks of a table: the layers that make the encoded columns fit for training, and the recipe of each model.
import {
  type AnyLayerConfig,
  type ColumnGroup,
  Matrix,
  Network,
  type NetworkOptions,
  type TrainerOptions,
  activation,
  adam,
  columnGroups,
  dense,
  embedding,
  normal,
  normalization,
  robustScaler,
  scale,
  l2,
  standardScaler,
} from '../index.ts';
import { type CategoryColumn, MOST_ONE_HOT } from './columns.ts';
import { type Encoder, countOf } from './encoder.ts';
import type { Target } from './target.ts';

/** The columns of a learned vector, RealMLP's. */
const EMBEDDED = 8;

/** What a recipe is made for. */
export interface Material {
  readonly encoder: Encoder;
  readonly target: Target;
  /** Encoded training rows: all, or a sample. */
  readonly x: Matrix;
  /** Their targets. */
  readonly y: Matrix;
  readonly seed: number;
}

/** A network to be trained and how. */
export interface Recipe {
  readonly network: Network;
  readonly trainer: TrainerOptions<'accuracy'>;
  /** The targets as it is trained on them. */
  targets(y: Matrix): Matrix;
  /**
   * Once it is trained: makes a regression's answers of mean 0 and deviation 1 what the target's are; divides the logits
   * of classes by the temperature.
   */
  finish(temperature: number): void;
}

/** Layers that begin a network, what they give, and the parameters that are not drawn but set. */
interface Front {
  readonly layers: readonly AnyLayerConfig[];
  readonly outputs: number;
  readonly weights: Readonly<Record<string, Matrix>>;
}

/**
 * The layers that take encoded rows: numbers are scaled, indicators pass, categories become one column each (two of
 * them −1 and 1 in one column; the unknown is 0 in all) or, when they are many, learned vectors.
 */
function frontOf({ encoder, x }: Material, kind: 'network' | 'linear'): Front {
  const { numbers, indicated, categories } = encoder;
  const scaled = numberLayers(x, numbers.length, kind);
  const weights: Record<string, Matrix> = {};
  if (indicated.length + categories.length === 0) return { layers: scaled, outputs: numbers.length, weights };
  const groups: ColumnGroup[] = [];
  if (numbers.length > 0) groups.push({ columns: numbers.length, layers: scaled });
  if (indicated.length > 0) groups.push({ columns: indicated.length });
  let outputs = numbers.length + indicated.length;
  for (const column of categories) {
    const count = countOf(column);
    const isOneHot = kind === 'linear' || count - 1 <= MOST_ONE_HOT;
    const vectors = isOneHot ? oneHotVectors(column) : undefined;
    const dimensions = vectors?.columns ?? EMBEDDED;
    if (vectors !== undefined) weights[`layers.0.groups.${groups.length}.layers.0.weights`] = vectors;
    const learned = { initializer: normal(1 / Math.sqrt(EMBEDDED)) };
    const options = vectors === undefined ? learned : { initializer: 'zeros' as const, trainable: false };
    groups.push({ columns: 1, layers: [embedding({ categories: count, dimensions, ...options })] });
    outputs += dimensions;
  }
  return { layers: [columnGroups(groups)], outputs, weights };
}

/** The network's are robust against outliers; the linear model's are plainly standardised. */
function numberLayers(x: Matrix, columns: number, kind: 'network' | 'linear'): AnyLayerConfig[] {
  if (columns === 0) return [];
  const numbers = firstColumns(x, columns);
  return kind === 'linear'
    ? [normalization(standardScaler(numbers))]
    : [normalization(robustScaler(numbers)), activation('smoothClip')];
}

function firstColumns(x: Matrix, columns: number): Matrix {
  if (columns === x.columns) return x;
  const data = new Float64Array(x.rows * columns);
  for (let row = 0; row < x.rows; row++) data.set(x.row(row).subarray(0, columns), row * columns);
  return new Matrix<'float64'>(data, x.rows, columns);
}

function oneHotVectors(column: CategoryColumn): Matrix {
  const count = countOf(column);
  if (count === 3) return new Matrix<'float64'>(Float64Array.of(0, -1, 1), 3, 1);
  const data = new Float64Array(count * (count - 1));
  for (let index = 1; index < count; index++) data[index * (count - 1) + index - 1] = 1;
  return new Matrix<'float64'>(data, count, count - 1);
}

/** The last layer of a regression, which will give the answers their units. */
const unitsLater: AnyLayerConfig = normalization({ mean: [0], deviation: [1] });

function build(material: Material, front: Front, layers: readonly AnyLayerConfig[]): Omit<Recipe, 'trainer'> {
  const { encoder, target, seed, y } = material;
  const { classes } = target;
  const options: NetworkOptions<'float64'> = {
    inputs: encoder.width,
    layers: [...front.layers, ...layers, ...(classes === undefined ? [unitsLater] : [])],
    seed,
    features: encoder.features,
    ...(classes === undefined ? {} : { classes: classes.map(String) }),
  };
  const network = new Network(options);
  network.setWeights(front.weights);
  const last = `layers.${options.layers.length - 1}`;
  if (classes !== undefined) {
    const finish = (temperature: number): void => {
      const { weights, biases } = network.layers.at(-1)!.parameters;
      for (const parameter of [weights!, biases!]) parameter.set(parameter.map((value) => value / temperature));
    };
    return { network, targets: (y) => y, finish };
  }
  const scaler = standardScaler(y);
  const [mean, deviation] = [scaler.mean[0]!, scaler.deviation[0]!];
  return {
    network,
    targets: (y) => scaler.transform(y),
    finish: () => network.setWeights({ [`${last}.mean`]: [-mean / deviation], [`${last}.deviation`]: [1 / deviation] }),
  };
}

/** How the network is trained. */
export interface NetworkSettings {
  /** The units of the hidden layers. */
  readonly hidden: readonly number[];
  readonly epochs: number;
  readonly batchSize: number;
}

/** Of the weights; scale factors have six times it, biases a tenth. */
const LEARNING_RATE = { classification: 0.04, regression: 0.07 };

/** The network: RealMLP-TD-S (see `presets.realMlp`) over these columns. */
export function networkRecipe(
  material: Material,
  { hidden, epochs, batchSize }: NetworkSettings,
  steps: number,
): Recipe {
  const { classes } = material.target;
  const front = frontOf(material, 'network');
  const units = hidden.map((width) =>
    dense(width, {
      activation: classes === undefined ? 'mish' : 'selu',
      initializer: 'lecunNormal',
      biasInitializer: normal(1),
    }),
  );
  const output = dense(classes?.length ?? 1, {
    activation: classes === undefined ? 'linear' : 'softmax',
    initializer: 'zeros',
  });
  const learningRateScales: Record<string, number> = { factors: 6, biases: 0.1 };
  [front.outputs, ...hidden].forEach((inputs, l) => {
    learningRateScales[`layers.${front.layers.length + 1 + l}.weights`] = 1 / Math.sqrt(inputs);
  });
  return {
    ...build(material, front, [scale(), ...units, output]),
    trainer: {
      loss: classes === undefined ? 'meanSquaredError' : { name: 'categoricalCrossEntropy', labelSmoothing: 0.1 },
      optimizer: adam({
        learningRate: LEARNING_RATE[classes === undefined ? 'regression' : 'classification'],
        beta2: 0.95,
        learningRateScales,
      }),
      schedule: { name: 'cosineLog', steps: epochs * steps, cycles: 4 },
      batchSize,
      metrics: classes === undefined ? [] : ['accuracy'],
    },
  };
}

/** The linear model: logistic or ridge regression, one dense layer over the standardised columns. */
export function linearRecipe(material: Material, penalty: number, steps: number, batchSize: number): Recipe {
  const { target } = material;
  const front = frontOf(material, 'linear');
  const output = dense(target.classes?.length ?? 1, {
    activation: target.classes === undefined ? 'linear' : 'softmax',
    initializer: 'zeros',
    regularizer: l2(penalty),
  });
  return {
    ...build(material, front, [output]),
    trainer: {
      loss: target.classes === undefined ? 'meanSquaredError' : 'categoricalCrossEntropy',
      optimizer: adam({ learningRate: 0.05 }),
      schedule: { name: 'cosineDecay', steps },
      batchSize,
      metrics: [],
    },
  };
}
