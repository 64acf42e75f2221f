// Mistakes in training.
import { expect, test } from 'vitest';
import {
  Network,
  Trainer,
  adam,
  checkpoint,
  constantRate,
  csvLogger,
  dense,
  fitBatches,
  inspect,
  jsonlLogger,
  learningRateRange,
  progress,
  sgd,
} from '../../src/index.ts';
import { type BadCall, testBadCalls, wrong } from '../support/mistakes.ts';
import { binaryNetwork, labelsOf, rowsOf } from '../support/networks.ts';

const x = rowsOf(4, 3);
const y = labelsOf(4);
const loss = 'binaryCrossEntropy';
const network = binaryNetwork('float64');
const trainer = new Trainer(network, { loss, batchSize: 2 });
trainer.step(x, y);
const classifier = new Network({ inputs: 3, layers: [dense(3, { activation: 'softmax' })] });
const classes = new Trainer(classifier, { loss: 'categoricalCrossEntropy' });
const regressor = new Network({ inputs: 3, layers: [dense(2)] });
const train = (options: unknown) => () => new Trainer(network.clone(), wrong(options));
const start =
  (options: unknown, data: unknown = { x, y }) =>
  () =>
    trainer.start(wrong(data), wrong(options));

const targets: readonly BadCall[] = [
  ['x and y of different lengths', () => trainer.step(x, y.slice(1)), 'INVALID_SHAPE', /step: x has 4 rows, y has 3/],
  ['y too wide', () => trainer.step(x, x), 'INVALID_SHAPE', /step: y.* 3 columns.* 1/],
  [
    'a label above 1',
    () => trainer.step(x, [0, 1, 1.5, 0]),
    'INVALID_VALUE',
    /^step: y: row 2, column 0 is 1\.5.*0 to 1/,
  ],
  [
    'a label below 0',
    () => trainer.evaluate({ x, y: [0, -1, 1, 0] }),
    'INVALID_VALUE',
    /^evaluate: y: row 1, column 0 is -1/,
  ],
  ['a class that is not there', () => classes.step(x, [0, 1, 3, 0]), 'INVALID_VALUE', /y: row 2 has class 3.*0 to 2/],
  ['half a class', () => classes.step(x, [0, 0.5, 1, 0]), 'INVALID_VALUE', /y: row 1 has class 0\.5/],
  [
    'a row that does not sum to 1',
    () => classes.step([x[0]!], [[0.5, 0.25, 0]]),
    'INVALID_VALUE',
    /y: row 0 sums to 0\.75/,
  ],
  [
    'targets of another width',
    () => classes.step([x[0]!], [[0, 1]]),
    'INVALID_SHAPE',
    /y has 2 columns, the network has 3 outputs \(or 1/,
  ],
];

const trainers: readonly BadCall[] = [
  ['no network', () => new Trainer(wrong({}), { loss }), 'INVALID_OPTION', /a Network is needed, got an object/],
  ['no options', train(undefined), 'INVALID_OPTION', /^trainer: options/],
  ['an unknown option', train({ loss, batchsize: 3 }), 'INVALID_OPTION', /"batchsize"; did you mean "batchSize"/],
  ['no loss', train({}), 'INVALID_OPTION', /loss must be one of/],
  ['an unknown loss', train({ loss: 'binaryCrossEntrpy' }), 'UNKNOWN_NAME', /did you mean "binaryCrossEntropy"/],
  ['an unknown reduction', train({ loss: { name: loss, reduction: 'means' } }), 'UNKNOWN_NAME', /did you mean "mean"/],
  [
    'logits of a squared error',
    train({ loss: { name: 'meanSquaredError', fromLogits: true } }),
    'INVALID_OPTION',
    /for cross-entropies and poisson only/,
  ],
  [
    'logits that are probabilities',
    train({ loss: { name: loss, fromLogits: true } }),
    'INVALID_OPTION',
    /layers\[2\] dense ends in sigmoid/,
  ],
  [
    'a cross-entropy on linear outputs',
    () => new Trainer(regressor, { loss }),
    'INVALID_OPTION',
    /layers\[0\] dense is linear.*"sigmoid".*fromLogits/,
  ],
  [
    'classes of a single output',
    train({ loss: 'categoricalCrossEntropy' }),
    'INVALID_OPTION',
    /at least 2 outputs.*binaryCrossEntropy/,
  ],
  ['an unknown optimizer', train({ loss, optimizer: 'adan' }), 'UNKNOWN_NAME', /"adan"; did you mean "adam"/],
  [
    'an unknown option of an optimizer',
    train({ loss, optimizer: adam(wrong({ beta: 0.9 })) }),
    'INVALID_OPTION',
    /optimizer adam: unknown option "beta"; did you mean "beta1"/,
  ],
  ['a number for the options of an optimizer', () => adam(wrong(0.01)), 'INVALID_OPTION', /^adam: options.*got 0\.01/],
  ['or of a schedule', () => constantRate(wrong(100)), 'INVALID_OPTION', /^constantRate: options.*got 100/],
  [
    'a negative learning rate',
    train({ loss, optimizer: sgd({ learningRate: -1 }) }),
    'INVALID_OPTION',
    /optimizer sgd: "learningRate".*-1/,
  ],
  ['a momentum of 1', train({ loss, optimizer: sgd({ momentum: 1 }) }), 'INVALID_OPTION', /"momentum".*less than 1/],
  [
    'nesterov without momentum',
    train({ loss, optimizer: sgd({ nesterov: true }) }),
    'INVALID_OPTION',
    /"nesterov" needs a momentum/,
  ],
  ['an unknown metric', train({ loss, metrics: ['acuracy'] }), 'UNKNOWN_NAME', /did you mean "accuracy"/],
  ['metrics that are one', train({ loss, metrics: 'accuracy' }), 'INVALID_OPTION', /"metrics" must be an array/],
  ['batchSize 0', train({ loss, batchSize: 0 }), 'INVALID_OPTION', /"batchSize" must be a positive integer, got 0/],
  ['half a batch', train({ loss, batchSize: 2.5 }), 'INVALID_OPTION', /"batchSize".*2\.5/],
  ['a shuffle of 1', train({ loss, shuffle: 1 }), 'INVALID_OPTION', /"shuffle" must be true or false, got 1/],
  [
    'a learning rate of Infinity',
    () => (trainer.learningRate = Infinity),
    'INVALID_OPTION',
    /"learningRate".*Infinity/,
  ],
  ['no data', start({ epochs: 1 }, null), 'INVALID_OPTION', /\{ x, y \}, got null/],
  [
    'data of another name',
    start({ epochs: 1 }, { X: x, y }),
    'INVALID_OPTION',
    /^fit: unknown option "X"; did you mean "x"/,
  ],
  ['weights of another name', start({ epochs: 1 }, { x, y, sampleWeight: y }), 'INVALID_OPTION', /"sampleWeight"/],
  ['rows that are pairs', start({ epochs: 1 }, [x, y]), 'INVALID_OPTION', /\{ x, y \}, got an array/],
  ['data without y', start({ epochs: 1 }, { x }), 'INVALID_VALUE', /fit: y .*missing/],
  ['no options for a run', start(undefined), 'INVALID_OPTION', /^fit: options/],
  ['epochs 0', start({ epochs: 0 }), 'INVALID_OPTION', /"epochs" must be a positive integer, got 0/],
  ['an unknown option of a run', start({ epoch: 1 }), 'INVALID_OPTION', /"epoch"; did you mean "epochs"/],
  ['a split of 1', start({ epochs: 1, validationSplit: 1 }), 'INVALID_OPTION', /"validationSplit".*less than 1/],
  [
    'a split of no row',
    start({ epochs: 1, validationSplit: 0.2 }),
    'INVALID_SHAPE',
    /^fit: a "validationSplit" of 0\.2 of 4 rows is no row/,
  ],
  [
    'a split and data',
    start({ epochs: 1, validationSplit: 0.5, validationData: { x, y } }),
    'INVALID_OPTION',
    /not both/,
  ],
  [
    'validation data of another width',
    start({ epochs: 1, validationData: { x: y, y } }),
    'INVALID_SHAPE',
    /validationData: x/,
  ],
  [
    'callbacks that are one',
    start({ epochs: 1, callbacks: { onEpochEnd() {} } }),
    'INVALID_OPTION',
    /"callbacks" must be an array/,
  ],
  [
    'a callback that is null',
    start({ epochs: 1, callbacks: [null] }),
    'INVALID_OPTION',
    /^fit: "callbacks\[0\]" must be an object, got null/,
  ],
  [
    'a function for a callback',
    start({ epochs: 1, callbacks: [{ onEnd() {} }, () => {}] }),
    'INVALID_OPTION',
    /"callbacks\[1\]" must be an object, got a function/,
  ],
  [
    'a misspelt callback',
    start({ epochs: 1, callbacks: [{ onEpochend() {} }] }),
    'INVALID_OPTION',
    /"callbacks\[0\]" has none of .*onEpochEnd/,
  ],
  [
    'a callback that is no function',
    start({ epochs: 1, callbacks: [{ onBegin() {}, onEnd: 5 }] }),
    'INVALID_OPTION',
    /callbacks\[0\]: "onEnd" must be a function, got 5/,
  ],
  [
    'a place for a logger',
    () => csvLogger(wrong('a.csv')),
    'INVALID_OPTION',
    /csvLogger: "write".*function, got "a.csv"/,
  ],
  ['no function for a logger', () => jsonlLogger(wrong(undefined)), 'INVALID_OPTION', /jsonlLogger: "write" must/],
  ['no function for progress', () => progress(wrong({})), 'INVALID_OPTION', /progress: "report" must be a function/],
  ['an unknown option of progress', () => progress(() => {}, wrong({ every: 5 })), 'INVALID_OPTION', /option "every"/],
  [
    'a word for the epochs of a checkpoint',
    () => checkpoint({ every: wrong('2'), save() {} }),
    'INVALID_OPTION',
    /checkpoint: "every" must be a positive integer, got "2"/,
  ],
  [
    'a checkpoint of the best without a name',
    () => checkpoint({ best: wrong(true), save() {} }),
    'INVALID_OPTION',
    /checkpoint: "best" must be a string, got true/,
  ],
  [
    'an inspection of a network',
    () => inspect(wrong(network)),
    'INVALID_OPTION',
    /^a Trainer is needed, got an object/,
  ],
  [
    'an inspection that tells nobody',
    () => inspect(trainer, { onWarning: wrong('log') }),
    'INVALID_OPTION',
    /inspect: "onWarning" must be a function, got "log"/,
  ],
  [
    'a range of a network',
    () => learningRateRange(wrong(network), { x, y }),
    'INVALID_OPTION',
    /^a Trainer is needed, got an object/,
  ],
  [
    'an unknown monitor',
    start({ epochs: 1, earlyStopping: { monitor: 'valLoss' } }),
    'INVALID_OPTION',
    /nothing named "valLoss".*there are loss/,
  ],
  ['a patience of 0', start({ epochs: 1, earlyStopping: { patience: 0 } }), 'INVALID_OPTION', /"patience"/],
  ['half a step', () => start({ epochs: 1 })().advance({ steps: 0.5 }), 'INVALID_OPTION', /"steps".*0\.5/],
  [
    'no limit',
    () => start({ epochs: 1 })().advance(wrong({ step: 1 })),
    'INVALID_OPTION',
    /"step"; did you mean "steps"/,
  ],
  ['gradients that are null', () => trainer.applyGradients(wrong(null)), 'INVALID_OPTION', /got null/],
];

const state = () => [network.hash(), trainer.steps, trainer.learningRate, classifier.hash(), classes.steps];
testBadCalls([...targets, ...trainers], state);

test('a fit rejects with what start throws', async () => {
  await expect(fitBatches(wrong(network), [], { epochs: 1 })).rejects.toThrow(/^a Trainer is needed, got an object/);
  await expect(trainer.fit({ x, y }, wrong(undefined))).rejects.toMatchObject({ code: 'INVALID_OPTION' });
  await expect(trainer.fit({ x, y }, wrong({ epochs: 1, sginal: 1 }))).rejects.toThrow(/did you mean "signal"/);
});
