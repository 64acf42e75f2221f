// fit: what it reports, what ends it, and what it leaves.
import { describe, expect, test } from 'vitest';
import { type EpochEvent, Trainer, type TrainerOptions, fitBatches, sgd } from '../../src/index.ts';
import { expectError } from '../support/errors.ts';
import { dtypes } from '../support/kernel.ts';
import { binaryNetwork, classesOf, everyLayer, labelsOf, oneHot, rowsOf } from '../support/networks.ts';

const data = { x: rowsOf(40, 3), y: labelsOf(40) };
const held = { x: rowsOf(17, 3, 5), y: labelsOf(17, 6) };
const loss = 'binaryCrossEntropy';

function binary(options: Partial<TrainerOptions<'accuracy' | 'auc'>> = {}) {
  const network = binaryNetwork('float64');
  const trainer = new Trainer(network, { loss, optimizer: sgd({ learningRate: 0.5 }), batchSize: 8, ...options });
  return { network, trainer };
}

describe('history', () => {
  test('has a number an epoch, and the last validation is what evaluate says', async () => {
    const { trainer } = binary({ metrics: ['accuracy', 'auc'] });
    const history = await trainer.fit(data, { epochs: 3, validationData: held });
    const { loss, ...metrics } = trainer.evaluate(held);
    expect(Object.keys(metrics)).toEqual(['accuracy', 'auc']);
    for (const values of [history.loss, history.valLoss, history.accuracy, history.valAccuracy, history.valAuc])
      expect(values.length).toBe(3);
    expect(history.valLoss.at(-1)).toBe(loss);
    expect(history.valAccuracy.at(-1)).toBe(metrics.accuracy);
    expect(history.valAuc.at(-1)).toBe(metrics.auc);
    expect([history.epochs, history.stopped, history.bestEpoch]).toEqual([3, false, -1]);
  });

  test('the metrics of an epoch are of the outputs before each step', async () => {
    // With all rows in one step, those of the network before the epoch, wherever the rows stood.
    const { trainer } = binary({ metrics: ['accuracy', 'auc'], batchSize: 'full' });
    for (let epoch = 0; epoch < 3; epoch++) {
      const before = trainer.evaluate(data);
      const history = await trainer.fit(data, { epochs: 1 });
      expect(history.accuracy).toEqual([before.accuracy]);
      expect(history.auc).toEqual([before.auc]);
      expect(history.loss[0]).toBeCloseTo(before.loss, 14);
    }
  });

  test('in a shuffled epoch outputs and targets stay side by side', async () => {
    const { trainer } = binary({ metrics: ['accuracy', 'auc'], optimizer: sgd({ learningRate: 1e-300 }) });
    const before = trainer.evaluate(data);
    const history = await trainer.fit(data, { epochs: 2 });
    expect(history.accuracy).toEqual([before.accuracy, before.accuracy]);
    history.auc.forEach((auc) => expect(auc).toBeCloseTo(before.auc, 12));
  });

  test('targets for validation may be one-hot where those for training are indices', async () => {
    const classes = classesOf(40, 2);
    const trainer = new Trainer(everyLayer('float64'), { loss: 'categoricalCrossEntropy' });
    const validation = oneHot(classes, 2);
    const history = await trainer.fit(
      { x: data.x, y: classes },
      { epochs: 2, validationData: { x: data.x, y: validation } },
    );
    expect(history.valLoss[1]).toBe(trainer.evaluate({ x: data.x, y: classes }).loss);
    expect(trainer.evaluate({ x: data.x, y: validation })).toEqual(trainer.evaluate({ x: data.x, y: classes }));
  });

  test.each(dtypes)('%s: class indices and one-hot rows train alike', async (dtype) => {
    const classes = classesOf(40, 2);
    const hashes = [];
    for (const y of [classes, oneHot(classes, 2), new Int32Array(classes)]) {
      const network = everyLayer(dtype);
      await new Trainer(network, { loss: 'categoricalCrossEntropy' }).fit({ x: data.x, y }, { epochs: 2 });
      hashes.push(network.hash());
    }
    expect(new Set(hashes).size).toBe(1);
  });
});

