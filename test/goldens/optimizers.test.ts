// Optimizers against PyTorch's hundred updates, through a trainer: its slots and scalars between the steps.
import { expect, test } from 'vitest';
import { Network, type OptimizerConfig, Trainer, dense } from '../../src/index.ts';
import { optimizerOption } from '../support/golden-nets.ts';
import { errorOf, fill, readGolden } from '../support/goldens.ts';

interface Golden {
  readonly opt: { readonly name: string; readonly lr: number } & Readonly<Record<string, unknown>>;
  readonly params: Readonly<Record<string, readonly number[]>>;
}

const { n, seed, p_scale, grad_scale, cases } = readGolden<{
  n: number;
  seed: number;
  p_scale: number;
  grad_scale: number[];
  cases: Golden[];
}>('optimizers');

/** Of the largest parameter. */
const TOLERANCE = 1e-14;

/** A network of the golden's six parameters, 2 × 2 weights and 2 biases. */
function trainerOf(optimizer: OptimizerConfig): Trainer {
  const network = new Network({ inputs: 2, layers: [dense(2)] });
  const trainer = new Trainer(network, { loss: 'meanSquaredError', optimizer });
  network.parameters.set(fill(seed, n, p_scale));
  return trainer;
}

function expectTrajectory(optimizer: OptimizerConfig, { params }: Golden): void {
  const trainer = trainerOf(optimizer);
  const { network } = trainer;
  const shape = network.backward(network.forward([0, 0], { cache: true }), [0, 0], { loss: 'meanSquaredError' });
  const trajectory = Array.from({ length: 100 }, (_, t) => {
    trainer.applyGradients({ ...shape, flat: fill(seed + t + 1, n).map((value, i) => value * grad_scale[i]!) });
    return network.parameters.slice();
  });
  for (const [t, expected] of Object.entries(params)) {
    expect(errorOf(trajectory[Number(t) - 1]!, expected), `after ${t} updates`).toBeLessThan(TOLERANCE);
  }
  expect(trainer.steps).toBe(100);
}

test.each(cases.map((golden) => [JSON.stringify(golden.opt), golden] as const))('%s', (_, golden) => {
  expectTrajectory(optimizerOption(golden.opt), golden);
});

test('the course’s averaged momentum is PyTorch’s at a rate divided by 1 − β', () => {
  const golden = cases.find(
    ({ opt }) => opt.name === 'sgd' && opt['momentum'] === 0.9 && Object.keys(opt).length === 3,
  )!;
  expectTrajectory({ name: 'sgd', learningRate: golden.opt.lr / (1 - 0.9), momentum: 0.9, averaged: true }, golden);
});
