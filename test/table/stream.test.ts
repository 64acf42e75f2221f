// Tables that are opened anew for each pass: the same models, in memory that does not depend on the rows.
import { expect, test } from 'vitest';
import { type Row, fitTable } from '../../src/table/index.ts';
import { customers, houses, quick } from './rows.ts';

test('learns, and is the same each time', async () => {
  const rows = customers(600);
  let opened = 0;
  const source = () => {
    opened++;
    return rows;
  };
  const options = { target: 'churned', hidden: [16], epochs: 40, seed: 2 };
  const model = await fitTable(source, options);
  expect(opened).toBe(4 + 40);
  expect(model.result.scores.network.accuracy!.value).toBeGreaterThan(0.9);
  expect(model.result.scores.linear.accuracy!.value).toBeGreaterThan(0.9);
  const { train, validation, test: held } = model.result.rows;
  expect(train + validation + held).toBe(600);
  expect(held).toBeGreaterThan(90);
  expect((await fitTable(source, options)).save()).toEqual(model.save());
});

test('rows sorted by the target are learnt all the same', async () => {
  const rows = houses(3000).sort((a, b) => (a['price'] as number) - (b['price'] as number));
  const model = await fitTable(() => rows, { target: 'price', hidden: [16], epochs: 10 });
  expect(model.result.scores.network.r2!.value).toBeGreaterThan(0.95);
});

test('memory is bounded by the parts that are held, not by the rows', async () => {
  const count = 60000;
  async function* rows(): AsyncGenerator<Row> {
    for (let i = 0; i < count; i++) {
      yield { a: i % 1009, b: (i * 7919) % 997, y: (i % 1009) + ((i * 7919) % 997) };
    }
  }
  const model = await fitTable(rows, { target: 'y', ...quick, epochs: 1 });
  const { rows: parts, test: tested, validation } = model.result;
  expect(parts.train + parts.validation + parts.test).toBe(count);
  // A fifth of the rows would be 12,000.
  expect(tested!.rows.length).toBeLessThan(9000);
  expect(validation!.rows.length).toBeLessThan(9000);
  expect(model.result.scores.network.r2!.value).toBeGreaterThan(0.5);
});

test('what the source throws ends it', async () => {
  let passes = 0;
  async function* failing(): AsyncGenerator<Row> {
    yield* customers(100);
    if (++passes === 5) throw new Error('the disk is gone');
  }
  await expect(fitTable(failing, { target: 'churned', ...quick })).rejects.toThrow('the disk is gone');
  await expect(fitTable(() => [], { target: 'y' })).rejects.toThrow('there are no rows');
  await expect(fitTable(() => 7 as unknown as Row[], { target: 'y' })).rejects.toThrow(/rows must be an array/);
});
