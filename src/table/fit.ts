// `fitTable`: from rows to a model, in one call.
import { assessed } from './honesty.ts';
import { type TableModel, modelOf } from './model.ts';
import type { Note } from './notes.ts';
import { type Checked, type FitTableOptions, checkOptions } from './options.ts';
import { Pace } from './pace.ts';
import { prepare } from './prepare.ts';
import type { Material, NetworkSettings } from './recipe.ts';
import { type TableSettings, preparationOf, resultOf } from './result.ts';
import { type RowSource, rowsOf } from './rows.ts';
import { trainStreamed } from './stream.ts';
import { trainLinear, trainNetwork } from './train.ts';

/** Rows a step. */
const BATCH = 256;

/** The passes over few rows, and the least over many; between them as many as see each of these rows once. */
const MOST_EPOCHS = 256;
const LEAST_EPOCHS = 4;
const ROWS_SEEN = 524288;

/** Units of the hidden layers for few rows and for many. */
const FEW_ROWS = 1000;
const HIDDEN_FOR_FEW = [64, 64];
const HIDDEN_FOR_MANY = [128, 128];

/**
 * Trains a network to predict one column of a table from the others, and a linear model beside it, and measures both on
 * rows held out.
 *
 * @param source an array of objects; what `readCsv` and `readJsonLines` return, which is read into memory; or a function
 * that opens such anew for each pass, for tables larger than memory
 * @throws (rejects with) LayerwiseError that names the option, or the row and the column; the signal's reason
 *
 * @example
 * const model = await fitTable(rows, { target: 'churned' });
 * model.predict(row); // { churned: 'yes', probability: 0.83, probabilities: { no: 0.17, yes: 0.83 } }
 */
export async function fitTable(source: RowSource, options: FitTableOptions): Promise<TableModel> {
  const checked = checkOptions(options);
  const { signal, onProgress, seed } = checked;
  const pace = new Pace(signal);
  const watch = { signal, onProgress };
  const notes: Note[] = [];
  const rows = await rowsOf(source, pace);
  const prepared = await prepare(rows, checked, notes, pace);
  checked.onPrepared?.(preparationOf(prepared, notes));
  const { encoder, target, columns, train, validation, trainRows } = prepared;
  const material: Material = { encoder, target, x: train.x, y: train.y, seed };
  const settings = settingsFor(trainRows, checked);
  const linear = await trainLinear(material, train, validation, watch);
  const network = rows.streamed
    ? await trainStreamed(material, rows, prepared, settings, watch)
    : await trainNetwork(material, train, validation, settings, watch);
  const told = { prepared, trained: network.history.epochs * trainRows, seed };
  const assessments = {
    network: await assessed({ ...told, network: network.recipe.network }, pace),
    linear: await assessed({ ...told, network: linear.recipe.network }, pace),
  };
  const made = settingsOf(checked, settings);
  const result = resultOf({ prepared, notes, settings: made, linear, network, assessments });
  const common = { columns, target, result };
  return modelOf({
    ...common,
    kind: 'network',
    network: network.recipe.network,
    linear: modelOf({ ...common, kind: 'linear', network: linear.recipe.network }),
  });
}

/** What makes the same model of the same rows. */
function settingsOf({ columns, task, ...checked }: Checked, { hidden, epochs }: NetworkSettings): TableSettings {
  const { target, seed, testShare, validationShare } = checked;
  const types = Object.fromEntries(columns);
  return {
    target,
    ...(task === undefined ? {} : { task }),
    columns: types,
    seed,
    testShare,
    validationShare,
    hidden,
    epochs,
  };
}

/** The network's settings for so many training rows. */
function settingsFor(rows: number, { hidden, epochs }: Checked): NetworkSettings {
  const suggested = Math.max(LEAST_EPOCHS, Math.min(MOST_EPOCHS, Math.ceil(ROWS_SEEN / rows)));
  const units = hidden ?? (rows <= FEW_ROWS ? HIDDEN_FOR_FEW : HIDDEN_FOR_MANY);
  return { hidden: units, epochs: epochs ?? suggested, batchSize: BATCH };
}
