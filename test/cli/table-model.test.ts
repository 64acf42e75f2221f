// The command on tables: words and gaps, a linear model beside the network, one file, the same bits again.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TableModel, readCsv } from '../../src/table/index.ts';
import { CommandBench } from '../support/command.ts';

let bench: CommandBench;
const penguins = readFileSync('test/accuracy/data/penguins.csv', 'utf8');
const [header, ...rows] = penguins.trimEnd().split('\n');

/** Trains for few epochs: what is tested here is not how good the models are. */
const train = (file: string, target: string, ...options: string[]) =>
  bench.run('train', file, '--target', target, '--epochs', '8', ...options);

beforeAll(() => {
  bench = new CommandBench();
  bench.write('penguins.csv', penguins);
}, 120_000);

afterAll(() => bench.remove());

const read = (name: string) => readFileSync(join(bench.folder, name));
const modelIn = (name: string) => TableModel.load(read(name));

test('penguins, end to end: train with a report, predict, evaluate, inspect, verify', async () => {
  const trained = train('penguins.csv', 'species', '--out', 'penguins.safetensors', '--report', 'report.html');
  expect([trained.status, trained.stderr]).toEqual([0, '']);
  expect(trained.stdout).toContain('data      penguins.csv\n');
  expect(trained.stdout).toContain('target    species, multiclass: Adelie 152, Chinstrap 68, Gentoo 124\n');
  expect(trained.stdout).toMatch(/^number {4}beak_length_mm, .*body_mass_g$/m);
  expect(trained.stdout).toMatch(/^category {2}island \(3\), sex \(2\)$/m);
  expect(trained.stdout).toMatch(/^note {6}column "sex" is empty in \d+ of \d+ training rows/m);
  expect(trained.stdout).toMatch(/^training +epoch +8\/8 +loss \S+ · val \S+$/m);
  expect(trained.stdout).toMatch(/^ +network +linear model +majority$/m);
  expect(trained.stdout).toMatch(/^accuracy( +\S+ \(\S+ to \S+\)){3}$/m);
  expect(trained.stdout).toMatch(/^advice {4}\S.*test rows/m);
  expect(trained.stdout).toMatch(/^next +npx layerwise predict penguins\.safetensors penguins\.csv$/m);
  // What was found in the table stands before what takes long.
  const order = [/^target/m, /^note/m, /^rows/m, /^linear/m, /^loss/m, /^accuracy/m, /^advice/m];
  const places = order.map((line) => trained.stdout.search(line));
  expect(places).toEqual([...places].sort((a, b) => a - b));
  expect(read('report.html').toString()).toMatch(/^<!doctype html>.*Predicting/s);

  const model = modelIn('penguins.safetensors');
  const predicted = bench.run('predict', 'penguins.safetensors', 'penguins.csv', '--coverage', '0.9');
  expect([predicted.status, predicted.stderr]).toEqual([0, '']);
  const lines = predicted.stdout.trimEnd().split('\n');
  expect(lines[0]).toBe('prediction,probability_Adelie,probability_Chinstrap,probability_Gentoo,set');
  const expected: string[] = [];
  for await (const row of readCsv(penguins)) {
    const { species, probabilities, set } = model.predict(row, { coverage: 0.9 });
    expected.push([species, ...Object.values(probabilities!), (set as string[]).join('|')].join(','));
  }
  expect(lines.slice(1)).toEqual(expected);

  const evaluated = bench.run('evaluate', 'penguins.safetensors', 'penguins.csv');
  expect(evaluated.stdout).toContain('rows      344 of penguins.csv\n');
  expect(evaluated.stdout).toMatch(/^accuracy +\S+ \(\S+ to \S+\)$/m);
  expect(evaluated.stdout).toMatch(/^Adelie( +\d+){3}$/m);

  const reported = bench.run('evaluate', 'penguins.safetensors', 'penguins.csv', '--report', 'evaluation.html');
  expect(reported).toEqual({ ...evaluated, stdout: `${evaluated.stdout}\nreport    evaluation.html\n` });
  expect(read('evaluation.html').toString()).toMatch(/^<!doctype html>.*Evaluation of a network.*on the 344 rows/s);

  const inspected = bench.run('inspect', 'penguins.safetensors', '--report', 'again.html');
  expect(inspected.stdout).toContain('target    species, multiclass');
  expect(inspected.stdout).toContain(model.network.hash());
  expect(read('again.html').equals(read('report.html'))).toBe(true);

  const verified = bench.run('verify', 'penguins.safetensors', 'penguins.csv');
  expect([verified.status, verified.stderr]).toEqual([0, '']);
  for (const what of ['rows', 'columns', 'parameters', 'scores', 'file'])
    expect(verified.stdout).toMatch(new RegExp(`^agrees +${what}$`, 'm'));
  bench.write('changed.csv', penguins.replace('39.1,', '39.2,'));
  const changed = bench.run('verify', 'penguins.safetensors', 'changed.csv', '--json');
  expect(changed.status).toBe(1);
  const checks = JSON.parse(changed.stdout) as { agrees: boolean; checks: { what: string; agrees: boolean }[] };
  expect(checks.agrees).toBe(false);
  expect(checks.checks.find(({ what }) => what === 'rows')!.agrees).toBe(true);
  expect(checks.checks.find(({ what }) => what === 'file')!.agrees).toBe(false);
});

