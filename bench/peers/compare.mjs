// One peer beside Layerwise on one task: the same losses or outputs first, then the two in turn.
import { median } from '../support.mjs';
import { versionOf } from './peers.mjs';
import { start } from './process.mjs';
import { writeTask } from './tasks.mjs';

const ROUNDS = 5;
const CHECKED_STEPS = 10;
const CHECK_MILLISECONDS = 5000;
/** Engines compile what is hot a second time, in the background. */
const WARM_UP_MILLISECONDS = 400;

/** How near the losses (relative) and outputs (absolute) must be. */
export const TOLERANCE = { float64: 1e-9, float32: 2e-3 };

function verify(ours, theirs, kind, tolerance) {
  const count = Math.min(ours.length, theirs.length);
  for (let i = 0; i < count; i++) {
    const scale = kind === 'train' ? Math.abs(ours[i]) : 1;
    const what = kind === 'train' ? `loss of step ${i}` : `output ${i}`;
    if (!(Math.abs(ours[i] - theirs[i]) <= tolerance * scale))
      throw new Error(`disagrees: ${what} is ${theirs[i]}, Layerwise has ${ours[i]}`);
  }
  return count;
}

/** Measures; an entry of the results, with rates of both or a `reason` for none. */
export async function compare(given, name, peer, dtype, seconds) {
  const task = peer.adapt?.(given) ?? given;
  const entry = { task: given.name, dtype, peer: name, date: new Date().toISOString().slice(0, 10) };
  const unable = peer.unable?.(task);
  if (unable) return { ...entry, reason: unable };
  const path = writeTask(task, name, dtype);
  const ours = start({ host: ['layerwise'] }, path);
  const theirs = start(peer, path);
  try {
    const [, { version }] = await Promise.all([ours.ready, theirs.ready]);
    const check = { ask: 'check', steps: CHECKED_STEPS, milliseconds: CHECK_MILLISECONDS };
    const { values } = await theirs.ask(check);
    const own = await ours.ask(check);
    const checked = verify(own.values, values, task.kind, peer.tolerance?.[dtype] ?? TOLERANCE[dtype]);
    const milliseconds = (seconds * 1000) / ROUNDS / 2;
    for (const one of [ours, theirs]) await one.ask({ ask: 'rate', milliseconds: WARM_UP_MILLISECONDS });
    const rounds = [];
    const begun = performance.now();
    // A step of the slowest takes seconds; three rounds must do there.
    while (rounds.length < 3 || (rounds.length < ROUNDS && performance.now() - begun < seconds * 3000)) {
      const [a, b] = [await ours.ask({ ask: 'rate', milliseconds }), await theirs.ask({ ask: 'rate', milliseconds })];
      rounds.push([a.rate, b.rate]);
    }
    const [rate, peerRate] = [0, 1].map((which) => median(rounds.map((round) => round[which])));
    return {
      ...entry,
      version: versionOf(peer, version),
      checked,
      rounds: rounds.length,
      ours: rate,
      theirs: peerRate,
    };
  } catch (error) {
    return { ...entry, reason: error.message };
  } finally {
    await Promise.all([ours.end(), theirs.end()]);
  }
}
