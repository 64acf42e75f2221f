// Trains the network of a table that does not fit into memory: batches from a buffer that is shuffled.
import { fmix32, shuffledIndices } from '../data/order.ts';
import { Matrix, Trainer, fitBatches } from '../index.ts';
import { targetCell } from './data.ts';
import type { Prepared } from './prepare.ts';
import { type Material, type NetworkSettings, type Recipe, networkRecipe } from './recipe.ts';
import type { Rows } from './rows.ts';
import { TargetEncoder } from './target.ts';
import { type TrainedNetwork, type Watch, calibrate, dataOf, fitOptions, historyOf, telling } from './train.ts';

/** The most batches, and the most numbers, that the buffer holds. */
const MOST_BATCHES = 64;
const MOST_NUMBERS = 4194304;

/** As `trainNetwork`, with the training rows opened anew for each epoch. */
export async function trainStreamed(
  material: Material,
  rows: Rows,
  prepared: Prepared,
  settings: NetworkSettings,
  watch: Watch,
): Promise<TrainedNetwork> {
  const { validation, trainRows } = prepared;
  const steps = Math.max(1, Math.floor(trainRows / settings.batchSize));
  const recipe = networkRecipe(material, settings, steps);
  const trainer = new Trainer(recipe.network, recipe.trainer);
  const history = await fitBatches(
    trainer,
    (epoch) => batches(rows, prepared, recipe, settings, epoch, material.seed),
    {
      ...fitOptions(settings, dataOf(recipe, validation)),
      callbacks: telling(watch, 'network'),
      ...(watch.signal === undefined ? {} : { signal: watch.signal }),
    },
  );
  trainer.dispose();
  return { recipe, history: historyOf(history), ...calibrate(recipe, material.target, validation) };
}

/**
 * The batches of an epoch. Rows fill a buffer; when it is full, a random half of them leaves it as batches. So the order
 * of the rows changes with each epoch, by as much as the buffer holds.
 */
async function* batches(
  rows: Rows,
  { encoder, target, partOf }: Prepared,
  recipe: Recipe,
  { batchSize }: NetworkSettings,
  epoch: number,
  seed: number,
): AsyncGenerator<{ readonly x: Matrix; readonly y: Matrix }> {
  const { width } = encoder;
  const size =
    2 * batchSize * Math.max(1, Math.min(MOST_BATCHES / 2, Math.floor(MOST_NUMBERS / width / batchSize / 2)));
  const x = new Float64Array(size * width);
  const y = new Float64Array(size);
  const targets = new TargetEncoder(target);
  let held = 0;
  let turn = fmix32(fmix32(seed + 1) + epoch);
  /** Takes a random part of the held rows as so many batches; the others move to the front. */
  const taken = function* (count: number, steps: number): Generator<{ readonly x: Matrix; readonly y: Matrix }> {
    const order = shuffledIndices(held, turn++ >>> 0);
    for (let step = 0; step < steps; step++) {
      const chosen = order.subarray(Math.floor((count * step) / steps), Math.floor((count * (step + 1)) / steps));
      const part = new Float64Array(chosen.length * width);
      chosen.forEach((row, i) => part.set(x.subarray(row * width, (row + 1) * width), i * width));
      const answers = new Matrix<'float64'>(
        Float64Array.from(chosen, (row) => y[row]!),
        chosen.length,
        1,
      );
      yield { x: new Matrix<'float64'>(part, chosen.length, width), y: recipe.targets(answers) };
    }
    const kept = order.subarray(count).sort();
    kept.forEach((row, i) => {
      x.copyWithin(i * width, row * width, (row + 1) * width);
      y[i] = y[row]!;
    });
    held = kept.length;
  };
  for await (const { row, index, place } of rows.iterate()) {
    if (partOf(index) !== 'train') continue;
    const cell = targetCell(row, target.name, place);
    if (cell === undefined) continue;
    encoder.encode(row, x, held * width, place, true);
    y[held++] = targets.encode(cell, place);
    if (held === size) yield* taken(size / 2, size / 2 / batchSize);
  }
  if (held > 0) yield* taken(held, Math.max(1, Math.floor(held / batchSize)));
}
