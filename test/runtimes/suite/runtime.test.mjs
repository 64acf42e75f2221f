// What the suite runs in, in its own words, for the row that the runner prints.
import { expect, test } from 'vitest';

const { Bun, Deno, navigator, process } = globalThis;

/** Name and, but for browsers and workerd, version. */
function runtime() {
  if (Bun) return `Bun ${Bun.version}`;
  if (Deno) return `Deno ${Deno.version.deno}`;
  const agent = navigator?.userAgent ?? 'Node.js';
  if (agent.startsWith('Node.js')) return `Node ${process.versions.node}`;
  if (agent === 'Cloudflare-Workers') return 'workerd';
  if (agent.includes('Chrome/')) return 'Chromium';
  return agent.includes('Firefox/') ? 'Firefox' : 'WebKitGTK';
}

test('the runtime is known', ({ task }) => {
  task.meta.runtime = runtime();
  expect(task.meta.runtime).not.toContain('undefined');
});

/** Whether the host compiles bytes; where it does not, the library must have come with a compiled module. */
function compiles() {
  try {
    return Boolean(new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)));
  } catch {
    return false;
  }
}

test('only workerd forbids compiling bytes', () => {
  expect(compiles()).toBe(runtime() !== 'workerd');
});
