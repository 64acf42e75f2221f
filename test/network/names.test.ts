// The names of a network's inputs and outputs: checked, kept in the file, kept by a clone.
import { describe, expect, test } from 'vitest';
import { Network, type NetworkOptions, dense } from '../../src/index.ts';

const options: NetworkOptions<'float64'> = { inputs: 2, layers: [dense(3, { activation: 'softmax' })] };
const classes = ['a', 'b', 'ç "c"'];
const features = ['width', '__proto__'];

describe('classes and features', () => {
  test('are there as given, and are not the array given', () => {
    const given = [...features];
    const network = new Network({ ...options, classes, features: given });
    given[0] = 'changed';
    expect(network.classes).toEqual(classes);
    expect(network.features).toEqual(features);
  });

  test('stay in the file and in a clone', () => {
    const network = new Network({ ...options, classes, features });
    for (const copy of [Network.load(network.save()), network.clone()]) {
      expect(copy.classes).toEqual(classes);
      expect(copy.features).toEqual(features);
    }
  });

  test('are undefined unless given, in a file too', () => {
    const network = new Network(options);
    for (const copy of [network, Network.load(network.save()), network.clone()]) {
      expect(copy.classes).toBeUndefined();
      expect(copy.features).toBeUndefined();
    }
  });

  test('a single output has two classes', () => {
    const layers = [dense(1, { activation: 'sigmoid' })];
    expect(new Network({ inputs: 1, layers, classes: ['no', 'yes'] }).classes).toEqual(['no', 'yes']);
  });

  test.each([
    [{ features: ['width'] }, 'network: "features" has 1 names, 2 inputs take 2'],
    [{ features: ['width', 'width'] }, 'network: "features" has "width" twice'],
    [{ features: ['width', 1] }, 'network: "features" must be an array of strings, got an array'],
    [{ features: 'wh' }, 'network: "features" must be an array of strings, got "wh"'],
    [{ classes: ['a', 'b'] }, 'network: "classes" has 2 names, 3 outputs take 3'],
    [{ classes: ['a', 'b', 'a'] }, 'network: "classes" has "a" twice'],
  ])('%j is refused', (names, message) => {
    expect(() => new Network({ ...options, ...names } as NetworkOptions<'float64'>)).toThrow(message);
  });
});
