// The three-layer network of the texts with everything that a forward and a backward pass give, as nested arrays in
// the texts' layout: samples in columns, W [units × inputs], no 1/m in dZ and dA. Index 0 of Z, W, dZ, dW and db is
// empty.
import { dot, scale, sumRows, transpose, zip } from '../../examples/support/matrices.mjs';
import { type Matrix, Network, dense } from '../../src/index.ts';
import { rowsOf } from './networks.ts';

/** Rows of numbers. */
export type Rows = number[][];

export const loss = 'binaryCrossEntropy';
export const x = rowsOf(6, 3, 4);
export const y = [1, 0, 0, 1, 1, 0];
/** The samples. */
export const m = x.length;

/** 3 inputs, relu 5, relu 4, sigmoid 1. */
export const network = new Network({
  inputs: 3,
  layers: [dense(5, { activation: 'relu' }), dense(4, { activation: 'relu' }), dense(1, { activation: 'sigmoid' })],
  seed: 6,
});
export const cache = network.forward(x, { cache: true });
export const gradients = network.backward(cache, y, { loss, inputGradient: true });

/** A matrix of the library in the texts' layout. */
export const columns = (matrix: Matrix | undefined): Rows => (matrix === undefined ? [] : transpose(matrix.toArray()));

const parameters = (name: string): Rows[] => [
  [],
  ...network.layers.map((_, l) => columns(network.getWeights()[`layers.${l}.${name}`])),
];
export const W = parameters('weights');
export const b = parameters('biases');
export const Z = cache.Z.map(columns);
export const A = cache.A.map(columns);
export const Y: Rows = [y];
export const dW = gradients.dW.map(columns);
export const db = gradients.db.map(columns);
/** m·∂J/∂Z[l] */
export const dZ: Rows[] = gradients.dZ.map((dz) => scale(columns(dz), m));

/** −(Y/A − (1 − Y)/(1 − A)) of the last layer. */
export const outputGradient: Rows = zip(Y, A[3]!, (t: number, a: number) => -(t / a - (1 - t) / (1 - a)));
/** m·∂J/∂A[l], by the backward functions of the layers above. */
export const dA: Rows[] = [0, 1, 2, 3].map((l) => {
  network.layers.reduce((a, layer) => layer.forward(a), cache.A[0]!);
  const above = network.layers.slice(l).reverse();
  return transpose(above.reduce((da, layer) => layer.backward(da).dAPrev.toArray(), transpose(outputGradient) as Rows));
});

/** dz·aᵀ/m */
export const product = (dz: Rows, a: Rows): Rows => scale(dot(dz, transpose(a)), 1 / m);
/** Σ dz/m over the samples. */
export const means = (dz: Rows): Rows => scale(sumRows(dz), 1 / m);
/** W[l]ᵀ·dZ[l] */
export const back = (l: number): Rows => dot(transpose(W[l]!), dZ[l]!);
