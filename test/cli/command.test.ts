// What the command does with a network that is described to it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Network, dense } from '../../src/index.ts';
import { readCsv } from '../../src/table/index.ts';
import { CommandBench, pointsCsv } from '../support/command.ts';

let bench: CommandBench;

beforeAll(() => {
  bench = new CommandBench();
}, 120_000);

afterAll(() => bench.remove());

const read = (name: string) => readFileSync(join(bench.folder, name));
const records = async (csv: string) => {
  const rows: Record<string, string>[] = [];
  for await (const row of readCsv(csv)) rows.push(row as Record<string, string>);
  return rows;
};

test('train, then predict: a byte order mark, CR LF, quotes in the classes, columns in another order', async () => {
  bench.write('points.csv', `\ufeff${pointsCsv(['left, "up"', '=right'], { end: '\r\n' })}`);
  const trained = bench.run('train', 'points.csv', '--target', 'class', '--layers', '8', '--out', 'points.safetensors');
  expect(trained.stderr).toBe('');
  expect(trained.status).toBe(0);
  expect(trained.stdout).toContain('points.csv: 60 rows, 2 features');
  expect(trained.stdout).toContain('48 rows to train on, 12 held out');
  expect(trained.stdout).toMatch(/^accuracy +[01]\S* on 12 rows held out$/m);
  expect(trained.stdout).toMatch(/^time .* 100 epochs, \S+ samples\/s$/m);

  const network = Network.load(read('points.safetensors'));
  expect(network.classes).toEqual(['=right', 'left, "up"']);
  expect(network.features).toEqual(['x', 'y']);

  bench.write('rows.csv', 'y,note,class,x\n9,"a, b",,1\n1,,,9\n');
  const predicted = bench.run('predict', 'points.safetensors', 'rows.csv');
  expect(predicted.stderr).toBe('');
  const [above, below] = await records(predicted.stdout);
  expect(above!['prediction']).toBe('left, "up"');
  // A spreadsheet would take the class for a formula.
  expect(below!['prediction']).toBe("'=right");
  const outputs = network.predict([
    [1, 9],
    [9, 1],
  ]);
  expect(Number(above!['probability_left, "up"'])).toBe(outputs.row(0)[0]);
  expect(Number(below!['probability_=right'])).toBe(1 - outputs.row(1)[0]!);
});

test('predictions go to a file instead, which is there whole or not at all', async () => {
  bench.write('points.csv', pointsCsv(['a', 'b']));
  expect(bench.run('train', 'points.csv', '--target', 'class', '--layers', '8', '--epochs', '1').status).toBe(0);
  const { stdout } = bench.run('predict', 'model.safetensors', 'points.csv');
  const toFile = bench.run('predict', 'model.safetensors', 'points.csv', '--out', 'predictions.csv');
  expect(toFile).toEqual({ status: 0, stdout: '', stderr: '' });
  expect(read('predictions.csv').toString()).toBe(stdout);
  expect(await records(stdout)).toHaveLength(60);
  expect(bench.files().filter((name) => name.endsWith('.tmp'))).toEqual([]);
});

test('three classes of whole numbers: probabilities sum to 1, and evaluate agrees with the predictions', async () => {
  const rows = Array.from({ length: 60 }, (_, i) => `${i % 3},${(i % 3) * 2 + (i % 7) / 10}`);
  bench.write('three.csv', `digit,v\n${rows.join('\n')}\n`);
  expect(bench.run('train', 'three.csv', '--target', 'digit', '--layers', '16', '--test-share', '0').status).toBe(0);
  const predictions = await records(bench.run('predict', 'model.safetensors', 'three.csv').stdout);
  const classes = ['0', '1', '2'];
  let right = 0;
  for (const [row, record] of predictions.entries()) {
    const probabilities = classes.map((name) => Number(record[`probability_${name}`]));
    expect(probabilities.reduce((sum, p) => sum + p)).toBeCloseTo(1, 12);
    expect(classes[probabilities.indexOf(Math.max(...probabilities))]).toBe(record['prediction']);
    right += Number(record['prediction'] === String(row % 3));
  }
  const { stdout } = bench.run('evaluate', 'model.safetensors', 'three.csv', '--target', 'digit');
  expect(stdout).toContain(`accuracy  ${Number((right / 60).toPrecision(4))} on 60 rows of three.csv`);
  expect(right).toBeGreaterThan(50);
});

test.each(['float64', 'float32'])('a regression answers in the units of the target: %s', async (dtype) => {
  const price = (x: number): number => 250_000 - 4_000 * x;
  const rows = Array.from({ length: 80 }, (_, i) => `${i / 2},${price(i / 2)}.5`);
  bench.write('prices.csv', `x,price\n${rows.join('\n')}\n`);
  const options = ['--layers', 'none', '--epochs', '400', '--learning-rate', '0.02', '--dtype', dtype];
  const trained = bench.run('train', 'prices.csv', '--target', 'price', ...options);
  expect(trained.stdout).toMatch(/^r2 +(1|0\.99\d*) on 16 rows held out$/m);
  bench.write('rows.csv', 'x\n7.25\n33\n');
  const predictions = await records(bench.run('predict', 'model.safetensors', 'rows.csv').stdout);
  for (const [row, x] of [7.25, 33].entries()) {
    expect(Math.abs(Number(predictions[row]!['prediction']) - price(x))).toBeLessThan(1000);
  }
});

