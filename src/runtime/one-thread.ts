// Hosts whose kernels no other thread can have.
import type { WasmModule } from './host.ts';
import type { SharedKernels } from './threads.ts';

let told = false;

/** Says once a realm that networks which asked for threads make do with one. */
export function tellOnce(reason: string): undefined {
  if (!told) console.warn(`layerwise: networks run on one thread, since ${reason}`);
  told = true;
  return undefined;
}

/** One. */
export const allThreads = (): number => 1;

/** None. */
export const sharedKernels: (module?: WasmModule) => SharedKernels | undefined = () =>
  tellOnce('this host has no kernels for more');
