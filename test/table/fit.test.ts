// From rows to a model: what columns are taken for, what is trained, what is said.
import { describe, expect, test } from 'vitest';
import { Network } from '../../src/index.ts';
import {
  type FitTableOptions,
  type Preparation,
  type Row,
  TableModel,
  fitTable,
  readCsv,
} from '../../src/table/index.ts';
import { rejection } from '../support/errors.ts';
import { customers, houses, quick } from './rows.ts';

const rows = customers(200);
const fit = (given: Row[], options: Partial<FitTableOptions> = {}) =>
  fitTable(given, { target: 'churned', ...quick, ...options });

/** The notes of a model, as `CODE column`. */
const notesOf = ({ result }: TableModel) => result.notes.map(({ code, column }) => `${code} ${column ?? ''}`.trim());

describe('columns', () => {
  test('are inferred and can be said', async () => {
    const { columns, network } = await fit(rows);
    expect(Object.fromEntries(columns.map(({ name, type }) => [name, type]))).toEqual({
      customerId: 'unused',
      age: 'number',
      visits: 'number',
      plan: 'category',
      city: 'category',
      newsletter: 'boolean',
      comment: 'unused',
    });
    expect(network.features).toEqual(['age', 'visits', 'visits missing', 'plan', 'city', 'newsletter']);
    const said = await fit(rows, {
      columns: { customerId: 'number', age: 'category', plan: 'ignore', comment: 'category' },
    });
    expect(notesOf(said)).toContain('TEXT_COLUMN comment');
    expect(said.columns.map(({ type }) => type)).toEqual([
      'number',
      'category',
      'number',
      'unused',
      'category',
      'boolean',
      'unused',
    ]);
  });

  test('numbers have a median, gaps and a range', async () => {
    const given = Array.from({ length: 100 }, (_, i) => ({ a: i % 10 === 0 ? null : i % 7, y: i % 2 }));
    const { columns } = await fitTable(given, { target: 'y', ...quick });
    const [column] = columns;
    expect(column).toMatchObject({ name: 'a', type: 'number', low: 0, median: 3, high: 6, words: false });
    expect(column!.gaps).toBeGreaterThan(0);
  });

  test('names that objects have anyway are names like others', async () => {
    const names = ['__proto__', 'constructor', 'toString', '<script>alert(1)</script>', 'hasOwnProperty'];
    const hostile = rows.map((row, i) => {
      const made = Object.create(null) as Record<string, unknown>;
      names.forEach((name, j) => (made[name] = (i * 31 + j * 17) % 23));
      made['churned'] = row['churned'];
      return made;
    });
    const model = await fit(hostile);
    expect(model.columns.map(({ name }) => name)).toEqual(names);
    const loaded = TableModel.load(model.save());
    expect(loaded.predict(hostile)).toEqual(model.predict(hostile));
    const target = await fitTable(
      hostile.map((row, i) => Object.assign(Object.create(null) as Row, row, { ['__proto__']: i % 3 })),
      { target: '__proto__', ...quick },
    );
    expect(Object.keys(target.predict(hostile[0]!))).toEqual(['__proto__', 'probability', 'probabilities']);
  });
});

