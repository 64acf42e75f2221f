// Whole trainings against PyTorch: losses, first gradients and parameters of every net that the library covers.
import { describe, expect, test } from 'vitest';
import { type GoldenNet, buildNet, snapshotError, tensorsOf } from '../support/golden-nets.ts';
import { errorOf, fill, readGolden } from '../support/goldens.ts';
import { expectSame } from '../support/values.ts';

const files = ['seed', 'activations', 'softmax', 'regression', 'deep', 'norm', 'optimizers', 'clip_sched'];
const goldens = files.flatMap((file) => readGolden<GoldenNet[]>(`nets_${file}`));

test('fill makes the goldens’ inputs bit for bit', () => {
  const { cases } = readGolden<{
    cases: { seed: number; n: number; scale: number; offset: number; values: number[] }[];
  }>('fill');
  expect(cases.length).toBeGreaterThan(0);
  for (const { seed, n, scale, offset, values } of cases) expectSame(fill(seed, n, scale, offset), values);
});

describe.each(goldens.map((golden) => [golden.case.name, golden] as const))('%s', (_, golden) => {
  const { tol } = golden;
  const last = Math.max(...golden.case.steps);

  test('steps have PyTorch’s losses and parameters', () => {
    const { network, trainer, batch } = buildNet(golden);
    const trajectory = Array.from({ length: last + 1 }, (_, t) => {
      const parameters = network.parameters.slice();
      const { x, y } = batch(t);
      trainer.step(x, y);
      return { parameters, ...trainer.lastLoss };
    });
    for (const [t, expected] of Object.entries(golden.params)) {
      const actual = tensorsOf(golden, trajectory[Number(t)]!.parameters);
      expect(snapshotError(actual, expected), `after ${t} updates`).toBeLessThanOrEqual(tol);
    }
    for (const [t, { data, total }] of Object.entries(golden.losses)) {
      const actual = trajectory[Number(t)]!;
      expect(errorOf([actual.data], [data]), `data loss ${t}`).toBeLessThanOrEqual(tol);
      expect(errorOf([actual.total], [total]), `loss ${t}`).toBeLessThanOrEqual(tol);
    }
    for (const [t, total] of (golden.loss_curve ?? []).entries()) {
      expect(errorOf([trajectory[t]!.total], [total]), `loss ${t}`).toBeLessThanOrEqual(tol);
    }
  });

  test('the first gradients are PyTorch’s', () => {
    const { network, loss, batch } = buildNet(golden);
    const { x, y } = batch(0);
    const gradients = network.backward(network.forward(x, { cache: true, training: true }), y, { loss });
    expect(snapshotError(tensorsOf(golden, gradients.flat), golden.grads0)).toBeLessThanOrEqual(tol);
    expect(errorOf([gradients.loss!.total], [golden.losses[0]!.total])).toBeLessThanOrEqual(tol);
  });

  test('a run makes the same bits as single steps', () => {
    const [stepped, ran] = [buildNet(golden), buildNet(golden)];
    for (let t = 0; t < last; t++) {
      const { x, y } = stepped.batch(t);
      stepped.trainer.step(x, y);
    }
    ran.trainer.start({ x: ran.x, y: ran.y }, { epochs: last }).advance({ steps: last });
    expectSame(ran.network.parameters, stepped.network.parameters, 'parameter');
  });
});

const normalized = goldens
  .filter(({ running }) => running !== undefined)
  .map((golden) => [golden.case.name, golden] as const);

test.each(normalized)('%s: running statistics are PyTorch’s, and so what is predicted by them', (_, golden) => {
  const { tol } = golden;
  const last = Math.max(...golden.case.steps);
  const { network, trainer, batch, x } = buildNet(golden);
  for (let t = 0; t < last; t++) {
    trainer.step(batch(t).x, batch(t).y);
    const expected = Object.values(golden.running![t + 1] ?? {});
    const found = network.layers.filter(({ config }) => config.kind === 'batchNormalization');
    expected.forEach(({ mean, var: variance }, l) => {
      const { runningMean, runningVariance } = found[l]!.parameters;
      expect(errorOf(runningMean!, mean), `mean after ${t + 1} updates`).toBeLessThanOrEqual(tol);
      expect(errorOf(runningVariance!, variance), `variance after ${t + 1} updates`).toBeLessThanOrEqual(tol);
    });
  }
  // The goldens' statistics have seen one batch more than their parameters.
  const parameters = network.parameters.slice();
  trainer.step(batch(last).x, batch(last).y);
  network.parameters.set(parameters);
  const { Z } = network.forward(x, { cache: true });
  const head = golden.eval_output_head!;
  expect(errorOf(Z.at(-1)!.data.subarray(0, head.length), head)).toBeLessThanOrEqual(tol);
});
