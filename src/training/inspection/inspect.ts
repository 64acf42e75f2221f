// Looks at a training every so many steps: what each layer's tensors look like, and what is wrong.
import { State } from '../../../assembly/kinds.ts';
import type { DType, View } from '../../dtype.ts';
import type { Layer } from '../../layers/layer.ts';
import { namedLayers } from '../../layers/sequence.ts';
import { type Tensor, elements } from '../../program/tensor.ts';
import { aFunction, knownOptions, positiveInteger } from '../../validate.ts';
import type { MetricOption } from '../metrics/metrics.ts';
import type { TrainingCallback } from '../options.ts';
import type { Setup } from '../setup.ts';
import { type Trainer, setupOf } from '../trainer.ts';
import {
  type Fault,
  type InspectionWarning,
  type LayerRecord,
  faultsOf,
  faultsOfInputs,
  faultsOfOutputs,
} from './faults.ts';
import { ColumnStatistics, sampled, sizeOf, spreadOfTargets, statisticsOf } from './statistics.ts';

/** The options of `inspect`. */
export interface InspectOptions {
  /** Looks at the first step and at those whose number is a multiple of it; a positive integer. Default 100. */
  readonly every?: number;
  /** The records that are kept; the oldest go. Default 100. */
  readonly keep?: number;
  /** Called with each fault when it is first seen. */
  readonly onWarning?: (warning: InspectionWarning) => void;
}

/** What one look found. */
export interface InspectionRecord {
  /** The trainer's updates, this one included. */
  readonly step: number;
  /** Of the step, before its update; penalties included. */
  readonly loss: number;
  /** All layers, those inside of another behind it. */
  readonly layers: readonly LayerRecord[];
}

/** An inspection of a trainer: a callback of `fit`. */
export interface Inspection extends TrainingCallback {
  /** The last looks, oldest first. */
  readonly records: readonly InspectionRecord[];
  /** The faults seen so far, each once a layer. */
  readonly warnings: readonly InspectionWarning[];
  /**
   * To be called after each `trainer.step`; in a `fit` the callbacks do it.
   * @returns the record, if this step was one to look at
   */
  look(): InspectionRecord | undefined;
}

/** Rows of a batch that are looked at. */
const ROWS = 128;
/** A unit whose outputs differ by no more is dead. */
const DEAD = 1e-6;
/** Looks in a row that a unit must be dead at to be called so. */
const DEAD_LOOKS = 3;

/**
 * Looks at a training: statistics of each layer's activations, parameters, gradients and updates, and warnings of what
 * goes wrong. It only reads what the step left in memory, so the training's bits are what they are without it, and it
 * reads a sample of bounded size, so that it may be left on.
 *
 * @example
 * const inspection = inspect(trainer, { onWarning: ({ message }) => console.warn(message) });
 * await trainer.fit(data, { epochs: 50, callbacks: [inspection] });
 * inspection.records.at(-1).layers[0].updateRatio; // around 1e-3 is usual
 * @throws LayerwiseError INVALID_OPTION
 */
export function inspect<D extends DType, M extends MetricOption>(
  trainer: Trainer<D, M>,
  options: InspectOptions = {},
): Inspection {
  knownOptions('inspect', options, ['every', 'keep', 'onWarning']);
  const every = positiveInteger('inspect', 'every', options.every ?? 100);
  const keep = positiveInteger('inspect', 'keep', options.keep ?? 100);
  if (options.onWarning !== undefined) aFunction('inspect', 'onWarning', options.onWarning);
  const eye = new Eye(setupOf(trainer));
  const records: InspectionRecord[] = [];
  const warnings: InspectionWarning[] = [];
  /** How many looks in a row showed a fault, by code and layer. */
  let seen = new Map<string, number>();
  const isDue = (step: number): boolean => step === 1 || step % every === 0;

  const judge = (step: number, faults: readonly Fault[]): void => {
    seen = new Map(faults.map(({ code, layer }) => [code + layer, (seen.get(code + layer) ?? 0) + 1]));
    for (const { looks, ...fault } of faults) {
      if (seen.get(fault.code + fault.layer)! < looks) continue;
      if (warnings.some(({ code, layer }) => code === fault.code && layer === fault.layer)) continue;
      const warning = { ...fault, step };
      warnings.push(warning);
      options.onWarning?.(warning);
    }
  };

  const inspection = {
    records,
    warnings,
    everySteps: 1,
    look() {
      const { steps } = trainer;
      let record: InspectionRecord | undefined;
      if (isDue(steps) && steps !== records.at(-1)?.step) {
        record = eye.record(steps);
        if (record !== undefined) {
          records.push(record);
          if (records.length > keep) records.shift();
          judge(steps, eye.faults(record.layers));
        }
      }
      if (isDue(steps + 1)) eye.remember(steps);
      const next = isDue(steps + 1) || isDue(steps + 2) ? steps + 1 : Math.ceil((steps + 2) / every) * every - 1;
      // Of its multiples the next step that is reached is this one itself.
      inspection.everySteps = next;
      return record;
    },
    onBegin: () => void inspection.look(),
    onStep: () => void inspection.look(),
  };
  inspection.look();
  return inspection;
}