test('CSV, TSV, JSON lines and standard input are the same rows', () => {
  const tsv = penguins.replaceAll(',', '\t');
  const names = header!.split(',');
  const objects = rows.map((line) => Object.fromEntries(line.split(',').map((cell, i) => [names[i], cell])));
  bench.write('penguins.tsv', tsv);
  const options = ['--target', 'species', '--epochs', '2', '--out'];
  bench.run('train', 'penguins.csv', ...options, 'csv.safetensors');
  bench.run('train', 'penguins.tsv', ...options, 'tsv.safetensors');
  const json = objects.map((object) => JSON.stringify(object)).join('\n');
  expect(bench.runOn(json, 'train', '-', ...options, 'json.safetensors').stdout).toContain(
    'data      standard input\n',
  );
  for (const name of ['tsv.safetensors', 'json.safetensors'])
    expect(read(name).equals(read('csv.safetensors'))).toBe(true);
  const answers = [penguins, tsv, json].map((text) => bench.runOn(text, 'predict', 'csv.safetensors', '-'));
  expect(answers[0]!.stdout.split('\n')).toHaveLength(rows.length + 2);
  expect(answers.map(({ status, stdout, stderr }) => [status, stderr, stdout === answers[0]!.stdout])).toEqual(
    Array.from(answers, () => [0, '', true]),
  );
});

test('--json prints one object, and nothing else', () => {
  const { status, stdout, stderr } = train('penguins.csv', 'species', '--json', '--report', 'report.html');
  expect([status, stderr]).toEqual([0, '']);
  const { scores, ...result } = JSON.parse(stdout);
  expect(result).toMatchObject({
    model: 'model.safetensors',
    report: 'report.html',
    kind: 'network',
    target: { name: 'species', classes: ['Adelie', 'Chinstrap', 'Gentoo'] },
    settings: { target: 'species', epochs: 8, seed: 0 },
    history: { epochs: 8 },
  });
  expect(Object.keys(scores)).toEqual(['network', 'linear', 'baseline']);
  expect(result.confusion.flat().reduce((sum: number, count: number) => sum + count)).toBe(result.rows.test);
  expect(result.test).toBeUndefined();
  const json = ['--json', '--report', 'evaluation.html'];
  const evaluated = JSON.parse(bench.run('evaluate', 'model.safetensors', 'penguins.csv', ...json).stdout);
  expect(evaluated).toMatchObject({ report: 'evaluation.html', target: 'species', rows: 344, skipped: 0 });
  const inspected = JSON.parse(bench.run('inspect', 'model.safetensors', '--json').stdout);
  expect(inspected.scores).toEqual(scores);
  const [first] = bench.run('predict', 'model.safetensors', 'penguins.csv', '--json').stdout.split('\n');
  expect(Object.keys(JSON.parse(first!))).toEqual(['species', 'probability', 'probabilities']);
});

test('what the columns and the task are can be said', () => {
  const options = ['--columns', 'sex=ignore,flipper_length_mm=category', '--task', 'regression'];
  expect(train('penguins.csv', 'body_mass_g', ...options).status).toBe(0);
  const { columns, target } = modelIn('model.safetensors');
  expect(target.task).toBe('regression');
  const types = Object.fromEntries(columns.map(({ name, type }) => [name, type]));
  expect(types).toMatchObject({ sex: 'unused', flipper_length_mm: 'category', beak_length_mm: 'number' });
  const { stdout } = bench.run('predict', 'model.safetensors', 'penguins.csv', '--coverage', '0.9');
  const [head, first] = stdout.split('\n');
  expect(head).toBe('prediction,low,high');
  const [value, low, high] = first!.split(',').map(Number);
  expect(low!).toBeLessThan(value!);
  expect(value!).toBeLessThan(high!);
});

