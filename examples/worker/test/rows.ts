// Rows of two noisy spirals, and the model that Node makes of them without a pause.
import { type Batch, type Settings } from '../src/input.ts';
import { dataOf, newTrainer, runOptions } from '../src/model.ts';

export const settings: Settings = { columns: 2, classes: ['inner', 'outer'], units: [128, 128, 128] };

/** Rows `first` to `first + count`, as they are sent. */
export function spirals(first: number, count: number): { rows: number[][]; labels: string[] } {
  const places = Array.from({ length: count }, (_, i) => first + i);
  const rows = places.map((i) => {
    const angle = 1 + ((i * 0.37) % 6);
    const radius = angle + (i % 2) * 1.5 + 0.3 * Math.sin(i * i);
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  });
  return { rows, labels: places.map((i) => settings.classes[i % 2]!) };
}

/** What training on these batches must end with: made in one go, in this process. */
export function trainedInNode(sent: readonly { rows: number[][]; labels: string[] }[]) {
  const batches: Batch[] = sent.map(({ rows, labels }) => ({
    x: Float64Array.from(rows.flat()),
    y: Uint8Array.from(labels, (label) => settings.classes.indexOf(label)),
  }));
  const data = dataOf(batches, settings);
  const trainer = newTrainer(settings, data);
  const run = trainer.start(data.train, runOptions(data));
  run.advance({ steps: 1e9 });
  return { trainer, history: run.history };
}
