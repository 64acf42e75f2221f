// The module worker: it owns the trainer, trains in slices between the page's commands, and stores what it reached.
import { Trainer } from '../../dist/index.js';
import { EDGE, newTrainer, settingsOf, startRun } from './task.js';
import { read, write } from './store.js';

/** The plane that is drawn: SIDE × SIDE points between −EDGE and EDGE, row by row from the top left. */
const SIDE = 80;

/** How long a slice is at full speed. Commands wait for its end. */
const SLICE_MILLISECONDS = 12;
/** A pause between the slices of a fixed number of steps, for watching. */
const FRAME_MILLISECONDS = 16;
const SAVE_MILLISECONDS = 1000;

/** Training pauses by itself after so many epochs. */
const EPOCHS_AT_ONCE = 20_000;

/** What a file from anywhere may ask for. */
const LIMITS = { maxParameters: 100_000, maxLayers: 20 };

const grid = Float64Array.from({ length: 2 * SIDE * SIDE }, (_, i) => {
  const cell = i >> 1;
  const [column, row] = [cell % SIDE, Math.floor(cell / SIDE)];
  return i % 2 === 0 ? EDGE * ((2 * column + 1) / SIDE - 1) : EDGE * (1 - (2 * row + 1) / SIDE);
});

let trainer;
let run;
let playing = false;
let looping = false;
let stepsASlice = Infinity;
/** Whether the page has drawn the last picture: one that is slow gets fewer. */
let pictureWanted = false;
/** The epochs whose losses the page has. */
let epochsShown = 0;

/**
 * Takes on a trainer, and tells the page about it. The controls are set only by a stored training: of one that they made
 * themselves the report may come when they have been changed once more.
 */
function begin(newOne, settings) {
  const { data, run: itsRun } = startRun(newOne);
  // The old network's memory goes now rather than at the next garbage collection.
  trainer?.network.dispose();
  trainer = newOne;
  run = itsRun;
  epochsShown = 0;
  postMessage({ type: 'training', settings, edge: EDGE, data });
  sendPicture();
}

function sendPicture() {
  const { network, steps } = trainer;
  const { loss, accuracy } = run.history;
  const picture = {
    type: 'picture',
    playing,
    steps,
    epoch: run.epoch,
    accuracy: accuracy.at(-1),
    newLosses: Float64Array.from(loss.slice(epochsShown)),
    boundary: network.predict(grid, new Float32Array(SIDE * SIDE)),
    hash: playing ? undefined : network.hash(),
  };
  postMessage(picture, [picture.newLosses.buffer, picture.boundary.buffer]);
  epochsShown = loss.length;
  pictureWanted = false;
}

const report = ({ message }) => postMessage({ type: 'error', message });

/** Where nothing can be stored, training goes on all the same. */
const store = () => write({ file: trainer.save(), playing }).catch(report);

const { port1, port2 } = new MessageChannel();

/** Lets the commands that came meanwhile run: after a while for watching, at once at full speed. */
function giveWay() {
  return new Promise((resolve) => {
    if (stepsASlice < Infinity) setTimeout(resolve, FRAME_MILLISECONDS);
    else {
      port1.onmessage = resolve;
      port2.postMessage(undefined);
    }
  });
}

/** Takes on the training of a file. */
function open(file) {
  const stored = Trainer.load(file, LIMITS);
  begin(stored, settingsOf(stored));
}

/** Trains until a pause, or the end. There is one such loop at a time, also when "train" soon follows "pause". */
async function train() {
  if (looping) return;
  looping = true;
  const end = run.epoch + EPOCHS_AT_ONCE;
  const goesOn = () => playing && !run.done && run.epoch < end;
  let saved = -Infinity;
  try {
    while (goesOn()) {
      run.advance(stepsASlice < Infinity ? { steps: stepsASlice } : { milliseconds: SLICE_MILLISECONDS });
      if (pictureWanted) sendPicture();
      if (performance.now() - saved > SAVE_MILLISECONDS) {
        await store();
        saved = performance.now();
      }
      await giveWay();
    }
  } finally {
    looping = false;
    playing = false;
    sendPicture();
    await store();
  }
}

/** What the page may ask for. A command that comes while a slice is computed waits for its end. */
const commands = {
  async create(settings) {
    begin(newTrainer(settings));
    await store();
  },
  async train() {
    playing = true;
    // A run that a number out of range has ended is gone on with where it was.
    if (run.done) ({ run } = startRun(trainer));
    await train();
  },
  pause() {
    playing = false;
  },
  async learningRate(value) {
    trainer.learningRate = value;
    await store();
  },
  speed(steps) {
    stepsASlice = steps;
  },
  drawn() {
    pictureWanted = true;
  },
  save() {
    postMessage({ type: 'file', file: trainer.save() });
  },
  async load(file) {
    open(file);
    await store();
  },
  /** Goes on with the stored training, if there is one that can be read. */
  async resume(settings) {
    const stored = await read().catch(report);
    try {
      if (stored !== undefined) open(stored.file);
    } catch (error) {
      report(error);
    }
    if (trainer === undefined) await commands.create(settings);
    else if (stored.playing) await commands.train();
  },
};

addEventListener('message', async ({ data: { command, value } }) => {
  try {
    await commands[command](value);
  } catch (error) {
    report(error);
  }
});
