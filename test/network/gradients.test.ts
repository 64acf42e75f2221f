// Backpropagation against central differences, for every entry of the tables of layers, activations and losses.
import { describe, expect, test } from 'vitest';
import { Reduction } from '../../assembly/kinds.ts';
import { activationNames } from '../../src/layers/activations.ts';
import { layerKinds } from '../../src/layers/layers.ts';
import { regularizerNames } from '../../src/layers/regularizers.ts';
import { regularizerOf } from '../determinism/cases.ts';
import { type TargetKind, lossFor, lossNames } from '../../src/losses/losses.ts';
import {
  type ActivationName,
  type AnyLayerConfig,
  type DType,
  type LossConfig,
  type LossName,
  Network,
  type ReductionName,
  type View,
  checkGradients,
  dense,
  normal,
} from '../../src/index.ts';
import { errorOf } from '../support/goldens.ts';
import { randomValues } from '../support/values.ts';
import { dtypes } from '../support/kernel.ts';
import { categoriesOf, networkWith } from '../support/layers.ts';
import { classesOf } from '../support/networks.ts';

const [ROWS, INPUTS, HIDDEN, OUTPUTS] = [5, 3, 4, 3];

/** What checkGradients promises in float64; in float32 the differences themselves are this coarse. */
const BOUNDS = { float64: 1e-6, float32: 0.1 };

/** How far every Z must be from where an activation has a kink: more than the differences' steps can move it. */
const MARGINS = { float64: 1e-3, float32: 0.06 };
const kinks: Partial<Record<string, number[]>> = {
  hardSigmoid: [-3, 3],
  hardSwish: [-3, 3],
  hardTanh: [-1, 1],
  relu6: [0, 6],
};

const x = Array.from({ length: ROWS }, (_, row) => randomValues(INPUTS, 10 + row));

/** Targets that suit a loss by what it takes. */
const targets: { [K in TargetKind]: number[][] } = {
  values: Array.from({ length: ROWS }, (_, row) => randomValues(OUTPUTS, 20 + row)),
  probabilities: Array.from({ length: ROWS }, (_, row) => randomValues(OUTPUTS, 30 + row).map(Math.abs)),
  classes: Array.from({ length: ROWS }, (_, row) => [row % OUTPUTS]),
};

/** Values that no output comes near: an absolute error has a kink at 0. */
const far = targets.values.map((row) => row.map((value) => value + 4 * Math.sign(value)));

const reductions = Object.keys(Reduction).filter((key) => Number.isNaN(Number(key))) as ReductionName[];

interface LossCase {
  readonly loss: LossConfig;
  readonly output: ActivationName;
  readonly y: number[][];
}

/** A loss on outputs that it allows: those within (0, 1), and logits; the squared error on every activation. */
function casesOf(name: LossName): readonly [LossCase, ...LossCase[]] {
  const { targets: kind } = lossFor(name, { activation: 'sigmoid', outputs: OUTPUTS, place: 'the output' });
  const y = targets[kind];
  if (name === 'hinge' || name === 'squaredHinge') return [{ loss: { name }, output: 'tanh', y }];
  if (name === 'poisson') {
    return [
      { loss: { name }, output: 'softplus', y },
      { loss: { name, fromLogits: true }, output: 'linear', y },
    ];
  }
  if (kind === 'values') {
    const outputs: readonly ActivationName[] = name === 'meanSquaredError' ? activationNames : ['linear', 'tanh'];
    const isAbsolute = name === 'meanAbsoluteError' || name === 'quantile';
    const [first, ...others] = outputs.map((output) => ({ loss: { name }, output, y: isAbsolute ? far : y }));
    return [first!, ...others];
  }
  return [
    { loss: { name }, output: 'sigmoid', y },
    { loss: { name }, output: 'softmax', y },
    { loss: { name, fromLogits: true }, output: 'linear', y },
  ];
}

const lossCases = lossNames.flatMap(casesOf);

/** Each loss on one of its outputs, with which the hidden layers are tried. */
const lossesOnce = lossNames.map((name) => casesOf(name)[0]);

/** Whether a penalty has a kink where a weight is 0. */
const hasAbsolutePenalty = (layer: AnyLayerConfig): boolean =>
  'regularizer' in layer && ['l1', 'elastic'].includes(layer.regularizer?.name ?? '');