test('of very many columns and notes the first are printed', () => {
  const row = (cell: (column: number) => string | number, last: string): string =>
    [...Array.from({ length: 100 }, (_, column) => cell(column)), last].join(',');
  const lines = Array.from({ length: 30 }, (_, i) =>
    row((column) => (column < 45 ? ((i * i + 1) * (column + 7)) % 101 : 1), i % 2 ? 'a' : 'b'),
  );
  bench.write('wide.csv', [row((column) => `c${column}`, 'y'), ...lines].join('\n'));
  const { stdout } = train('wide.csv', 'y');
  expect(stdout).toMatch(/^number {4}c0, (c\d+, ){39}and 5 more$/m);
  expect(stdout).toMatch(/^unused {4}c45, (c\d+, ){39}and 15 more$/m);
  expect(stdout.match(/^note .* is "1" in every row/gm)).toHaveLength(10);
  expect(stdout).toMatch(/^note {6}and 45 more of CONSTANT_COLUMN; --json has all$/m);
});

test('what to do about a column is said in options of the command', () => {
  const lines = Array.from({ length: 60 }, (_, i) => `${(i * 7) % 31},${i % 2},${i % 2 ? 'a' : 'b'}`);
  bench.write('leak.csv', ["x,it's known,y", ...lines].join('\n'));
  const advice = "say --columns 'it'\\''s known=ignore'.";
  const warned = train('leak.csv', 'y').stdout;
  expect(warned).toMatch(/^warning {3}column "it's known" alone takes away 100 %/m);
  expect(warned).toContain(advice);
  const { stdout } = bench.shell(`$layerwise train leak.csv --target y --epochs 1 ${advice.slice(4, -1)}`);
  expect(stdout).toContain("unused    it's known\n");
});

test('--linear writes the linear model, which verifies too', () => {
  expect(train('penguins.csv', 'species', '--linear').status).toBe(0);
  expect(modelIn('model.safetensors').kind).toBe('linear');
  expect(bench.run('verify', 'model.safetensors', 'penguins.csv').stdout).toContain('bit for bit');
});

test('a file that is read anew for each pass makes a model that verifies', () => {
  expect(train('penguins.csv', 'species', '--stream').status).toBe(0);
  expect(bench.run('verify', 'model.safetensors', 'penguins.csv', '--stream').status).toBe(0);
});

test('breast cancer: the network and the linear model are beyond guessing', () => {
  bench.write('cancer.csv', readFileSync('examples/data/breast_cancer.csv'));
  const { scores } = JSON.parse(train('cancer.csv', 'diagnosis', '--json').stdout);
  expect(scores.network.accuracy.low).toBeGreaterThan(scores.baseline.accuracy.high);
  expect(scores.linear.accuracy.low).toBeGreaterThan(scores.baseline.accuracy.high);
});

test('a class that a spreadsheet would run is escaped, unless told not to', () => {
  bench.write('formula.csv', `${header}\n${rows.map((line) => line.replace(/^Adelie/, '=1+1')).join('\n')}\n`);
  expect(train('formula.csv', 'species').status).toBe(0);
  const args = ['predict', 'model.safetensors', 'formula.csv'];
  expect(bench.run(...args).stdout).toMatch(/^'=1\+1,/m);
  expect(bench.run(...args, '--no-escape').stdout).toMatch(/^=1\+1,/m);
  expect(bench.run(...args, '--no-escape').stdout).not.toContain("'");
});

test('rows that cannot be predicted are told by line and column, and no file is written', () => {
  expect(train('penguins.csv', 'species', '--out', 'penguins.safetensors').status).toBe(0);
  const files = bench.files();
  bench.write('wrong.csv', penguins.replace('39.5,', 'long,'));
  const wrong = bench.run('predict', 'penguins.safetensors', 'wrong.csv', '--out', 'predictions.csv');
  expect([wrong.status, wrong.stdout]).toEqual([1, '']);
  expect(wrong.stderr).toMatch(/^layerwise: wrong\.csv: line 3, column "beak_length_mm": .*\n$/);
  const target = bench.run('evaluate', 'penguins.safetensors', 'penguins.csv', '--target', 'sex');
  expect([target.status, target.stderr]).toEqual([2, 'layerwise: the model predicts "species", not "sex"\n']);
  expect(bench.files()).toEqual([...files, 'wrong.csv'].sort());
});
