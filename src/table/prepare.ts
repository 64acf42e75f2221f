// All that comes before training: what is predicted from what, the parts of the rows, their numbers.
import { quote } from '../data/describe.ts';
import { rangeError } from '../errors.ts';
import { fmix32 } from '../data/order.ts';
import type { Column } from './columns.ts';
import { Collector, type EncodedRows, describeColumns, profileTarget, targetCell } from './data.ts';
import { Encoder } from './encoder.ts';
import { leaks } from './leakage.ts';
import { type Note, note } from './notes.ts';
import type { Checked } from './options.ts';
import type { Pace } from './pace.ts';
import type { Rows } from './rows.ts';
import { type PartOf, dividedRows, hashedRows } from './split.ts';
import { type Target, TargetEncoder, type TargetProfile } from './target.ts';

/** The fewest rows of which a part can be held out twice. */
const FEWEST_ROWS = 10;

/** Fewer rows than this make the result doubtful. */
const FEW_ROWS = 100;

/** The most rows of a streamed table that are held of each part, and the most numbers of them. */
const MOST_HELD_ROWS = 8192;
const MOST_HELD_NUMBERS = 4194304;

/** The largest class is so many times the smallest, from which on accuracy says little. */
export const IMBALANCE = 10;

/** Fewer rows of a class than this cannot be learnt or measured. */
const RARE = 10;

/** What training takes. */
export interface Prepared {
  readonly target: Target;
  /** How often each class occurs. */
  readonly classCounts: readonly number[] | undefined;
  readonly columns: readonly Column[];
  readonly encoder: Encoder;
  /** The training rows; of a streamed table a sample. */
  readonly train: EncodedRows;
  readonly validation: EncodedRows;
  readonly test: EncodedRows;
  /** All training rows. */
  readonly trainRows: number;
  readonly partOf: PartOf;
}

/**
 * Goes through the rows: for the target, for the columns, and for their numbers.
 * @param notes takes what is to be said
 * @throws LayerwiseError that names the row and the column
 */
export async function prepare(rows: Rows, checked: Checked, notes: Note[], pace: Pace): Promise<Prepared> {
  const { seed } = checked;
  const targets = await profileTarget(rows, checked.target, pace);
  const target = targets.target(checked.task);
  const isClasses = target.classes !== undefined;
  const others = isClasses ? ['probability', 'probabilities', 'set'] : ['interval'];
  if (others.includes(target.name))
    throw rangeError(
      'INVALID_OPTION',
      `fitTable: a target of ${isClasses ? 'classes' : 'numbers'} cannot be called ${quote(target.name)}`,
    );
  const count = targets.rows - targets.gaps;
  if (count < FEWEST_ROWS)
    throw rangeError('INVALID_SHAPE', `fitTable: ${count} rows have a target, ${FEWEST_ROWS} are needed at least`);
  const classCounts = isClasses ? targets.counts(target) : undefined;
  noteTarget(targets, target, checked, classCounts, notes);
  const partOf = rows.streamed
    ? hashedRows(checked, seed)
    : dividedRows(await targetsOf(rows, target, pace), checked, isClasses, seed);
  const { columns } = await describeColumns(rows, target, partOf, checked.columns, notes, pace);
  const encoder = new Encoder(columns);
  const held = rows.streamed ? heldParts(checked, count, encoder.width) : { partOf, sampleOf: partOf };
  const collector = new Collector(encoder, target);
  await rows.each(pace, (row, index, place) => {
    const part = held.sampleOf(index);
    if (part !== undefined) collector.add(part, row, index, place);
  });
  const [train, validation, test] = [collector.take('train'), collector.take('validation'), collector.take('test')];
  for (const [part, { indices }] of Object.entries({ train, validation, test }))
    if (indices.length === 0) throw rangeError('INVALID_SHAPE', `fitTable: of ${count} rows no ${part} row is left`);
  const trainRows = rows.streamed ? await counted(rows, target, held.partOf, pace) : train.indices.length;
  if (count < FEW_ROWS || trainRows < encoder.width) {
    const message = `there are ${trainRows} training rows of ${encoder.width} numbers; the result depends on chance`;
    notes.push(note('FEW_ROWS', message, 'Get more rows, leave columns out, or prefer the linear model.'));
  }
  for (const { column, skill } of await leaks(encoder, target, train, seed, pace)) {
    const share = Math.floor(skill * 1000) / 10;
    const message = `column ${quote(column)} alone takes away ${share} % of the error in predicting ${quote(target.name)}`;
    const advice = `If it is not known when predictions are made, say columns: { ${quote(column)}: 'ignore' }.`;
    notes.push(note('LEAKAGE', message, advice, column));
  }
  return { target, classCounts, columns, encoder, train, validation, test, trainRows, partOf: held.partOf };
}

