// The model of a table: from rows to predictions.
import { type Assessment, assess } from '../assess/index.ts';
import { quote } from '../data/describe.ts';
import { rangeError } from '../errors.ts';
import { type DType, type LoadOptions, Matrix, Network } from '../index.ts';
import type { Row } from './cell.ts';
import type { Column } from './columns.ts';
import { targetCell } from './data.ts';
import { Encoder } from './encoder.ts';
import { cardFor, readCard } from './file.ts';
import { covering, reportOf } from './honesty.ts';
import type { ModelKind } from './kind.ts';
import { Pace } from './pace.ts';
import { knownOptions } from '../validate.ts';
import { type Scores, type TableResult, scoresOf } from './result.ts';
import { type RowSource, checkRow, rowsOf } from './rows.ts';
import { type ClassLabel, type Target, TargetEncoder } from './target.ts';

/**
 * What is predicted for a row. Under the target's name stands the most probable class, or the number; beside it, for
 * classes, its `probability` and the `probabilities` of all classes by their text.
 */
export type Prediction = Readonly<
  Record<string, ClassLabel | number | Readonly<Record<string, number>> | readonly ClassLabel[] | readonly number[]>
>;

/** How much `predict` says. */
export interface PredictOptions {
  /**
   * Adds to each prediction what holds the truth with at least this probability, above 0 and below 1: the `set` of
   * classes, the most probable first, or the `interval` [low, high]. It does if the rows are like the test rows, and on
   * average over them (split-conformal prediction). Too few test rows make the interval infinite, the set all classes.
   */
  readonly coverage?: number;
}

/** How good a model is on some rows. */
export interface TableEvaluation {
  /** The rows that had a target, and those that had none. */
  readonly rows: number;
  readonly skipped: number;
  readonly scores: Scores;
  /** What the rows say of the model beyond its scores. */
  readonly assessment: Assessment;
}

/** What a model is made of. */
interface Parts {
  readonly kind: ModelKind;
  readonly network: Network<DType>;
  readonly columns: readonly Column[];
  readonly target: Target;
  readonly result: TableResult;
  readonly linear?: TableModel | undefined;
}

/** Makes a model; `fitTable` and `TableModel.load` do. */
export let modelOf: (parts: Parts) => TableModel;

/** A model of a table's rows. `fitTable` makes it. */
export class TableModel {
  /** Whether this is the network or the linear model. */
  readonly kind: ModelKind;
  /** Takes encoded rows; scaling and categories are layers of it. */
  readonly network: Network<DType>;
  /** What the columns were taken for. */
  readonly columns: readonly Column[];
  readonly target: Target;
  /** How it came about and how good it is. A model from a file has no `result.test` and no `result.validation`. */
  readonly result: TableResult;
  /** The linear model beside it, a model of its own; not of the linear model itself, nor of one from a file. */
  readonly linear: TableModel | undefined;
  readonly #encoder: Encoder;
  readonly #targetEncoder: TargetEncoder;

  static {
    modelOf = (parts) => new TableModel(parts);
  }

  private constructor({ kind, network, columns, target, result, linear }: Parts) {
    this.kind = kind;
    this.network = network;
    this.columns = columns;
    this.target = target;
    this.result = result;
    this.linear = linear;
    this.#encoder = new Encoder(columns);
    this.#targetEncoder = new TargetEncoder(target);
  }

  /** Whether the network is worth it, in a sentence. */
  get advice(): string {
    return this.result.advice.message;
  }

