// How training gives way to whatever else its host has to do.

/** How long a slice computes before it gives way, in milliseconds: less than a frame. */
export const SLICE_MILLISECONDS = 12;

/** Multiply-adds that take about a millisecond: what a slice of steps is measured in where no clock runs. */
const WORK_PER_MILLISECOND = 4e6;

/** What a step of the smallest network costs, in multiply-adds: about two microseconds. */
const WORK_PER_STEP = 8e3;

/** The steps that take about a millisecond: a step multiplies each parameter about three times a row. */
export function stepsFor(parameters: number, batchRows: number): number {
  return Math.max(1, Math.floor(WORK_PER_MILLISECOND / (WORK_PER_STEP + 3 * parameters * batchRows)));
}

/** Milliseconds from some fixed moment. Nothing that is computed depends on it, only when a slice ends. */
export function now(): number {
  return performance.now();
}

/** What gives way, when it is called after a slice's time. */
export function pauses(): () => Promise<void> | undefined {
  const next = (): number => now() + SLICE_MILLISECONDS;
  let pause = next();
  return () => (now() < pause ? undefined : giveWay().then(() => void (pause = next())));
}

interface Host {
  readonly setImmediate?: (callback: () => void) => unknown;
  readonly MessageChannel?: new () => {
    port1: { onmessage: (() => void) | null; close(): void };
    port2: { postMessage(message: unknown): void };
  };
}

/** Lets the host do what waits: events, timers, drawing. */
export function giveWay(): Promise<void> {
  const { setImmediate, MessageChannel } = globalThis as unknown as Host;
  return new Promise((resolve) => {
    if (setImmediate !== undefined) {
      setImmediate(resolve);
    } else if (MessageChannel !== undefined) {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        port1.close();
        resolve();
      };
      port2.postMessage(undefined);
    } else resolve();
  });
}
