// Overflow in training: the error names the place, the parameters stay, the trainer works on.
import { describe, expect, test } from 'vitest';
import { type EpochEvent, Network, Trainer, dense, sgd } from '../../src/index.ts';
import { thrownBy } from '../support/errors.ts';
import { dtypes } from '../support/kernel.ts';
import { binaryNetwork, labelsOf, rowsOf } from '../support/networks.ts';

/** Two linear layers on one column: Z1 = x·w1, Z2 = Z1·w2. */
function chain(dtype: (typeof dtypes)[number], w1: number, w2: number) {
  const network = new Network({ inputs: 1, layers: [dense(1, { bias: false }), dense(1, { bias: false })], dtype });
  network.setWeights({ 'layers.0.weights': [w1], 'layers.1.weights': [w2] });
  const trainer = new Trainer(network, { loss: 'meanSquaredError', optimizer: sgd({ learningRate: 0.5 }) });
  return { network, trainer };
}

describe.each(dtypes)('%s', (dtype) => {
  const [huge, root] = dtype === 'float64' ? [1e200, 1e160] : [1e25, 1e20];

  test('the error names the step, the layer, the tensor and the element', () => {
    const cases = [
      {
        x: [1, huge],
        y: [1, 1],
        w1: huge,
        w2: 1,
        message: /^step 0: layers\[0\] dense: Z is Infinity in row 1, column 0\./,
      },
      {
        x: [huge, 1],
        y: [1, 1],
        w1: 1,
        w2: -huge,
        message: /^step 0: layers\[1\] dense: Z is -Infinity in row 0, column 0\./,
      },
      // Z1 = Z2 = 1 and ∂J/∂Z2 is small; ∂J/∂W1 is finite, but too large for an update that cannot overflow.
      {
        x: [root, root],
        y: [2, 2],
        w1: 1 / root,
        w2: 1,
        message: /^step 0: layers\[0\] dense: the gradient of "weights" is/,
      },
    ];
    for (const { x, y, w1, w2, message } of cases) {
      const { network, trainer } = chain(dtype, w1, w2);
      const hash = network.hash();
      const error = thrownBy(() => trainer.step(x, y));
      expect([error.code, error.message]).toEqual(['NON_FINITE', expect.stringMatching(message)]);
      expect(error.message).toMatch(/The parameters are those before the step/);
      expect([network.hash(), trainer.steps]).toEqual([hash, 0]);
    }
  });

  test('the trainer works on as if the step had not been tried', () => {
    const [tried, not] = [0, 1].map(() => chain(dtype, 1, 1)) as [ReturnType<typeof chain>, ReturnType<typeof chain>];
    for (let step = 0; step < 3; step++) {
      thrownBy(() => tried.trainer.step([huge], [-huge]));
      expect(tried.trainer.step([0.5], [1])).toBe(not.trainer.step([0.5], [1]));
    }
    expect(tried.network.hash()).toBe(not.network.hash());
  });

  test('Adam keeps its state too', () => {
    const make = () => {
      const network = binaryNetwork(dtype);
      return { network, trainer: new Trainer(network, { loss: 'meanSquaredError', optimizer: 'adam' }) };
    };
    const [tried, not] = [make(), make()];
    for (let step = 0; step < 3; step++) {
      const [x, y] = [rowsOf(4, 3, step + 1), labelsOf(4)];
      thrownBy(() => tried.trainer.step(rowsOf(4, 3), [huge * root, huge * root, 0, 0]));
      tried.trainer.step(x, y);
      not.trainer.step(x, y);
    }
    expect(tried.network.hash()).toBe(not.network.hash());
  });

  test.each([
    ['mini-batches', 4],
    ['all rows', 'full'],
  ] as const)('a run of %s that diverges ends, finite', async (_, batchSize) => {
    const network = new Network({ inputs: 3, layers: [dense(4, { activation: 'relu' }), dense(2)], dtype });
    const data = { x: rowsOf(10, 3), y: rowsOf(10, 2, 4) };
    const trainer = new Trainer(network, {
      loss: 'meanSquaredError',
      optimizer: sgd({ learningRate: 50 }),
      batchSize,
    });
    let reported = 0;
    const onEpochEnd = ({ epoch }: EpochEvent) => void (reported = epoch + 1);
    const fit = trainer.fit(data, { epochs: 5000, callbacks: [{ onEpochEnd }] });
    await expect(fit).rejects.toMatchObject({
      code: 'NON_FINITE',
      message: expect.stringMatching(/^step \d+: layers\[\d\]/),
    });
    expect(reported).toBeLessThan(5000);
    expect(network.parameters.every(Number.isFinite)).toBe(true);
    const { steps } = trainer;
    const perEpoch = batchSize === 'full' ? 1 : 3;
    expect(Math.floor(steps / perEpoch)).toBe(reported);
    // The parameters are those of the steps that were made.
    const other = new Network({ inputs: 3, layers: [dense(4, { activation: 'relu' }), dense(2)], dtype });
    const again = new Trainer(other, { loss: 'meanSquaredError', optimizer: sgd({ learningRate: 50 }), batchSize });
    again.start(data, { epochs: 5000 }).advance({ steps });
    expect(other.hash()).toBe(network.hash());
    trainer.learningRate = 1e-3;
    network.copyFrom(new Network({ inputs: 3, layers: [dense(4, { activation: 'relu' }), dense(2)], dtype }));
    const history = await trainer.fit(data, { epochs: 20, resume: false });
    expect(history.loss[19]).toBeLessThan(history.loss[0]!);
  });
});
