// Training that is killed again and again, at moments of no one's choosing, loses nothing that was saved, and goes on
// to the same bits.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout } from 'node:timers/promises';
import { Trainer } from 'layerwise';
import { loadFile } from 'layerwise/node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newTrainer, start } from './training.mjs';

const KILLS = 100;

/** A process lives for a random time up to this, counted from its begin, or from the first state that it saved. */
const LIFE_MILLISECONDS = 150;

/** More than are made before the last kill. */
const ENDLESS = 1_000_000;

/** Epochs from the last kill to the end. */
const LAST_EPOCHS = 20;

const program = fileURLToPath(new URL('train.mjs', import.meta.url));
let folder: string;
let file: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'layerwise-kill-'));
  file = join(folder, 'trainer.safetensors');
});

afterAll(() => rmSync(folder, { recursive: true }));

function train(epochs: number) {
  const child = spawn(process.execPath, [program, file, String(epochs)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const output: string[] = [];
  child.stdout.setEncoding('utf8').on('data', (text: string) => output.push(text));
  /** The lines that it wrote, but for one cut short. */
  const lines = () => output.join('').split('\n').slice(0, -1);
  return { child, lines, closed: once(child, 'close') };
}

/**
 * Starts the training and kills it a random time after it wrote some lines: the first when it begins, so that it may be
 * killed before or while it loads the state, the second when it has saved one.
 * @returns the last step that it said it had saved, if it said so
 */
async function trainAndKill(after: 1 | 2): Promise<number | undefined> {
  const { child, lines, closed } = train(ENDLESS);
  while (lines().length < after) await once(child.stdout, 'data');
  await setTimeout(Math.random() * LIFE_MILLISECONDS);
  child.kill('SIGKILL');
  const [, signal] = (await closed) as [unknown, string];
  expect(signal).toBe('SIGKILL');
  const [, ...steps] = lines();
  return steps.map(Number).at(-1);
}

test(`killed ${KILLS} times`, async () => {
  const uninterrupted = newTrainer();
  let run = start(uninterrupted, ENDLESS);
  let steps = 0;
  let whileWriting = 0;
  let withProgress = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    const said = await trainAndKill(kill % 2 === 0 ? 1 : 2);
    const leftovers = readdirSync(folder).filter((name) => name.endsWith('.tmp'));
    whileWriting += leftovers.length;
    for (const name of leftovers) rmSync(join(folder, name));

    const state = loadFile(file);
    if (state === undefined) {
      expect(said).toBeUndefined();
      continue;
    }
    const reached = loaded(state).steps;
    expect(reached).toBeGreaterThanOrEqual(said ?? steps);
    if (reached > steps) {
      run.advance({ steps: reached - steps });
      withProgress++;
    }
    steps = reached;
    expect(Buffer.compare(state, uninterrupted.save()), `the state after ${steps} steps`).toBe(0);
  }
  expect(withProgress).toBeGreaterThanOrEqual(KILLS / 2);

  const epochs = run.history.epochs + LAST_EPOCHS;
  const { child, lines, closed } = train(epochs);
  await closed;
  expect(child.exitCode).toBe(0);
  expect(lines().length).toBeGreaterThan(LAST_EPOCHS);
  run = start(uninterrupted, epochs);
  while (!run.done) run.advance({ milliseconds: 100 });
  const end = loaded(loadFile(file)!);
  expect(end).toEqual({ steps: uninterrupted.steps, hash: uninterrupted.network.hash() });
  console.log(`${KILLS} kills, ${withProgress} after further steps, ${whileWriting} while writing; ${end.steps} steps`);
});

/** The steps and the parameters that a state holds. */
function loaded(state: Uint8Array) {
  const trainer = Trainer.load(state);
  const result = { steps: trainer.steps, hash: trainer.network.hash() };
  trainer.network.dispose();
  return result;
}