describe('what ends a fit', () => {
  test('a callback stops it after its epoch', async () => {
    const { trainer } = binary();
    const events: EpochEvent[] = [];
    const onEpochEnd = (event: EpochEvent) => {
      events.push(event);
      if (event.epoch === 2) event.stop();
    };
    const history = await trainer.fit(data, { epochs: 9, callbacks: [{}, { onEpochEnd }] });
    expect([history.epochs, history.stopped, trainer.steps]).toEqual([3, true, 15]);
    expect(events.map(({ epoch, epochs, loss, valLoss }) => ({ epoch, epochs, loss, valLoss }))).toEqual(
      history.loss.map((value, epoch) => ({ epoch, epochs: 9, loss: value, valLoss: undefined })),
    );
  });

  test('stop() of a run stops it after its epoch too', () => {
    const { trainer } = binary();
    const run = trainer.start(data, { epochs: 9 });
    run.advance({ steps: 7 });
    run.stop();
    run.advance({ steps: 99 });
    expect([run.done, run.history.epochs, run.history.stopped, trainer.steps]).toEqual([true, 2, true, 10]);
  });

  test('a callback sees the metrics', async () => {
    const { trainer } = binary({ metrics: ['accuracy'] });
    let seen: EpochEvent | undefined;
    const callbacks = [{ onEpochEnd: (event: EpochEvent) => (seen = event) }];
    const history = await trainer.fit(data, { epochs: 1, validationData: held, callbacks });
    expect(seen!.metrics).toEqual({ accuracy: history.accuracy[0], valAccuracy: history.valAccuracy[0] });
    expect(seen!.valLoss).toBe(history.valLoss[0]);
  });

  test('what a callback throws rejects the fit, and the trainer works on', async () => {
    const { network, trainer } = binary();
    const onEpochEnd = ({ epoch }: EpochEvent) => {
      if (epoch === 1) throw new Error('no more');
    };
    await expect(trainer.fit(data, { epochs: 5, callbacks: [{ onEpochEnd }] })).rejects.toThrow('no more');
    expect(trainer.steps).toBe(10);
    const run = trainer.start(data, { epochs: 5, callbacks: [{ onEpochEnd }], resume: false });
    expect(() => run.advance({ steps: 99 })).toThrow('no more');
    expect([run.done, run.history.epochs, run.history.loss.length]).toEqual([true, 2, 2]);
    run.advance({ steps: 1 });
    expect(trainer.steps).toBe(20);
    // The epoch that was reported when the callback threw is not made again.
    expect((await trainer.fit(data, { epochs: 3 })).loss).toHaveLength(3);
    expect(trainer.steps).toBe(25);
    expect(network.parameters.every(Number.isFinite)).toBe(true);
  });

  test('a signal aborts it between slices, with the state intact', async () => {
    const { network, trainer } = binary();
    const controller = new AbortController();
    const onEpochEnd = ({ epoch }: EpochEvent) => {
      if (epoch === 20) controller.abort(new Error('enough'));
    };
    const fit = trainer.fit(data, { epochs: 1e6, signal: controller.signal, callbacks: [{ onEpochEnd }] });
    await expect(fit).rejects.toThrow('enough');
    expect(trainer.steps).toBeGreaterThanOrEqual(105);
    const other = binary();
    other.trainer.start(data, { epochs: 1e9 }).advance({ steps: trainer.steps });
    expect(network.hash()).toBe(other.network.hash());
    await expect(trainer.fit(data, { epochs: 99, signal: controller.signal })).rejects.toThrow('enough');
    expect((await trainer.fit(data, { epochs: 1, resume: false })).epochs).toBe(1);
  });

  test('cancel ends a run at once', () => {
    const { trainer } = binary();
    const run = trainer.start(data, { epochs: 3 });
    run.advance({ steps: 2 });
    run.cancel();
    run.cancel();
    run.advance({ steps: 5 });
    expect([run.done, trainer.steps, run.history.epochs]).toEqual([true, 2, 0]);
  });
});

test('while a fit is under way, the network predicts and saves but is not trained otherwise', async () => {
  const { network, trainer } = binary();
  const busy = /a fit is under way/;
  const controller = new AbortController();
  const onEpochEnd = ({ epoch }: EpochEvent) => {
    if (epoch > 0) return;
    expect(network.predict(data.x).rows).toBe(40);
    expect(network.save().length).toBeGreaterThan(100);
    expect(trainer.evaluate(held).loss).toBeGreaterThan(0);
    expectError(() => trainer.step(data.x, data.y), 'INVALID_STATE', busy);
    expectError(() => trainer.start(data, { epochs: 1 }), 'INVALID_STATE', busy);
  };
  const fit = trainer.fit(data, { epochs: 1e9, callbacks: [{ onEpochEnd }], signal: controller.signal });
  await expect(trainer.fit(data, { epochs: 1 })).rejects.toThrow(busy);
  controller.abort(new Error('enough'));
  await expect(fit).rejects.toThrow('enough');
  trainer.step(data.x, data.y);
});

test('a fit whose trainer or network ends meanwhile says so', async () => {
  const ends: readonly ((trainer: Trainer) => void)[] = [
    (trainer) => trainer.dispose(),
    (trainer) => void new Trainer(trainer.network, { loss }),
    (trainer) => trainer.network.dispose(),
  ];
  for (const end of ends) {
    const message = /this trainer has ended|the network was disposed of/;
    const { trainer } = binary();
    const fit = trainer.fit(data, { epochs: 1e9 });
    end(trainer);
    await expect(fit).rejects.toThrow(message);
    expectError(() => trainer.step(data.x, data.y), 'INVALID_STATE', message);
    const { trainer: other } = binary();
    const streamed = fitBatches(
      other,
      function* () {
        yield data;
      },
      { epochs: 1e9 },
    );
    end(other);
    await expect(streamed).rejects.toThrow(message);
  }
});

test('another trainer for the network ends the first', async () => {
  const { network, trainer } = binary();
  const run = trainer.start(data, { epochs: 3 });
  run.advance({ steps: 2 });
  const second = new Trainer(network, { loss, optimizer: 'sgd' });
  const ended = /this trainer has ended/;
  expect(run.done).toBe(true);
  for (const use of [
    () => trainer.step(data.x, data.y),
    () => trainer.steps,
    () => trainer.learningRate,
    () => (trainer.learningRate = 1),
    () => trainer.lastLoss,
    () => trainer.evaluate(data),
    () => trainer.start(data, { epochs: 1 }),
    () => trainer.listing(),
  ]) {
    expectError(use, 'INVALID_STATE', ended);
  }
  trainer.dispose();
  expect(second.step(data.x, data.y)).toBeGreaterThan(0);
  await expect(trainer.fit(data, { epochs: 1 })).rejects.toThrow(ended);
});
