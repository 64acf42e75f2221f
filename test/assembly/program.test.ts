import { expect, test } from 'vitest';
import { STATE_BYTES, State } from '../../assembly/kinds.ts';
import { KernelBench, dtypes } from '../support/kernel.ts';

test.each(dtypes)('%s: Advance counts rows, steps and the epoch’s loss', (dtype) => {
  const bench = new KernelBench(dtype);
  const state = bench.reserve(STATE_BYTES);
  const scalars = () => bench.engine.scalars(state.address, STATE_BYTES / 8);
  scalars()[State.dataLoss >> 3] = 0.5;
  scalars()[State.penalty >> 3] = 0.25;
  bench.run('Advance', { state }, 4);
  bench.run('Advance', { state: { ...state, address: 1 } }, 3, state.address);
  expect(scalars()[State.step >> 3]).toBe(2);
  expect(scalars()[State.cursor >> 3]).toBe(7);
  expect(scalars()[State.epochLoss >> 3]).toBe(0.75 * 7);
});
