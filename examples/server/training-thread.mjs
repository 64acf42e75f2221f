// The worker thread: it alone writes to the disk, and it trains.
//
// A run is on the rows that were there when it began. Rows that come meanwhile are stored, and when the run has ended
// another begins on all of them, anew and from the same seed. So a model depends on its rows and their order alone, not
// on when they came or how often the process was killed; and a server that gets rows all the time still gets models.
import { setImmediate } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { Trainer, isLayerwiseError } from 'layerwise';
import { MIN_ROWS, dataOf, newTrainer, startRun } from './model.mjs';
import { Store } from './store.mjs';

/** How long training goes on between two looks at the messages. */
const SLICE_MILLISECONDS = 20;

/** What a kill can cost of the work done. */
const SAVE_MILLISECONDS = 250;

const store = new Store(workerData.folder);
const all = { rows: [], labels: [] };
for (const count of store.counts('rows')) append(JSON.parse(Buffer.from(store.read('rows', count)).toString()));

/** The number of rows that the last run to end was on. */
let done = store.counts('model').at(-1) ?? 0;
/** The run under way: the number of its rows, the trainer and the library's run. */
let current;
/** Why the last run ended without a model. */
let failure = null;
let stopped = false;

function append({ rows, labels }) {
  all.rows.push(...rows);
  all.labels.push(...labels);
}

/** Goes on with the run on disk, or begins one, if there are rows that none has been on. */
function nextRun() {
  const unfinished = store.counts('training').find((count) => count > done);
  const count = unfinished ?? all.rows.length;
  if (count <= done || count < MIN_ROWS) return undefined;
  const data = dataOf({ rows: all.rows.slice(0, count), labels: all.labels.slice(0, count) });
  const resumed = unfinished === undefined ? undefined : resume(store.read('training', count), data);
  const trainer = resumed?.trainer ?? newTrainer(data);
  return { count, trainer, run: resumed?.run ?? startRun(trainer, data) };
}

/** The run that the file holds; undefined if it is of another model.mjs, or of another version of the library. */
function resume(file, data) {
  try {
    const trainer = Trainer.load(file);
    return { trainer, run: startRun(trainer, data) };
  } catch (error) {
    if (isLayerwiseError(error) && ['INVALID_FILE', 'INVALID_STATE'].includes(error.code)) return undefined;
    throw error;
  }
}

/** Makes one run after the other until none is due. */
async function train() {
  if (current !== undefined) return;
  while ((current = nextRun()) !== undefined) {
    const { count } = current;
    try {
      await finish(current);
      if (stopped) return;
      failure = null;
    } catch (error) {
      if (!isLayerwiseError(error)) throw error;
      failure = { rows: count, reason: error.message };
    }
    done = count;
    tidy();
  }
  tell();
}

/** Makes the steps of a run, a slice at a time, and publishes the model; if it is stopped, it keeps the state. */
async function finish({ count, trainer, run }) {
  let saved = performance.now();
  while (!run.done) {
    run.advance({ milliseconds: SLICE_MILLISECONDS });
    tell();
    await setImmediate();
    if (!run.done && (stopped || performance.now() - saved > SAVE_MILLISECONDS)) {
      store.write('training', count, trainer.save());
      saved = performance.now();
    }
    if (stopped) return;
  }
  const bytes = trainer.network.save();
  store.write('model', count, bytes);
  parentPort.postMessage({ kind: 'model', rows: count, bytes });
}

/** Removes what the last run has outdated. */
function tidy() {
  for (const count of store.counts('training')) if (count <= done) store.remove('training', count);
  for (const count of store.counts('model').slice(0, -1)) store.remove('model', count);
}

/** Says how far it is. */
function tell() {
  const status = { rows: all.rows.length, training: null, failure };
  if (current !== undefined) {
    const { count, trainer, run } = current;
    const { epochs, valLoss, valAccuracy } = run.history;
    const last = { valLoss: valLoss.at(-1) ?? null, valAccuracy: valAccuracy.at(-1) ?? null };
    status.training = { rows: count, steps: trainer.steps, epochs, ...last };
  }
  parentPort.postMessage({ kind: 'status', status });
}

parentPort.on('message', ({ kind, id, batch }) => {
  if (kind === 'stop') {
    stopped = true;
    parentPort.close();
    return;
  }
  store.write('rows', all.rows.length + batch.rows.length, JSON.stringify(batch));
  append(batch);
  parentPort.postMessage({ kind: 'stored', id, rows: all.rows.length });
  train();
});

// A kill may have come before the last tidying.
tidy();
if (done > 0) parentPort.postMessage({ kind: 'model', rows: done, bytes: store.read('model', done) });
tell();
train();
