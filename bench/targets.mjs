// What Layerwise means to reach, beside what it reaches here: the targets and how each is measured, one entry a row.
//   npm run bench:targets -- [words of the rows …]
import { cpus } from 'node:os';
import { measure, nodes, peerResults, percent, range, sizes, times } from './measured.mjs';

const PRODUCTS = ['128,128,128', '256,256,256', '128,784,512', '256,1024,1024', '209,12288,20'];
const SMALL_BATCH = ['32,784,128', '32,1024,1024', '32,64,32'];

/** The shares of the peak of some products, on each Node that is installed. */
function products(shapes, least) {
  return nodes().map(({ name, executable }) => {
    const measured = measure('matmul', [...PRODUCTS, ...SMALL_BATCH], executable);
    const rows = measured
      .filter(({ shape }) => shapes.includes(String(shape)))
      .flatMap(({ dtype, shape, ...by }) =>
        Object.entries(by).map(([product, { share }]) => ({ share, where: `${product} ${dtype} [${shape}]` })),
      );
    const lowest = rows.reduce((a, b) => (b.share < a.share ? b : a));
    const missed = rows.filter(({ share }) => share < least).length;
    const text = `${name}: ${range(rows.map(({ share }) => share))}, lowest ${lowest.where}`;
    return { text: missed > 0 ? `${text}; ${missed} of ${rows.length} below` : text, met: missed === 0 };
  });
}

/** The shares of the peak of whole training steps. */
function steps(names, least) {
  return measure('training', [...names, '--alone']).map(({ name, dtype, share, gflops }) => ({
    text: `${name} ${dtype} ${percent(share)}, ${gflops.toFixed(1)} GFLOP/s`,
    met: share >= least,
  }));
}

/** How many times as fast as peers, from what bench/peers measured; `least` by the entry. */
const against = (chosen, least) =>
  peerResults(chosen).map((entry) => ({
    text: `${entry.task} ${entry.dtype} ${times(entry.ratio)} ${entry.peer}`,
    met: entry.ratio >= least(entry),
  }));

/** The nearest of the JavaScript peers on each task and dtype. */
function nearest() {
  const js = ['tfjs-wasm', 'tfjs-cpu', 'jax-js', 'ml-matrix', 'brain.js', 'synaptic'];
  const best = new Map();
  for (const entry of peerResults(({ peer, kind }) => kind === 'train' && js.includes(peer))) {
    const key = `${entry.task} ${entry.dtype}`;
    if (!best.has(key) || entry.ratio < best.get(key).ratio) best.set(key, entry);
  }
  return [...best].map(([key, { peer, ratio }]) => ({
    text: `${key} ${times(ratio)} ${peer}`,
    met: ratio >= (key === 'wide float32' ? 1.8 : 2),
  }));
}

const SPEEDS = 'a core of a shared machine has more than one speed, the peak another: see docs/performance.md';

const native = ({ peer }) => ['numpy', 'torch'].includes(peer);

/**
 * What, the target in words, and what was measured: texts, each with whether it meets the target. `limit` says what
 * stands in the way if it doesn't.
 */