/** Reads what a trainer's last step left in memory. */
class Eye {
  readonly #setup: Setup;
  readonly #layers: readonly Layer[];
  /** The trainable parameters of each layer. */
  readonly #parameters: readonly (readonly Setup['core']['parameters']['all'][number][])[];
  /** The looks in a row at which each unit of each layer was dead. */
  readonly #dead: Uint8Array[] = [];
  /** Of the input of the first layer with trainable parameters, if that is a dense one. */
  readonly #first: number;
  readonly #columns: ColumnStatistics | undefined;
  #spreads: readonly [outputs: number, targets: number] = [1, 0];
  #before: { readonly step: number; readonly samples: readonly (Float64Array | undefined)[] } | undefined;

  constructor(setup: Setup) {
    const { parameters } = setup.core;
    const layers = namedLayers(setup.core.layers).map(({ layer }) => layer);
    this.#setup = setup;
    this.#layers = layers;
    this.#parameters = layers.map((own) =>
      parameters.all.filter(({ parameter, layer }) => parameter.trainable && layer === own),
    );
    this.#first = this.#parameters.findIndex((own) => own.length > 0);
    const first = layers[this.#first]!;
    if (first.config.kind === 'dense') this.#columns = new ColumnStatistics(first.inputs);
  }

  /** Keeps the parameters, for the updates of the next step. */
  remember(step: number): void {
    this.#before = { step, samples: this.#samples(({ tensor }) => this.#setup.core.parameters.view(tensor)) };
  }

  /** What the last step left; undefined if its program is no longer there. */
  record(step: number): InspectionRecord | undefined {
    const { core, memory } = this.#setup;
    const { lastStep } = memory;
    if (lastStep === undefined) return undefined;
    const { tensors } = lastStep;
    const rows = Math.min(lastStep.rows % tensors.microBatchSize || tensors.microBatchSize, ROWS);
    const view = (tensor: Tensor): View => core.engine.view(tensor.address, elements(tensor, rows));
    this.#columns?.add(view(tensors.kept(this.#layers[this.#first]!).x), rows);
    const outputs = new ColumnStatistics(core.outputs);
    outputs.add(view(tensors.outputs), rows);
    this.#spreads = [outputs.spread, spreadOfTargets(view(tensors.batch.y), rows, core.outputs)];
    const before = this.#before?.step === step - 1 ? this.#before.samples : [];
    const after = this.#samples(({ tensor }) => core.parameters.view(tensor));
    const gradients = this.#samples(({ parameter }) => view(tensors.gradient(parameter)!));
    const layers = this.#layers.map((layer, index): LayerRecord => {
      const { a } = tensors.kept(layer);
      const values = view(a);
      const [parameters, old, gradient] = [after[index], before[index], gradients[index]];
      const updates = old && parameters && statisticsOf(parameters.map((value, i) => value - old[i]!));
      const own = parameters && statisticsOf(parameters);
      return {
        layer: index,
        place: layer.place,
        activations: statisticsOf(sampled(values, a.columns)),
        deadShare: this.#isJudged(layer, rows) ? this.#deadShare(index, values, rows, a.columns) : undefined,
        parameters: own,
        gradients: gradient && statisticsOf(gradient),
        updates,
        updateRatio: updates && own && sizeOf(updates) / (sizeOf(own) || 1),
      };
    });
    return { step, loss: memory.get(State.dataLoss) + memory.get(State.penalty), layers };
  }

  /** What is wrong, as the last record and those before it show. */
  faults(records: readonly LayerRecord[]): Fault[] {
    const layers = this.#layers;
    const last = layers.indexOf(this.#setup.core.layers.at(-1)!);
    const shares = layers.map((_, index) => {
      const looks = this.#dead[index] ?? new Uint8Array(1);
      return looks.filter((count) => count >= DEAD_LOOKS).length / looks.length;
    });
    return [
      ...faultsOf(records, shares),
      ...faultsOfOutputs(last, layers[last]!.place, ...this.#spreads),
      ...(this.#columns === undefined ? [] : faultsOfInputs(this.#first, layers[this.#first]!.place, this.#columns)),
    ];
  }

  /** Samples of each layer's trainable parameters, one after the other. */
  #samples(
    viewOf: (placed: Setup['core']['parameters']['all'][number]) => View,
  ): readonly (Float64Array | undefined)[] {
    return this.#parameters.map((own) =>
      own.length === 0
        ? undefined
        : Float64Array.from(own.flatMap((placed) => [...sampled(viewOf(placed), placed.tensor.columns)])),
    );
  }

  /** Whether units of a layer can be dead: those of a hidden activation, for several rows. */
  #isJudged(layer: Layer, rows: number): boolean {
    return layer.activation !== 'linear' && layer !== this.#setup.core.layers.at(-1) && rows > 1;
  }

  #deadShare(index: number, values: View, rows: number, units: number): number {
    const looks = (this.#dead[index] ??= new Uint8Array(units));
    const differs = new Uint8Array(units);
    for (let row = 1, i = units; row < rows; row++) {
      for (let unit = 0; unit < units; unit++, i++) {
        if (Math.abs(values[i]! - values[unit]!) > DEAD) differs[unit] = 1;
      }
    }
    let dead = 0;
    for (let unit = 0; unit < units; unit++) {
      if (differs[unit] === 0) dead++;
      looks[unit] = differs[unit] === 0 ? Math.min(looks[unit]! + 1, DEAD_LOOKS) : 0;
    }
    return dead / units;
  }
}
