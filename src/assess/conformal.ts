// Split-conformal prediction: sets of classes and intervals of numbers that hold the truth as often as they say, whatever
// the model, if the rows to come are like those that were held out. Source: Vovk, Gammerman, Shafer, "Algorithmic
// learning in a random world", 2005; Angelopoulos, Bates, "A gentle introduction to conformal prediction", 2021.
import type { MatrixLike } from '../index.ts';
import { type Matrix, toMatrix } from '../data/matrix.ts';
import { checkSeed } from '../data/split.ts';
import { rangeError } from '../errors.ts';
import { below, positive, positiveInteger } from '../validate.ts';
import { classOf } from './classes.ts';
import { type Ends, wilson } from './proportions.ts';
import { Random } from './random.ts';

/** How strange rows that were held out are to a model. JSON holds it. */
export interface Conformal {
  readonly task: 'classes' | 'numbers';
  /** The scores, ascending; of more than 999 rows so many order statistics. */
  readonly scores: readonly number[];
}

/** Of more scores the order statistics at thousandths are kept. */
const MOST_SCORES = 999;

/**
 * The scores of classes: 1 − the probability of the row's class (LAC: Sadinle, Lei, Wasserman, "Least ambiguous
 * set-valued classifiers with bounded error levels", 2019), which makes the smallest sets on average and needs no draws,
 * so that a prediction is always the same one. Coverage holds for all classes together, not for each.
 * @param outputs probabilities for rows that neither trained the network nor chose it, [rows × classes] or of class 1
 * @param targets class indices or one-hot rows
 * @throws LayerwiseError INVALID_SHAPE, INVALID_VALUE, NON_FINITE
 */
export function conformalClasses(outputs: MatrixLike, targets: MatrixLike): Conformal {
  return { task: 'classes', scores: thinned(classScores(outputs, targets).sort()) };
}

/**
 * The scores of numbers: |y − ŷ|. All intervals have the same width.
 * @param outputs what was predicted for rows that neither trained the network nor chose it, [rows × 1]
 * @throws LayerwiseError INVALID_SHAPE, INVALID_VALUE, NON_FINITE
 */
export function conformalNumbers(outputs: MatrixLike, targets: MatrixLike): Conformal {
  return { task: 'numbers', scores: thinned(distances(outputs, targets).sort()) };
}

/**
 * The score that a row to come does not exceed with a probability of at least `coverage`: the ⌈(n + 1)·coverage⌉-th of
 * the n, Infinity if there are too few of them.
 * @throws LayerwiseError INVALID_OPTION for a coverage outside (0, 1)
 */
export function conformalQuantile({ scores }: Pick<Conformal, 'scores'>, coverage: number): number {
  below('conformalQuantile', 'coverage', positive('conformalQuantile', 'coverage', coverage), 0, 1);
  return scoreAt(scores, coverage);
}

/**
 * The classes of which one is the row's with a probability of at least `coverage`, the most probable first: those with a
 * probability of at least 1 − q, and the most probable one in any case.
 * @param probabilities of the classes, or of class 1 alone
 */
export function classSet(conformal: Conformal, probabilities: ArrayLike<number>, coverage: number): number[] {
  return setAt(conformalQuantile(conformal, coverage), probabilities);
}

/** The interval that the row's number is in with a probability of at least `coverage`: ŷ ± q. */
export function numberInterval(conformal: Conformal, predicted: number, coverage: number): Ends {
  const reach = conformalQuantile(conformal, coverage);
  return [predicted - reach, predicted + reach];
}

/** What conformal prediction came to on rows held out. */
export interface Coverage {
  /** What was asked for. */
  readonly wanted: number;
  /** The share of the rows whose class or number was in their set or interval. */
  readonly found: number;
  /** The 95 % Wilson interval of `found`. */
  readonly low: number;
  readonly high: number;
  /** The mean number of classes, or width. */
  readonly size: number;
  readonly rows: number;
}

