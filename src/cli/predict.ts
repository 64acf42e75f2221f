// `layerwise predict`: from a model and rows to predictions.
import { once } from 'node:events';
import type { DType, Matrix, Network } from '../index.ts';
import { type ClassLabel, type Prediction, TableModel } from '../table/index.ts';
import { UsageError, UserError, aboutAll } from './errors.ts';
import { STANDARD, checkInputs, checkOutput, writeWhole } from './files.ts';
import { type Cells, nameOf, openRows, readCells } from './input.ts';
import { readModel } from './model.ts';
import { featuresOf } from './table.ts';
import { csvLine } from './write-csv.ts';

/** The options of `layerwise predict`. */
export interface PredictOptions {
  /** Where the predictions go; default standard output. */
  readonly out?: string;
  /** The probability with which the set or the interval holds the truth. */
  readonly coverage?: number;
  /** JSON lines instead of CSV. */
  readonly json?: boolean;
  /** Whether cells are escaped that a spreadsheet would run as formulas. */
  readonly escape: boolean;
}

/** The prediction of one row, as a line of CSV and as an object. */
interface Predicted {
  readonly cells: readonly (string | number)[];
  readonly object: object;
}

/** The predictions of all rows. */
interface Predictions {
  readonly header: readonly string[];
  readonly rows: AsyncIterable<Predicted> | Iterable<Predicted>;
}

/**
 * Predicts each row; the result goes to `out`, or to standard output as it comes.
 * @throws UserError or LayerwiseError for a file that is not what it should be; then no file is written
 */
export async function predict(modelPath: string, rowsPath: string, options: PredictOptions): Promise<void> {
  const { out = STANDARD, json = false, escape } = options;
  checkInputs(modelPath, rowsPath);
  if (out !== STANDARD) checkOutput(out, [modelPath, rowsPath]);
  const model = readModel(modelPath);
  await aboutAll(nameOf(rowsPath), async () => {
    const { header, rows } =
      model instanceof TableModel
        ? await ofTable(model, rowsPath, options.coverage)
        : await ofNetwork(model, rowsPath, options.coverage);
    const output = new Output(out);
    try {
      if (!json) await output.line(csvLine(header, escape));
      for await (const { cells, object } of rows)
        await output.line(json ? JSON.stringify(object) : csvLine(cells, escape));
      await output.end();
    } finally {
      output.stop();
    }
  });
}

async function ofTable(model: TableModel, path: string, coverage: number | undefined): Promise<Predictions> {
  const { name, classes } = model.target;
  const source = await openRows(path);
  const predictions = model.predictEach(source, coverage === undefined ? {} : { coverage });
  const covering = coverage === undefined ? [] : classes === undefined ? ['low', 'high'] : ['set'];
  const probabilities = (classes ?? []).map((label) => `probability_${label}`);
  const cellsOf = (prediction: Prediction): (string | number)[] => {
    const { probabilities = {}, set, interval = [] } = prediction as Covering;
    return [
      toCell(prediction[name] as ClassLabel),
      ...(classes ?? []).map((label) => probabilities[String(label)]!),
      ...interval,
      ...(set === undefined ? [] : [set.join('|')]),
    ];
  };
  return {
    header: ['prediction', ...probabilities, ...covering],
    rows: (async function* () {
      for await (const prediction of predictions) yield { cells: cellsOf(prediction), object: prediction };
    })(),
  };
}

/** What a prediction of a table's model holds beside the target. */
interface Covering {
  readonly probabilities?: Readonly<Record<string, number>>;
  readonly set?: readonly ClassLabel[];
  readonly interval?: readonly number[];
}

function toCell(label: ClassLabel): string | number {
  return typeof label === 'boolean' ? String(label) : label;
}

async function ofNetwork(network: Network<DType>, path: string, coverage: number | undefined): Promise<Predictions> {
  if (coverage !== undefined)
    throw new UsageError('--coverage goes by rows that were held out, of which this model knows nothing');
  const table = await readCells(path);
  const outputs = network.predict(inputsOf(network, table, []));
  const wrong = outputs.data.findIndex((value: number) => !Number.isFinite(value));
  if (wrong >= 0) {
    const line = table.lines[Math.floor(wrong / outputs.columns)];
    throw new UserError(`line ${line}: the prediction is not finite; are the values too large?`);
  }
  const { classes } = network;
  const several = Array.from({ length: outputs.columns }, (_, index) => `prediction_${index}`);
  const header =
    classes === undefined
      ? outputs.columns === 1
        ? ['prediction']
        : several
      : ['prediction', ...classes.map((name) => `probability_${name}`)];
  return { header, rows: outputs.toArray().map((row) => predicted(row, classes)) };
}

/** The class and the probability of each, or the outputs as they are. */
function predicted(row: readonly number[], classes: readonly string[] | undefined): Predicted {
  if (classes === undefined) return { cells: row, object: { prediction: row.length === 1 ? row[0] : row } };
  const probabilities = row.length === 1 ? [1 - row[0]!, row[0]!] : row;
  // As the metrics have it: a single output predicts class 1 from 0.5 on; of several the largest, the first of equals.
  const index = row.length === 1 ? Number(row[0]! >= 0.5) : row.indexOf(Math.max(...row));
  const prediction = classes[index]!;
  const byName = Object.fromEntries(classes.map((name, i) => [name, probabilities[i]!]));
  return {
    cells: [prediction, ...probabilities],
    object: { prediction, probability: probabilities[index], probabilities: byName },
  };
}

/** The columns that a network has names for; of one without names all columns but those `left` out. */
export function inputsOf(network: Network<DType>, table: Cells, left: readonly string[]): Matrix {
  if (network.features !== undefined) return featuresOf(table, network.features);
  const names = table.header.filter((name) => !left.includes(name));
  if (names.length !== network.inputs) {
    throw new UserError(
      `there are ${names.length} columns, the model takes ${network.inputs} and has no names for them`,
    );
  }
  return featuresOf(table, names);
}

/** The lines after which they are passed on. */
const LINES = 1024;

/** Lines on their way to a file, which is written at the end, or to standard output. */
class Output {
  readonly #path: string;
  readonly #pieces: Buffer[] = [];
  #lines: string[] = [];
  #soon: NodeJS.Immediate | undefined;
  /** Waits until standard output takes more. */
  #passed: Promise<unknown> = Promise.resolve();

  constructor(path: string) {
    this.#path = path;
  }

  /** Takes a line. When the next one has to be waited for, it is passed on before. */
  async line(text: string): Promise<void> {
    this.#lines.push(`${text}\n`);
    if (this.#lines.length === LINES) this.#pass();
    else this.#soon ??= setImmediate(() => this.#pass());
    await this.#passed;
  }

  async end(): Promise<void> {
    this.#pass();
    await this.#passed;
    if (this.#path !== STANDARD) writeWhole(this.#path, Buffer.concat(this.#pieces));
  }

  /** Leaves what was not passed on. */
  stop(): void {
    clearImmediate(this.#soon);
  }

  #pass(): void {
    this.stop();
    this.#soon = undefined;
    const piece = Buffer.from(this.#lines.join(''));
    this.#lines = [];
    if (this.#path !== STANDARD) this.#pieces.push(piece);
    else if (!process.stdout.write(piece)) this.#passed = once(process.stdout, 'drain');
  }
}
