// Bad calls: each throws an error of the library that names the place, and changes nothing.
import { expect, test } from 'vitest';
import { type LayerwiseErrorCode, isLayerwiseError } from '../../src/index.ts';

/** A call, the code of its error, and what its message says. */
export type BadCall = readonly [call: string, run: () => unknown, code: LayerwiseErrorCode, message: RegExp];

/** Lets a test give what the types forbid. */
export const wrong = (value: unknown): never => value as never;

/** A test for each call; `state` is what none of them may change. */
export function testBadCalls(calls: readonly BadCall[], state: () => readonly unknown[]): void {
  test.each(calls)('%s', (_, run, code, message) => {
    const before = state();
    let error: unknown;
    try {
      run();
    } catch (thrown) {
      error = thrown;
    }
    expect(isLayerwiseError(error), `not an error of the library: ${String(error)}`).toBe(true);
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
    expect(state()).toEqual(before);
  });
}