const targets = [
  {
    what: 'products NN, NT, TN from 128³ on, and of training with 128–256 rows',
    target: '≥ 85 % of the SIMD peak, Node 20–26',
    limit: `the gradient of 20 columns packs all of X for five products a value; ${SPEEDS}`,
    measure: () => products(PRODUCTS, 0.85),
  },
  {
    what: 'products with 32 rows',
    target: '≥ 70 % of the peak',
    limit: SPEEDS,
    measure: () => products(SMALL_BATCH, 0.7),
  },
  {
    what: 'training step of mnist-big (Adam) and wide (momentum)',
    target: '≥ 70 % of the peak',
    measure: () => steps(['mnist-big', 'wide'], 0.7),
  },
  { what: 'training step of cat', target: '≥ 60 % of the peak', measure: () => steps(['cat'], 0.6) },
  {
    what: 'toy against plain JS loops',
    target: '≥ 2×',
    measure: () =>
      measure('training', ['toy']).map(({ dtype, steps, plainSteps }) => ({
        text: `${dtype} ${times(steps / plainSteps)}`,
        met: steps / plainSteps >= 2,
      })),
  },
  {
    what: 'planar and tabular against numpy and PyTorch, one thread',
    target: 'faster; tabular ≥ 2× PyTorch',
    limit: 'in float64 numpy’s tanh is AVX-512’s: a third of our time an element, and two fifths of a step are tanh',
    measure: () =>
      against(
        (entry) => native(entry) && ['planar', 'tabular'].includes(entry.task),
        ({ task, peer }) => (task === 'tabular' && peer === 'torch' ? 2 : 1),
      ),
  },
  {
    what: 'exp, log, tanh, sigmoid, softplus, GELU against a loop over Math',
    target: '≥ 3× in float64, ≥ 8× in float32',
    limit: 'a logarithm is a division and a polynomial in one chain, and Math.log the engine’s fastest function',
    measure: () =>
      measure('functions').map(({ dtype, name, kernel, math }) => ({
        text: `${name} ${dtype} ${times(math / kernel)}`,
        met: math / kernel >= (dtype === 'float64' ? 3 : 8),
      })),
  },
  {
    what: 'training against TensorFlow.js wasm',
    target: '≥ 10×',
    measure: () =>
      against(
        ({ peer, kind }) => peer === 'tfjs-wasm' && kind === 'train',
        () => 10,
      ),
  },
  {
    what: 'training against the best of the JavaScript peers',
    target: '≥ 2× (wide in float32 ≥ 1.8×)',
    measure: nearest,
    limit:
      'a step of one row in six layers of three or four units is the cost of its records, not arithmetic; synaptic compiles such a network to one straight function',
  },
  {
    what: 'training against native numpy and PyTorch, one thread, AVX-512',
    target: 'mnist-small at least level; the others stated',
    limit: 'OpenBLAS multiplies with AVX-512: four times the lanes of 128-bit SIMD, and multiply and add fused',
    measure: () =>
      against(
        (entry) => native(entry) && ['mnist-small', 'mnist-big', 'cat', 'wide'].includes(entry.task),
        ({ task }) => (task === 'mnist-small' ? 1 : 0),
      ),
  },
  {
    what: 'one prediction of [784,128,10] against a read of its weights',
    target: '≤ 1.3×',
    limit: SPEEDS,
    measure: () =>
      measure('prediction')
        .filter(({ name }) => name.startsWith('mnist'))
        .map(({ dtype, ofRead }) => ({ text: `${dtype} ${times(ofRead)}`, met: ofRead <= 1.3 })),
  },
  {
    what: 'one prediction of [784,128,10] against peers',
    target: '≥ 1.5× onnxruntime-web; ahead of numpy and onnxruntime-node',
    measure: () =>
      against(
        ({ task, peer }) => task === 'predict one' && ['onnxruntime-web', 'onnxruntime-node', 'numpy'].includes(peer),
        ({ peer }) => (peer === 'onnxruntime-web' ? 1.5 : 1),
      ),
  },
  {
    what: 'one prediction of [8,16,1]',
    target: '< 0.5 µs',
    measure: () =>
      measure('prediction')
        .filter(({ name }) => name.startsWith('small'))
        .map(({ dtype, run }) => ({ text: `${dtype} ${run.toFixed(2)} µs`, met: run < 0.5 })),
  },
  {
    what: 'run() and predict(x, out), 10⁵ calls',
    target: 'no allocation',
    measure: () =>
      measure('allocation').map(({ dtype, copy, ...bytes }) => {
        const most = Math.max(...Object.values(bytes));
        return {
          text: `${dtype} ${most.toFixed(2)} bytes a call at most, a call that copies ${copy.toFixed(0)}`,
          met: most < 4,
        };
      }),
  },
  {
    what: '1000 predictions of [784,128,10] at once',
    target: '≥ 70 % of the peak',
    limit: SPEEDS,
    measure: () =>
      measure('prediction')
        .filter(({ name }) => name.startsWith('mnist'))
        .map(({ dtype, share }) => ({ text: `${dtype} ${percent(share)}`, met: share >= 0.7 })),
  },
  {
    what: '1000 predictions at once against TensorFlow.js wasm',
    target: 'ahead',
    measure: () =>
      against(
        ({ task, peer }) => task === 'predict 1000' && peer === 'tfjs-wasm',
        () => 1,
      ),
  },
  {
    what: '2 threads on 2 cores',
    target: '≥ 1.8× on mnist-big and wide, never slower than one',
    limit: SPEEDS,
    measure: () =>
      measure('threads').map(({ name, dtype, ratio }) => ({
        text: `${name} ${dtype} ${times(ratio)}`,
        met: ratio >= (['mnist-big', 'wide'].includes(name) ? 1.8 : 0.97),
      })),
  },
  {
    what: 'cold start: import, network, first prediction',
    target: '< 15 ms beyond bare Node',
    measure: () =>
      measure('footprint').map(({ entry, bare, started }) => ({
        text: `${entry} ${(started - bare).toFixed(1)} ms, bare Node ${bare.toFixed(0)}`,
        met: started - bare < 15,
      })),
    limit: 'half of it is the engine’s parsing of the bundle',
  },
  {
    what: 'bytes, gzip',
    target: 'train and predict ≤ 45 KB, predict-only ≤ 15 KB',
    measure: () =>
      Object.entries({ 'train and predict': 45, 'train and predict, core': 45, 'dist/predict/index.js': 15 }).map(
        ([name, most]) => {
          const kilobytes = sizes().get(name) / 1024;
          return { text: `${name} ${kilobytes.toFixed(1)} KB`, met: kilobytes <= most };
        },
      ),
    limit: 'a file names its layers, losses, optimizers and metrics, so what reads files holds all of them',
  },
];

const words = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const dates = [...new Set(peerResults(() => true).map(({ date }) => date))];
const peers = dates.length > 0 ? `measured ${dates.join(', ')}` : 'not measured yet: node bench/peers/index.mjs';
console.log(`${cpus()[0].model.trim()}, ${cpus().length} cores; node ${process.version}; peers ${peers}\n`);
console.log('| what | target | measured | |\n| --- | --- | --- | --- |');
for (const { what, target, measure, limit } of targets) {
  if (words.length > 0 && !words.some((word) => what.includes(word))) continue;
  const parts = measure();
  const missed = parts.some(({ met }) => !met);
  const state = parts.length === 0 ? 'not measured' : missed ? `missed${limit ? `: ${limit}` : ''}` : 'met';
  const text = parts.map(({ text, met }) => (met ? text : `**${text}**`)).join('; ');
  console.log(`| ${what} | ${target} | ${text} | ${state} |`);
}
