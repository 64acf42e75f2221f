// Trains, goes on where the file says, and saves after every few steps: node train.mjs FILE EPOCHS
import { writeSync } from 'node:fs';

const STEPS = 5;
const [file, epochs] = process.argv.slice(2);

/** A line that the parent has even if this process is killed at once. */
const tell = (line) => writeSync(1, `${line}\n`);

tell('begun');
const { Trainer } = await import('layerwise');
const { loadFile, saveFile } = await import('layerwise/node');
const { newTrainer, start } = await import('./training.mjs');

const state = loadFile(file);
const trainer = state === undefined ? newTrainer() : Trainer.load(state);
const run = start(trainer, Number(epochs));
while (!run.done) {
  run.advance({ steps: STEPS });
  saveFile(file, trainer.save());
  tell(trainer.steps);
}
