// What the paths for frame loops allocate: nothing, over a hundred thousand calls of the shipped file.
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { dtypes } from '../support/kernel.ts';

const benchmark = new URL('../../bench/allocation.mjs', import.meta.url);

test('run and predict(x, out) allocate nothing', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [benchmark.pathname, '--json'], { encoding: 'utf8' });
  expect(status, `stderr: ${stderr}`).toBe(0);
  const measured = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { dtype: string; copy: number } & Record<string, number>);
  expect(measured.map(({ dtype }) => dtype)).toEqual(dtypes);
  for (const { dtype, copy, ...others } of measured) {
    // The least object has twelve bytes; what the engine itself keeps of a loop is far below one a call.
    for (const [name, bytes] of Object.entries(others)) expect(bytes, `bytes of ${name}, ${dtype}`).toBeLessThan(4);
    expect(copy).toBeGreaterThan(12);
  }
});
