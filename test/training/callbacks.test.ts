// What callbacks are told, and those that come with the library.
import { describe, expect, test } from 'vitest';
import {
  type CheckpointInfo,
  type CheckpointOptions,
  type RunOptions,
  Trainer,
  type TrainingCallback,
  type TrainingProgress,
  checkpoint,
  csvLogger,
  fitBatches,
  jsonlLogger,
  progress,
} from '../../src/index.ts';
import { expectError } from '../support/errors.ts';
import { wrong } from '../support/mistakes.ts';
import { binaryNetwork, labelsOf, rowsOf } from '../support/networks.ts';

const data = { x: rowsOf(20, 3), y: labelsOf(20) };
const held = { x: rowsOf(10, 3, 5), y: labelsOf(10, 6) };
const make = () =>
  new Trainer(binaryNetwork('float64'), { loss: 'binaryCrossEntropy', metrics: ['brier'], batchSize: 8 });

/** A callback that notes what it is told. */
function noting(everySteps = 1) {
  const told: string[] = [];
  const callback: TrainingCallback = {
    everySteps,
    onBegin: ({ epoch, step }) => told.push(`begin ${epoch} ${step}`),
    onEpochBegin: ({ epoch, step }) => told.push(`epoch ${epoch} ${step}`),
    onStep: ({ epoch, step, rows, of }) => told.push(`step ${epoch} ${step} ${rows}/${of}`),
    onEpochEnd: ({ epoch, step }) => told.push(`end of epoch ${epoch} ${step}`),
    onEnd: ({ epoch, step, history }) => told.push(`end ${epoch} ${step} ${history.epochs}`),
  };
  return { told, callback };
}

test('the events of a run, in order', async () => {
  const { told, callback } = noting();
  await make().fit(data, { epochs: 2, callbacks: [callback] });
  expect(told).toEqual([
    'begin 0 0',
    'epoch 0 0',
    'step 0 1 8/20',
    'step 0 2 16/20',
    'step 0 3 20/20',
    'end of epoch 0 3',
    'epoch 1 3',
    'step 1 4 8/20',
    'step 1 5 16/20',
    'step 1 6 20/20',
    'end of epoch 1 6',
    'end 1 6 2',
  ]);
});

test('the events of batches are the same, but for the rows that an epoch has', async () => {
  const { told, callback } = noting();
  const batches = [8, 16, 20].map((end, i) => ({ x: data.x.slice(i * 8, end), y: data.y.slice(i * 8, end) }));
  await fitBatches(make(), batches, { epochs: 2, callbacks: [callback] });
  const whole = noting();
  await make().fit(data, { epochs: 2, callbacks: [whole.callback] });
  expect(told).toEqual(whole.told.map((line) => line.replace('/20', '/undefined')));
});

test('onStep every few steps, counted by the trainer, whatever the slices', () => {
  for (const steps of [1, 2, 5, 100]) {
    const [two, five] = [noting(2), noting(5)];
    const trainer = make();
    trainer.step(data.x, data.y);
    const run = trainer.start(data, { epochs: 4, callbacks: [two.callback, five.callback] });
    while (!run.done) run.advance({ steps });
    const stepsOf = (lines: string[]) =>
      lines.filter((line) => line.startsWith('step')).map((line) => line.split(' ')[2]);
    expect(stepsOf(two.told)).toEqual(['2', '4', '6', '8', '10', '12']);
    expect(stepsOf(five.told)).toEqual(['5', '10']);
  }
});

test('the loss of a step is the trainer’s last', () => {
  const trainer = make();
  const losses: [number, number][] = [];
  const onStep: TrainingCallback['onStep'] = ({ loss }) => void losses.push([loss, trainer.lastLoss.total]);
  trainer.start(data, { epochs: 1, callbacks: [{ onStep }] }).advance({ steps: 9 });
  expect(losses).toHaveLength(3);
  for (const [loss, last] of losses) expect(loss).toBe(last);
});

test('a callback that stops at a step ends the run after the epoch; one that throws ends it there', async () => {
  const trainer = make();
  const stop: TrainingCallback = { onStep: (event) => event.step === 4 && event.stop() };
  const history = await trainer.fit(data, { epochs: 9, callbacks: [stop] });
  expect([history.epochs, history.stopped, trainer.steps]).toEqual([2, true, 6]);
  const throwing: TrainingCallback = {
    onStep({ step }) {
      if (step === 6) throw new Error('no more');
    },
  };
  const [broken, whole] = [make(), make()];
  await expect(broken.fit(data, { epochs: 4, callbacks: [throwing] })).rejects.toThrow('no more');
  expect(await broken.fit(data, { epochs: 4 })).toEqual(await whole.fit(data, { epochs: 4 }));
  expect(broken.network.hash()).toBe(whole.network.hash());
});

