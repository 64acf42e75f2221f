// `layerwise predict`, `evaluate` and `inspect`: what is done with a model's file.
import { type DType, type Matrix, Network } from '../index.ts';
import { type Csv, parseCsv } from './csv.ts';
import { UserError, about } from './errors.ts';
import { checkOutput, readBytes, readText, writeWhole } from './files.ts';
import { evaluation } from './report.ts';
import { featuresOf, targetsOf } from './table.ts';
import { labelled, printable } from './terminal.ts';
import { formatCsv } from './write-csv.ts';

/**
 * Predicts each row of a file; the result goes to `out`, or to standard output.
 * @throws UserError or LayerwiseError for a file that is not what it should be; nothing is written then
 */
export function predict(modelPath: string, rowsPath: string, { out }: { readonly out?: string }): void {
  if (out !== undefined) checkOutput(out, [modelPath, rowsPath]);
  const network = readModel(modelPath);
  const text = readText(rowsPath);
  const csv = about(rowsPath, () => parseCsv(text));
  const x = about(rowsPath, () => inputsOf(network, csv, []));
  const outputs = about(rowsPath, () => network.predict(x));
  const wrong = outputs.data.findIndex((value: number) => !Number.isFinite(value));
  if (wrong >= 0) {
    const line = csv.lines[Math.floor(wrong / outputs.columns)];
    throw new UserError(`${rowsPath}: line ${line}: the prediction is not finite; are the values too large?`);
  }
  const predictions = predictionsCsv(outputs, network.classes);
  if (out === undefined) process.stdout.write(predictions);
  else writeWhole(out, predictions);
}

/**
 * Prints how well a model predicts the target of a file.
 * @throws UserError or LayerwiseError for a file that is not what it should be
 */
export function evaluate(modelPath: string, dataPath: string, { target }: { readonly target: string }): void {
  const network = readModel(modelPath);
  const text = readText(dataPath);
  const { x, y } = about(dataPath, () => {
    const csv = parseCsv(text);
    return { y: targetsOf(csv, target, network.classes), x: inputsOf(network, csv, [target]) };
  });
  const outputs = about(dataPath, () => network.predict(x));
  console.log(evaluation(`of ${dataPath}`, outputs, y, network.classes));
}

/**
 * Prints what is in a model's file.
 * @throws UserError for a file that is no model
 */
export function inspect(modelPath: string): void {
  const network = readModel(modelPath);
  const list = (names: readonly string[] | undefined): string => names?.map(printable).join(', ') ?? 'without names';
  console.log(`${network.summary()}\n`);
  console.log(labelled('features', list(network.features)));
  console.log(labelled('outputs', list(network.classes)));
  console.log(labelled('seed', String(network.seed)));
  console.log(labelled('sha256', `${network.hash()} (of the parameters)`));
}

function readModel(path: string): Network<DType> {
  return modelOf(path, readBytes(path));
}

/** The network of a file that was read. */
export function modelOf(path: string, bytes: Uint8Array): Network<DType> {
  return about(`cannot read ${path} as a model`, () => Network.load(bytes));
}

/** The columns that the model has names for; of a model without names all columns but those `left` out. */
function inputsOf(network: Network<DType>, csv: Csv, left: readonly string[]): Matrix {
  if (network.features !== undefined) return featuresOf(csv, network.features);
  const names = csv.header.filter((name) => !left.includes(name));
  if (names.length !== network.inputs) {
    throw new UserError(
      `there are ${names.length} columns, the model takes ${network.inputs} and has no names for them`,
    );
  }
  return featuresOf(csv, names);
}

/** One line a row: the class and the probability of each, or the outputs as they are. */
function predictionsCsv(outputs: Matrix, classes: readonly string[] | undefined): string {
  const rows = outputs.toArray();
  if (classes === undefined) {
    const names = outputs.columns === 1 ? [''] : rows[0]!.map((_, index) => `_${index}`);
    return formatCsv(
      names.map((name) => `prediction${name}`),
      rows,
    );
  }
  const header = ['prediction', ...classes.map((name) => `probability_${name}`)];
  const lines = rows.map((row) => {
    const probabilities = row.length === 1 ? [1 - row[0]!, row[0]!] : row;
    return [classes[predictedClass(row)]!, ...probabilities];
  });
  return formatCsv(header, lines);
}

/** As the metrics have it: a single output predicts class 1 from 0.5 on; of several the largest, the first of equals. */
function predictedClass(row: readonly number[]): number {
  return row.length === 1 ? Number(row[0]! >= 0.5) : row.indexOf(Math.max(...row));
}
