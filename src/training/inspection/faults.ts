// What is wrong with a training, as its records show it, and what to do.
import { type TensorStatistics, type ColumnStatistics, sizeOf } from './statistics.ts';

/** What an inspection can warn of. */
export type InspectionCode =
  | 'EXPLODING_GRADIENTS'
  | 'VANISHING_GRADIENTS'
  | 'DEAD_UNITS'
  | 'CHANCE_LEVEL'
  | 'CONSTANT_COLUMNS'
  | 'UNSCALED_COLUMNS';

/** One fault, named once. */
export interface InspectionWarning {
  readonly code: InspectionCode;
  /** The layer's index among all of them, those inside of another behind it. */
  readonly layer: number;
  /** The step after which it was seen. */
  readonly step: number;
  /** What was seen, and what to do. */
  readonly message: string;
}

/** What one look found in a layer. */
export interface LayerRecord {
  /** Its index among all layers, those inside of another behind it. */
  readonly layer: number;
  /** `layers[2] dense` */
  readonly place: string;
  /** Its outputs for the rows of the batch. */
  readonly activations: TensorStatistics;
  /** The share of units whose output was the same for all rows of the batch; undefined without an activation function. */
  readonly deadShare: number | undefined;
  /** Its trainable parameters after the update, all of them together; undefined without any, as the next three. */
  readonly parameters: TensorStatistics | undefined;
  readonly gradients: TensorStatistics | undefined;
  /** What the step added to the parameters. */
  readonly updates: TensorStatistics | undefined;
  /** The root mean square of the updates by that of the parameters. */
  readonly updateRatio: number | undefined;
}

/** A fault that one look shows: how many looks in a row must show it, and what it is. */
export type Fault = Omit<InspectionWarning, 'step'> & { readonly looks: number };

/** Gradients so many times as large as the parameters explode. */
const EXPLODING = 1000;
/** Parameters are taken to be at least so large: those that start at 0 have no size. */
const LEAST_SIZE = 0.01;
/** Gradients so many times smaller than those of a later layer vanish. */
const VANISHING = 1e-4;
/** So large a share of dead units is worth a word. */
const DEAD_SHARE = 0.3;
/** Outputs that vary by less than this part of what the targets vary by are those of a guess. */
const CHANCE_SPREAD = 0.05;
/** Inputs of a larger root mean square than this, or a smaller one than its inverse in all columns, are unscaled. */
const UNSCALED = 10;
/** Rows that must be seen before a column is called constant. */
const ROWS = 100;
/** Columns that a message lists. */
const LISTED = 5;

/** What the gradients and the dead units of one look show. */
export function faultsOf(records: readonly LayerRecord[], deadShares: readonly number[]): Fault[] {
  const faults: Fault[] = [];
  let largest = 0;
  for (const { layer, place, parameters, gradients } of records.slice().reverse()) {
    if (parameters === undefined || gradients === undefined) continue;
    const size = sizeOf(gradients);
    const by = size / Math.max(sizeOf(parameters), LEAST_SIZE);
    if (by > EXPLODING)
      faults.push({
        code: 'EXPLODING_GRADIENTS',
        layer,
        looks: 1,
        message: `${place}: the gradients are ${by.toPrecision(2)} times as large as the parameters: scale inputs and targets, take a standard initializer, clip the gradients or lower the learning rate`,
      });
    if (size < VANISHING * largest)
      faults.push({
        code: 'VANISHING_GRADIENTS',
        layer,
        looks: 3,
        message: `${place}: the gradients are ${(largest / size).toPrecision(2)} times smaller than those of a later layer: use relu or selu with its standard initializer, normalizing layers or residual blocks, or fewer layers`,
      });
    largest = Math.max(largest, size);
  }
  deadShares.forEach((share, i) => {
    const { layer, place } = records[i]!;
    if (share >= DEAD_SHARE)
      faults.push({
        code: 'DEAD_UNITS',
        layer,
        looks: 1,
        message: `${place}: ${(100 * share).toFixed(0)}% of the units give the same output for every row: lower the learning rate, scale the inputs, use leakyRelu or another initializer`,
      });
  });
  return faults.sort((a, b) => a.layer - b.layer);
}

/** Whether the outputs vary with the rows. */
export function faultsOfOutputs(layer: number, place: string, outputs: number, targets: number): Fault[] {
  if (outputs >= CHANCE_SPREAD * targets) return [];
  const message = `${place}: the outputs are nearly the same for every row, which is no better than a guess: change the learning rate, look at the scale of the inputs and whether the targets belong to their rows`;
  return [{ code: 'CHANCE_LEVEL', layer, looks: 10, message }];
}

/** What is wrong with what the first trained layer takes. */
export function faultsOfInputs(layer: number, place: string, columns: ColumnStatistics): Fault[] {
  const all = [...columns.mean.keys()];
  const sizes = all.map((j) => Math.max(Math.abs(columns.mean[j]!), columns.deviation(j)));
  const listed = (some: readonly number[]): string =>
    `${some.slice(0, LISTED).join(', ')}${some.length > LISTED ? ' …' : ''} (${some.length} of ${all.length})`;
  const faults: Fault[] = [];
  const large = all.filter((j) => sizes[j]! > UNSCALED);
  const small = sizes.every((size) => size < 1 / UNSCALED) && sizes.some((size) => size > 0);
  if (large.length > 0 || small)
    faults.push({
      code: 'UNSCALED_COLUMNS',
      layer,
      looks: 1,
      message: `${place}: the input columns ${listed(small ? all : large)} are too ${small ? 'small' : 'large'}: begin the network with normalization(standardScaler(x))`,
    });
  const constant = all.filter((j) => columns.deviation(j) === 0);
  if (constant.length > 0 && columns.rows >= ROWS)
    faults.push({
      code: 'CONSTANT_COLUMNS',
      layer,
      looks: 3,
      message: `${place}: the input columns ${listed(constant)} are constant in ${columns.rows} rows: leave them out, unless other rows have other values`,
    });
  return faults;
}