  /**
   * What is predicted for a row, or for each of several. Columns that the model does not know are left alone; a gap
   * (null, NaN, an empty text) is what gaps were in training; a category that training did not have is unknown.
   * @throws LayerwiseError that names row and column: INVALID_VALUE for a word in a column of numbers or a value that is
   * no cell, UNKNOWN_NAME for a column that is not there though all training rows had it
   */
  predict(row: Row, options?: PredictOptions): Prediction;
  predict(rows: readonly Row[], options?: PredictOptions): Prediction[];
  predict(rows: Row | readonly Row[], options: PredictOptions = {}): Prediction | Prediction[] {
    knownOptions('predict', options, ['coverage']);
    const many = Array.isArray(rows);
    const outputs = this.outputs(many ? (rows as readonly Row[]) : [rows as Row]);
    const predictions = Array.from({ length: outputs.rows }, (_, row) => this.#prediction(outputs.row(row), options));
    return many ? predictions : predictions[0]!;
  }

  /**
   * Predicts rows as they come, one after the other, in constant memory.
   * @throws (while they come) LayerwiseError as `predict`; of rows that `readCsv` reads it names the line
   *
   * @example
   * for await (const prediction of model.predictEach(readCsv(stream))) console.log(prediction);
   */
  async *predictEach(source: RowSource, options: PredictOptions = {}): AsyncGenerator<Prediction> {
    knownOptions('predictEach', options, ['coverage']);
    const { width } = this.#encoder;
    const x = new Matrix<'float64'>(new Float64Array(width), 1, width);
    const rows = await rowsOf(typeof source === 'function' ? source : () => source, new Pace(undefined));
    for await (const { row, place } of rows.iterate()) {
      this.#encoder.encode(row, x.data, 0, place, false);
      yield this.#prediction(this.network.predict(x).data, options);
    }
  }

  /**
   * The network's outputs for rows: the probabilities of the classes, or numbers, [rows × outputs].
   * @throws LayerwiseError as `predict`
   */
  outputs(rows: readonly Row[]): Matrix {
    if (rows.length === 0) return new Matrix<'float64'>(new Float64Array(), 0, this.network.outputs);
    return this.network.predict(this.encode(rows));
  }

  /**
   * The rows as the network takes them, [rows × inputs]: `network.predict` of them predicts the same bits wherever the
   * network is loaded.
   * @throws LayerwiseError as `predict`
   */
  encode(rows: readonly Row[]): Matrix<'float64'> {
    const { width } = this.#encoder;
    const x = new Float64Array(rows.length * width);
    rows.forEach((row, index) => {
      const place = (): string => `row ${index}`;
      this.#encoder.encode(checkRow(row, place), x, index * width, place, false);
    });
    return new Matrix<'float64'>(x, rows.length, width);
  }

  /**
   * The metrics of rows with known targets, with intervals of 95 %; rows without a target are skipped and counted.
   * @throws (rejects with) LayerwiseError as `predict`, and INVALID_VALUE for a target that is no class or no number
   */
  async evaluate(source: RowSource): Promise<TableEvaluation> {
    const pace = new Pace(undefined);
    const { width } = this.#encoder;
    const outputs: number[] = [];
    const targets: number[] = [];
    let skipped = 0;
    const x = new Float64Array(width);
    const rows = await rowsOf(source, pace);
    await rows.each(pace, (row, _, place) => {
      const cell = targetCell(row, this.target.name, place);
      if (cell === undefined) {
        skipped++;
        return;
      }
      targets.push(this.#targetEncoder.encode(cell, place));
      this.#encoder.encode(row, x, 0, place, false);
      outputs.push(...this.network.predict(new Matrix<'float64'>(x, 1, width)).data);
    });
    if (targets.length === 0)
      throw rangeError('INVALID_SHAPE', `evaluate: no row has the target ${quote(this.target.name)}`);
    const y = new Matrix<'float64'>(Float64Array.from(targets), targets.length, 1);
    const predicted = new Matrix<'float64'>(Float64Array.from(outputs), targets.length, this.network.outputs);
    const { seed } = this.result.settings;
    const task = this.target.classes === undefined ? 'numbers' : 'classes';
    return {
      rows: targets.length,
      skipped,
      scores: scoresOf(this.target, predicted, y, seed),
      assessment: assess(task, predicted, y, seed),
    };
  }

  /** The file of this model: the network's, which any part of Layerwise loads, with the columns in its card. */
  save(): Uint8Array<ArrayBuffer> {
    return this.network.save({ card: cardFor(this) });
  }

  /**
   * Reads a file that `save` wrote.
   * @param options those of `Network.load`
   * @throws LayerwiseError INVALID_FILE for one that is damaged, or the file of a network without columns
   */
  static load(bytes: Uint8Array, options: LoadOptions = {}): TableModel {
    const network = Network.load(bytes, options);
    return modelOf({ network, ...readCard(network) });
  }

  /**
   * A page of HTML about this model: its scores with intervals beside the others', calibration, errors, importance,
   * coverage, the table and the training. It is complete in itself and holds no script; names from the table are escaped.
   * @param evaluation what `evaluate` returned: the page is then about those rows, with the test rows beside them
   * @throws (rejects with) LayerwiseError INVALID_FILE if the file that it comes from was tampered with
   */
  report(evaluation?: TableEvaluation): Promise<string> {
    return reportOf(this, evaluation);
  }

  /** Gives the network's memory back now, and that of the linear model. */
  dispose(): void {
    this.network.dispose();
    this.linear?.dispose();
  }

  #prediction(outputs: ArrayLike<number>, { coverage }: PredictOptions): Prediction {
    const { name, classes } = this.target;
    const prediction = Object.create(null) as Record<string, Prediction[string]>;
    if (coverage !== undefined)
      Object.assign(prediction, covering(this.result.assessments[this.kind], this.target, outputs, coverage));
    if (classes === undefined) {
      prediction[name] = outputs[0]!;
      return prediction;
    }
    let best = 0;
    for (let i = 1; i < outputs.length; i++) if (outputs[i]! > outputs[best]!) best = i;
    const probabilities = Object.create(null) as Record<string, number>;
    classes.forEach((label, index) => (probabilities[String(label)] = outputs[index]!));
    prediction[name] = classes[best]!;
    prediction['probability'] = outputs[best]!;
    prediction['probabilities'] = probabilities;
    return prediction;
  }
}
