// What the paths for frame loops allocate: nothing, over a hundred thousand calls of the shipped file.
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { dtypes } from '../support/kernel.ts';

const CALLS = 100_000;

/** The young generation holds all that a hundred thousand calls could leave, so that no collection hides it. */
const flags = ['--expose-gc', '--max-semi-space-size=256', '--min-semi-space-size=256', '--input-type=module'];

/** Bytes of heap that each of the calls took, by its name, in a process of its own. */
function bytesOfCalls(dtype: string): Record<string, number> {
  const script = `
    import { Matrix, Network, dense } from ${JSON.stringify(new URL('../../dist/index.js', import.meta.url).href)};
    const layers = [dense(16, { activation: 'relu' }), dense(1, { activation: 'sigmoid' })];
    const network = new Network({ inputs: 8, layers, dtype: '${dtype}' });
    const ArrayType = ${dtype === 'float32' ? 'Float32Array' : 'Float64Array'};
    const x = ArrayType.of(1, 2, 3, 4, 5, 6, 7, 8);
    const [list, matrix, two] = [Array.from(x), new Matrix(x, 1, 8), new ArrayType(16)];
    const [out, outs] = [new ArrayType(1), new ArrayType(2)];
    const calls = {
      view: () => network.predict(x, out),
      list: () => network.predict(list, out),
      matrix: () => network.predict(matrix, out),
      rows: () => network.predict(two, outs),
      run: () => network.run(),
      copy: () => network.predict(x),
    };
    const bytes = {};
    for (const [name, call] of Object.entries(calls)) {
      const loop = () => { for (let i = 0; i < ${CALLS}; i++) call(); };
      loop();
      loop();
      await new Promise((resolve) => setTimeout(resolve, 50));
      gc();
      const before = process.memoryUsage().heapUsed;
      loop();
      bytes[name] = process.memoryUsage().heapUsed - before;
    }
    console.log(JSON.stringify(bytes));
  `;
  const { status, stdout, stderr } = spawnSync(process.execPath, [...flags, '-e', script], { encoding: 'utf8' });
  expect(status, `stderr: ${stderr}`).toBe(0);
  return JSON.parse(stdout) as Record<string, number>;
}

test.each(dtypes)('%s: run and predict(x, out) allocate nothing', (dtype) => {
  const { copy, ...others } = bytesOfCalls(dtype);
  // The least object has twelve bytes; what the engine itself keeps of a loop is far below one a call.
  for (const [name, bytes] of Object.entries(others)) expect(bytes, `bytes of ${name}`).toBeLessThan(CALLS * 4);
  expect(copy).toBeGreaterThan(CALLS * 12);
});
