// What is told of rows and options that no model can be made of.
import { describe, expect, test } from 'vitest';
import { type FitTableOptions, type Row, fitTable, readCsv } from '../../src/table/index.ts';
import { rejection } from '../support/errors.ts';
import { customers, quick } from './rows.ts';

const rows = customers(200);
const fit = (given: Row[], options: Partial<FitTableOptions> = {}) =>
  fitTable(given, { target: 'churned', ...quick, ...options });

describe('errors name the place', () => {
  const errors: readonly (readonly [string, Row[] | undefined, object, string | RegExp])[] = [
    ['no target', rows, { target: undefined }, 'INVALID_OPTION fitTable: "target" must be a string, got undefined'],
    ['unknown target', rows, { target: 'churnd' }, /UNKNOWN_NAME .* "churnd"; did you mean "churned"\?/],
    [
      'unknown column',
      rows,
      { columns: { agee: 'number' } },
      /UNKNOWN_NAME .*"agee", which no row has; did you mean "age"/,
    ],
    ['unknown type', rows, { columns: { age: 'int' } }, /UNKNOWN_NAME fitTable: unknown type of column "age" "int"/],
    ['unknown option', rows, { epoch: 3 }, /INVALID_OPTION fitTable: unknown option "epoch"; did you mean "epochs"/],
    ['a share', rows, { testShare: 1 }, /INVALID_OPTION fitTable: "testShare"/],
    ['no rows', [], {}, 'INVALID_SHAPE there are no rows'],
    ['no source', undefined, {}, /INVALID_OPTION rows must be an array of objects/],
    ['few rows', rows.slice(0, 9), {}, 'INVALID_SHAPE fitTable: 9 rows have a target, 10 are needed at least'],
    ['no object', [...rows, [1] as unknown as Row], {}, /INVALID_VALUE row 200 must be an object/],
    [
      'infinity',
      [...rows, { ...rows[0], age: Infinity }],
      {},
      /INVALID_VALUE row 200, column "age": is Infinity, not a finite/,
    ],
    ['an object', [{ ...rows[0], age: {} }, ...rows], {}, /INVALID_VALUE row 0, column "age": is an object/],
    ['one class', rows.map((row) => ({ ...row, churned: 'no' })), {}, /INVALID_VALUE .* is "no" in every row/],
    ['a gap of a target', rows.map((row) => ({ ...row, churned: '' })), {}, /INVALID_VALUE .*no row has a value/],
    [
      'a text as target',
      rows.map((row, i) => ({ ...row, comment: i === 7 ? 'seven' : i + 0.5 })),
      { target: 'comment' },
      'INVALID_VALUE target "comment" has 200 different values in 200 rows, too many for classes, and as a number row 7: "seven" is none',
    ],
    ['no column', rows.map(({ churned }) => ({ churned })), {}, /INVALID_SHAPE .*no column is left.* from$/],
    [
      'no column of use',
      rows.map(({ churned }, i) => ({ churned, price: `${i},5`, one: 1, none: '', other: `${i},7`, last: 2 })),
      {},
      /no column is left to predict "churned" from: column "price" is text that hardly repeats; it is left out \(row \d+: "\d+,5"\); column "one" is "1" in every row; it is left out; column "none" is empty; it is left out; and so on for 2 more$/,
    ],
    [
      'a type of the target',
      rows,
      { columns: { churned: 'category' } },
      'INVALID_OPTION fitTable: "columns" names "churned", the target; "task" says what that is',
    ],
    [
      'too far',
      rows.map((row, i) => (i === 150 ? { ...row, age: -1e300 } : row)),
      { testShare: 0.01, validationShare: 0.01, seed: 1 },
      /INVALID_VALUE column "age" reaches from -1e\+300 to \d+, too far to scale: see row 150$/,
    ],
    [
      'a taken name',
      rows.map((row) => ({ ...row, probability: row['churned'] })),
      { target: 'probability' },
      /cannot be called/,
    ],
  ];
  test.each(errors)('%s', async (_, given, options, message) => {
    const shown = await rejection(fit(given as Row[], options));
    expect(shown).toMatch(message);
  });

  test('a file by its line', async () => {
    const text = ['a,y', ...Array.from({ length: 30 }, (_, i) => `${i % 7},${i % 2 ? 'u' : 'v'}`), '3'].join('\n');
    expect(await rejection(fitTable(readCsv(text), { target: 'y' }))).toBe(
      'INVALID_FILE line 32 has 1 cells, the header has 2',
    );
  });
});