/**
 * The coverage on rows held out, cross-wise: they are divided at random into parts, and the sets and intervals of each
 * part's rows follow from the scores of the others.
 * @param options `parts` default 10, of at least 2 and at most the rows; `seed` default 0
 * @throws LayerwiseError as `conformalClasses`; INVALID_OPTION
 */
export function crossCoverage(
  task: Conformal['task'],
  outputs: MatrixLike,
  targets: MatrixLike,
  coverage: number,
  options: { readonly parts?: number; readonly seed?: number } = {},
): Coverage {
  const given = toMatrix(outputs, { name: 'outputs' });
  const { parts = Math.min(10, given.rows), seed = 0 } = options;
  positiveInteger('crossCoverage', 'parts', parts);
  checkSeed('crossCoverage', seed);
  if (parts < 2 || parts > given.rows)
    throw rangeError('INVALID_OPTION', `crossCoverage: "parts" must be from 2 to the ${given.rows} rows, got ${parts}`);
  const classes = task === 'classes' ? classOf('crossCoverage', given, targets) : undefined;
  const scores = task === 'classes' ? classScores(given, targets) : distances(given, targets);
  const order = new Random(seed).permutation(given.rows);
  let [found, size] = [0, 0];
  for (let part = 0; part < parts; part++) {
    const others = Float64Array.from(
      order.filter((_, i) => i % parts !== part),
      (row) => scores[row]!,
    ).sort();
    const limit = conformalQuantile({ scores: thinned(others) }, coverage);
    for (let i = part; i < order.length; i += parts) {
      const row = order[i]!;
      if (task === 'numbers') {
        found += Number(scores[row]! <= limit);
        size += 2 * limit;
        continue;
      }
      const set = setAt(limit, given.row(row));
      found += Number(scores[row]! <= limit || set[0] === classes?.[row]);
      size += set.length;
    }
  }
  const [low, high] = wilson(found, given.rows);
  return { wanted: coverage, found: found / given.rows, low, high, size: size / given.rows, rows: given.rows };
}

/** The ⌈(n + 1)·coverage⌉-th of the sorted scores; a product that rounding put above an integer is that integer. */
function scoreAt(scores: ArrayLike<number>, coverage: number): number {
  const rank = Math.ceil((scores.length + 1) * coverage * (1 - 1e-12));
  return scores[rank - 1] ?? Infinity;
}

/**
 * The scores as they are, or of many the ⌈(n + 1)·j / 1000⌉-th for j from 1 to 999, for which the quantile is that of all
 * at thousandths, and between them a larger one.
 */
function thinned(sorted: Float64Array): number[] {
  if (sorted.length <= MOST_SCORES) return [...sorted];
  return Array.from({ length: MOST_SCORES }, (_, j) => scoreAt(sorted, (j + 1) / (MOST_SCORES + 1)));
}

function setAt(limit: number, probabilities: ArrayLike<number>): number[] {
  const shares = probabilities.length === 1 ? [1 - probabilities[0]!, probabilities[0]!] : Array.from(probabilities);
  const order = [...shares.keys()].sort((a, b) => shares[b]! - shares[a]!);
  return order.filter((index, place) => place === 0 || 1 - shares[index]! <= limit);
}

function classScores(outputs: MatrixLike, targets: MatrixLike): Float64Array {
  const given: Matrix = toMatrix(outputs, { name: 'outputs' });
  const classes = classOf('conformalClasses', given, targets);
  return Float64Array.from(classes, (index, row) => {
    const values = given.row(row);
    if (values.length > 1) return 1 - values[index]!;
    return index === 1 ? 1 - values[0]! : 1 - (1 - values[0]!);
  });
}

function distances(outputs: MatrixLike, targets: MatrixLike): Float64Array {
  const given = toMatrix(outputs, { name: 'outputs', columns: 1 });
  const truth = toMatrix(targets, { name: 'targets', columns: 1 });
  if (truth.rows !== given.rows)
    throw rangeError('INVALID_SHAPE', `outputs have ${given.rows} rows, targets ${truth.rows}`);
  return Float64Array.from(given.data, (predicted, row) => Math.abs(truth.data[row]! - predicted));
}
