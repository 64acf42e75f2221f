// What the library throws, for assertions on code and message.
import { expect } from 'vitest';
import { isLayerwiseError, type LayerwiseError, type LayerwiseErrorCode } from '../../src/errors.ts';

/** The LayerwiseError that `action` throws; anything else, or nothing, fails the test. */
export function thrownBy(action: () => unknown): LayerwiseError {
  try {
    action();
  } catch (error) {
    if (isLayerwiseError(error)) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

/** Expects a LayerwiseError with this code and exactly this message, or one that matches. */
export function expectError(action: () => unknown, code: LayerwiseErrorCode, message: string | RegExp): void {
  const error = thrownBy(action);
  expect(error.code).toBe(code);
  if (typeof message === 'string') expect(error.message).toBe(message);
  else expect(error.message).toMatch(message);
}

/** The code and message of what a promise rejects with. */
export async function rejection(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    if (isLayerwiseError(error)) return `${error.code} ${error.message}`;
    throw error;
  }
  throw new Error('nothing was thrown');
}