/** Of a streamed table, smaller parts if there are many rows, and a sample of the training rows. */
function heldParts(checked: Checked, count: number, width: number): { partOf: PartOf; sampleOf: PartOf } {
  const { seed, testShare, validationShare } = checked;
  const most = Math.max(256, Math.min(MOST_HELD_ROWS, Math.floor(MOST_HELD_NUMBERS / width))) / count;
  const shares = { testShare: Math.min(testShare, most), validationShare: Math.min(validationShare, most) };
  const partOf = hashedRows(shares, seed);
  const start = fmix32(seed + 0x51ed27);
  const sampleOf: PartOf = (index) => {
    const part = partOf(index);
    if (part !== 'train') return part;
    return (fmix32(start ^ Math.imul(0x85ebca6b, index + 1)) >>> 0) / 4294967296 < most ? part : undefined;
  };
  return { partOf, sampleOf };
}

async function counted(rows: Rows, target: Target, partOf: PartOf, pace: Pace): Promise<number> {
  let found = 0;
  await rows.each(pace, (row, index, place) => {
    if (partOf(index) === 'train' && targetCell(row, target.name, place) !== undefined) found++;
  });
  return found;
}

/** The targets of all rows as numbers. */
async function targetsOf(rows: Rows, target: Target, pace: Pace): Promise<(number | undefined)[]> {
  const encoder = new TargetEncoder(target);
  const targets: (number | undefined)[] = [];
  await rows.each(pace, (row, _, place) => {
    const cell = targetCell(row, target.name, place);
    targets.push(cell === undefined ? undefined : encoder.encode(cell, place));
  });
  return targets;
}

function noteTarget(
  profile: TargetProfile,
  target: Target,
  { task }: Checked,
  counts: readonly number[] | undefined,
  notes: Note[],
): void {
  const { name, classes = [] } = target;
  const shown = quote(name);
  if (profile.gaps > 0) {
    const message = `${profile.gaps} rows have no ${shown}, the first of them ${profile.firstGap}; they are left out`;
    notes.push(note('MISSING_TARGET', message, 'Fill the target in, or leave these rows out.', name));
  }
  if (task === undefined && profile.ambiguous) {
    const [taken, other] = counts === undefined ? ['quantities', 'multiclass'] : ['classes', 'regression'];
    const message = `${shown} holds whole numbers, taken for ${taken}`;
    notes.push(note('TASK_INFERRED', message, `Say task: '${other}' if they are not.`, name));
  }
  if (counts === undefined) return;
  const [most, least] = [Math.max(...counts), Math.min(...counts)];
  const label = (of: number): string => quote(String(classes[counts.indexOf(of)]));
  if (least < RARE) {
    const message = `class ${label(least)} of ${shown} has ${least} rows, too few to learn or to measure`;
    notes.push(note('RARE_CLASS', message, 'Get more of them, or join it with another class.', name));
  }
  if (most >= IMBALANCE * least) {
    const message = `class ${label(most)} of ${shown} has ${most} rows, ${label(least)} only ${least}: always saying ${label(most)} is often right`;
    notes.push(
      note('CLASS_IMBALANCE', message, 'Look at the metrics of each class rather than at the accuracy.', name),
    );
  }
}
