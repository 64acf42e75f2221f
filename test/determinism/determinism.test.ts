// The bits of the trainings in cases.ts, from the source. `npm run determinism:renew` renews hashes.json, which is
// a new version of the arithmetic; `npm run test:runtimes` makes the same trainings with the packed library elsewhere.
import { expect, test, vi } from 'vitest';
import { Op, RECORD_BYTES } from '../../assembly/opcodes.ts';
import { Network, Trainer } from '../../src/index.ts';
import { Engine } from '../../src/runtime/engine.ts';
import { dtypes } from '../support/kernel.ts';
import { cases } from './cases.ts';
import { train } from './train.ts';

test('the same bits as ever, by every record', async () => {
  const ran = new Set<string>();
  const run = Engine.prototype.run;
  vi.spyOn(Engine.prototype, 'run').mockImplementation(function (this: Engine, records, count, ...rest) {
    const words = this.words(records, (count * RECORD_BYTES) / 4);
    for (let at = 0; at < words.length; at += RECORD_BYTES / 4) ran.add(Op[words[at]!]!);
    return run.call(this, records, count, ...rest);
  });
  const lines: string[] = [];
  for (const specification of cases) {
    const hashes: Record<string, object> = {};
    for (const dtype of dtypes) hashes[dtype] = await train({ Network, Trainer }, specification, dtype);
    lines.push(JSON.stringify({ ...specification, hashes }));
  }
  vi.restoreAllMocks();
  await expect(`[\n${lines.join(',\n')}\n]\n`).toMatchFileSnapshot('hashes.json');
  const operations = Object.values(Op).filter((name) => typeof name === 'string');
  expect([...ran].sort()).toEqual(operations.sort());
});
