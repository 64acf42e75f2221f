// Bytes of heap that a call of the paths for frame loops takes, over a hundred thousand calls of each.
//   node bench/allocation.mjs [--json]
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Matrix, Network, dense } from 'layerwise';
import { printer } from './support.mjs';

const CALLS = 100_000;

/** The young generation holds all that a hundred thousand calls could leave, so that no collection hides it. */
const flags = ['--expose-gc', '--max-semi-space-size=256', '--min-semi-space-size=256'];

/** Bytes of a call by its name; `copy` is beside them to show that something would be seen. */
async function bytesOfCalls(dtype) {
  const layers = [dense(16, { activation: 'relu' }), dense(1, { activation: 'sigmoid' })];
  const network = new Network({ inputs: 8, layers, dtype });
  const ArrayType = dtype === 'float32' ? Float32Array : Float64Array;
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
    const loop = () => {
      for (let i = 0; i < CALLS; i++) call();
    };
    loop();
    loop();
    await new Promise((resolve) => setTimeout(resolve, 50));
    globalThis.gc();
    const before = process.memoryUsage().heapUsed;
    loop();
    bytes[name] = (process.memoryUsage().heapUsed - before) / CALLS;
  }
  return bytes;
}

if (globalThis.gc === undefined) {
  // In a process of its own, which has the flags.
  const { status } = spawnSync(process.execPath, [...flags, fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  process.exitCode = status;
} else {
  const print = printer('dtype    bytes a call', ({ dtype, ...bytes }) => {
    const texts = Object.entries(bytes).map(([name, number]) => `${name} ${number.toFixed(2)}`);
    return `${dtype}  ${texts.join(', ')}`;
  });
  for (const dtype of ['float64', 'float32']) print({ dtype, ...(await bytesOfCalls(dtype)) });
}
