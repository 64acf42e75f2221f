// Layers written by users: gradients, training, files, pools, mistakes.
import { describe, expect, test } from 'vitest';
import {
  type DType,
  Network,
  NetworkPool,
  Trainer,
  type TrainerOptions,
  checkGradients,
  columnGroups,
  defineLayer,
  dense,
  dropout,
  l2,
  residual,
} from '../../src/index.ts';
import { expectError } from '../support/errors.ts';
import { dtypes } from '../support/kernel.ts';
import { wrong } from '../support/mistakes.ts';
import { classesOf, rowsOf } from '../support/networks.ts';
import { expectSame } from '../support/values.ts';

/** y = x·|x|^0 … a scale a column and one for all: y = by·gain ∘ x + x². */
const parabola = defineLayer('parabola', ({ by = 1 }: { readonly by?: number }, inputs) => ({
  outputs: inputs,
  parameters: { gain: { columns: inputs, initial: Array.from({ length: inputs }, () => 1), regularizer: l2(0.01) } },
  forward({ x, y, parameters }) {
    const gain = parameters['gain']!;
    for (let i = 0; i < x.length; i++) y[i] = by * gain[i % inputs]! * x[i]! + x[i]! * x[i]!;
  },
  backward({ x, dy, dx, parameters, gradients }) {
    const gain = parameters['gain']!;
    const dGain = gradients['gain']!.fill(0);
    for (let i = 0; i < x.length; i++) {
      dGain[i % inputs]! += by * dy[i]! * x[i]!;
      dx[i] = dy[i]! * (by * gain[i % inputs]! + 2 * x[i]!);
    }
  },
}));

const [ROWS, INPUTS] = [23, 3];
const x = rowsOf(ROWS, INPUTS);
const y = classesOf(ROWS, 2);
const layers = [
  dense(4, { activation: 'tanh' }),
  parabola({ by: 0.5 }),
  dropout(0.2),
  residual([parabola(), dense(4)]),
  columnGroups([{ columns: 1, layers: [parabola()] }, { columns: 3 }]),
  dense(2, { activation: 'softmax' }),
];
const options: TrainerOptions<'accuracy'> = {
  loss: 'categoricalCrossEntropy',
  optimizer: 'adam',
  metrics: ['accuracy'],
  batchSize: 5,
};
const made = <D extends DType>(dtype: D, seed = 1): Network<D> => new Network({ inputs: INPUTS, layers, dtype, seed });
const custom = { layers: [parabola] };

describe.each(dtypes)('%s', (dtype) => {
  test('its gradients are right', () => {
    const { maxRelativeError, checked } = checkGradients(made(dtype), { loss: 'categoricalCrossEntropy', x, y });
    expect(checked).toBe(made(dtype).parameters.length);
    expect(maxRelativeError).toBeLessThan(dtype === 'float64' ? 1e-6 : 0.1);
  });

  test('a wrong gradient shows', () => {
    const twice = defineLayer('twice', (_, inputs) => ({
      outputs: inputs,
      forward: ({ x, y }) => y.forEach((_, i) => (y[i] = 2 * x[i]!)),
      backward: ({ dy, dx }) => dx.set(dy),
    }));
    const network = new Network({ inputs: INPUTS, layers: [dense(3), twice(), dense(2)], dtype });
    expect(
      checkGradients(network, { loss: 'meanSquaredError', x, y: rowsOf(ROWS, 2) }).maxRelativeError,
    ).toBeGreaterThan(0.4);
  });

  test('runs of epochs, the last batch short, are single steps; and go on from a file', async () => {
    const [whole, stepped] = [made(dtype), made(dtype)].map(
      (network) => new Trainer(network, { ...options, shuffle: false }),
    );
    await whole!.fit({ x, y }, { epochs: 2 });
    for (let first = 0, step = 0; step < 10; step++, first = (step % 5) * 5)
      stepped!.step(x.slice(first, first + 5), y.slice(first, first + 5));
    expect(stepped!.network.hash()).toBe(whole!.network.hash());
    let trainer = new Trainer(made(dtype), options);
    const run = { epochs: 3, validationSplit: 0.2 };
    const other = new Trainer(made(dtype), options);
    const history = await other.fit({ x, y }, run);
    let part = trainer.start({ x, y }, run);
    for (part.advance({ steps: 2 }); !part.done; part.advance({ steps: 2 })) {
      trainer = Trainer.load(trainer.save(), custom) as unknown as typeof trainer;
      part = trainer.start({ x, y }, run);
    }
    expect(part.history).toEqual(history);
    expect(trainer.network.hash()).toBe(other.network.hash());
  });

  test('files, clones and pools have it', () => {
    const network = made(dtype);
    const trainer = new Trainer(network, options);
    trainer.step(x, y);
    for (const copy of [Network.load(network.save(), custom), network.clone(), Network.load(trainer.save(), custom)]) {
      expect(copy.hash()).toBe(network.hash());
      expectSame(copy.predict(x).data, network.predict(x).data);
      expectSame(copy.clone().save(), network.save());
    }
    const pooled = new NetworkPool({ inputs: INPUTS, layers, dtype, trainer: options });
    const [first, second] = [pooled.add({ seed: 1 }), pooled.add({ seed: 2 })];
    second.step(x, y);
    first.step(x, y);
    expectSame(first.predict(x).data, network.predict(x).data);
    expect(first.toNetwork().hash()).toBe(network.hash());
    network.input.set(x[0]!);
    network.run();
    expectSame(network.output, network.predict([x[0]!]).data);
  });

  test('frozen it stays as it is', () => {
    const frozen = layers.map((layer, i) => (i === 1 ? { ...layer, trainable: false } : layer));
    const network = new Network({ inputs: INPUTS, layers: frozen, dtype });
    new Trainer(network, options).step(x, y);
    expect(network.layers[1]!.parameters['gain']!.every((value) => value === 1)).toBe(true);
    expect(Network.load(network.save(), custom).layers[1]!.config.trainable).toBe(false);
    expect(checkGradients(network, { loss: 'categoricalCrossEntropy', x, y }).maxRelativeError).toBeLessThan(
      dtype === 'float64' ? 1e-6 : 0.1,
    );
  });
});

