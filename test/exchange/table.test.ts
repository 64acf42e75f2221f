// The module of a table's model: the rows that the model takes, and the same predictions.
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { exportJavaScript } from '../../src/exchange/index.ts';
import { type Row, type TableModel, fitTable } from '../../src/table/index.ts';
import { customers, houses, quick } from '../table/rows.ts';

interface Exported {
  predict(rows: unknown): unknown;
}

const importText = (text: string): Promise<unknown> =>
  import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(text)}`);
const moduleOf = async (model: TableModel) => (await importText(exportJavaScript(model))) as Exported;

const rows = customers(200);
let model: TableModel;
let numbers: TableModel;
let exported: Exported;

beforeAll(async () => {
  // A name and a class that could break out of the text.
  const hostile = rows.map(({ plan, ...row }) => ({ ...row, '__proto__</script>`${1}': plan }));
  model = await fitTable(hostile, { target: 'churned', ...quick });
  numbers = await fitTable(houses(100), { target: 'price', ...quick });
  exported = await moduleOf(model);
});

test('all rows, and the linear model beside', async () => {
  const given = rows.map(({ plan, ...row }) => ({ ...row, '__proto__</script>`${1}': plan }));
  for (const each of [model, model.linear!]) {
    const { predict } = await moduleOf(each);
    expect(predict(given)).toEqual(each.predict(given));
    expect(predict(given[0])).toEqual(each.predict(given[0]!));
  }
});

test('a regression', async () => {
  const { predict } = await moduleOf(numbers);
  const more = [...houses(50), { area: 1e300, near: 'YES', noise: '0.5' }, { area: -5, near: '', noise: '' }];
  const known = more.filter((row) => outcome(() => numbers.predict(row)).error === undefined);
  expect(known.length).toBeGreaterThan(50);
  expect(predict(known)).toEqual(numbers.predict(known));
});

/** What a call returns, or that it throws. */
function outcome(call: () => unknown): { value?: unknown; error?: true } {
  try {
    return { value: call() };
  } catch {
    return { error: true };
  }
}

test('cells of every kind: the same predictions, and errors for the same rows', () => {
  const cell = fc.oneof(
    fc.double(),
    fc.integer(),
    fc.boolean(),
    fc.bigInt({ min: -1000n, max: 1000n }),
    fc.string({ maxLength: 6 }),
    fc.date(),
    fc.constantFrom(
      null,
      undefined,
      NaN,
      Infinity,
      '',
      ' NA ',
      '?',
      '007',
      '0x1f',
      '-0',
      '.5',
      '1e3',
      '1e999',
      ' 7 ',
      {},
      [],
    ),
    fc.constantFrom('yes', 'No', 'TRUE', 'basic', 'plus', 'team', 'city 3', '__proto__'),
  );
  const [first] = rows;
  const columns = Object.keys(first!).map((name) => (name === 'plan' ? '__proto__</script>`${1}' : name));
  const row = fc
    .tuple(...columns.map(() => cell))
    .map((cells) => Object.fromEntries(columns.map((name, i) => [name, cells[i]])) as Row);
  const nearly = fc
    .tuple(fc.constantFrom(...rows), row, fc.constantFrom(...columns))
    .map(([known, other, name]): Row => {
      const { plan, ...rest } = known;
      return { ...rest, '__proto__</script>`${1}': plan, [name]: other[name] };
    });
  fc.assert(
    fc.property(fc.oneof(row, nearly), (given) => {
      expect(outcome(() => exported.predict(given))).toEqual(outcome(() => model.predict(given)));
    }),
    { numRuns: 2000 },
  );
});

test('what is no row', () => {
  for (const given of [undefined, 3, 'text', [[1, 2]], [null], [rows[0], {}]]) {
    expect(outcome(() => exported.predict(given))).toEqual({ error: true });
    expect(outcome(() => model.predict(given as never))).toEqual({ error: true });
  }
});

test('a module inside of a page stays inside', () => {
  expect(exportJavaScript(model)).not.toContain('</script>');
});
