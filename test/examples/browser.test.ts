// What the page of examples/browser trains, without a browser; test/browser has the page itself.
import { describe, expect, test } from 'vitest';
import { Trainer } from '../../dist/index.js';
import { EDGE, newTrainer, settingsOf, startRun } from '../../examples/browser/task.js';

const settings = { units: [16, 16], activation: 'tanh', learningRate: 0.01, seed: 3 };

describe.each(['moons', 'circles', 'spirals'])('%s', (shape) => {
  test('the points lie on the plane, half of them in each class, and are learned', () => {
    const { data, run } = startRun(newTrainer({ ...settings, shape }));
    expect(Math.max(...data.x.flat().map(Math.abs))).toBeLessThan(EDGE);
    expect(data.y.filter((label) => label === 1)).toHaveLength(data.x.length / 2);
    run.advance({ steps: 4000 });
    expect(run.history.accuracy.at(-1)).toBeGreaterThan(0.99);
  });

  test('a file holds all that it takes to go on to the bit', () => {
    const trainer = newTrainer({ ...settings, shape });
    const { run } = startRun(trainer);
    run.advance({ steps: 33 });
    const loaded = Trainer.load(trainer.save());
    expect(settingsOf(loaded)).toEqual({ ...settings, shape });
    const { run: rest } = startRun(loaded);
    expect(rest.epoch).toBe(1);
    run.advance({ steps: 20 });
    rest.advance({ steps: 20 });
    expect(loaded.network.hash()).toBe(trainer.network.hash());
  });
});

test('each seed has data of its own, the same each time', () => {
  const dataOf = (seed: number) => startRun(newTrainer({ ...settings, shape: 'moons', seed })).data;
  expect(dataOf(1)).toEqual(dataOf(1));
  expect(dataOf(1)).not.toEqual(dataOf(2));
});
