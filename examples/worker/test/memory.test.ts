// The largest tenant that the limits allow, in a process of its own: what that grows by is what an isolate would take.
import { afterAll, expect, test } from 'vitest';
import { MAX_COLUMNS, MAX_UNITS, MAX_VALUES } from '../src/limits.ts';
import { Host } from './host.ts';

/** An isolate has 128 MB, of which some are the runtime's own. */
const MEGABYTES = 100;

const classes = ['even', 'odd'];
const host = new Host();
afterAll(() => host.dispose());

test.runIf(process.platform === 'linux')('the largest tenant fits into an isolate', async () => {
  await host.ask('large', 'PUT', '', { columns: MAX_COLUMNS, classes, units: [MAX_UNITS, MAX_UNITS, MAX_UNITS] });
  const before = host.peakMegabytes;
  const most = Math.floor(MAX_VALUES / (MAX_COLUMNS + classes.length));
  for (let first = 0; first < most; first += 200) {
    const indices = Array.from({ length: Math.min(200, most - first) }, (_, i) => first + i);
    const rows = indices.map((i) =>
      Array.from({ length: MAX_COLUMNS }, (_, j) => Number(Math.sin(i * j + i).toFixed(6))),
    );
    const labels = indices.map((i) => classes[i % 2]);
    expect((await host.ask('large', 'POST', '/rows', { rows, labels })).status).toBe(202);
  }
  await host.waitFor('large', ({ training }) => training?.rows === most && training.epochs > 1);
  const growth = host.peakMegabytes - before;
  console.log(`the process of ${before.toFixed(0)} MB grew by ${growth.toFixed(0)} MB`);
  expect(growth).toBeLessThan(MEGABYTES);
});
