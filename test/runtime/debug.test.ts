// The debug build of the kernels: what an assertion says when it fails.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { RECORD_BYTES } from '../../assembly/opcodes.ts';
import { Engine } from '../../src/runtime/engine.ts';

test('an unknown record names the message, file and line', () => {
  const bytes = readFileSync(new URL('../../build/kernels.debug.wasm', import.meta.url));
  const engine = new Engine('float64', new WebAssembly.Module(bytes));
  const record = engine.arena.allocate(RECORD_BYTES);
  engine.words(record, 1)[0] = 999;
  expect(() => engine.run(record, 1, 1)).toThrow(/unknown record.*assembly\/program\.ts:\d+:\d+/);
});
