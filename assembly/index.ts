// The exports of kernels.wasm, and nothing else: a module's exports cost heap and time at every instantiation.
import { makeParts } from "./program";
import { Team } from "./team";
import { enlist, idle } from "./threads";

export { heapBase, runF32, runF64 } from "./runs";

/**
 * Thread 0 makes this instance's runs shared by the team of a block; it returns at once. Any other thread helps with
 * them until the team lets it go.
 */
export function serve(block: usize, thread: i32): void {
  enlist(block, thread);
  if (thread == 0) return;
  do {
    const ticket = makeParts(block);
    if (atomic.load<i32>(block, Team.leave)) return;
    idle(block, ticket);
  } while (true);
}
