// Early stopping: when it ends a run, and the weights that remain.
import { expect, test } from 'vitest';
import { type EarlyStoppingOptions, type EpochEvent, Trainer, sgd } from '../../src/index.ts';
import { EarlyStopping } from '../../src/training/early-stopping.ts';
import type { Mode } from '../../src/training/metrics/shapes.ts';
import { expectError } from '../support/errors.ts';
import { dtypes } from '../support/kernel.ts';
import { binaryNetwork, labelsOf, rowsOf } from '../support/networks.ts';

/** Where a run begins. */
const start = { bestEpoch: -1, best: Infinity };

const modes = new Map<string, Mode>([
  ['loss', 'min'],
  ['accuracy', 'max'],
  ['brier', 'min'],
]);

/** Feeds the values of a monitored number; the epoch that ends the run, and the best. */
function outcome(options: EarlyStoppingOptions, values: readonly number[]) {
  const stopping = new EarlyStopping(options, modes, start);
  const stopped = values.findIndex((value, epoch) => stopping.update(epoch, value).stop);
  return { stopped, best: stopping.bestEpoch };
}

test('patience is the epochs in a row without improvement that end the run', () => {
  const values = [5, 4, 4, 3, 3, 3.5, 3, 2, 9, 9, 9, 9];
  expect(outcome({ patience: 1 }, values)).toEqual({ stopped: 2, best: 1 });
  expect(outcome({ patience: 2 }, values)).toEqual({ stopped: 5, best: 3 });
  expect(outcome({ patience: 3 }, values)).toEqual({ stopped: 6, best: 3 });
  expect(outcome({ patience: 4 }, values)).toEqual({ stopped: 11, best: 7 });
  expect(outcome({}, values)).toEqual({ stopped: -1, best: 7 });
});

test('what improves by less than minDelta is no improvement', () => {
  expect(outcome({ patience: 2, minDelta: 0.5 }, [5, 4.75, 4.5, 4.25])).toEqual({ stopped: 2, best: 0 });
  expect(outcome({ patience: 2, minDelta: 0.5 }, [5, 4.25, 4, 3.5])).toEqual({ stopped: -1, best: 3 });
});

test('a metric is better the larger, and NaN is never better', () => {
  expect(outcome({ monitor: 'accuracy', patience: 2 }, [0.5, 0.75, 0.75, 0.5])).toEqual({ stopped: 3, best: 1 });
  expect(outcome({ patience: 2 }, [NaN, NaN, NaN])).toEqual({ stopped: 1, best: -1 });
  expect(outcome({ patience: 2 }, [NaN, 3, NaN, 2])).toEqual({ stopped: -1, best: 3 });
});

test('the metric says whether less is better, unless it is said', () => {
  expect(outcome({ monitor: 'brier', patience: 2 }, [0.5, 0.75, 0.75, 0.5])).toEqual({ stopped: 2, best: 0 });
  expect(outcome({ monitor: 'brier', mode: 'max', patience: 2 }, [0.5, 0.75, 0.75, 0.5])).toEqual({
    stopped: 3,
    best: 1,
  });
  expectError(() => outcome({ mode: 'less' as 'min' }, []), 'UNKNOWN_NAME', /earlyStopping: unknown mode "less"/);
});

test('the validation loss is monitored when there is one', () => {
  expect(new EarlyStopping({}, new Map([...modes, ['valLoss', 'min']]), start).monitor).toBe('valLoss');
  expect(new EarlyStopping({}, modes, start).monitor).toBe('loss');
  const make = () => new EarlyStopping({ monitor: 'valAccuracy' }, modes, start);
  expectError(make, 'INVALID_OPTION', /nothing named "valAccuracy" is in the history; there are loss, accuracy/);
});

test.each(dtypes)('%s: a run ends with the bits of its best epoch, or with its last', async (dtype) => {
  const data = { x: rowsOf(20, 3), y: labelsOf(20) };
  const validationData = { x: rowsOf(10, 3, 8), y: labelsOf(10, 9) };
  const fit = async (restoreBest: boolean) => {
    const network = binaryNetwork(dtype);
    const trainer = new Trainer(network, {
      loss: 'binaryCrossEntropy',
      optimizer: sgd({ learningRate: 2 }),
      batchSize: 4,
    });
    const hashes: string[] = [];
    const onEpochEnd = ({ epoch }: EpochEvent) => void (hashes[epoch] = network.hash());
    const earlyStopping = { patience: 3, restoreBest };
    const history = await trainer.fit(data, {
      epochs: 200,
      validationData,
      earlyStopping,
      callbacks: [{ onEpochEnd }],
    });
    return { history, hashes, hash: network.hash() };
  };
  const [best, last] = [await fit(true), await fit(false)];
  const { bestEpoch, epochs, stopped, valLoss } = best.history;
  expect([stopped, epochs]).toEqual([true, bestEpoch + 4]);
  expect(valLoss[bestEpoch]).toBe(Math.min(...valLoss));
  expect(best.hash).toBe(best.hashes[bestEpoch]);
  expect(best.hash).not.toBe(best.hashes.at(-1));
  expect(last.hash).toBe(last.hashes.at(-1));
  expect(last.hashes).toEqual(best.hashes);
});

test('a run that is over before its patience ends with the best epoch too', async () => {
  const network = binaryNetwork('float64');
  const trainer = new Trainer(network, { loss: 'binaryCrossEntropy', optimizer: sgd({ learningRate: 50 }) });
  const hashes: string[] = [];
  const onEpochEnd = () => void hashes.push(network.hash());
  const data = { x: rowsOf(20, 3), y: labelsOf(20) };
  const history = await trainer.fit(data, {
    epochs: 6,
    earlyStopping: { monitor: 'loss' },
    callbacks: [{ onEpochEnd }],
  });
  expect(history.stopped).toBe(false);
  expect(network.hash()).toBe(hashes[history.bestEpoch]);
});