test('the same seed gives the same bytes, another seed others', () => {
  bench.write('points.csv', pointsCsv(['a', 'b']));
  const trainedWith = (seed: string): Buffer => {
    bench.run('train', 'points.csv', '--target', 'class', '--layers', '8', '--epochs', '5', '--seed', seed);
    return read('model.safetensors');
  };
  const first = trainedWith('7');
  expect(trainedWith('7').equals(first)).toBe(true);
  expect(trainedWith('8').equals(first)).toBe(false);
});

test('without a terminal the output is plain lines, ten or fewer of them for the progress', () => {
  bench.write('points.csv', pointsCsv(['a', 'b']));
  const { stdout } = bench.run('train', 'points.csv', '--target', 'class', '--layers', '8', '--epochs', '25');
  expect([...stdout].filter((character) => character < ' ' && character !== '\n')).toEqual([]);
  const epochs = [...stdout.matchAll(/^training +epoch +(\d+)\/25 +loss \S+$/gm)].map(([, epoch]) => Number(epoch));
  expect(epochs).toEqual([3, 6, 9, 12, 15, 18, 21, 24, 25]);
});

test('patience ends training early and says which epoch was best', () => {
  bench.write('points.csv', pointsCsv(['a', 'b'], { count: 200 }));
  const options = ['--layers', '8', '--epochs', '5000', '--patience', '3', '--learning-rate', '0.05'];
  const { stdout } = bench.run('train', 'points.csv', '--target', 'class', ...options);
  const [, best] = /no better for 3 epochs; the weights are those of epoch (\d+)$/m.exec(stdout)!;
  const [, made] = /s for (\d+) epochs/.exec(stdout)!;
  expect(Number(made)).toBeLessThan(5000);
  expect(Number(made) - Number(best)).toBeGreaterThanOrEqual(3);
});

test('a name from a file cannot send control sequences to the terminal', () => {
  bench.write('points.csv', pointsCsv(['\u001b[31mred', 'b']));
  const { stdout } = bench.run('train', 'points.csv', '--target', 'class', '--layers', '8', '--epochs', '1');
  expect(stdout).toContain('\uFFFD[31mred');
  expect(stdout + bench.run('inspect', 'model.safetensors').stdout).not.toContain('\u001b');
});

test('inspect shows layers, features, classes and the hash of the parameters', () => {
  bench.write('points.csv', pointsCsv(['a', 'b']));
  bench.run('train', 'points.csv', '--target', 'class', '--epochs', '1', '--layers', '5,4', '--activation', 'tanh');
  const { stdout, status } = bench.run('inspect', 'model.safetensors');
  expect(status).toBe(0);
  expect(stdout).toMatch(/^layers\[2\] dense +tanh +4 +24$/m);
  expect(stdout).toContain('features  x, y\n');
  expect(stdout).toContain('outputs   a, b\n');
  expect(stdout).toContain(Network.load(read('model.safetensors')).hash());
});

test('a model of the library without names of columns takes them in the order of the file', () => {
  const network = new Network({ inputs: 2, layers: [dense(2)] });
  network.setWeights({
    'layers.0.weights': [
      [1, 0],
      [0, 1],
    ],
  });
  bench.write('identity.safetensors', network.save());
  bench.write('rows.csv', 'p,q\n1.5,-2\n');
  expect(bench.run('predict', 'identity.safetensors', 'rows.csv').stdout).toBe('prediction_0,prediction_1\n1.5,-2\n');
});

test('evaluate knows the target of what train wrote; JSON is one object', () => {
  bench.write('points.csv', pointsCsv(['a', 'b']));
  const trained = bench.run('train', 'points.csv', '--target', 'class', '--layers', '8', '--epochs', '5', '--json');
  expect(JSON.parse(trained.stdout)).toMatchObject({
    model: 'model.safetensors',
    target: 'class',
    classes: ['a', 'b'],
    trainedOn: 48,
    history: { epochs: 5 },
    test: { rows: 12 },
  });
  const evaluated = JSON.parse(bench.run('evaluate', 'model.safetensors', 'points.csv', '--json').stdout);
  expect(evaluated).toMatchObject({ target: 'class', rows: 60 });
  expect(evaluated.confusion.flat().reduce((sum: number, count: number) => sum + count)).toBe(60);
  const inspected = JSON.parse(bench.run('inspect', 'model.safetensors', '--json').stdout);
  expect(inspected).toMatchObject({ inputs: 2, outputs: 1, classes: ['a', 'b'], features: ['x', 'y'] });
  const lines = bench.run('predict', 'model.safetensors', 'points.csv', '--json').stdout.trimEnd().split('\n');
  expect(lines).toHaveLength(60);
  const { prediction, probability, probabilities } = JSON.parse(lines[0]!);
  expect(probability).toBe(probabilities[prediction]);
});

test.each(['train', 'predict', 'evaluate', 'inspect', 'verify'])('the help of %s has an example', (command) => {
  const { status, stdout } = bench.run(command, '--help');
  expect(status).toBe(0);
  expect(stdout).toMatch(new RegExp(`^  .*layerwise ${command} `, 'm'));
});

test('help and version', () => {
  const help = bench.run('--help');
  expect(help.status).toBe(0);
  expect(help.stdout).toContain('layerwise train iris.csv --target species');
  expect(help.stdout).toContain('Exit codes: 0 done; 1');
  expect(bench.run('help', 'train').stdout).toContain('--learning-rate <x>');
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  expect(bench.run('--version')).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' });
});
