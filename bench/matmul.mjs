// GFLOP/s of the three matrix products, and their share of the SIMD multiply-add peak measured in between.
// node bench/matmul.mjs [float64|float32] [m,k,n …] [--json]
import { TRIES, importSource, median, peakOfMachine, printer, repetitions, warmUp } from './support.mjs';

const { KernelBench } = await importSource('test/support/kernel.ts');
const { writeRecord } = await importSource('src/program/records.ts');
const { RECORD_BYTES } = await importSource('assembly/opcodes.ts');
const { matmulScratchBytes } = await importSource('src/program/scratch.ts');
const peak = await peakOfMachine();

const ROUNDS = 21;
const MILLISECONDS = 2;
const cubes = [64, 128, 256, 512, 1024].map((size) => [size, size, size]);
const layers = [
  [128, 784, 512],
  [32, 784, 128],
  [256, 1024, 1024],
  [209, 12288, 20],
];

const chosen = process.argv.slice(2);
const dtypes = ['float64', 'float32'].filter(
  (dtype) => !chosen.some((word) => word.startsWith('float')) || chosen.includes(dtype),
);
const shapes = chosen.filter((word) => word.includes(',')).map((word) => word.split(',').map(Number));

/** The three products of a layer: the result, and the factors of its element [row, column] in the order of the sum. */
const products = {
  NN: {
    op: 'Matmul',
    fields: ({ x, w, y }) => ({ x, w, z: y }),
    result: 'y',
    element: ({ x, w }, { k, n }, at) => {
      const [row, column] = [Math.floor(at / n), at % n];
      return { length: k, factors: (q) => x[row * k + q] * w[q * n + column] };
    },
  },
  NT: {
    op: 'MatmulInputGradient',
    fields: ({ x, w, y }) => ({ dz: y, w, dx: x }),
    result: 'x',
    element: ({ w, y }, { k, n }, at) => {
      const [row, column] = [Math.floor(at / k), at % k];
      return { length: n, factors: (q) => y[row * n + q] * w[column * n + q] };
    },
  },
  TN: {
    op: 'MatmulWeightsGradient',
    fields: ({ x, w, y }) => ({ x, dz: y, dw: w }),
    result: 'w',
    element: ({ x, y }, { m, k, n }, at) => {
      const [row, column] = [Math.floor(at / n), at % n];
      return { length: m, factors: (q) => x[q * k + row] * y[q * n + column] };
    },
  },
};

/** Throws unless a thousand elements of the result equal the plain loop. */
function verify(product, dtype, operands, sizes) {
  const round = dtype === 'float32' ? Math.fround : (value) => value;
  const values = Object.fromEntries(Object.entries(operands).map(([name, operand]) => [name, operand.values]));
  const result = values[product.result];
  const stride = Math.max(1, Math.floor(result.length / 1000));
  for (let at = 0; at < result.length; at += stride) {
    const { length, factors } = product.element(values, sizes, at);
    let sum = 0;
    for (let q = 0; q < length; q++) sum = round(sum + round(factors(q)));
    if (sum !== result[at])
      throw new Error(`${product.op} ${JSON.stringify(sizes)}: element ${at} is ${result[at]}, not ${sum}`);
  }
}

const headings = Object.keys(products).map((name) => `${name} GFLOP/s  of peak`);
const print = printer(`dtype    [m, k, n]           ${headings.join('   ')}`, ({ dtype, shape, ...measured }) => {
  const columns = Object.values(measured).map(
    ({ gflops, share }) => `${gflops.toFixed(1).padStart(10)} ${(100 * share).toFixed(0).padStart(8)} %`,
  );
  return `${dtype}  ${JSON.stringify(shape).padEnd(18)} ${columns.join('   ')}`;
});
for (const dtype of dtypes) {
  for (const [m, k, n] of shapes.length > 0 ? shapes : [...cubes, ...layers]) {
    const bench = new KernelBench(dtype);
    const random = (length) => bench.tensor(Float64Array.from({ length }, () => Math.random() - 0.5));
    const record = bench.reserve(RECORD_BYTES).address;
    const scratch = bench.reserve(matmulScratchBytes(m, k, n, bench.engine.elementBytes));
    const columns = Object.entries(products).map(([name, product]) => {
      const operands = { x: random(m * k), w: random(k * n), y: random(m * n) };
      const fields = { ...product.fields(operands), k, n, scratch };
      const { engine } = bench;
      writeRecord(product.op, fields, engine.words(record, RECORD_BYTES / 4), engine.scalars(record, RECORD_BYTES / 8));
      const run = (times) => engine.run(record, 1, m, times);
      run(1);
      verify(product, dtype, operands, { m, k, n });
      warmUp(run);
      const count = repetitions(run, MILLISECONDS);
      const rates = [];
      const shares = [];
      for (let round = 0; round < ROUNDS; round++) {
        const limit = peak(dtype);
        const tries = Array.from({ length: TRIES }, () => {
          const start = performance.now();
          run(count);
          return performance.now() - start;
        });
        rates.push((2 * m * k * n * count) / Math.min(...tries) / 1e6);
        shares.push(rates.at(-1) / limit);
      }
      return [name, { gflops: median(rates), share: median(shares) }];
    });
    print({ dtype, shape: [m, k, n], ...Object.fromEntries(columns) });
  }
}
