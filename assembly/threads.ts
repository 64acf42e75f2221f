// Threads: how one record is shared out. Every thread has an instance of its own on the same memory.
//
// The thread that runs a program announces a record that is worth it and cuts it into parts; whoever is awake takes
// parts, itself included. A part is a range of rows, columns or elements, and no bit depends on where the ranges end.
import { COST_AT, MOVES_AT, RECORD_BYTES, STRIDE_AT } from "./opcodes";
import { TEAM_BYTES, THREAD_BYTES, Team } from "./team";

/** The block of the team that this instance's records are shared out to; 0: none, or a part is being made. */
let team: usize = 0;
/** The part that is being made, of how many. */
let part: i32 = 0;
let parts: i32 = 1;
/** This thread's number, 0 for the one that runs programs. */
let thread: i32 = 0;

/** Elements of which parts are a multiple: whole cache lines. */
export const LINE = 16;

/** Nanoseconds of work that a part should have at least, at most, and from which on a thread gets two of them. */
const LEAST: i64 = 10000;
const MOST: i64 = 100000000;
const GRAIN: i64 = 500000;
/** Looks at a word before sleeping, or, where that is not allowed, before giving up. */
const LOOKS: i64 = 100000;
const ALL_LOOKS: i64 = 10000000000;
/** Nanoseconds without news of a part after which a thread counts as lost. */
const DEADLINE: i64 = 10000000000;

/** Whether a kernel is to make but a part of its work. */
// @ts-ignore: decorator
@inline
export function isPart(): bool {
  return ASC_FEATURE_THREADS && parts > 1;
}

/** The first of `count` rows, columns or elements that belong to this part: a multiple of `unit`. */
export function shareStart(count: i32, unit: i32): i32 {
  return border(count, unit, part);
}

/** The first behind those. */
export function shareEnd(count: i32, unit: i32): i32 {
  return border(count, unit, part + 1);
}

function border(count: i32, unit: i32, part: i32): i32 {
  const units = (<i64>count + unit - 1) / unit;
  return <i32>min<i64>(count, ((units * part) / parts) * unit);
}

/** Where this thread's piece of a scratch memory begins, of which each thread has `bytes`. */
export function ownScratch(scratch: usize, bytes: usize): usize {
  return scratch + <usize>thread * bytes;
}

/** Into how many parts a record is cut on m rows. */
// @ts-ignore: decorator
@inline
export function partsOf(record: usize, m: i32): i32 {
  if (!team) return 1;
  const cost = <i64>load<i32>(record, COST_AT);
  const total = cost < 0 ? -cost : cost * m;
  return total < 2 * LEAST ? 1 : partsOfWork(total);
}

function partsOfWork(total: i64): i32 {
  const threads = <i64>popcnt<i32>(atomic.load<i32>(team, Team.joined)) + 1;
  if (threads == 1) return 1;
  const each = max<i64>(total / (threads * MOST), total < 2 * threads * GRAIN ? 1 : 2);
  return <i32>min<i64>(total / LEAST, threads * each);
}

/** Makes this instance's thread number `number` of a team. */
export function enlist(block: usize, number: i32): void {
  thread = number;
  if (number == 0) team = block;
}

/** Shares a record out: whoever looks at the ticket may take a part from now on. Returns the team's block. */
export function announce(record: usize, base: usize, m: i32, elementBytes: i32, parts: i32): usize {
  const block = team;
  store<u32>(block, record, Team.record);
  store<u32>(block, base, Team.base);
  store<i32>(block, m, Team.rows);
  store<i32>(block, elementBytes, Team.elementBytes);
  store<i32>(block, parts, Team.parts);
  store<i32>(block, 0, Team.stopped);
  atomic.store<i32>(block, 0, Team.done);
  atomic.store<i32>(block, 0, Team.waiting);
  const ticket = ((atomic.load<i64>(block, Team.ticket) >> 32) + 1) << 32;
  atomic.store<i64>(block, ticket | parts, Team.ticket);
  if (atomic.load<i32>(block, Team.sleepers)) atomic.notify(block + Team.ticket, parts - 1);
  // Parts are not shared out further.
  team = 0;
  return block;
}

/** Takes the last part of a ticket that was seen, unless the ticket has changed. */
// @ts-ignore: decorator
@inline
export function take(block: usize, ticket: i64): bool {
  return atomic.cmpxchg<i64>(block, ticket, ticket - 1, Team.ticket) == ticket;
}

/** Kernels make this part of the current record from now on; returns a copy of the record to run for it. */
export function beginPart(block: usize, index: i32): usize {
  part = index;
  parts = load<i32>(block, Team.parts);
  const copy = block + TEAM_BYTES + <usize>thread * THREAD_BYTES;
  memory.copy(copy, <usize>load<u32>(block, Team.record), RECORD_BYTES);
  return copy;
}

/** Moves the addresses in the copy of a record to the part's elements or rows, and returns its rows. */
export function rowsOfPart(block: usize, record: usize): i32 {
  const m = load<i32>(block, Team.rows);
  const moves = load<i32>(record, MOVES_AT);
  if (moves == 0) return m;
  const countAt = moves >> 16;
  const count = countAt ? load<i32>(record + countAt) : m;
  const start = shareStart(count, countAt ? LINE : 1);
  const size = shareEnd(count, countAt ? LINE : 1) - start;
  for (let word = 1; word < STRIDE_AT / 4; word++) {
    const at = record + (word << 2);
    if ((moves >> word) & 1 && load<i32>(at)) store<i32>(at, load<i32>(at) + start * load<i32>(record, STRIDE_AT));
  }
  if (countAt == 0) return size;
  store<i32>(record + countAt, size);
  return m;
}

/** The part is made; `whole` is 0 when it ends the run. */
export function endPart(block: usize, whole: i32): void {
  const last = parts - 1;
  part = 0;
  parts = 1;
  if (!whole) atomic.store<i32>(block, 1, Team.stopped);
  if (atomic.add<i32>(block, 1, Team.done) != last) return;
  if (atomic.load<i32>(block, Team.waiting)) atomic.notify(block + Team.done, 1);
}

/** Until all parts are made: 1, or 0 when one of them ends the run, or -1 when one is not made within the deadline. */
export function join(block: usize, parts: i32): i32 {
  let done = atomic.load<i32>(block, Team.done);
  for (let looks: i64 = 0; done != parts; looks++) {
    if (looks > LOOKS && load<i32>(block, Team.mayWait)) {
      atomic.store<i32>(block, 1, Team.waiting);
      if (atomic.wait<i32>(block + Team.done, done, DEADLINE) == AtomicWaitResult.TIMED_OUT) return -1;
    } else if (looks > ALL_LOOKS) return -1;
    done = atomic.load<i32>(block, Team.done);
  }
  team = block;
  return atomic.load<i32>(block, Team.stopped) ? 0 : 1;
}

/** A helper without work looks for a while whether there is some, then sleeps until the ticket changes. */
export function idle(block: usize, ticket: i64): void {
  for (let looks: i64 = 0; looks < LOOKS; looks++) {
    if (atomic.load<i64>(block, Team.ticket) != ticket) return;
  }
  atomic.add<i32>(block, 1, Team.sleepers);
  atomic.wait<i64>(block + Team.ticket, ticket, -1);
  atomic.sub<i32>(block, 1, Team.sleepers);
}
