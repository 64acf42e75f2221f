// What an epoch reports of the validation data, and the numbers that measures have names for.
import type { Matrix } from '../data/matrix.ts';
import type { DType } from '../dtype.ts';
import type { Data } from './data.ts';
import { Evaluator } from './evaluator.ts';
import { validationName } from './history.ts';
import type { Measure } from './metrics/metrics.ts';
import type { Setup } from './setup.ts';

/** The measures by name. */
export function measured(metrics: readonly Measure[], outputs: Matrix, targets: Matrix): Record<string, number> {
  return Object.fromEntries(metrics.map((metric) => [metric.name, metric.compute(outputs, targets)]));
}

/** Evaluates the network on the validation data, if there is any, again and again. */
export class Validator<D extends DType = DType> {
  readonly #setup: Setup<D>;
  readonly #data: Data | undefined;
  readonly #evaluator: Evaluator<D> | undefined;

  constructor(setup: Setup<D>, data: Data | undefined) {
    this.#setup = setup;
    this.#data = data;
    if (data !== undefined) this.#evaluator = new Evaluator(setup.core, setup.loss, data);
  }

  /** `valLoss`, `valAccuracy` and the like. */
  values(): Record<string, number> {
    if (this.#data === undefined || this.#evaluator === undefined) return {};
    const outputs = this.#evaluator.add(this.#data);
    const loss = this.#evaluator.take();
    const values = measured(this.#setup.metrics, outputs, this.#data.y);
    const named = Object.entries(values).map(([name, value]) => [validationName(name), value]);
    return { valLoss: loss, ...Object.fromEntries(named) };
  }

  /** Gives the memory back. */
  release(): void {
    this.#evaluator?.release();
  }
}
