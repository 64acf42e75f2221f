import { expect, test } from 'vitest';
import { nearest } from '../src/names.ts';

const activations = ['relu', 'leakyRelu', 'sigmoid', 'tanh', 'softmax', 'softplus'];

test.each([
  ['rleu', 'relu'],
  ['rellu', 'relu'],
  ['relus', 'relu'],
  ['elu', 'relu'],
  ['RELU', 'relu'],
  ['sigmod', 'sigmoid'],
  ['leakyrelu', 'leakyRelu'],
  ['softmx', 'softmax'],
  ['softpuls', 'softplus'],
])('%s is near %s', (typed, meant) => {
  expect(nearest(typed, activations)).toBe(meant);
});

test.each(['', 'xyz', 'gelu2', 'learningRate', 'constructor', '__proto__', 'x'.repeat(100_000)])(
  '%.20s is near nothing',
  (typed) => {
    expect(nearest(typed, activations)).toBeUndefined();
  },
);

test('the fewest edits win, then the first candidate', () => {
  expect(nearest('abcdef', ['abxxef', 'abcdxf'])).toBe('abcdxf');
  expect(nearest('cat', ['car', 'can'])).toBe('car');
  expect(nearest('cat', ['cats', 'cat'])).toBe('cat');
});

test('a swap of neighbours is one edit and a replacement elsewhere another', () => {
  expect(nearest('ba', ['ab'])).toBe('ab');
  expect(nearest('bax', ['aby'])).toBeUndefined();
  expect(nearest('baxabc', ['abyabc'])).toBe('abyabc');
});

test('a name of one character is near its other case only', () => {
  expect(nearest('y', ['x', 'xy', 'Y'])).toBe('Y');
  expect(nearest('y', ['x', 'xy'])).toBeUndefined();
});

test('candidates of any length are compared without harm', () => {
  expect(nearest('relu', ['y'.repeat(1_000_000), 'relu'])).toBe('relu');
  expect(nearest('relu', [])).toBeUndefined();
});
