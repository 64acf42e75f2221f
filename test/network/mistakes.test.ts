// Mistakes in making and using a network.
import { describe } from 'vitest';
import { Network, activation, dense, dropout, l2, normal, normalization, uniform } from '../../src/index.ts';
import { type BadCall, testBadCalls, wrong } from '../support/mistakes.ts';
import { binaryNetwork, labelsOf, rowsOf } from '../support/networks.ts';

const x = rowsOf(4, 3);
const y = labelsOf(4);
const loss = 'binaryCrossEntropy';
const network = binaryNetwork('float64');
const make = (layer: unknown) => () => new Network({ inputs: 3, layers: [dense(2), wrong(layer)] });

const rows: readonly BadCall[] = [
  [
    'ragged rows',
    () =>
      network.predict([
        [1, 2, 3],
        [1, 2],
      ]),
    'INVALID_SHAPE',
    /x: row 1 has 2 columns.*3/,
  ],
  ['no rows', () => network.predict([]), 'INVALID_SHAPE', /x has no rows/],
  ['empty rows', () => network.predict([[], []]), 'INVALID_SHAPE', /x: row 0 has 0 columns/],
  ['too few columns', () => network.predict([[1, 2]]), 'INVALID_SHAPE', /x: row 0 has 2 columns, the network takes 3/],
  [
    'a flat array of another length',
    () => network.predict([1, 2, 3, 4]),
    'INVALID_SHAPE',
    /x has 4 values, not a multiple of the 3/,
  ],
  [
    'NaN',
    () =>
      network.predict([
        [1, 2, 3],
        [1, NaN, 3],
      ]),
    'NON_FINITE',
    /x: row 1, column 1 is NaN/,
  ],
  ['−Infinity', () => network.forward([[1, 2, -Infinity]]), 'NON_FINITE', /x: row 0, column 2 is -Infinity/],
  [
    'a string among numbers',
    () => network.predict(wrong([[1, '2', 3]])),
    'INVALID_VALUE',
    /row 0, column 1 is the string "2"/,
  ],
  [
    'a hole',
    () => network.predict(wrong([Object.assign([1], { 2: 3 })])),
    'INVALID_VALUE',
    /row 0, column 1 is missing/,
  ],
  ['null', () => network.predict(wrong(null)), 'INVALID_VALUE', /x must be rows of numbers.*null/],
  ['rows without a length', () => network.predict(wrong([[1, 2, 3], 4])), 'INVALID_VALUE', /x: row 1/],
  [
    'a matrix that lies',
    () => network.predict({ data: [1, 2, 3], rows: 2, columns: 3 }),
    'INVALID_SHAPE',
    /2 rows × 3 columns/,
  ],
];