test('what it throws ends the step, and changes nothing', () => {
  let angry = false;
  const moody = defineLayer('moody', (_, inputs) => ({
    outputs: inputs,
    forward({ x, y }) {
      if (angry) throw new Error('no');
      y.set(x);
    },
    backward: ({ dy, dx }) => dx.set(dy),
  }));
  const network = new Network({ inputs: INPUTS, layers: [dense(3), moody(), dense(2)] });
  const trainer = new Trainer(network, { loss: 'meanSquaredError' });
  const data = { x, y: rowsOf(ROWS, 2) };
  trainer.step(data.x, data.y);
  const file = trainer.save();
  angry = true;
  expect(() => trainer.step(data.x, data.y)).toThrow('no');
  expect(trainer.save()).toEqual(file);
  const run = trainer.start(data, { epochs: 1 });
  expect(() => run.advance({ steps: 1 })).toThrow('no');
  expect(run.done).toBe(true);
  angry = false;
  trainer.step(data.x, data.y);
  expect(trainer.steps).toBe(2);
});

test('the listing shows where wasm is left', () => {
  expect(made('float64').listing()).toMatch(/call +name=layers\[1\] parabola/);
});

const build = (change: object) =>
  defineLayer('odd', (_, outputs) => ({ outputs, forward() {}, backward() {}, ...change }) as never)();
const network = (layer: object) => () => new Network({ inputs: 2, layers: [layer as never] });

test.each([
  ['no kind', () => defineLayer(wrong(3), wrong(4)), 'INVALID_OPTION', /defineLayer: needs a kind/],
  [
    'nothing built',
    network(defineLayer('odd', () => undefined as never)()),
    'INVALID_OPTION',
    /layers\[0\] odd: its function/,
  ],
  ['no forward', network(build({ forward: undefined })), 'INVALID_OPTION', /layers\[0\] odd: "forward" must be a fun/],
  ['no width', network(build({ outputs: 0 })), 'INVALID_OPTION', /layers\[0\] odd: "outputs"/],
  ['a bad name', network(build({ parameters: { 'a.b': { columns: 1 } } })), 'INVALID_OPTION', /"a\.b" must be letters/],
  ['no columns', network(build({ parameters: { a: {} } })), 'INVALID_OPTION', /layers\[0\] odd: "a": "columns"/],
  ['too few', network(build({ parameters: { a: { columns: 2, initial: [1] } } })), 'INVALID_SHAPE', /1 initial values/],
  ['a kind unknown', () => Network.load(made('float64').save()), 'INVALID_FILE', /unknown layer kind "parabola"/],
] as const)('%s is an error', (_, action, code, message) => expectError(action, code, message));