describe('notes', () => {
  test('of what is left out and what is doubtful', async () => {
    const given = rows.map((row, i) => ({
      ...row,
      constant: 'x',
      empty: i % 2 ? null : '',
      copy: row['age'],
      leak: row['churned'] === 'yes' ? 1.5 + i / 1000 : i / 1000,
      leakByGap: row['churned'] === 'yes' ? i % 5 : null,
      mixed: i === 17 ? 'oops' : i % 13,
    }));
    const model = await fit(given, { seed: 3 });
    expect(notesOf(model).sort()).toEqual([
      'CONSTANT_COLUMN constant',
      'DUPLICATE_COLUMN copy',
      'EMPTY_COLUMN empty',
      'ID_COLUMN customerId',
      'LEAKAGE leak',
      'LEAKAGE leakByGap',
      'MISSING_VALUES leakByGap',
      'MISSING_VALUES visits',
      'MIXED_COLUMN mixed',
      'TEXT_COLUMN comment',
    ]);
    const mixed = model.result.notes.find(({ code }) => code === 'MIXED_COLUMN')!;
    expect(mixed).toEqual({
      code: 'MIXED_COLUMN',
      severity: 'warning',
      column: 'mixed',
      message: 'column "mixed" is of numbers, but 1 cells are not, the first in row 17: "oops"; they count as gaps',
      advice: `Correct them, or say columns: { "mixed": 'category' }.`,
    });
  });

  test('a column that is a function of a regression target is a leak, one that hints at it is none', async () => {
    const given = houses(300).map((row) => ({ ...row, tax: 1.19 * (row['price'] as number) }));
    expect(notesOf(await fitTable(given, { target: 'price', ...quick }))).toEqual(['LEAKAGE tax']);
  });

  test('of the target', async () => {
    const given = rows.map((row, i) => ({ ...row, churned: i % 40 === 0 ? 'yes' : i % 25 === 1 ? null : 'no' }));
    const model = await fit(given);
    const codes = notesOf(model).filter((text) => text.endsWith('churned'));
    expect(codes).toEqual(['MISSING_TARGET churned', 'RARE_CLASS churned', 'CLASS_IMBALANCE churned']);
    expect(model.result.notes[0]!.message).toBe('8 rows have no "churned", the first of them row 1; they are left out');
    const { train, validation, test: held } = model.result.rows;
    expect(train + validation + held).toBe(192);
    expect(model.result.classCounts).toEqual([187, 5]);
  });

  test('of a text with more values than are kept, though they come again', async () => {
    const given = Array.from({ length: 6000 }, (_, i) => ({ a: i % 7, city: `c${i % 2500}`, t: i % 2 ? 'x' : 'y' }));
    const { result } = await fitTable(given, { target: 't', hidden: [2], epochs: 1 });
    const message = 'column "city" is text of more than 1024 different values, or of long ones; it is left out';
    expect(result.notes.find(({ column }) => column === 'city')).toMatchObject({ code: 'TEXT_COLUMN', message });
    const said = await fitTable(given, { target: 't', hidden: [2], epochs: 1, columns: { city: 'category' } });
    expect(said.columns[1]).toMatchObject({ type: 'category' });
    expect(notesOf(said)).toContain('MANY_CATEGORIES city');
  });

  test('of few rows', async () => {
    expect(notesOf(await fit(rows.slice(0, 60)))).toContain('FEW_ROWS');
    expect(notesOf(await fit(rows))).not.toContain('FEW_ROWS');
  });
});

describe('the task', () => {
  const targets: readonly (readonly [string, (i: number) => unknown, string, unknown])[] = [
    ['two words', (i) => (i % 2 ? 'b' : 'a'), 'binary', ['a', 'b']],
    ['booleans', (i) => i % 3 === 0, 'binary', [false, true]],
    ['numbers 0 and 1', (i) => i % 2, 'binary', [0, 1]],
    ['texts of numbers', (i) => String(10 - (i % 4)), 'multiclass', [7, 8, 9, 10]],
    ['three words', (i) => 'cab'[i % 3], 'multiclass', ['a', 'b', 'c']],
    ['many whole numbers', (i) => i % 30, 'regression', undefined],
    ['fractions', (i) => (i % 5) / 4, 'regression', undefined],
  ];
  test.each(targets)('%s', async (_, value, task, classes) => {
    const given = rows.map(({ age, plan }, i) => ({ age, plan, t: value(i) }));
    const model = await fitTable(given, { target: 't', ...quick });
    expect(model.target).toEqual({ name: 't', task, ...(classes === undefined ? {} : { classes }) });
    const { t, probability, probabilities } = model.predict(given[0]!);
    const all = Object.values((probabilities ?? { t: 1 }) as Record<string, number>);
    expect(all.reduce((sum, p) => sum + p)).toBeCloseTo(1, 12);
    expect(probability).toBe(classes === undefined ? undefined : Math.max(...all));
    expect(classes ?? [t]).toContain(t);
    expect(typeof t).toBe(typeof ((classes as unknown[] | undefined)?.[0] ?? 0));
  });

  test('can be said', async () => {
    const given = rows.map(({ age, visits }, i) => ({ age, visits, t: i % 3 }));
    expect((await fitTable(given, { target: 't', task: 'regression', ...quick })).target.task).toBe('regression');
    expect(await rejection(fitTable(given, { target: 't', task: 'binary', ...quick }))).toBe(
      'INVALID_VALUE target "t" has 3 different values, a binary task has 2',
    );
    expect(await rejection(fit(rows, { task: 'regression' }))).toBe(
      'INVALID_VALUE target "churned" is to be a number, but row 0: "no" is none',
    );
  });
});

test('the same rows and seed give the same file, and so do the settings of the result; another seed does not', async () => {
  const model = await fit(rows, { seed: 5 });
  expect((await fit(rows, { seed: 5 })).save()).toEqual(model.save());
  const settings = JSON.parse(JSON.stringify(model.result.settings)) as FitTableOptions;
  expect((await fitTable(rows, settings)).save()).toEqual(model.save());
  expect((await fit(rows, { seed: 6 })).network.hash()).not.toBe(model.network.hash());
});

