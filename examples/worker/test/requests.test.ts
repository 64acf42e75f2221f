// What a tenant may ask, what it is told, and what it cannot reach.
import { afterAll, expect, test } from 'vitest';
import { MAX_BODY_BYTES, MAX_COLUMNS, MAX_ROWS, MIN_ROWS } from '../src/limits.ts';
import { Host, tokenOf } from './host.ts';

const settings = { columns: 2, classes: ['low', 'high'], units: [4] };

/** So many rows whose label says whether the first number is above the second. */
function rowsOf(count: number) {
  const rows = Array.from({ length: count }, (_, i) => [Math.sin(i), Math.cos(i)]);
  return { rows, labels: rows.map(([a, b]) => settings.classes[Number(a! > b!)]) };
}

const host = new Host();
afterAll(() => host.dispose());

test('a tenant from its settings to its deletion', async () => {
  expect((await host.ask('life', 'GET')).status).toBe(404);
  expect((await host.ask('life', 'POST', '/rows', rowsOf(1))).status).toBe(404);
  expect(await host.ask('life', 'PUT', '', settings)).toEqual({ status: 201, body: { settings } });
  expect((await host.ask('life', 'PUT', '', settings)).status).toBe(200);
  expect((await host.ask('life', 'PUT', '', { ...settings, units: [5] })).status).toBe(409);

  expect((await host.ask('life', 'POST', '/rows', rowsOf(MIN_ROWS - 1))).body).toEqual({ rows: MIN_ROWS - 1 });
  const early = await host.ask('life', 'POST', '/predict', { rows: [[1, 0]] });
  expect(early).toEqual({
    status: 409,
    body: { error: `there is no model yet: training begins with ${MIN_ROWS} rows, there are ${MIN_ROWS - 1}` },
  });

  await host.ask('life', 'POST', '/rows', rowsOf(101));
  const { model } = await host.waitFor('life', ({ model }) => model?.rows === 120);
  expect(model?.valAccuracy).toBeGreaterThan(0.9);
  const { body } = await host.ask('life', 'POST', '/predict', {
    rows: [
      [1, -1],
      [-1, 1],
    ],
  });
  expect(body.predictions.map((prediction) => prediction.class)).toEqual(['high', 'low']);

  expect((await host.ask('life', 'DELETE')).body).toEqual({ deleted: true });
  expect((await host.ask('life', 'GET')).status).toBe(404);
  await host.ask('life', 'PUT', '', { ...settings, units: [5] });
  const { body: again } = await host.ask('life', 'GET');
  expect([again.rows, again.model]).toEqual([0, null]);
});

test('a tenant’s token opens nothing else', async () => {
  for (const id of ['one', 'two']) await host.ask(id, 'PUT', '', settings);
  await host.ask('one', 'POST', '/rows', rowsOf(5));
  expect((await host.ask('two', 'GET')).body.rows).toBe(0);
  const tokens = [undefined, 'Bearer', `Bearer ${tokenOf('one')}`, `Bearer ${tokenOf('two', 'another secret')}`];
  for (const token of tokens) {
    const headers: Record<string, string> = token === undefined ? {} : { Authorization: token };
    for (const [method, path] of [
      ['GET', ''],
      ['PUT', ''],
      ['DELETE', ''],
      ['POST', '/rows'],
      ['POST', '/predict'],
    ]) {
      expect((await host.fetch(`/tenants/two${path}`, { method: method!, headers })).status).toBe(401);
    }
  }
});

test('there is nothing elsewhere', async () => {
  for (const path of ['/', '/tenants', '/tenants/a/b', `/tenants/${'a'.repeat(65)}`, '/tenants/a%20b']) {
    expect((await host.fetch(path)).status).toBe(404);
  }
  expect((await host.ask('any', 'GET', '/rows')).status).toBe(405);
  expect((await host.ask('any', 'POST')).status).toBe(405);
});

