// A model at work: rows it has not seen, evaluation, its file, and files of strangers.
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { Network, dense, isLayerwiseError } from '../../src/index.ts';
import { type Row, TableModel, fitTable, readCsv } from '../../src/table/index.ts';
import { expectError, thrownBy } from '../support/errors.ts';
import { customers, houses, quick } from './rows.ts';

const rows = customers(200);
let model: TableModel;
let numbers: TableModel;

beforeAll(async () => {
  model = await fitTable(rows, { target: 'churned', ...quick });
  numbers = await fitTable(houses(100), { target: 'price', ...quick });
});

/** What the network gets for a row, by feature. */
function encoded(row: Row): Record<string, number> {
  const { data } = model.encode([row]);
  return Object.fromEntries(model.network.features!.map((name, j) => [name, data[j]!]));
}

describe('a row to be predicted', () => {
  const known = rows[0]!;

  test('may hold what the model does not know, in any order', () => {
    const reversed = Object.fromEntries(Object.entries({ ...known, more: {} }).reverse());
    expect(model.predict(reversed)).toEqual(model.predict(known));
    expect(model.predict([known, rows[1]!])).toEqual([model.predict(known), model.predict(rows[1]!)]);
    expect(model.predict([])).toEqual([]);
  });

  test('has gaps: the median, and the column that says so; no category', () => {
    const { median } = model.columns.find(({ name }) => name === 'visits') as { median: number };
    for (const gap of [null, undefined, NaN, '', 'NA'])
      expect(encoded({ ...known, visits: gap })).toMatchObject({ visits: median, 'visits missing': 1 });
    expect(encoded({ ...known, visits: '7' })).toMatchObject({ visits: 7, 'visits missing': 0 });
    expect(encoded({ ...known, plan: null })).toMatchObject({ plan: 0 });
  });

  test('has categories that training did not have: they are unknown, and so is every other such', () => {
    expect(encoded({ ...known, plan: 'gold' })).toMatchObject({ plan: 0 });
    expect(encoded({ ...known, plan: 'basic' })).toMatchObject({ plan: 1 });
    expect(model.predict({ ...known, city: 'Atlantis' })).toEqual(model.predict({ ...known, city: '__proto__' }));
    expect(encoded({ ...known, newsletter: 'YES' })).toEqual(encoded({ ...known, newsletter: true }));
  });

  test('has numbers from far away, which count as a thousand ranges', () => {
    const { low, high } = model.columns.find(({ name }) => name === 'age') as { low: number; high: number };
    expect(encoded({ ...known, age: 1e308 })['age']).toBe(high + 1000 * (high - low));
    expect(encoded({ ...known, age: -1e308 })['age']).toBe(low - 1000 * (high - low));
    for (const each of [model, model.linear!])
      expect(each.predict({ ...known, age: 1e308 })['probability']).toBeGreaterThanOrEqual(0.5);
  });

  test('must hold what all training rows had, and numbers where they had numbers', () => {
    const { age, ...rest } = known;
    const predict = (row: unknown) => () => model.predict([known, row as Row]);
    expectError(
      predict({ ...rest, Age: age }),
      'UNKNOWN_NAME',
      'row 1 has no "age", which all training rows had; "Age" is near. A gap is null',
    );
    expectError(
      predict({ ...known, age: 'old' }),
      'INVALID_VALUE',
      'row 1, column "age": "old" is no number, and the training rows had only such',
    );
    expectError(predict({ ...known, plan: [] }), 'INVALID_VALUE', /^row 1, column "plan": is an array, not a finite/);
    expectError(predict('a,b'), 'INVALID_VALUE', 'row 1 must be an object of values by column name, but is "a,b"');
  });
});

/** The class that is predicted, or the message of the library's error. */
function outcome(row: Row): string {
  try {
    return String(model.predict(row)['churned']);
  } catch (error) {
    if (isLayerwiseError(error)) return error.message.replaceAll('\n', ' ');
    throw error;
  }
}

test('every row is a prediction or an error of the library', () => {
  const value = fc.oneof(fc.anything(), fc.constantFrom('1', 'basic', 'city 3', null, NaN, 1e308, '__proto__'));
  const names = fc.constantFrom('age', 'visits', 'plan', 'city', 'newsletter', 'more', '__proto__');
  fc.assert(
    fc.property(fc.array(fc.tuple(names, value), { maxLength: 8 }), fc.boolean(), (cells, whole) => {
      const row = Object.assign(Object.create(null) as Record<string, unknown>, whole ? rows[3] : {});
      for (const [name, cell] of cells) row[name] = cell;
      expect(outcome(row)).toMatch(/^(no|yes|row 0.*)$/);
    }),
    { numRuns: 500 },
  );
});

test('any table of odd values is a model or an error of the library', async () => {
  const value = fc.oneof(
    fc.constantFrom(null, '', 'NA', 1, 2, '3', 'x', 'y', true, false, 'no', 1e308, -5e-324, '007', undefined),
    fc.double(),
    fc.string({ maxLength: 4 }),
  );
  const row = fc.dictionary(fc.constantFrom('a', 'b', 'c', '__proto__', 'y'), value, { noNullPrototype: false });
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 8, maxLength: 40 }), async (given) => {
      try {
        const made = await fitTable(given, { target: 'y', hidden: [2], epochs: 1 });
        expect(JSON.parse(JSON.stringify(made.result.settings))).toEqual(made.result.settings);
        TableModel.load(made.save());
        made.dispose();
      } catch (error) {
        if (!isLayerwiseError(error)) throw error;
      }
    }),
    { numRuns: 60 },
  );
});

