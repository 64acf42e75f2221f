// What the command says when something is wrong: one line, an exit code, and no file left behind.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Network, dense } from '../../src/index.ts';
import { CommandBench, pointsCsv } from '../support/command.ts';

let bench: CommandBench;
const nameless = new Network({ inputs: 2, layers: [dense(1)] });
nameless.setWeights({ 'layers.0.weights': [[10], [10]] });
const inputs = {
  'points.csv': pointsCsv(['a', 'b']),
  'missing.csv': 'x,y\n1,2\n3,\n',
  'ragged.csv': 'x,y\n1,2\n3\n',
  'empty.csv': '',
  'latin1.csv': new Uint8Array([0x78, 0x2c, 0x79, 0x0a, 0xe9, 0x2c, 0x31, 0x0a]),
  'few.csv': 'x,y\n1,2.5\n2,3.5\n3,\n3,4.5\n',
  'one.csv': 'q\n1\n',
  'binary.csv': new Uint8Array([0x78, 0, 0x0a]),
  'list.json': '[\n  {"y": 1},\n  {"y": 2}\n]\n',
  'broken.jsonl': '{"y":1}\n{"y":\n',
  'numbers.csv': `x,y\n${Array.from({ length: 20 }, (_, i) => `${i},${i % 7}.5`).join('\n')}\n`,
  'large.csv': 'x,y\n1,2\n1e308,1e308\n',
  'model.safetensors': new Network({
    inputs: 2,
    layers: [dense(1, { activation: 'sigmoid' })],
    features: ['x', 'height'],
    classes: ['a', 'c'],
  }).save(),
  'nameless.safetensors': nameless.save(),
};

beforeAll(() => {
  bench = new CommandBench();
  for (const [name, contents] of Object.entries(inputs)) bench.write(name, contents);
}, 120_000);

afterAll(() => bench.remove());

const trainOn = (file: string, ...options: string[]) => ['train', file, '--target', 'y', '--layers', '3', ...options];
const points = (...options: string[]) => ['train', 'points.csv', '--target', 'class', '--layers', '3', ...options];
const table = (file: string, ...options: string[]) => ['train', file, '--target', 'y', ...options];

test.each<[string[], string]>([
  [
    ['train', 'points.csv', '--target', 'clas', '--layers', '3'],
    'points.csv: there is no column "clas"; did you mean "class"?',
  ],
  [
    ['train', 'points.csv', '--target', 'price', '--layers', '3'],
    'points.csv: there is no column "price"; there are "x", "class", "y"',
  ],
  [trainOn('nowhere.csv'), 'cannot read nowhere.csv: there is no such file or folder'],
  [trainOn('.'), 'cannot read .: it is a folder'],
  [trainOn('missing.csv'), 'missing.csv: line 3, column "y" is empty'],
  [trainOn('ragged.csv'), 'ragged.csv: line 3 has 1 cells, the header has 2'],
  [trainOn('empty.csv'), 'empty.csv: the file is empty'],
  [trainOn('latin1.csv'), 'latin1.csv: in line 1 or after it there are bytes that are not UTF-8'],
  [
    table('points.csv', '--target', 'clas'),
    'points.csv: fitTable: no row has the target "clas"; did you mean "class"?',
  ],
  [table('nowhere.csv'), 'cannot read nowhere.csv: there is no such file or folder'],
  [table('ragged.csv'), 'ragged.csv: line 3 has 1 cells, the header has 2'],
  [table('latin1.csv'), 'latin1.csv: in line 1 or after it there are bytes that are not UTF-8'],
  [table('binary.csv'), 'binary.csv: line 1 holds a zero byte: this is no text'],
  [table('broken.jsonl'), 'broken.jsonl: line 2 is not JSON'],
  [table('list.json'), 'list.json: the file is one list of JSON; rows of JSON are an object a line'],
  [trainOn('list.json'), 'list.json: the file is one list of JSON'],
  [table('missing.csv'), 'missing.csv: target "y" is "2" in every row'],
  [table('few.csv'), 'few.csv: fitTable: 3 rows have a target, 10 are needed at least'],
  [table('numbers.csv', '--columns', 'z=number'), 'numbers.csv: fitTable: "columns" names "z", which no row has'],
  [table('numbers.csv', '--test-share', '0'), '"testShare" must be'],
  [table('numbers.csv', '--report', 'nowhere/report.html'), 'cannot write nowhere/report.html'],
  [points('--activation', 'rleu'), 'layers[1] dense: unknown activation "rleu"; did you mean "relu"?'],
  [points('--optimizer', 'adm'), 'trainer: unknown optimizer "adm"; did you mean "adam"?'],
  [points('--test-share', '0.001'), 'points.csv: trainTestSplit: a share of 0.001 of 60 rows is no row'],
  [trainOn('numbers.csv', '--optimizer', 'sgd', '--learning-rate', '1e9'), 'The parameters are those before the step'],
  [
    points('--learning-rate', '1e30'),
    'optimizer adam: "learningRate" must be a number from 0 to 1073741824, got 1e+30',
  ],
  [points('--out', 'nowhere/model'), 'cannot write nowhere/model: there is no such file or folder'],
  [points('--out', '.'), 'cannot write .: it is a folder'],
  [points('--out', 'empty.csv/model'), 'cannot write empty.csv/model: a part of its path is not a folder'],
  [points('--out', '/dev/null'), 'cannot write /dev/null: it is not a regular file'],
  [points('--out', './points.csv'), 'cannot write ./points.csv: it is the input points.csv'],
  [['predict', 'points.csv', 'points.csv'], 'cannot read points.csv as a model: safetensors: '],
  [['predict', 'model.safetensors', 'points.csv'], 'points.csv: there is no column "height"; there are "x", "class"'],
  [['predict', 'model.safetensors', 'empty.csv'], 'empty.csv: the file is empty'],
  [['predict', 'model.safetensors', 'points.csv', '--out', 'model.safetensors'], 'it is the input model.safetensors'],
  [['predict', 'nameless.safetensors', 'large.csv'], 'large.csv: line 3: the prediction is not finite'],
  [['predict', 'nameless.safetensors', 'one.csv'], 'one.csv: there are 1 columns, the model takes 2'],
  [
    ['evaluate', 'model.safetensors', 'points.csv', '--target', 'class'],
    'points.csv: line 2, column "class" is "b", not one of the model\'s classes',
  ],
  [['inspect', 'empty.csv'], 'cannot read empty.csv as a model: safetensors: '],
])('layerwise %s', (args, message) => {
  const { status, stderr } = bench.run(...args);
  expect(stderr).toMatch(/^layerwise: [^\n]+\n$/);
  expect(stderr).toContain(message);
  expect(status).toBe(1);
  expect(bench.files()).toEqual(Object.keys(inputs).sort());
});

