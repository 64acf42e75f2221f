// Helpers: the workers that make parts of a network's records. One set of them a realm, lent to one network at a time.
//
// assembly/threads.ts says how a record is shared out. Nothing waits for a helper that has not taken a part: one that
// starts late, sleeps or ends between records is only slower.
import { MOST_HELPERS, TEAM_BYTES, Team } from '../../assembly/team.ts';
import type { WasmModule } from './host.ts';
import { tellOnce } from './one-thread.ts';
import { sharedModule } from '#wasm';

/** Kernels on a memory that other threads can have too. */
export interface SharedKernels {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  /** Makes helpers, and a team of them for the memory; `block` has TEAM_BYTES, all 0. */
  team(helpers: number, block: number): NetworkTeam;
}

/** What a network has of its helpers. */
export interface NetworkTeam {
  /** The helpers that have joined. */
  readonly helpers: number;
  /** Before each run: calls the helpers if they were with another network. */
  call(): void;
  /** A part was not made in time: ends all helpers, whose networks go on with one thread. */
  fail(): void;
  /** The network needs no helpers any more. */
  leave(): void;
}

/** What is used of a worker, Node's or the web's. */
interface Helper {
  postMessage(message: unknown): void;
  terminate(): unknown;
  unref?(): void;
  on?(event: 'error' | 'exit', listener: () => void): void;
  onerror?: ((event: unknown) => void) | null;
}

interface WorkerThreads {
  readonly Worker: new (source: string, options: { eval: true; execArgv: string[] }) => Helper;
}

interface Process {
  getBuiltinModule?(id: 'node:worker_threads'): WorkerThreads;
  getBuiltinModule?(id: 'node:os'): { availableParallelism(): number };
}

const node = (globalThis as { process?: Process }).process;

/** Words that all helpers see: one that changes when they should look, the network to help, messages to each. */
const enum Bell {
  changes,
  network,
  messages,
}

/**
 * A helper. It leaves its loop for the event loop when there is a message for it: kernels of a new network, or a
 * network that is gone.
 */
const source = `
let read = 0, seen = 0, bell, place;
const networks = new Map();
port.onmessage = ({ data: { control, index, id, module, memory, block } }) => {
  read++;
  if (control) [bell, place] = [control, index];
  else if (module) {
    const { serve } = new WebAssembly.Instance(module, { env: { memory, abort() {} } }).exports;
    networks.set(id, () => serve(block, place));
    Atomics.or(new Int32Array(memory.buffer), (block + ${Team.joined}) >> 2, 1 << place);
  } else networks.delete(id);
  while (Atomics.load(bell, ${Bell.messages} + place) === read) {
    const now = Atomics.load(bell, ${Bell.changes});
    if (now === seen) Atomics.wait(bell, ${Bell.changes}, now);
    else {
      seen = now;
      networks.get(Atomics.load(bell, ${Bell.network}))?.();
    }
  }
};`;

interface Member {
  readonly memory: WebAssembly.Memory;
  readonly block: number;
}

let bell: Int32Array = new Int32Array(0);
const helpers: (Helper | undefined)[] = [];
const members = new Map<number, Member>();
let url: string | undefined;
let lastId = 0;
let current = 0;

const words = ({ memory, block }: Member): Int32Array => new Int32Array(memory.buffer, block, TEAM_BYTES / 4);

function ring(network: number): void {
  current = network;
  Atomics.store(bell, Bell.network, network);
  Atomics.add(bell, Bell.changes, 1);
  Atomics.notify(bell, Bell.changes);
}

/** Calls the helpers back from the network that they are with, if any. */
function callBack(): void {
  const member = members.get(current);
  if (member === undefined) return;
  Atomics.store(words(member), Team.leave >> 2, 1);
  const ticket = new BigInt64Array(member.memory.buffer, member.block + Team.ticket, 1);
  Atomics.add(ticket, 0, 4294967296n);
  Atomics.notify(ticket, 0);
}

function lend(id: number): void {
  callBack();
  const member = members.get(id);
  if (member !== undefined) Atomics.store(words(member), Team.leave >> 2, 0);
  ring(id);
}

/** Counted before it is sent: the helper then waits for it in its event loop. */
function send(helper: number, message: object): void {
  Atomics.add(bell, Bell.messages + helper, 1);
  helpers[helper]?.postMessage(message);
}

