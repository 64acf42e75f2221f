// An engine that the host refuses.
import { afterEach, expect, test, vi } from 'vitest';
import { Engine } from '../../src/runtime/engine.ts';
import { expectError } from '../support/errors.ts';

afterEach(() => vi.restoreAllMocks());

function refuseWith(cause: unknown) {
  vi.spyOn(WebAssembly, 'Instance').mockImplementation(function () {
    throw cause;
  });
}

test.each([
  ['V8', new RangeError('WebAssembly.Instance(): Out of memory: Cannot allocate Wasm memory for new instance')],
  ['SpiderMonkey', 'out of memory'],
  ['JavaScriptCore', new RangeError('Out of memory')],
])('no room for a memory, as %s says it, is OUT_OF_MEMORY and says what to do', (_, cause) => {
  refuseWith(cause);
  expectError(() => new Engine('float64'), 'OUT_OF_MEMORY', /dispose of those.*NetworkPool/);
});

test('any other refusal stays what it is', () => {
  const cause = new WebAssembly.LinkError('WebAssembly.Instance(): Import #0 "env" "abort"');
  refuseWith(cause);
  expect(() => new Engine('float64')).toThrow(cause);
});
