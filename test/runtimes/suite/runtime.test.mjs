import { expect, test } from 'vitest';
test('says where it runs', ({ task }) => {
  task.meta.runtime = globalThis.Bun ? `Bun ${Bun.version}` : globalThis.Deno ? `Deno ${Deno.version.deno}` : globalThis.navigator?.userAgent ?? globalThis.process?.version;
  console.log(task.meta.runtime);
});