test('isBest is by the metric’s own direction', async () => {
  const found: boolean[][] = [];
  const onEpochEnd: TrainingCallback['onEpochEnd'] = (event) =>
    found.push(['loss', 'valLoss', 'brier', 'valBrier'].map((name) => event.isBest(name)));
  const history = await make().fit(data, { epochs: 8, validationData: held, callbacks: [{ onEpochEnd }] });
  const lowest = (values: readonly number[]) => values.map((value, i) => values.slice(0, i).every((v) => v > value));
  expect(found.map(([loss]) => loss)).toEqual(lowest(history.loss));
  expect(found.map(([, , , brier]) => brier)).toEqual(lowest(history.valBrier));
});

describe('checkpoint', () => {
  const run: RunOptions = { epochs: 6, validationData: held };
  const saved = async (options: Omit<CheckpointOptions, 'save'>) => {
    const files: { bytes: Uint8Array; info: CheckpointInfo }[] = [];
    const trainer = make();
    const callbacks = [checkpoint({ ...options, save: (bytes, info) => void files.push({ bytes, info }) })];
    const history = await trainer.fit(data, { ...run, callbacks });
    return { files, history, hash: trainer.network.hash() };
  };

  test.each([{}, { every: 2 }, { every: { steps: 1 } }, { every: { steps: 3 } }, { best: 'valLoss' }])(
    '%o: every file goes on to the same bits',
    async (options) => {
      const { files, history, hash } = await saved(options);
      expect(files.length).toBeGreaterThan(0);
      for (const { bytes, info } of files) {
        const trainer = Trainer.load(bytes);
        expect(trainer.steps).toBe(info.step);
        expect(await trainer.fit(data, run)).toEqual(history);
        expect(trainer.network.hash()).toBe(hash);
      }
    },
  );

  test('when they are made', async () => {
    const epochs = async (options: Omit<CheckpointOptions, 'save'>) =>
      (await saved(options)).files.map(({ info }) => [info.epochs, info.step, info.best]);
    expect(await epochs({ every: 3 })).toEqual([
      [3, 9, false],
      [6, 18, false],
    ]);
    expect(await epochs({ every: { steps: 8 } })).toEqual([
      [2, 8, false],
      [5, 16, false],
    ]);
    const { history } = await saved({});
    const best = history.valLoss.flatMap((value, i) =>
      history.valLoss.slice(0, i).every((before) => before > value) ? [[i + 1, (i + 1) * 3, true]] : [],
    );
    expect(await epochs({ best: 'valLoss' })).toEqual(best);
  });

  test('options that are wrong', async () => {
    expectError(() => checkpoint({ every: 0, save() {} }), 'INVALID_OPTION', /checkpoint: "every"/);
    expectError(() => checkpoint({ every: { steps: 0.5 }, save() {} }), 'INVALID_OPTION', /"every.steps"/);
    expectError(() => checkpoint(wrong({ every: 1 })), 'INVALID_OPTION', /"save" must be a function, got undefined/);
    await expect(saved({ best: 'valAuc' })).rejects.toThrow(
      /nothing named "valAuc" is in the history; there are loss, brier/,
    );
    const everySteps = () => make().start(data, { epochs: 1, callbacks: [{ everySteps: -1 }] });
    expectError(everySteps, 'INVALID_OPTION', /callbacks\[0\]: "everySteps" must be a positive integer, got -1/);
  });
});

test('loggers write the history, line by line', async () => {
  const [csv, jsonl]: string[][] = [[], []];
  const lines = (to: string[] | undefined) => (line: string, number: number) => void (to![number] = line);
  const callbacks = [csvLogger(lines(csv)), jsonlLogger(lines(jsonl))];
  const history = await make().fit(data, { epochs: 3, validationData: held, callbacks });
  const rows = [0, 1, 2].map((i) => [i, history.loss[i], history.valLoss[i], history.brier[i], history.valBrier[i]]);
  expect(csv).toEqual(['epoch,loss,valLoss,brier,valBrier', ...rows.map((row) => row.join(','))]);
  expect(jsonl!.map((line) => Object.values(JSON.parse(line) as object))).toEqual(rows);
});

test('progress goes from 0 to 1, in steps and without knowing how many they are', async () => {
  for (const fit of [
    (callback: TrainingCallback) => make().fit(data, { epochs: 2, callbacks: [callback] }),
    (callback: TrainingCallback) => fitBatches(make(), [data, data], { epochs: 2, callbacks: [callback] }),
  ]) {
    const seen: TrainingProgress[] = [];
    const history = await fit(progress((now) => seen.push(now), { everySteps: 1 }));
    const fractions = seen.map(({ fraction }) => fraction);
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
    expect([fractions[0], fractions.at(-1)]).toEqual([0, 1]);
    expect(seen.at(-1)).toEqual({ epoch: 2, epochs: 2, fraction: 1, remaining: 0, loss: history.loss[1] });
    expect(seen[0]).toEqual({ epoch: 0, epochs: 2, fraction: 0, remaining: undefined, loss: undefined });
    for (const { remaining } of seen.filter(({ fraction }) => fraction > 0))
      expect(remaining).toBeGreaterThanOrEqual(0);
  }
});
