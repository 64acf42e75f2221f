// What is said of a model beyond its scores: calibration, sets and intervals, importance, and the report of it all.
import {
  type Assessment,
  type Importance,
  assess,
  classSet,
  numberInterval,
  permutationImportance,
} from '../assess/index.ts';
import { rangeError } from '../errors.ts';
import { type AnyLayerConfig, type DType, Matrix, type Network } from '../index.ts';
import type { ReportData } from '../report/index.ts';
import type { TableEvaluation, TableModel } from './model.ts';
import type { Pace } from './pace.ts';
import type { Prepared } from './prepare.ts';
import type { ClassLabel, Target } from './target.ts';

/** Importance may predict as many rows as training took, over this. */
const SHARE_OF_TRAINING = 4;

/** Importance of rows beyond this many would hardly be surer. */
const MOST_ROWS = 1000;

const REPEATS = 5;

/** What is known of the rows beside the model. */
export interface Assessed {
  readonly network: Network<DType>;
  readonly prepared: Prepared;
  /** The rows that training went through, counted every time. */
  readonly trained: number;
  readonly seed: number;
}

/** All that the test rows say of a model. */
export async function assessed(model: Assessed, pace: Pace): Promise<Assessment> {
  const { network, seed } = model;
  const { target, test } = model.prepared;
  const task = target.classes === undefined ? 'numbers' : 'classes';
  const assessment = assess(task, network.predict(test.x), test.y, seed);
  const importance = await importanceOf(model, pace);
  return { ...assessment, ...(importance === undefined ? {} : { importance }) };
}

/** The importance of the columns by the encoded rows; undefined if it would take longer than a part of the training. */
async function importanceOf(
  { network, prepared: { encoder, target, test }, trained, seed }: Assessed,
  pace: Pace,
): Promise<Importance[] | undefined> {
  const columns = [...encoder.numbers, ...encoder.categories];
  const rows = Array.from({ length: Math.min(test.x.rows, MOST_ROWS) }, (_, row) => test.x.row(row));
  const repeats = Math.min(REPEATS, Math.floor((3 * trained) / SHARE_OF_TRAINING / (columns.length * rows.length)));
  if (repeats < 1) return undefined;
  const isNumber = target.classes === undefined;
  const found: Importance[] = [];
  for (const column of columns) {
    await pace.pause();
    found.push(
      ...permutationImportance({
        rows,
        targets: test.y.data.subarray(0, rows.length),
        columns: [{ name: column.name, keys: encoder.placesOf(column) }],
        predict: (given) => network.predict(joined(given, encoder.width)),
        metric: isNumber ? 'rmse' : 'logLoss',
        lessIsBetter: true,
        repeats,
        seed,
      }),
    );
  }
  return found;
}

function joined(rows: readonly ArrayLike<number>[], columns: number): Matrix {
  const data = new Float64Array(rows.length * columns);
  rows.forEach((row, index) => data.set(row, index * columns));
  return new Matrix<'float64'>(data, rows.length, columns);
}

/** The classes or the interval that holds the truth with a probability of at least `coverage`. */
export function covering(
  { conformal }: Assessment,
  { classes }: Target,
  outputs: ArrayLike<number>,
  coverage: number,
): { readonly set: readonly ClassLabel[] } | { readonly interval: readonly [low: number, high: number] } {
  return classes === undefined
    ? { interval: numberInterval(conformal, outputs[0]!, coverage) }
    : { set: classSet(conformal, outputs, coverage).map((index) => classes[index]!) };
}

/** Whether a file's assessment is one that `covering` can go by. */
export function isAssessment(value: unknown, { classes }: Target): value is Assessment {
  const { task, scores } = (value as Partial<Assessment> | undefined)?.conformal ?? {};
  if (task !== (classes === undefined ? 'numbers' : 'classes') || !Array.isArray(scores)) return false;
  return scores.every((score, i) => Number.isFinite(score) && score >= (scores[i - 1] ?? 0));
}

/** The page about a model, or about its evaluation. What makes it is loaded now, not before. */
export async function reportOf(model: TableModel, evaluation: TableEvaluation | undefined): Promise<string> {
  const { evaluationPage, reportPage } = await import('../report/index.ts');
  try {
    if (evaluation === undefined) return reportPage(reportData(model));
    const { kind, target, result } = model;
    return evaluationPage({ ...evaluation, kind, target, tested: result.scores[kind] });
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw rangeError('INVALID_FILE', 'model file: what it says of the model is damaged', { cause });
  }
}

/** The model in the words of the report. */
export function reportData({ kind, network, columns, target, result }: TableModel): ReportData {
  const { notes, rows, classCounts, history, scores, comparison, advice, assessments, temperature, settings } = result;
  return {
    kind,
    target,
    columns,
    notes,
    rows,
    ...(classCounts === undefined ? {} : { classCounts }),
    history,
    scores,
    comparison,
    advice,
    assessment: assessments[kind],
    ...(target.classes === undefined || kind === 'linear' ? {} : { temperature }),
    inputs: network.inputs,
    layers: network.layers.map(({ config, outputs, parameters }) => ({
      name: (config as AnyLayerConfig).kind,
      ...activationOf(config),
      outputs,
      parameters: Object.values(parameters).reduce((sum, { length }) => sum + length, 0),
    })),
    settings: { ...settings },
  };
}

function activationOf(config: object): { readonly activation?: string } {
  const { activation } = config as { readonly activation?: string | { readonly name: string } };
  if (activation === undefined) return {};
  return { activation: typeof activation === 'string' ? activation : activation.name };
}
