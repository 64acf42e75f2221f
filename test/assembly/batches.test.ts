import { describe, expect, test } from 'vitest';
import { STATE_BYTES, State } from '../../assembly/kinds.ts';
import { KernelBench, dtypes } from '../support/kernel.ts';
import { awkwardSizes, expectSame, mixedValues, rounding } from '../support/values.ts';

/** Where a state holds its cursor. */
const cursorOf = <S extends { readonly address: number }>(state: S): S => ({
  ...state,
  address: state.address + State.cursor,
});

describe.each(dtypes)('%s', (dtype) => {
  const round = rounding(dtype);
  const setup = (cursor = 0) => {
    const bench = new KernelBench(dtype);
    const state = bench.reserve(STATE_BYTES);
    const scalars = () => bench.engine.scalars(state.address, STATE_BYTES / 8);
    scalars()[State.cursor >> 3] = cursor;
    return { bench, state, scalars };
  };

  test('Gather and Append move rows of any length from the cursor on', () => {
    const order = [4, 0, 6, 6, 1, 5, 3, 2];
    for (const n of [...awkwardSizes, 129, 300]) {
      for (const shift of [0, 1]) {
        const { bench, state } = setup(2);
        const first = cursorOf(state);
        const data = mixedValues(8 * n, n).map(round);
        const row = (i: number) => data.slice(i * n, (i + 1) * n);
        const x = bench.tensor(data, shift);
        const y = bench.tensor(new Array<number>(3 * n + 1).fill(9), 1 - shift);
        const indices = bench.reserve(32);
        bench.engine.words(indices.address, 8).set(order);
        bench.run('Gather', { x, y, n, first }, 3);
        expectSame(y.values, [...row(2), ...row(3), ...row(4), 9], 'consecutive element');
        bench.run('Gather', { x, indices, y, n, first }, 3);
        const gathered = [...row(6), ...row(6), ...row(1), 9];
        expectSame(y.values, gathered, 'gathered element');
        bench.run('Append', { x: y, y: x, n, first }, 3);
        expectSame(
          x.values,
          [...row(0), ...row(1), ...gathered.slice(0, -1), ...row(5), ...row(6), ...row(7)],
          'appended element',
        );
      }
    }
  });

  test('Batch sets the rows of the records after it, and the last batch is what is left', () => {
    const { bench, state, scalars } = setup();
    const x = bench.tensor([1, 2, 4, 8, 16, 32, 64]);
    const batch = bench.tensor([0, 0, 0]);
    const sums = bench.tensor([0]);
    const copy = bench.tensor(new Array<number>(7).fill(0));
    const program = [
      ['Batch', { state, size: 3, total: 7 }],
      ['Gather', { x, y: batch, n: 1, first: cursorOf(state) }],
      ['ColumnSums', { x: batch, sums, n: 1 }],
      ['Append', { x: batch, y: copy, n: 1, first: cursorOf(state) }],
      ['Advance', { state }],
    ] as const;
    const seen: number[] = [];
    for (let step = 0; step < 3; step++) {
      expect(bench.runProgram(program, 99)).toBe(1);
      seen.push(sums.values[0]!);
    }
    expect(seen).toEqual([7, 56, 64]);
    expect(scalars()[State.cursor >> 3]).toBe(7);
    expectSame(copy.values, x.values);
    scalars()[State.cursor >> 3] = 0;
    expect(bench.runProgram(program, 99, 2)).toBe(2);
    expect(scalars()[State.cursor >> 3]).toBe(6);
  });

  test('CheckFinite ends the run before the step is counted', () => {
    const { bench, state, scalars } = setup();
    const x = bench.tensor([1, 2, NaN, 3]);
    const batch = bench.tensor([0]);
    const program = [
      ['Batch', { state, size: 1, total: 4 }],
      ['Gather', { x, y: batch, n: 1, first: cursorOf(state) }],
      ['CheckFinite', { x: batch, count: 1 }],
      ['Advance', { state }],
    ] as const;
    expect(bench.runProgram(program, 0, 4)).toBe(2);
    expect(scalars()[State.step >> 3]).toBe(2);
    expect(scalars()[State.cursor >> 3]).toBe(2);
  });

  test('all operands may be relative to a base', () => {
    const { bench, state } = setup(1);
    const x = bench.tensor([1, 2, 3, 4]);
    const y = bench.tensor([0, 0]);
    const z = bench.tensor([0, 0, 0]);
    const indices = bench.reserve(16);
    const base = state.address - 128;
    const at = (operand: { address: number }) => ({ name: 'relative', address: (operand.address - base) | 1 });
    const seed = { seedLow: 1, seedHigh: 2, stream: 3 };
    bench.run('Shuffle', { indices: at(indices), count: 4, ...seed }, 1, base);
    const order = [...bench.engine.words(indices.address, 4)];
    bench.run('Gather', { x: at(x), indices: at(indices), y: at(y), n: 1, first: cursorOf(at(state)) }, 2, base);
    expectSame(y.values, [order[1]! + 1, order[2]! + 1]);
    bench.run('Append', { x: at(y), y: at(z), n: 1, first: cursorOf(at(state)) }, 2, base);
    expectSame(z.values, [0, ...y.values]);
    bench.run('Dropout', { x: at(y), y: at(x), n: 2, layer: 0, state: at(state), rate: 0 }, 1, base);
    expectSame(x.values, [...y.values, 3, 4]);
    bench.run('Uniform', { x: at(x), count: 2, ...seed, low: 5, high: 5 }, 1, base);
    bench.run('Normal', { x: at(y), count: 2, ...seed, mean: 7, deviation: 0 }, 1, base);
    expectSame(x.values, [5, 5, 3, 4]);
    expectSame(y.values, [7, 7]);
  });
});