function start(index: number): void {
  let helper: Helper;
  try {
    helper = newHelper();
  } catch (cause) {
    tellOnce(`no worker starts here: ${String(cause)}`);
    return;
  }
  const lost = (event?: unknown): void => {
    if (helpers[index] !== helper) return;
    helpers[index] = undefined;
    for (const member of members.values()) Atomics.and(words(member), Team.joined >> 2, ~(1 << index));
    tellOnce(`a worker ended: ${String((event as Error | undefined)?.message)}`);
  };
  helper.unref?.();
  if (helper.on === undefined) helper.onerror = lost;
  else for (const event of ['error', 'exit'] as const) helper.on(event, lost);
  helpers[index] = helper;
  Atomics.store(bell, Bell.messages + index, 0);
  send(index, { control: bell, index });
}

function newHelper(): Helper {
  const threads = node?.getBuiltinModule?.('node:worker_threads');
  if (threads !== undefined) {
    const code = `const port = require('node:worker_threads').parentPort;${source}`;
    return new threads.Worker(code, { eval: true, execArgv: [] });
  }
  url ??= URL.createObjectURL(new Blob([`const port = self;${source}`], { type: 'text/javascript' }));
  return new Worker(url) as Helper;
}

function endHelpers(): void {
  for (const helper of helpers.splice(0)) helper?.terminate();
  current = 0;
}

function leave(id: number): void {
  const member = members.get(id);
  if (member === undefined) return;
  if (current === id) lend(0);
  Atomics.store(words(member), Team.joined >> 2, 0);
  members.delete(id);
  if (members.size === 0) endHelpers();
  else helpers.forEach((_, index) => send(index, { id }));
}

/** Networks that were collected without being disposed of. */
const collected = new FinalizationRegistry(leave);

/** As many threads as the machine runs at once. */
export function allThreads(): number {
  const { navigator } = globalThis as { navigator?: Navigator };
  return navigator?.hardwareConcurrency ?? node?.getBuiltinModule?.('node:os').availableParallelism() ?? 1;
}

/** The pages of a memory's maximum, from the most that there can be down: some hosts reserve them all. */
const MAXIMA = [65536, 16384, 4096];

/** Kernels for more than one thread, or none, which is said once. */
export function sharedKernels(own?: WasmModule): SharedKernels | undefined {
  if (own !== undefined) return tellOnce('a "module" of one\'s own is not for shared memory');
  if (typeof SharedArrayBuffer === 'undefined') return tellOnce('only cross-origin isolated pages share memory');
  const module = sharedModule();
  for (const maximum of MAXIMA) {
    try {
      const memory = new WebAssembly.Memory({ initial: 1, maximum, shared: true });
      return { module, memory, team: (count, block) => newTeam(module, memory, count, block) };
    } catch {
      // A smaller one may do.
    }
  }
  return tellOnce('the host has no room for a shared memory');
}

function newTeam(module: WebAssembly.Module, memory: WebAssembly.Memory, count: number, block: number): NetworkTeam {
  if (bell.length === 0) bell = new Int32Array(new SharedArrayBuffer(4 * (Bell.messages + MOST_HELPERS + 1)));
  const id = ++lastId;
  const member = { memory, block };
  members.set(id, member);
  words(member)[Team.mayWait >> 2] = mayWait() ? 1 : 0;
  for (let index = 1; index <= count; index++) {
    if (helpers[index] === undefined) start(index);
    if (helpers[index] !== undefined) send(index, { id, module, memory, block });
  }
  const team: NetworkTeam = {
    get helpers() {
      let count = 0;
      for (let joined = Atomics.load(words(member), Team.joined >> 2); joined !== 0; joined &= joined - 1) count++;
      return count;
    },
    call() {
      if (current !== id) lend(id);
    },
    fail() {
      for (const id of members.keys()) leave(id);
    },
    leave: () => leave(id),
  };
  collected.register(team, id);
  return team;
}

/** Whether this thread may sleep: a page's main thread may not. */
function mayWait(): boolean {
  try {
    Atomics.wait(bell, Bell.changes, -1, 0);
    return true;
  } catch {
    return false;
  }
}