test('a table as text gives the model of the same table as objects', async () => {
  const names = Object.keys(rows[0]!);
  const text = [names, ...rows.map((row) => names.map((name) => row[name] ?? ''))]
    .map((cells) => cells.join(','))
    .join('\n');
  expect((await fitTable(readCsv(text), { target: 'churned', ...quick })).save()).toEqual((await fit(rows)).save());
});

test('learns what is there, and says when the network is not needed', async () => {
  const model = await fitTable(customers(400), { target: 'churned', hidden: [32], epochs: 60, seed: 1 });
  const { scores, comparison, advice, test: held, validation } = model.result;
  expect(scores.network.accuracy!.value).toBeGreaterThan(0.9);
  expect(scores.linear.accuracy!.value).toBeGreaterThan(0.9);
  expect(scores.baseline.accuracy!.value).toBeLessThan(0.75);
  expect(comparison.baseline.low).toBeGreaterThan(0);
  expect(advice.use).toBe('linear');
  expect(model.advice).toMatch(/not shown to be better than the linear model.*Prefer the simpler one, model.linear/);
  expect(held!.rows).toHaveLength(80);
  expect(validation!.rows).toHaveLength(64);
  expect(held!.network[0]).toEqual([...model.outputs([customers(400)[held!.rows[0]!]!]).data]);
  expect(held!.linear[0]).toEqual([...model.linear!.outputs([customers(400)[held!.rows[0]!]!]).data]);
});

test('the network is advised where a line does not do, and neither where there is nothing to learn', async () => {
  const circle = houses(400).map(({ area, noise }) => {
    const [a, b] = [(area as number) / 100 - 1.3, (noise as number) - 0.5];
    return { a, b, y: a * a + 4 * b * b < 0.6 ? 'in' : 'out' };
  });
  const better = await fitTable(circle, { target: 'y', hidden: [32, 32], epochs: 100 });
  expect(better.result.advice.use).toBe('network');
  expect(better.advice).toMatch(/^The network is better than the linear model: the difference in accuracy on 80 test/);
  const noise = rows.map(({ age, visits }, i) => ({ age, visits, y: (i * 2654435761) % 7 < 3 ? 'a' : 'b' }));
  expect((await fitTable(noise, { target: 'y', ...quick })).result.advice.use).toBe('baseline');
});

test('a regression answers in the units of the target, large or tiny', async () => {
  for (const unit of [1, 1e-9, 1e12]) {
    const given = houses(200).map((row) => ({ ...row, price: (row['price'] as number) * unit }));
    const { result, ...model } = await fitTable(given, { target: 'price', hidden: [16], epochs: 60 });
    expect(result.scores.network.r2!.value, `${unit}`).toBeGreaterThan(0.95);
    expect(result.scores.linear.r2!.value, `${unit}`).toBeGreaterThan(0.95);
    expect(model.network.outputs).toBe(1);
  }
});

test('tells its progress and ends when it is told', async () => {
  const stages = new Set<string>();
  const controller = new AbortController();
  const stopped = fit(rows, {
    epochs: 50,
    onProgress: ({ stage, epoch, epochs, loss }) => {
      stages.add(stage);
      expect(epoch).toBeLessThanOrEqual(epochs);
      expect(loss).toBeGreaterThan(0);
      if (stage === 'network' && epoch === 3) controller.abort(new Error('enough'));
    },
    signal: controller.signal,
  });
  await expect(stopped).rejects.toThrow('enough');
  expect([...stages]).toEqual(['linear', 'network']);
  await expect(fit(rows, { signal: controller.signal })).rejects.toThrow('enough');
});

test('tells what it found before it trains, and does not train when its listener throws', async () => {
  const told: string[] = [];
  let before: Preparation | undefined;
  const model = await fit(rows, {
    columns: { plan: 'ignore' },
    onPrepared: (preparation) => {
      told.push('prepared');
      before = structuredClone(preparation);
    },
    onProgress: () => told.push('epoch'),
  });
  expect(told.indexOf('prepared')).toBe(0);
  expect(told.lastIndexOf('prepared')).toBe(0);
  const { target, columns, notes, rows: parts, classCounts } = model.result;
  expect(before).toEqual({ target, columns, notes, rows: parts, classCounts });
  const onPrepared = (): never => {
    throw new Error('not so');
  };
  await expect(fit(rows, { onPrepared, onProgress: () => told.push('late') })).rejects.toThrow('not so');
  expect(told).not.toContain('late');
});

test('the result is plain JSON, and the file is a network', async () => {
  const model = await fit(rows);
  expect(JSON.parse(JSON.stringify(model.result))).toEqual(model.result);
  const network = Network.load(model.save());
  expect(network.predict(model.encode(rows)).data).toEqual(model.outputs(rows).data);
  expect(network.classes).toEqual(['no', 'yes']);
});