const networks: readonly BadCall[] = [
  ['no options', () => new Network(wrong(undefined)), 'INVALID_OPTION', /^network: options/],
  [
    'an unknown option',
    () => new Network(wrong({ inputs: 3, layer: [] })),
    'INVALID_OPTION',
    /"layer"; did you mean "layers"/,
  ],
  [
    'inputs 0',
    () => new Network({ inputs: 0, layers: [dense(1)] }),
    'INVALID_OPTION',
    /"inputs" must be a positive integer, got 0/,
  ],
  ['no layers', () => new Network({ inputs: 3, layers: [] }), 'INVALID_OPTION', /"layers" must hold at least one/],
  [
    'layers that are one',
    () => new Network({ inputs: 3, layers: wrong(dense(1)) }),
    'INVALID_OPTION',
    /"layers" must be an array/,
  ],
  ['a negative seed', () => new Network({ inputs: 3, layers: [dense(1)], seed: -1 }), 'INVALID_OPTION', /"seed".*-1/],
  ['half a seed', () => new Network({ inputs: 3, layers: [dense(1)], seed: 0.5 }), 'INVALID_OPTION', /"seed".*0\.5/],
  [
    'an unknown dtype',
    () => new Network({ inputs: 3, layers: [dense(1)], dtype: wrong('float23') }),
    'UNKNOWN_NAME',
    /did you mean "float32"/,
  ],
  ['a layer that is a number', make(16), 'INVALID_OPTION', /layers\[1\] must be a layer such as dense\(16\), got 16/],
  ['an unknown kind of layer', make({ kind: 'dens' }), 'UNKNOWN_NAME', /layers\[1\].*"dens"; did you mean "dense"/],
  [
    'negative units',
    make(dense(-3)),
    'INVALID_OPTION',
    /layers\[1\] dense: "units" must be a positive integer, got -3/,
  ],
  ['units that are a string', make(dense(wrong('3'))), 'INVALID_OPTION', /"units".*got "3"/],
  [
    'an unknown option of a layer',
    make(dense(3, wrong({ activaton: 'relu' }))),
    'INVALID_OPTION',
    /layers\[1\] dense: unknown option "activaton"; did you mean "activation"/,
  ],
  ['options that are a string', () => dense(3, wrong(null)), 'INVALID_OPTION', /options must be an object, got null/],
  [
    'an unknown activation',
    make(dense(3, { activation: wrong('rleu') })),
    'UNKNOWN_NAME',
    /"rleu"; did you mean "relu"/,
  ],
  ['an activation layer without one', make(activation(wrong(undefined))), 'INVALID_OPTION', /layers\[1\] activation/],
  [
    'a negative slope',
    make(dense(3, { activation: { name: 'leakyRelu', negativeSlope: -0.1 } })),
    'INVALID_OPTION',
    /"negativeSlope" must be a number of at least 0/,
  ],
  [
    'a slope for relu',
    make(activation(wrong({ name: 'relu', negativeSlope: 1 }))),
    'INVALID_OPTION',
    /unknown option "negativeSlope"/,
  ],
  [
    'an unknown initializer',
    make(dense(3, { initializer: wrong('heNorml') })),
    'UNKNOWN_NAME',
    /did you mean "heNormal"/,
  ],
  [
    'an initializer without a deviation',
    make(dense(3, { initializer: wrong({ name: 'normal' }) })),
    'INVALID_OPTION',
    /"deviation"/,
  ],
  ['a uniform upside down', () => uniform(1, 1), 'INVALID_OPTION', /uniform\(\)/],
  ['a normal of NaN', () => normal(NaN), 'INVALID_OPTION', /normal\(\): "deviation".*NaN/],
  ['a negative λ', () => l2(-1), 'INVALID_OPTION', /l2\(\): "lambda".*-1/],
  [
    'an unknown regularizer',
    make(dense(3, { regularizer: wrong({ name: 'l3', lambda: 1 }) })),
    'UNKNOWN_NAME',
    /"l3"; did you mean "l1"/,
  ],
  ['a rate of 1', make(dropout(1)), 'INVALID_OPTION', /layers\[1\] dropout: "rate".*less than 1, got 1/],
  ['a rate of NaN', make(dropout(NaN)), 'INVALID_OPTION', /"rate".*NaN/],
  [
    'a scale of other columns',
    make(normalization({ mean: [1], deviation: [1] })),
    'INVALID_SHAPE',
    /"mean" has 1 values, the layer takes 2/,
  ],
  [
    'a deviation of 0',
    make(normalization({ mean: [1, 1], deviation: [1, 0] })),
    'INVALID_VALUE',
    /"deviation" of column 1/,
  ],
  ['no scale', () => normalization(wrong(null)), 'INVALID_OPTION', /normalization/],
  [
    'too few classes',
    () => new Network({ inputs: 1, layers: [dense(3)], classes: ['a', 'b'] }),
    'INVALID_OPTION',
    /2 names.*take 3/,
  ],
  [
    'a learning rate of 0',
    () => network.applyGradients(backward(), { learningRate: 0 }),
    'INVALID_OPTION',
    /"learningRate" must be a positive/,
  ],
  [
    'gradients of another network',
    () => network.applyGradients(wrong({ flat: new Float64Array(3) }), { learningRate: 1 }),
    'INVALID_SHAPE',
    /3 gradients/,
  ],
  [
    'gradients that are none',
    () => network.applyGradients(wrong([1]), { learningRate: 1 }),
    'INVALID_OPTION',
    /what backward returned, got an array/,
  ],
  [
    'gradients of NaN',
    () => network.applyGradients({ ...backward(), flat: backward().flat.fill(NaN) }, { learningRate: 1 }),
    'NON_FINITE',
    /gradient 0 is NaN/,
  ],
  [
    'a cache of another network',
    () => network.clone().backward(network.forward(x, { cache: true }), y, { loss }),
    'INVALID_OPTION',
    /of this network/,
  ],
  [
    'targets for another cache',
    () => network.backward(network.forward(x, { cache: true }), [1], { loss }),
    'INVALID_SHAPE',
    /y has 1 rows, the cache has 4/,
  ],
  [
    'backward without a loss',
    () => network.backward(network.forward(x, { cache: true }), y),
    'INVALID_OPTION',
    /loss must be one of/,
  ],
  [
    'an unknown forward option',
    () => network.forward(x, wrong({ caches: true })),
    'INVALID_OPTION',
    /"caches"; did you mean "cache"/,
  ],
  ['weights that are null', () => network.setWeights(wrong(null)), 'INVALID_OPTION', /got null/],
  ['a copy of what is no network', () => network.copyFrom(wrong({})), 'INVALID_OPTION', /a Network is needed/],
];

function backward() {
  return network.backward(network.forward(x, { cache: true }), y, { loss });
}

describe.each([
  ['rows', rows],
  ['networks', networks],
])('%s', (_, calls) => {
  testBadCalls(calls, () => [network.hash()]);
});
