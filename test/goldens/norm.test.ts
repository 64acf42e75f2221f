// The normalizing layers alone against PyTorch: outputs, gradients, running statistics.
import { describe, expect, test } from 'vitest';
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

describe.each(cases.map((golden) => [`${golden.case.kind} ${golden.case.m}×${golden.case.f}`, golden] as const))(
  '%s',
  (_, golden) => {
    const { kind, m, f, seed, scale, offset, eps, momentum } = golden.case;
    const tolerance = Math.max(1e-12, 50 * golden.np_vs_torch);
    const options = momentum === undefined ? { epsilon: eps } : { epsilon: eps, momentum };
    const layer: AnyLayerConfig = kind === 'batch' ? batchNormalization(options) : layerNormalization(options);
    const x = fill(seed, m * f, scale, offset);
    const gamma = fill(seed + 1, f, 0.5, 1);
    const beta = fill(seed + 2, f, 0.5);
    const network = (): Network => {
      const made = new Network({ inputs: f, layers: [layer] });
      made.setWeights({ 'layers.0.gamma': gamma, 'layers.0.beta': beta });
      return made;
    };

    test('outputs and gradients', () => {
      const net = network();
      const cache = net.forward(x, { cache: true, training: true });
      const { dX, flat } = net.backward(cache, { dA: fill(seed + 3, m * f) }, { inputGradient: true });
      expect(errorOf(cache.output.data, golden.y)).toBeLessThanOrEqual(tolerance);
      expect(errorOf(dX!.data, golden.dx)).toBeLessThanOrEqual(tolerance);
      expect(errorOf(flat.subarray(0, f), golden.dgamma)).toBeLessThanOrEqual(tolerance);
      expect(errorOf(flat.subarray(f), golden.dbeta)).toBeLessThanOrEqual(tolerance);
    });

    test.runIf(golden.running !== undefined)('running statistics, and the outputs that they give', () => {
      const net = network();
      const trainer = new Trainer(net, { loss: 'meanSquaredError', optimizer: 'sgd' });
      golden.running!.forEach(({ mean, var: variance }, k) => {
        const batch = x.map((value) => value * (k + 1));
        trainer.step(batch, new Float64Array(m * f));
        net.setWeights({ 'layers.0.gamma': gamma, 'layers.0.beta': beta });
        const weights = net.getWeights();
        expect(errorOf(weights['layers.0.runningMean']!.data, mean), `mean ${k}`).toBeLessThanOrEqual(1e-12);
        expect(errorOf(weights['layers.0.runningVariance']!.data, variance), `${k}`).toBeLessThanOrEqual(1e-12);
      });
      expect(errorOf(net.predict(x).data, golden.eval_y!)).toBeLessThanOrEqual(tolerance);
      expect(coreOf(net).parameters.trainableCount).toBe(2 * f);
    });
  },
);
