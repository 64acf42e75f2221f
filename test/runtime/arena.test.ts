// The allocator: blocks apart, aligned and zeroed, whatever the order of reserving and giving back.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Arena } from '../../src/runtime/arena.ts';
import { expectError } from '../support/errors.ts';

const PAGE = 65536;
const HEAP_BASE = 1000;

function arenaOf(maximum = 64) {
  const memory = new WebAssembly.Memory({ initial: 1, maximum });
  return { memory, arena: new Arena(memory, HEAP_BASE) };
}

const reserve = fc.record({ bytes: fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 40_000 })) });
const giveBack = fc.record({ pick: fc.nat() });

function expectFresh({ buffer }: WebAssembly.Memory, address: number, bytes: number): void {
  expect(address % 64).toBe(0);
  expect(address).toBeGreaterThanOrEqual(HEAP_BASE);
  expect(address + bytes).toBeLessThanOrEqual(buffer.byteLength);
  expect(new Uint8Array(buffer, address, bytes).every((byte) => byte === 0)).toBe(true);
}

type Action = { readonly bytes: number } | { readonly pick: number };

/** Reserves and gives back in turn, checking every block; then gives all back, and reserves all at once. */
function exercise(actions: readonly Action[]): number {
  const { memory, arena } = arenaOf();
  const blocks: { address: number; bytes: number; mark: number }[] = [];
  let sum = 0;
  for (const [turn, action] of actions.entries()) {
    if ('bytes' in action) {
      const { bytes } = action;
      const address = arena.allocate(bytes);
      expectFresh(memory, address, bytes);
      const mark = (turn % 255) + 1;
      new Uint8Array(memory.buffer, address, bytes).fill(mark);
      blocks.push({ address, bytes, mark });
      sum += Math.max(64, Math.ceil(bytes / 64) * 64);
    } else if (blocks.length > 0) {
      const [{ address, bytes }] = blocks.splice(action.pick % blocks.length, 1) as [(typeof blocks)[0]];
      arena.release(address);
      sum -= Math.max(64, Math.ceil(bytes / 64) * 64);
    }
    expect(arena.usedBytes).toBe(sum);
  }
  // A block that another overlapped, or that moved, has lost its mark.
  for (const { address, bytes, mark } of blocks) {
    expect(new Uint8Array(memory.buffer, address, bytes).every((byte) => byte === mark)).toBe(true);
  }
  for (const { address } of blocks) arena.release(address);
  expect(arena.usedBytes).toBe(0);
  // All merged: the next block stands at the start, and the memory's whole length is free again.
  return arena.allocate(memory.buffer.byteLength - 1024);
}

test('blocks never overlap, stand at multiples of 64 and hold zeros', () => {
  const actions = fc.array(fc.oneof(reserve, giveBack), { maxLength: 120 });
  fc.assert(
    fc.property(actions, (some) => void expect(exercise(some)).toBe(1024)),
    { numRuns: 300 },
  );
});

test('a block given back is used again, first the lowest that fits', () => {
  const { arena } = arenaOf();
  const [a, b, c, d] = [100, 200, 100, 64].map((bytes) => arena.allocate(bytes)) as [number, number, number, number];
  arena.release(a);
  arena.release(c);
  expect(arena.allocate(128)).toBe(a);
  expect(arena.allocate(64)).toBe(c);
  arena.release(b);
  expect(arena.allocate(100)).toBe(b);
  expect(d).toBe(c + 128);
});

test('neighbours given back in any order merge into one block', () => {
  for (const order of [
    [0, 1, 2],
    [2, 1, 0],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
  ]) {
    const { arena } = arenaOf();
    const blocks = [64, 128, 64].map((bytes) => arena.allocate(bytes));
    const after = arena.allocate(64);
    for (const index of order) arena.release(blocks[index]!);
    expect(arena.allocate(256)).toBe(blocks[0]);
    expect(after).toBe(blocks[0]! + 256);
  }
});

test('the memory grows by what is missing, and no more', () => {
  const { memory, arena } = arenaOf();
  arena.allocate(PAGE - 1024);
  expect(memory.buffer.byteLength).toBe(PAGE);
  arena.allocate(1);
  expect(memory.buffer.byteLength).toBe(2 * PAGE);
  arena.allocate(3 * PAGE);
  expect(memory.buffer.byteLength).toBe(5 * PAGE);
});

test('a host that refuses to grow is an error, and changes nothing', () => {
  const { memory, arena } = arenaOf(2);
  const first = arena.allocate(100);
  for (const bytes of [2 * PAGE, 2 ** 40, Number.MAX_SAFE_INTEGER]) {
    expectError(() => arena.allocate(bytes), 'OUT_OF_MEMORY', /cannot reserve/);
  }
  expect([memory.buffer.byteLength, arena.usedBytes]).toEqual([PAGE, 128]);
  expect(arena.allocate(64)).toBe(first + 128);
});

test('atomically gives everything back when it fails, and nothing otherwise', () => {
  const { arena } = arenaOf(2);
  const kept = arena.allocate(64);
  const make = () => [arena.allocate(100), arena.allocate(200), arena.allocate(2 * PAGE)];
  expectError(() => arena.atomically(make), 'OUT_OF_MEMORY', /cannot reserve/);
  expect(arena.usedBytes).toBe(64);
  expect(arena.atomically(() => arena.allocate(64))).toBe(kept + 64);
  expect(arena.usedBytes).toBe(128);
});

test('what is not reserved cannot be given back', () => {
  const { arena } = arenaOf();
  const address = arena.allocate(64);
  expectError(() => arena.release(address + 8), 'INVALID_STATE', `no block is reserved at ${address + 8}`);
  arena.release(address);
  expectError(() => arena.release(address), 'INVALID_STATE', `no block is reserved at ${address}`);
});
