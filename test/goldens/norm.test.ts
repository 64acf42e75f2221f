// The normalizing layers alone against PyTorch: outputs, gradients, running statistics.
import { expect, test } from 'vitest';
import { type AnyLayerConfig, Network, Trainer, batchNormalization, layerNormalization } from '../../src/index.ts';
import { coreOf } from '../../src/network/network.ts';
import { errorOf, fill, readGolden } from '../support/goldens.ts';

interface Golden {
  readonly case: {
    readonly kind: 'batch' | 'layer';
    readonly m: number;
    readonly f: number;
    readonly seed: number;
    readonly scale: number;
    readonly offset: number;
    readonly eps: number;
    readonly momentum?: number;
  };
  readonly y: readonly number[];
  readonly dx: readonly number[];
  readonly dgamma: readonly number[];
  readonly dbeta: readonly number[];
  readonly running?: readonly { readonly mean: readonly number[]; readonly var: readonly number[] }[];
  readonly eval_y?: readonly number[];
  readonly np_vs_torch: number;
}

const { cases } = readGolden<{ cases: readonly Golden[] }>('norm');

const named = (goldens: readonly Golden[]) =>
  goldens.map((golden) => [`${golden.case.kind} ${golden.case.m}×${golden.case.f}`, golden] as const);

/** The layer alone in a network, its input, and how near it must come. */
function setup({ case: { kind, m, f, seed, scale, offset, eps, momentum }, np_vs_torch: difference }: Golden) {
  const options = momentum === undefined ? { epsilon: eps } : { epsilon: eps, momentum };
  const layer: AnyLayerConfig = kind === 'batch' ? batchNormalization(options) : layerNormalization(options);
  const network = new Network({ inputs: f, layers: [layer] });
  const first = { 'layers.0.gamma': fill(seed + 1, f, 0.5, 1), 'layers.0.beta': fill(seed + 2, f, 0.5) };
  network.setWeights(first);
  return { network, first, x: fill(seed, m * f, scale, offset), tolerance: Math.max(1e-12, 50 * difference) };
}

test.each(named(cases))('%s: outputs and gradients', (_, golden) => {
  const { m, f, seed } = golden.case;
  const { network, x, tolerance } = setup(golden);
  const cache = network.forward(x, { cache: true, training: true });
  const { dX, flat } = network.backward(cache, { dA: fill(seed + 3, m * f) }, { inputGradient: true });
  expect(errorOf(cache.output.data, golden.y)).toBeLessThanOrEqual(tolerance);
  expect(errorOf(dX!.data, golden.dx)).toBeLessThanOrEqual(tolerance);
  expect(errorOf(flat.subarray(0, f), golden.dgamma)).toBeLessThanOrEqual(tolerance);
  expect(errorOf(flat.subarray(f), golden.dbeta)).toBeLessThanOrEqual(tolerance);
});

const withStatistics = cases.filter(({ running }) => running !== undefined);

test.each(named(withStatistics))('%s: running statistics, and the outputs that they give', (_, golden) => {
  const { m, f } = golden.case;
  const { network, first, x, tolerance } = setup(golden);
  const trainer = new Trainer(network, { loss: 'meanSquaredError', optimizer: 'sgd' });
  golden.running!.forEach(({ mean, var: variance }, k) => {
    trainer.step(
      x.map((value) => value * (k + 1)),
      new Float64Array(m * f),
    );
    network.setWeights(first);
    const weights = network.getWeights();
    expect(errorOf(weights['layers.0.runningMean']!.data, mean), `mean ${k}`).toBeLessThanOrEqual(1e-12);
    expect(errorOf(weights['layers.0.runningVariance']!.data, variance), `${k}`).toBeLessThanOrEqual(1e-12);
  });
  expect(errorOf(network.predict(x).data, golden.eval_y!)).toBeLessThanOrEqual(tolerance);
  expect(coreOf(network).parameters.trainableCount).toBe(2 * f);
});