const wide = Array.from({ length: MAX_COLUMNS + 1 }, () => 0);

test.each([
  ['PUT', '', { ...settings, columns: MAX_COLUMNS + 1 }, 422, /"columns"/],
  ['PUT', '', { ...settings, classes: ['one'] }, 422, /"classes"/],
  ['PUT', '', { ...settings, classes: ['a', 'a'] }, 422, /"classes"/],
  ['PUT', '', { ...settings, units: [129] }, 422, /"units"/],
  ['PUT', '', { ...settings, units: [1, 1, 1, 1] }, 422, /"units"/],
  ['PUT', '', { ...settings, layers: [] }, 422, /no field "layers"/],
  ['POST', '/rows', '{"rows": [', 400, /not JSON/],
  ['POST', '/rows', '"rows"', 422, /must be an object/],
  ['POST', '/rows', [], 422, /must be an object/],
  ['POST', '/rows', { rows: [], labels: [] }, 422, /at least one row/],
  ['POST', '/rows', { rows: [wide], labels: ['low'] }, 422, /row 0 must be 2 numbers/],
  [
    'POST',
    '/rows',
    {
      rows: [
        [1, 2],
        [1, null],
      ],
      labels: ['low', 'low'],
    },
    422,
    /row 1, column 1/,
  ],
  ['POST', '/rows', '{"rows": [[1, 1e999]], "labels": ["low"]}', 422, /row 0, column 1/],
  ['POST', '/rows', { rows: [[1, 2]], labels: [] }, 422, /one label for each row/],
  ['POST', '/rows', { rows: [[1, 2]], labels: ['medium'] }, 422, /one of "low", "high"/],
  ['POST', '/rows', ' '.repeat(MAX_BODY_BYTES + 1), 413, /262144 bytes/],
  ['POST', '/predict', { rows: [[1, 2, 3]] }, 422, /row 0 must be 2 numbers/],
])('%s %s %j: %i', async (method, action, body, status, reason) => {
  await host.ask('wrong', 'PUT', '', settings);
  const answer = await host.ask('wrong', method, action, body);
  expect(answer).toEqual({ status, body: { error: expect.stringMatching(reason) } });
  expect((await host.ask('wrong', 'GET')).body).toMatchObject({ settings, rows: 0 });
});

test('a tenant has room for so many rows', async () => {
  await host.ask('full', 'PUT', '', settings);
  const part = { rows: Array.from({ length: MAX_ROWS / 4 }, () => [0, 0]), labels: Array(MAX_ROWS / 4).fill('low') };
  for (let i = 0; i < 4; i++) expect((await host.ask('full', 'POST', '/rows', part)).status).toBe(202);
  const { status, body } = await host.ask('full', 'POST', '/rows', rowsOf(1));
  expect([status, body.error]).toEqual([
    413,
    `with these there would be ${MAX_ROWS + 1} rows; the tenant may have ${MAX_ROWS}`,
  ]);
  await host.ask('full', 'DELETE');
});

test('rows that cannot be trained on are told, and more rows begin another run', async () => {
  await host.ask('far', 'PUT', '', settings);
  const rows = Array.from({ length: 40 }, (_, i) => [i % 2 === 0 ? 1.7e308 : -1.7e308, 0]);
  await host.ask('far', 'POST', '/rows', { rows, labels: rows.map(() => 'low') });
  const { failure } = await host.waitFor('far', ({ failure }) => failure);
  expect(failure).toEqual({ rows: 40, reason: expect.stringMatching(/too far to scale/) });
  expect((await host.ask('far', 'POST', '/predict', { rows: [[1, 2]] })).body.error).toMatch(/too far to scale/);
  await host.ask('far', 'POST', '/rows', rowsOf(1));
  expect(await host.waitFor('far', ({ failure }) => failure?.rows === 41)).toMatchObject({ rows: 41, model: null });
});
