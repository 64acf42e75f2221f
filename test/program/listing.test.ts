// The printed program: what a network and a trainer run, with names and shapes.
import { expect, test } from 'vitest';
import { Network, Trainer, dense, dropout, l2, sgd } from '../../src/index.ts';

const network = new Network({
  inputs: 3,
  layers: [dense(4, { activation: 'relu', regularizer: l2(0.5) }), dropout(0.25), dense(1, { activation: 'sigmoid' })],
});

/** The operations in order, under the titles of the parts. */
const outline = (listing: string) => listing.split('\n').map((line) => line.trim().split(/ +/)[0]);

test('prediction is a product and an activation a layer, with names and shapes', () => {
  const listing = network.listing();
  expect(outline(listing)).toEqual(['forward', 'Matmul', 'BiasActivation', 'forward', 'Matmul', 'BiasActivation']);
  expect(listing).toMatch(
    /forward 0:\n {2}Matmul +x=X \[m×3\] {2}w=layers\.0\.weights \[3×4\] {2}z=layers\.0\.Z \[m×4\]/,
  );
  expect(listing).toMatch(/forward 2:\n {2}Matmul +x=layers\.0\.Z \[m×4\] {2}w=layers\.2\.weights \[4×1\]/);
});

test('a step is forward, loss, backward, penalties and update; the first layer has no dX', () => {
  const trainer = new Trainer(network, { loss: 'binaryCrossEntropy', optimizer: sgd() });
  const listing = trainer.listing();
  expect(outline(listing)).toEqual([
    'forward',
    'Matmul',
    'BiasActivation',
    'forward',
    'Dropout',
    'forward',
    'Matmul',
    'BiasActivation',
    'loss:',
    'Loss',
    'backward',
    'MatmulWeightsGradient',
    'ColumnSums',
    'MatmulInputGradient',
    'backward',
    'Dropout',
    'backward',
    'ActivationBackward',
    'MatmulWeightsGradient',
    'ColumnSums',
    'penalties:',
    'Penalty',
    'update:',
    'CheckFinite',
    'Sgd',
    'Advance',
  ]);
  expect(listing).toMatch(/Penalty +w=layers\.0\.weights \[3×4\] {2}gradient=d layers\.0\.weights \[3×4\]/);
  expect(trainer.steps).toBe(0);
});
