// State dicts from PyTorch (make.py) and for it (read_state.py).
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { exportStateDict, loadStateDict } from '../../src/exchange/index.ts';
import {
  type DType,
  Network,
  Trainer,
  activation,
  batchNormalization,
  dense,
  dropout,
  layerNormalization,
} from '../../src/index.ts';
import { decodeSafetensors, encodeSafetensors } from '../../src/io/safetensors.ts';
import { activationNames } from '../../src/layers/activations.ts';
import { layerKinds } from '../../src/layers/layers.ts';
import { expectError } from '../support/errors.ts';
import { dtypes } from '../support/kernel.ts';
import { categoriesOf, networkWith } from '../support/layers.ts';
import { classesOf, rowsOf } from '../support/networks.ts';
import { expectSame } from '../support/values.ts';

const fixtures = new URL('fixtures/', import.meta.url);
const predictions = JSON.parse(readFileSync(new URL('predictions.json', fixtures), 'utf8')) as Record<
  string,
  { x: number[][]; y: number[][] }
>;
const stateOf = (name: string) => new Uint8Array(readFileSync(new URL(`${name}.state.safetensors`, fixtures)));

/** The same networks in the library. */
const networks: Readonly<Record<string, () => Network<DType>>> = {
  'batch-norm': () =>
    new Network<DType>({
      inputs: 3,
      layers: [dense(6), batchNormalization(), activation('relu'), batchNormalization(), dense(2)],
      dtype: 'float32',
    }),
  'layer-norm': () =>
    new Network<DType>({
      inputs: 3,
      layers: [dense(6), layerNormalization(), activation('gelu'), layerNormalization({ epsilon: 1e-3 }), dense(2)],
      dtype: 'float32',
    }),
  float64: () => new Network<DType>({ inputs: 3, layers: [dense(6, { activation: 'tanh' }), dense(2)] }),
};

function expectNear(actual: ArrayLike<number>, expected: readonly number[], tolerance: number): void {
  expect(actual.length).toBe(expected.length);
  Array.from(actual).forEach((value, i) => {
    expect(Math.abs(value - expected[i]!) / Math.max(1, Math.abs(expected[i]!)), `output ${i}`).toBeLessThan(tolerance);
  });
}

test.each(Object.keys(networks))('PyTorch’s %s', (name) => {
  const network = networks[name]!();
  loadStateDict(network, stateOf(name));
  const { x, y } = predictions[name]!;
  expectNear(network.predict(x).data, y.flat(), name === 'float64' ? 1e-14 : 1e-6);
});

test('modules with names of their own', () => {
  const { tensors } = decodeSafetensors(stateOf('float64'));
  const named = [...tensors].map(([name, tensor]) => ({
    ...tensor,
    name: name.replace(/^0\./, 'encoder.fc.').replace(/^2\./, 'head.'),
  }));
  const network = networks['float64']!();
  loadStateDict(network, encodeSafetensors(named), { modules: ['encoder.fc', 'head'] });
  const { x, y } = predictions['float64']!;
  expectNear(network.predict(x).data, y.flat(), 1e-14);
});

describe.each(dtypes)('%s', (dtype) => {
  test.each(layerKinds)('a state dict holds all of %s', (kind) => {
    const network = networkWith(kind, dtype);
    const trainer = new Trainer(network, { loss: 'categoricalCrossEntropy' });
    for (let step = 0; step < 3; step++) trainer.step(categoriesOf(9), classesOf(9, 2));
    const other = networkWith(kind, dtype, 8);
    loadStateDict(other as Network<DType>, exportStateDict(network));
    expectSame(other.predict(categoriesOf(20)).data, network.predict(categoriesOf(20)).data);
  });
});

describe('what does not fit', () => {
  const network = networks['float64']!();
  const bytes = exportStateDict(network);
  const altered = (change: (name: string) => string) => {
    const tensors = [...decodeSafetensors(bytes).tensors].map(([name, tensor]) => ({ ...tensor, name: change(name) }));
    return encodeSafetensors(tensors);
  };
  test.each([
    [
      'another name',
      altered((name) => name.replace('2.', 'head.')),
      /^state dict: there is no "2\.weight".* it has "head\.bias"/,
    ],
    ['a tensor too many', exportStateDict(networks['batch-norm']!()), /no place for|there is no/],
    ['bytes that are none', bytes.subarray(0, 100), /^safetensors: /],
  ])('%s', (_, given, message) => {
    const before = network.hash();
    expectError(() => loadStateDict(network, given), 'INVALID_FILE', message);
    expect(network.hash()).toBe(before);
  });

  test('another shape', () => {
    const wider = new Network<DType>({ inputs: 3, layers: [dense(7, { activation: 'tanh' }), dense(2)] });
    const message = 'state dict: "0.weight" is [6 × 3], layers[0] dense needs [7 × 3]';
    expectError(() => loadStateDict(wider, bytes), 'INVALID_FILE', message);
  });

  test('another number of names', () => {
    const message = /"modules" has 1 names, there are 2 layers with parameters: layers\[0\] dense, layers\[1\] dense/;
    expectError(() => loadStateDict(network, bytes, { modules: ['fc'] }), 'INVALID_OPTION', message);
  });
});

const python = process.env['PYTHON'] ?? '/usr/bin/python3';
const hasTorch = spawnSync(python, ['-c', 'import torch, numpy']).status === 0;
if (!hasTorch) console.warn(`${python} has no torch: what PyTorch makes of state dicts is not tested`);

describe.runIf(hasTorch)('PyTorch', () => {
  const folder = mkdtempSync(join(tmpdir(), 'layerwise-torch-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  /** torch.nn has no smoothClip. */
  const layers = [
    dense(6, { bias: false }),
    batchNormalization({ epsilon: 1e-3 }),
    dropout(0.5),
    ...activationNames
      .filter((name) => name !== 'smoothClip')
      .flatMap((name) => [dense(5, { activation: name }), layerNormalization({ epsilon: 1e-3 })]),
    activation('tanh'),
    dense(2),
  ];
  test.each(dtypes)('predicts what the library predicts, %s', (dtype) => {
    const network = new Network<DType>({ inputs: 3, layers, dtype, seed: 4 });
    const path = join(folder, `${dtype}.safetensors`);
    writeFileSync(path, exportStateDict(network));
    const x = rowsOf(20, 3);
    const script = new URL('read_state.py', import.meta.url).pathname;
    const { stdout, stderr } = spawnSync(python, [script, path], { input: JSON.stringify(x), encoding: 'utf8' });
    expect(stderr).toBe('');
    const y = JSON.parse(stdout) as number[][];
    expectNear(network.predict(x).data, y.flat(), dtype === 'float64' ? 1e-12 : 1e-5);
  });
});
