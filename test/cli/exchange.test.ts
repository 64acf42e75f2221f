// `layerwise export` and `import`.
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exportOnnx, exportStateDict } from '../../src/exchange/index.ts';
import { Network } from '../../src/index.ts';
import { CommandBench } from '../support/command.ts';
import { binaryNetwork, rowsOf } from '../support/networks.ts';
import { expectSame } from '../support/values.ts';

let bench: CommandBench;
const network = binaryNetwork('float64');
const x = rowsOf(10, 3);

beforeAll(() => {
  bench = new CommandBench();
  bench.write('model.safetensors', network.save());
}, 120_000);
afterAll(() => bench.remove());

const path = (name: string) => join(bench.folder, name);
const read = (name: string) => new Uint8Array(readFileSync(path(name)));
const nothing = { status: 0, stdout: '', stderr: '' };

test('a module, to a file and to standard output', async () => {
  expect(bench.run('export', 'model.safetensors', '--to', 'js', '--out', 'model.mjs')).toEqual(nothing);
  const { predict } = (await import(pathToFileURL(path('model.mjs')).href)) as { predict(x: number[][]): number[][] };
  expectSame(predict(x).flat(), network.predict(x).data);
  expect(bench.run('export', 'model.safetensors', '--to', 'js').stdout).toBe(readFileSync(path('model.mjs'), 'utf8'));
});

test('ONNX and state dicts', () => {
  expect(bench.run('export', 'model.safetensors', '--to', 'onnx', '--out', 'model.onnx')).toEqual(nothing);
  expectSame(read('model.onnx'), exportOnnx(network));
  bench.run('export', 'model.safetensors', '--to', 'onnx', '--dtype', 'float64', '--out', 'model.onnx');
  expectSame(read('model.onnx'), exportOnnx(network, { dtype: 'float64' }));
  expect(bench.run('export', 'model.safetensors', '--to', 'state-dict', '--out', 'state.safetensors')).toEqual(nothing);
  expectSame(read('state.safetensors'), exportStateDict(network));
});

test('a model goes to ONNX and back', () => {
  bench.run('export', 'model.safetensors', '--to', 'onnx', '--dtype', 'float64', '--out', 'model.onnx');
  const { stdout, stderr, status } = bench.run('import', 'model.onnx', '--out', 'back.safetensors');
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  expect(stdout).toContain('back.safetensors: from 3 to 1 columns, float64');
  expectSame(Network.load(read('back.safetensors')).predict(x).data, network.predict(x).data);
});

test('standard input', () => {
  const command = (...args: string[]) =>
    spawnSync(process.execPath, [resolve('dist/cli/main.js'), ...args], { cwd: bench.folder, input: network.save() });
  const { stdout, status } = command('export', '-', '--to', 'onnx');
  expect(status).toBe(0);
  expectSame(new Uint8Array(stdout), exportOnnx(network));
});

test.each([
  [
    'no model',
    ['export', 'nothing.safetensors', '--to', 'js'],
    1,
    /cannot read nothing\.safetensors: there is no such file/,
  ],
  ['no format', ['export', 'model.safetensors'], 2, /--to/],
  ['an unknown format', ['export', 'model.safetensors', '--to', 'keras'], 2, /js, onnx, state-dict/],
  [
    'a type for a module',
    ['export', 'model.safetensors', '--to', 'js', '--dtype', 'float32'],
    2,
    /--dtype is for --to onnx/,
  ],
  [
    'the model itself as output',
    ['export', 'model.safetensors', '--to', 'js', '--out', 'model.safetensors'],
    1,
    /it is the input/,
  ],
  [
    'what is no ONNX',
    ['import', 'model.safetensors', '--out', 'x.safetensors'],
    1,
    /^layerwise: cannot read model\.safetensors: ONNX model: .*\n$/,
  ],
])('%s', (_, args, status, message) => {
  const before = bench.files();
  const result = bench.run(...args);
  expect(result.status).toBe(status);
  expect(result.stderr).toMatch(message);
  expect(result.stdout).toBe('');
  expect(bench.files()).toEqual(before);
});

test('a model with LogSoftmax', () => {
  writeFileSync(path('log.onnx'), readFileSync('test/exchange/fixtures/log-softmax.onnx'));
  const refused = bench.run('import', 'log.onnx', '--out', 'log.safetensors');
  expect(refused.status).toBe(1);
  expect(refused.stderr).toMatch(/\(LogSoftmax\): there is no layer for it/);
  expect(bench.run('import', 'log.onnx', '--probabilities', '--out', 'log.safetensors').status).toBe(0);
  expect(Network.load(read('log.safetensors')).layers.at(-1)!.config).toMatchObject({
    activation: { name: 'softmax' },
  });
});

test('help teaches', () => {
  for (const command of ['export', 'import']) {
    const { stdout, status } = bench.run(command, '--help');
    expect(status).toBe(0);
    expect(stdout).toContain('Examples:');
    expect(stdout).toContain(`layerwise ${command} `);
  }
});