test('evaluates rows whose target is known, and counts the others', async () => {
  const given = [...rows.slice(0, 50), { ...rows[0], churned: null }];
  const { rows: counted, skipped, scores, assessment } = await model.evaluate(given);
  expect([counted, skipped]).toEqual([50, 1]);
  expect(assessment.classes!.confusion!.flat().reduce((sum, count) => sum + count)).toBe(50);
  const right = rows.slice(0, 50).filter((row) => model.predict(row)['churned'] === row['churned']).length;
  expect(scores.accuracy!.value).toBeCloseTo(right / 50, 12);
  expect(scores.accuracy!.low).toBeLessThan(scores.accuracy!.value);
  const names = Object.keys(rows[0]!);
  const text = [names, ...given.map((row) => names.map((name) => (row as Row)[name] ?? ''))]
    .map((c) => c.join(','))
    .join('\n');
  expect(await model.evaluate(() => readCsv(text))).toEqual({ rows: 50, skipped: 1, scores, assessment });
  await expect(model.evaluate([{ ...rows[0], churned: 'perhaps' }])).rejects.toThrow(
    'row 0, target "churned": "perhaps" is none of the 2 classes',
  );
  await expect(model.evaluate([{ ...rows[0], churned: '' }])).rejects.toThrow(
    'evaluate: no row has the target "churned"',
  );
  expect(Object.keys((await numbers.evaluate(houses(20))).scores)).toEqual(['rmse', 'mae', 'r2']);
});

test('predicts rows as they come, and names the line of one that it cannot', async () => {
  const names = Object.keys(rows[0]!);
  const line = (row: Row) => names.map((name) => row[name] ?? '').join(',');
  const given = rows.slice(0, 20);
  const text = [names.join(','), ...given.map(line)].join('\n');
  const predictions = [];
  for await (const each of model.predictEach(readCsv(text), { coverage: 0.9 })) predictions.push(each);
  expect(predictions).toEqual(model.predict(given, { coverage: 0.9 }));
  const wrong = numbers.predictEach(readCsv(text));
  await expect(wrong.next()).rejects.toThrow(/^line 2 has no /);
});

describe('the file', () => {
  test('holds all but the rows held out, and predicts the same bits', () => {
    for (const each of [model, model.linear!, numbers]) {
      const loaded = TableModel.load(each.save());
      const given = each === numbers ? houses(30) : rows;
      expect(loaded.predict(given)).toEqual(each.predict(given));
      expect(loaded.save()).toEqual(each.save());
      const { test: _, validation: __, ...kept } = each.result;
      expect(loaded.result).toEqual(kept);
      expect([loaded.kind, loaded.target, loaded.columns]).toEqual([each.kind, each.target, each.columns]);
      expect(loaded.linear).toBeUndefined();
    }
  });

  test('of a network without a table is refused', () => {
    const plain = new Network({ inputs: 1, layers: [dense(1)] });
    for (const card of [undefined, {}, { table: null }, { table: { formatVersion: 2 } }])
      expectError(
        () => TableModel.load(plain.save(card === undefined ? {} : { card })),
        'INVALID_FILE',
        /no model of a table/,
      );
    expectError(() => TableModel.load(new Uint8Array(50)), 'INVALID_FILE', /./);
  });

  test('with another card than fits is refused', () => {
    const card = model.network.card as undefined;
    expect(card).toBeUndefined();
    const whole = (TableModel.load(model.save()).network.card as { table: object }).table;
    const paths: string[][] = [];
    const walk = (value: unknown, path: string[]): void => {
      if (path.length > 0) paths.push(path);
      if (typeof value === 'object' && value !== null)
        for (const key of Object.keys(value)) walk((value as Row)[key], [...path, key]);
    };
    walk(whole, []);
    const relevant = paths.filter(([first, second]) => first !== 'result' || ['columns', 'target'].includes(second!));
    fc.assert(
      fc.property(
        fc.constantFrom(...relevant),
        fc.constantFrom(null, -1, 1.5, 'x', [], {}, true, 1e9),
        (path, value) => {
          const table = structuredClone(whole) as Row;
          let at = table as Record<string, unknown>;
          for (const key of path.slice(0, -1)) at = at[key] as Record<string, unknown>;
          at[path.at(-1)!] = value;
          const bytes = model.network.save({ card: { table } });
          try {
            // A name, a median or a class may be anything; then rows are predicted or errors of the library.
            TableModel.load(bytes).predict(rows[0]!);
          } catch (error) {
            if (!isLayerwiseError(error)) throw error;
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  test('with more categories than vectors is refused', () => {
    const table = structuredClone((TableModel.load(model.save()).network.card as { table: Row }).table) as {
      result: { columns: { name: string; categories: string[] }[] };
    };
    table.result.columns.find(({ name }) => name === 'plan')!.categories.push('gold');
    const error = thrownBy(() => TableModel.load(model.network.save({ card: { table } })));
    expect(error.message).toBe('model file: a column has more categories than the network takes');
  });
});
