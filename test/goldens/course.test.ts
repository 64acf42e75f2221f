// The experiments of the deeplearning.ai courses, against the costs that they publish.
import { describe, expect, test } from 'vitest';
import { type ActivationOption, Network, type OptimizerConfig, Trainer, adam, dense, sgd } from '../../src/index.ts';
import { transposed } from '../support/golden-nets.ts';
import { readGolden } from '../support/goldens.ts';

interface Experiment {
  readonly name: string;
  readonly units: readonly number[];
  readonly activations: readonly string[];
  readonly learning_rate: number;
  readonly iterations: number;
  readonly cost_every: number;
  readonly optimizer: 'gd' | 'adam';
  readonly X: readonly (readonly number[])[];
  readonly Y: readonly number[];
  readonly parameters: Readonly<Record<string, readonly (readonly number[])[]>>;
  readonly costs: readonly number[];
  readonly train_accuracy: number;
  readonly cost_tolerance: number;
}

const { cases, moons_batches: batches } = readGolden<{
  cases: Experiment[];
  moons_batches: (readonly (readonly number[])[])[];
}>('course');

const optimizers: { [K in Experiment['optimizer']]: (learningRate: number) => OptimizerConfig } = {
  gd: (learningRate) => sgd({ learningRate }),
  adam: (learningRate) => adam({ learningRate }),
};

function trainerOf({ units, activations, parameters, optimizer, learning_rate }: Experiment): Trainer {
  const [inputs, ...widths] = units;
  const layers = widths.map((width, l) => dense(width, { activation: activations[l] as ActivationOption }));
  const network = new Network({ inputs: inputs!, layers });
  network.layers.forEach((layer, l) => {
    const weights = parameters[`W${l + 1}`]!.flat();
    layer.parameters['weights']!.set(transposed(weights, layer.outputs, layer.inputs));
    layer.parameters['biases']!.set(parameters[`b${l + 1}`]!.flat());
  });
  const config = optimizers[optimizer](learning_rate);
  return new Trainer(network, { loss: 'binaryCrossEntropy', optimizer: config, batchSize: 'full' });
}

/** Costs before updates 0, every, 2·every …, and the network after the last. */
function trainOnAll(experiment: Experiment) {
  const { X, Y, iterations, cost_every } = experiment;
  const trainer = trainerOf(experiment);
  const run = trainer.start({ x: X, y: Y }, { epochs: iterations });
  const costs: number[] = [];
  run.advance({ steps: 1 });
  for (let made = 1; ; made += cost_every) {
    costs.push(trainer.lastLoss.total);
    if (made + cost_every > iterations) break;
    run.advance({ steps: cost_every });
  }
  while (!run.done) run.advance({ steps: cost_every });
  return { costs, network: trainer.network };
}

/** The same by minibatches: an epoch's cost is its rows' summed loss over all rows. */
function trainOnBatches(experiment: Experiment) {
  const { X, Y, iterations, cost_every } = experiment;
  const trainer = trainerOf(experiment);
  const costs: number[] = [];
  for (let epoch = 0; epoch < iterations; epoch++) {
    let sum = 0;
    for (const rows of batches[epoch]!) {
      sum +=
        rows.length *
        trainer.step(
          rows.map((row) => X[row]!),
          rows.map((row) => Y[row]!),
        );
    }
    if (epoch % cost_every === 0) costs.push(sum / X.length);
  }
  return { costs, network: trainer.network };
}

test('all experiments are here', () => {
  expect(cases.map(({ name }) => name)).toEqual(['planar-4', 'circles-he', 'circles-zero', 'moons-gd', 'moons-adam']);
});

describe.each(cases.map((experiment) => [experiment.name, experiment] as const))('%s', (name, experiment) => {
  const train = name.startsWith('moons') ? trainOnBatches : trainOnAll;

  test('costs and accuracy', () => {
    const { X, Y, costs, cost_tolerance, train_accuracy } = experiment;
    const result = train(experiment);
    expect(result.costs.length).toBe(costs.length);
    costs.forEach((cost, i) =>
      expect(Math.abs(result.costs[i]! - cost), `cost ${i}`).toBeLessThanOrEqual(cost_tolerance),
    );
    const right = result.network
      .predict(X)
      .data.reduce((count, p, row) => count + Number(p > 0.5 === (Y[row] === 1)), 0);
    expect(right / X.length).toBeCloseTo(train_accuracy, 10);
  });
});
