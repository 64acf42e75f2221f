// The command among other processes: pipes that close, and a kill while a file is written.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { join } from 'node:path';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Network } from '../../src/index.ts';
import { CommandBench, pointsCsv } from '../support/command.ts';

let bench: CommandBench;
beforeAll(() => {
  bench = new CommandBench();
  bench.write('points.csv', pointsCsv(['a', 'b']));
  bench.run('train', 'points.csv', '--target', 'class', '--layers', '4', '--epochs', '1', '--out', 'small.safetensors');
}, 120_000);

afterAll(() => bench.remove());

test('whoever reads the output may stop early', () => {
  bench.write('many.csv', `x,y\n${'1.5,2.5\n'.repeat(100_000)}`);
  const { status, stdout, stderr } = bench.shell('$layerwise predict small.safetensors many.csv | head -n 2');
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^prediction,probability_a,probability_b\n[ab],\S+\n$/);
});

test('what goes wrong in a pipe is seen by its exit code', () => {
  const { status, stdout } = bench.shell(
    'cat nowhere.csv 2> error | $layerwise predict small.safetensors - 2>> error; echo $?',
  );
  expect(status).toBe(0);
  expect(stdout).toBe('1\n');
  expect(readFileSync(join(bench.folder, 'error'), 'utf8')).toContain('layerwise: standard input: the file is empty');
});

test('a row that comes through a pipe is predicted before the next one comes', async () => {
  bench.write('points.csv', pointsCsv(['a', 'b']));
  bench.run('train', 'points.csv', '--target', 'class', '--epochs', '1', '--out', 'table.safetensors');
  const child = bench.open('predict', 'table.safetensors', '-', '--json');
  const lines: string[] = [];
  child.stdout.setEncoding('utf8').on('data', (text: string) => lines.push(...text.trimEnd().split('\n')));
  for (const sent of [1, 2, 3]) {
    child.stdin.write(`{"x":${sent},"y":2}\n`);
    while (lines.length < sent) await once(child.stdout, 'data');
    expect(Object.keys(JSON.parse(lines[sent - 1]!))).toEqual(['class', 'probability', 'probabilities']);
  }
  child.stdin.end('{"x":4}\n');
  const [status] = (await once(child, 'exit')) as [number];
  expect([status, lines.length]).toEqual([1, 3]);
}, 60_000);

test.skipIf(!existsSync('/dev/full'))('a full disk behind standard output is told in a line', () => {
  for (const command of [
    'predict small.safetensors points.csv',
    'export small.safetensors --to js',
    'inspect small.safetensors',
  ]) {
    const { status, stderr } = bench.shell(`$layerwise ${command} > /dev/full`);
    expect([status, stderr]).toEqual([1, 'layerwise: cannot write standard output: the disk is full\n']);
  }
});

test('killed while it writes the model, the old file is there or the new one', async () => {
  const path = join(bench.folder, 'model.safetensors');
  const temporary = () => readdirSync(bench.folder).some((name) => /^\.model\.safetensors\..*\.tmp$/.test(name));
  const train = ['train', 'points.csv', '--target', 'class', '--layers', '1000,1000', '--epochs', '1', '--out'];
  bench.run(...train, 'model.safetensors', '--seed', '1');
  bench.run(...train, 'new.safetensors', '--seed', '2');
  const old = readFileSync(path);
  const whole = readFileSync(join(bench.folder, 'new.safetensors'));
  const child = bench.start(...train, 'model.safetensors', '--seed', '2');
  const exit = once(child, 'exit');
  while (!temporary() && child.exitCode === null) await setImmediate();
  child.kill('SIGKILL');
  await exit;
  expect(existsSync(path)).toBe(true);
  const found = readFileSync(path);
  expect(found.equals(old) || found.equals(whole)).toBe(true);
  expect(Network.load(found).classes).toEqual(['a', 'b']);
});
