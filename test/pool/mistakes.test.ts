// Mistakes with a pool.
import { type BadCall, testBadCalls, wrong } from '../support/mistakes.ts';
import { Network, NetworkPool, Trainer, dense } from '../../src/index.ts';

const options = { inputs: 2, layers: [dense(1, { activation: 'sigmoid' })] } as const;
const trainer = { loss: 'binaryCrossEntropy', optimizer: 'sgd' } as const;
const pool = new NetworkPool({ ...options, trainer });
const network = pool.add({ seed: 1 });
const predicting = new NetworkPool(options).add();
const removed = pool.add();
removed.remove();
const gone = new NetworkPool({ ...options, trainer });
const lost = gone.add();
gone.dispose();
const wide = new Network({ inputs: 3, layers: [dense(1)] });
const adam = new Trainer(new Network(options), { ...trainer, optimizer: 'adam' });

const calls: readonly BadCall[] = [
  [
    'a seed for the pool',
    () => new NetworkPool(wrong({ ...options, seed: 1 })),
    'INVALID_OPTION',
    /unknown option "seed"/,
  ],
  ['no layers', () => new NetworkPool({ inputs: 2, layers: [] }), 'INVALID_OPTION', /"layers"/],
  [
    'a wrong trainer',
    () => new NetworkPool({ ...options, trainer: wrong({ loss: 'squaredEror' }) }),
    'UNKNOWN_NAME',
    /squaredEror/,
  ],
  ['a wrong seed', () => pool.add({ seed: -1 }), 'INVALID_OPTION', /pool\.add: "seed"/],
  ['an unknown option', () => pool.add(wrong({ sead: 1 })), 'INVALID_OPTION', /did you mean "seed"/],
  ['a wrong width', () => network.predict([[1, 2, 3]]), 'INVALID_SHAPE', /3 columns/],
  ['a wrong out', () => network.predict([1, 2], new Float64Array(2)), 'INVALID_SHAPE', /"out" has 2 elements/],
  ['a value that is not finite', () => network.step([[1, NaN]], [1]), 'NON_FINITE', /column 1/],
  ['a wrong target', () => network.step([[1, 2]], [2]), 'INVALID_VALUE', /labels from 0 to 1/],
  ['a wrong learning rate', () => (network.learningRate = 0), 'INVALID_OPTION', /"learningRate"/],
  ['a step without a trainer', () => predicting.step([1, 2], [1]), 'INVALID_STATE', /step: the pool was made without/],
  ['a trainer of none', () => predicting.toTrainer(), 'INVALID_STATE', /without "trainer"/],
  ['another shape', () => network.copyFrom(wide), 'INVALID_SHAPE', /layers\.0\.weights \[3×1\]/],
  ['another optimizer', () => network.copyFrom(adam), 'INVALID_OPTION', /"sgd".*the trainer.*"adam"/],
  ['no network', () => network.copyFrom(wrong({})), 'INVALID_OPTION', /a Network is needed/],
  ['from one that was removed', () => network.copyFrom(removed), 'INVALID_STATE', /removed/],
  ['one that was removed', () => removed.predict([1, 2]), 'INVALID_STATE', /removed from its pool/],
  ['the parameters of one that was removed', () => removed.parameters, 'INVALID_STATE', /removed from its pool/],
  ['a network of a pool that is gone', () => lost.step([1, 2], [1]), 'INVALID_STATE', /disposed of/],
  ['a pool that is gone', () => gone.add(), 'INVALID_STATE', /disposed of/],
];

testBadCalls(calls, () => [pool.size, [...network.parameters], network.steps, network.learningRate]);