test.each<[string[], string]>([
  [points('--layer', '3'), "unknown option '--layer'; did you mean --layers?"],
  [['trian', 'points.csv'], "unknown command 'trian'; did you mean train?"],
  [['train', 'points.csv'], "required option '--target <column>' not specified"],
  [points('more.csv'), 'too many arguments'],
  [points('--layers', '8,'), 'such as 64,32, or "none"'],
  [points('--learning-rate', '0'), 'a number greater than 0'],
  [points('--report', 'report.html'), '--report is for the network that suits the table; it does not go with --layers'],
  [points('--columns', 'x=numbr'), 'It must be such as age=number,zip=category'],
  [table('points.csv', '--task', 'binery'), 'Allowed choices are binary, multiclass, regression'],
  [table('points.csv', '--out', '-'), '--out must be a file'],
  [table('points.csv', '--out', 'm', '--report', 'm'), '--out and --report must be two files'],
  [table('-', '--stream'), '--stream takes a file'],
  [['predict', 'model.safetensors', 'points.csv', '--coverage', '1'], 'a number between 0 and 1'],
  [['predict', 'model.safetensors', 'points.csv', '--coverage', '0.9'], '--coverage goes by rows that were held out'],
  [['evaluate', 'model.safetensors', 'points.csv'], 'the model does not say what it predicts'],
  [['inspect', 'model.safetensors', '--report', 'report.html'], '--report is for models of tables'],
  [['evaluate', 'model.safetensors', 'points.csv', '--report', 'report.html'], '--report is for models of tables'],
  [['predict', '-', '-'], 'only one of the two can come from standard input'],
  [['evaluate', '-', '-'], 'only one of the two can come from standard input'],
  [['verify', '-', '-'], 'only one of the two can come from standard input'],
  [points('--dtype', 'float16'), 'Allowed choices are float64, float32'],
])('layerwise %s', (args, message) => {
  const { status, stdout, stderr } = bench.run(...args);
  expect(stderr).toMatch(/^layerwise: [^\n]+\n$/);
  expect(stderr).toContain(message);
  expect(stdout).toBe('');
  expect(status).toBe(2);
  expect(bench.files()).toEqual(Object.keys(inputs).sort());
});

test('no command at all shows the help as a mistake', () => {
  const { status, stdout, stderr } = bench.run();
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toContain('Usage: layerwise');
});