/** A network whose values keep every Z, and the weights that a penalty asks for it, away from kinks. */
function networkOf<D extends DType>(layers: readonly AnyLayerConfig[], dtype: D): Network<D> {
  const margin = MARGINS[dtype];
  const away = [0, ...layers.flatMap((layer) => ('activation' in layer && kinks[String(layer.activation)]) || [])];
  const isSmooth = (z: number) => away.every((kink) => Math.abs(z - kink) > margin);
  const absolute = layers.some(hasAbsolutePenalty);
  const network = new Network({ inputs: INPUTS, layers, dtype });
  for (let seed = 1; seed < 20000; seed++) {
    network.parameters.set(randomValues(network.parameters.length, seed));
    if (absolute && network.parameters.some((value) => value !== 0 && Math.abs(value) <= margin)) continue;
    const { Z } = network.forward(x, { cache: true, training: true });
    if (Z.every((z) => z === undefined || z.data.every(isSmooth))) return network;
  }
  throw new Error('no values keep all away from the kinks');
}

function worstError(layers: readonly AnyLayerConfig[], { loss, y }: LossCase, dtype: DType): number {
  const network = networkOf(layers, dtype);
  const { maxRelativeError, checked } = checkGradients(network, { loss, x, y });
  expect(checked).toBe(network.parameters.length);
  return maxRelativeError;
}

function gradientsOf(network: Network<DType>, { loss, y }: LossCase): View {
  return network.backward(network.forward(x, { cache: true }), y, { loss }).flat;
}

const biasInitializer = normal(0.3);

describe.each(dtypes)('%s', (dtype) => {
  const bound = BOUNDS[dtype];

  describe.each(lossesOnce)('$loss.name on $output', (lossCase) => {
    test.each(activationNames)('after %s', (hidden) => {
      const layers = [
        dense(HIDDEN, { activation: hidden, biasInitializer }),
        dense(OUTPUTS, { activation: lossCase.output, biasInitializer }),
      ];
      expect(worstError(layers, lossCase, dtype)).toBeLessThan(bound);
    });
  });

  describe.each(lossCases)('$loss.name on $output', (lossCase) => {
    test.each(reductions)('with the reduction %s', (reduction) => {
      const layers = [
        dense(HIDDEN, { activation: 'tanh', biasInitializer }),
        dense(OUTPUTS, { activation: lossCase.output, biasInitializer }),
      ];
      const loss = { ...lossCase.loss, reduction };
      expect(worstError(layers, { ...lossCase, loss }, dtype)).toBeLessThan(bound);
    });

    test.each([undefined, ...regularizerNames])('with penalty %s, with and without biases', (name) => {
      for (const bias of [true, false]) {
        const options = {
          bias,
          biasInitializer,
          ...(name === undefined ? {} : { regularizer: regularizerOf(name, 0.3) }),
        };
        const layers = [
          dense(HIDDEN, { activation: 'tanh', ...options }),
          dense(OUTPUTS, { activation: lossCase.output, ...options }),
        ];
        expect(worstError(layers, lossCase, dtype), `bias ${bias}`).toBeLessThan(bound);
      }
    });
  });

  test.each(layerKinds)('through a layer %s, between two others', (kind) => {
    const network = networkWith(kind, dtype);
    const data = { x: categoriesOf(ROWS), y: classesOf(ROWS, 2) };
    const { maxRelativeError, checked } = checkGradients(network, { loss: 'categoricalCrossEntropy', ...data });
    expect(checked).toBe(network.parameters.length);
    expect(maxRelativeError).toBeLessThan(bound);
  });
});

/** Of the largest gradient: float32's rounding through two layers. */
const FLOAT32_ERROR = 5e-6;

test.each(lossesOnce)('float32 has float64’s gradients: $loss.name on $output', (lossCase) => {
  for (const hidden of activationNames) {
    const layers = [
      dense(HIDDEN, { activation: hidden, biasInitializer }),
      dense(OUTPUTS, { activation: lossCase.output, biasInitializer }),
    ];
    const [single, double] = [networkOf(layers, 'float32'), networkOf(layers, 'float64')];
    double.parameters.set(single.parameters);
    const [actual, expected] = [gradientsOf(single, lossCase), gradientsOf(double, lossCase)];
    expect(errorOf(actual, expected), `after ${hidden}`).toBeLessThan(FLOAT32_ERROR);
  }
});

test('a kink within the step shows', () => {
  const network = new Network({ inputs: 1, layers: [dense(1, { activation: 'relu', initializer: 'zeros' })] });
  const check = checkGradients(network, { loss: 'meanSquaredError', x: [1], y: [1] });
  expect(check.maxRelativeError).toBeGreaterThan(0.9);
  expect(check.parameter).toBe('layers.0.weights');
  expect([...network.parameters]).toEqual([0, 0]);
});
