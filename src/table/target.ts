// The target: what is to be predicted, as numbers and back.
import { quote } from '../data/describe.ts';
import { rangeError } from '../errors.ts';
import { type Cell, keyOf } from './cell.ts';

/** What a model predicts: one of two classes, one of several, or a number. */
export type Task = 'binary' | 'multiclass' | 'regression';

/** The name of a class, as predictions return it. */
export type ClassLabel = string | number | boolean;

/** The column that is predicted; JSON. */
export interface Target {
  readonly name: string;
  readonly task: Task;
  /** In the order of their indices; none for a regression. */
  readonly classes?: readonly ClassLabel[];
}

/** More distinct whole numbers than this are quantities, not classes. */
const MOST_WHOLE_CLASSES = 20;

/** The most classes. */
const MOST_CLASSES = 1000;

/** Counts the values of the target. */
export class TargetProfile {
  readonly name: string;
  rows = 0;
  gaps = 0;
  /** Where the first gap is, for a message. */
  firstGap: string | undefined;
  #numbers = 0;
  #whole = true;
  #firstWord: string | undefined;
  #low = Infinity;
  #high = -Infinity;
  readonly #labels = new Map<string, { readonly label: ClassLabel; count: number }>();

  constructor(name: string) {
    this.name = name;
  }

  add(cell: Cell, place: () => string): void {
    this.rows++;
    if (cell === undefined) {
      this.gaps++;
      this.firstGap ??= place();
      return;
    }
    if (typeof cell === 'number') {
      this.#numbers++;
      this.#whole &&= Number.isInteger(cell);
      this.#low = Math.min(this.#low, cell);
      this.#high = Math.max(this.#high, cell);
    } else this.#firstWord ??= `${place()}: ${quote(String(cell))}`;
    const key = keyOf(cell);
    const known = this.#labels.get(key);
    if (known !== undefined) known.count++;
    else if (this.#labels.size <= MOST_CLASSES) this.#labels.set(key, { label: cell, count: 1 });
  }

  /** How often each class occurs, in the order of `target.classes`. */
  counts({ classes = [] }: Target): number[] {
    return classes.map((label) => this.#labels.get(keyOf(label))?.count ?? 0);
  }

  /** Whether the task is a guess: whole numbers may be classes or quantities. */
  get ambiguous(): boolean {
    return this.#numbers === this.rows - this.gaps && this.#whole && this.#labels.size > 2;
  }

  /**
   * What the values are. Words and booleans are classes; so are whole numbers, at most 20 different ones and each
   * occurring twice on average; other numbers are quantities.
   * @param task what the options say
   * @throws LayerwiseError INVALID_VALUE for a target that cannot be predicted
   */
  target(task: Task | undefined): Target {
    const { name } = this;
    const filled = this.rows - this.gaps;
    const shown = `target ${quote(name)}`;
    if (filled === 0) throw rangeError('INVALID_VALUE', `${shown}: no row has a value`);
    if (this.#labels.size === 1)
      throw rangeError('INVALID_VALUE', `${shown} is ${quote([...this.#labels.keys()][0]!)} in every row`);
    const numeric = this.#numbers === filled;
    const quantities =
      numeric && !(this.#whole && this.#labels.size <= MOST_WHOLE_CLASSES && this.#labels.size * 2 <= filled);
    if (task === 'regression' || (task === undefined && quantities)) {
      if (!numeric) throw rangeError('INVALID_VALUE', `${shown} is to be a number, but ${this.#firstWord} is none`);
      if (this.#low === this.#high) throw rangeError('INVALID_VALUE', `${shown} is ${this.#low} in every row`);
      return { name, task: 'regression' };
    }
    const count = this.#labels.size;
    if (count > MOST_CLASSES || (count > 2 && count * 2 > filled)) {
      const many = count > MOST_CLASSES ? `more than ${MOST_CLASSES}` : count;
      const word = numeric ? '' : `, and as a number ${this.#firstWord} is none`;
      throw rangeError(
        'INVALID_VALUE',
        `${shown} has ${many} different values in ${filled} rows, too many for classes${word}`,
      );
    }
    if (task === 'binary' && count !== 2)
      throw rangeError('INVALID_VALUE', `${shown} has ${count} different values, a binary task has 2`);
    return { name, task: task ?? (count === 2 ? 'binary' : 'multiclass'), classes: this.#classes() };
  }

  /** Booleans and numbers keep their type if all labels have it; numbers ascend, words are in order of code units. */
  #classes(): ClassLabel[] {
    const labels = [...this.#labels.values()].map(({ label }) => label);
    if (labels.every((label) => typeof label === 'number')) return labels.sort((a, b) => a - b);
    if (labels.every((label) => typeof label === 'boolean')) return [false, true];
    return labels.map(String).sort();
  }
}

/** The number that a cell of the target is: the index of its class, or itself. */
export class TargetEncoder {
  readonly target: Target;
  readonly #indices: ReadonlyMap<string, number>;

  constructor(target: Target) {
    this.target = target;
    this.#indices = new Map((target.classes ?? []).map((label, index) => [keyOf(label), index]));
  }

  /**
   * @param place of the row, for a message
   * @throws LayerwiseError INVALID_VALUE for a cell that is no class or no number
   */
  encode(cell: Exclude<Cell, undefined>, place: () => string): number {
    const { name, task } = this.target;
    const value = task === 'regression' ? cell : this.#indices.get(keyOf(cell));
    if (typeof value === 'number') return value;
    const wanted = task === 'regression' ? 'no number' : `none of the ${this.#indices.size} classes`;
    throw rangeError('INVALID_VALUE', `${place()}, target ${quote(name)}: ${quote(String(cell))} is ${wanted}`);
  }
}
