// `layerwise verify`: the training of a model's file, made again.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Network, dense } from '../../src/index.ts';
import { CommandBench, pointsCsv } from '../support/command.ts';

let bench: CommandBench;

beforeAll(() => {
  bench = new CommandBench();
  bench.write('points.csv', pointsCsv(['a', 'b']));
  bench.write('line.csv', `x,price\n${Array.from({ length: 40 }, (_, i) => `${i / 2},${3 * i + 0.5}`).join('\n')}\n`);
}, 120_000);

afterAll(() => bench.remove());

const trained = (file: string, target: string, ...options: string[]) => {
  const { status, stderr } = bench.run('train', file, '--target', target, '--epochs', '6', '--layers', '5', ...options);
  expect([status, stderr]).toEqual([0, '']);
};

const cases: [what: string, file: string, target: string, options: string[]][] = [
  ['classes', 'points.csv', 'class', []],
  ['early stopping, float32', 'points.csv', 'class', ['--patience', '2', '--dtype', 'float32', '--optimizer', 'sgd']],
  ['a regression', 'line.csv', 'price', ['--seed', '3', '--l2', '0.01']],
  ['a regression on all rows, float32', 'line.csv', 'price', ['--test-share', '0', '--dtype', 'float32']],
];

test.each(cases)('what was trained agrees: %s', (_, file, target, options) => {
  trained(file, target, ...options);
  const { status, stdout, stderr } = bench.run('verify', 'model.safetensors', file);
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^agrees +table$/m);
  expect(stdout).toMatch(/^agrees +parameters after epoch 1$/m);
  expect(stdout).toMatch(/^agrees +file$/m);
  expect(stdout).not.toContain('DIFFERS');
  expect(stdout).toMatch(/gives this file, bit for bit\.\n$/);
});

test('the same numbers in other letters are the same table', () => {
  trained('line.csv', 'price');
  const text = readFileSync(join(bench.folder, 'line.csv'), 'utf8');
  bench.write('written.csv', text.replaceAll('\n', '\r\n').replace('\r\n1,', '\r\n1.00,'));
  expect(bench.run('verify', 'model.safetensors', 'written.csv').status).toBe(0);
});

test('one changed cell is told, of a row held out too', () => {
  trained('line.csv', 'price', '--test-share', '0.5');
  const lines = readFileSync(join(bench.folder, 'line.csv'), 'utf8').trimEnd().split('\n');
  for (const row of [1, 2, 3, 4, 5, 6, 7, 8]) {
    const changed = lines.map((line, index) => (index === row ? line.replace(/\.5$/, '.50000001') : line));
    bench.write('changed.csv', changed.join('\n'));
    const { status, stdout } = bench.run('verify', 'model.safetensors', 'changed.csv');
    expect(status).toBe(1);
    expect(stdout).toMatch(/^DIFFERS +table: [0-9a-f]{64} by the card, [0-9a-f]{64} here$/m);
    expect(stdout).toContain('The bits do not agree.');
  }
});

test('changed parameters are told, and a damaged file is refused', () => {
  trained('points.csv', 'class');
  const bytes = readFileSync(join(bench.folder, 'model.safetensors'));
  const network = Network.load(bytes);
  network.parameters[4]! *= 1 + 2 ** -50;
  bench.write('changed.safetensors', network.save({ card: network.card! }));
  const changed = bench.run('verify', 'changed.safetensors', 'points.csv');
  expect([changed.status, changed.stderr]).toEqual([1, '']);
  expect(changed.stdout).toMatch(/^agrees +parameters at the end$/m);
  expect(changed.stdout).toMatch(/^DIFFERS +file: \d+ bytes by the card, byte \d+ differs here$/m);

  const text = bytes.toString('latin1').replace('\\"batchSize\\":32', '\\"batchSize\\":33');
  bench.write('damaged.safetensors', Buffer.from(text, 'latin1'));
  const damaged = bench.run('verify', 'damaged.safetensors', 'points.csv');
  expect([damaged.status, damaged.stdout]).toEqual([1, '']);
  expect(damaged.stderr).toMatch(/^layerwise: cannot read damaged\.safetensors as a model: .* sealed\n$/);
});

test('a model of the library without a card cannot be verified', () => {
  bench.write('plain.safetensors', new Network({ inputs: 1, layers: [dense(1)] }).save());
  const { status, stderr } = bench.run('verify', 'plain.safetensors', 'line.csv');
  expect([status, stderr]).toEqual([
    1,
    'layerwise: plain.safetensors: the file does not say how it was trained; "layerwise train" writes models that do\n',
  ]);
});
