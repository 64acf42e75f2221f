// The end of a step: check, clip, decay, update, constrain.
import { State } from '../../assembly/kinds.ts';
import { emitConstraint } from '../layers/constraints.ts';
import type { Builder } from '../program/builder.ts';
import { add, load, minimum, multiply, scalar, subtract } from '../program/expression.ts';
import { emitFormula } from '../program/formula.ts';
import type { Addressed } from '../program/records.ts';
import type { Tensor } from '../program/tensor.ts';
import { type ClipOptions, emitClip } from './clip.ts';
import type { TrainerMemory } from './memory.ts';
import type { Core } from '../network/core.ts';
import type { Optimizer } from './optimizers/optimizer.ts';
import { parameterGroups } from './parameter-groups.ts';
import type { TrainerSchedule } from './schedules/schedules.ts';

/** What updates the parameters. */
export interface UpdateParts {
  readonly core: Core;
  readonly memory: TrainerMemory;
  readonly optimizer: Optimizer;
  readonly schedule: TrainerSchedule | undefined;
  readonly clip: ClipOptions | undefined;
}

/** Emits the update by the gradients that stand in memory. */
export function emitUpdate(builder: Builder, { core, memory, optimizer, schedule, clip }: UpdateParts): void {
  const { parameters, engine } = core;
  const { gradients, scalars } = memory;
  const check = (): void => builder.emit('CheckFinite', { x: gradients, count: parameters.trainableCount });
  check();
  const trainable = parameters.all.filter(({ parameter }) => parameter.trainable);
  if (clip !== undefined) {
    const each = trainable.map(({ parameter }) => parameters.gradientIn(gradients, parameter)!);
    emitClip(builder, clip, gradients, each);
  }
  const groups = parameterGroups(parameters, optimizer).map(({ start, count, scale, decay }) => {
    const cut = (span: Tensor): Tensor => ({
      ...span,
      address: span.address + start * engine.elementBytes,
      columns: count,
    });
    const span = { w: cut(parameters.span()), gradient: cut(gradients), slots: memory.slots.map(cut), count };
    return { scale, decay, span };
  });
  if (!optimizer.decoupled && groups.some(({ decay }) => decay > 0)) {
    for (const { decay, span } of groups) {
      if (decay === 0) continue;
      const { w, gradient, count } = span;
      emitFormula(builder, [{ to: gradient, value: add(load(gradient), multiply(load(w), decay)) }], { count });
    }
    // Of parameters that the decay drives apart.
    check();
  }
  const base = memory.field(State.learningRate, 'learningRate');
  schedule?.emit(builder, memory.scheduleScalars, (field, name) => memory.field(field, name));
  const rate = schedule === undefined ? base : { ...memory.scheduleScalars, name: 'currentLearningRate' };
  optimizer.emitScalars(builder, scalars);
  for (const { scale, decay, span } of groups) {
    const learningRate = scaled(builder, rate, scale);
    if (optimizer.decoupled && decay > 0) {
      const { w, count } = span;
      const part = minimum(multiply(scalar(learningRate), decay), 1);
      emitFormula(builder, [{ to: w, value: subtract(load(w), multiply(part, load(w))) }], { count });
    }
    optimizer.emit(builder, { ...span, learningRate, scalars });
  }
  for (const { parameter, tensor } of trainable) {
    if (parameter.constraint !== undefined) emitConstraint(builder, parameter.constraint, tensor);
  }
}

/** A float64 that holds the rate times a factor. */
function scaled(builder: Builder, rate: Addressed, factor: number): Addressed {
  if (factor === 1) return rate;
  const result = { name: 'learningRate', address: builder.reserve(8) };
  emitFormula(builder, [{ to: result, value: multiply(scalar(rate), factor), as: 'storeScalar' }], { count: 1 }, true);
  return result;
}
