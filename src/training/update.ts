// The end of a step: check, clip, decay, update, constrain.
import { State } from '../../assembly/kinds.ts';
import { emitConstraint } from '#full/layers/constraints.ts';
import type { Builder } from '../program/builder.ts';
import type { Tensor } from '../program/tensor.ts';
import { type ClipOptions, emitClip } from '#full/training/clip.ts';
import { emitDecay, emitDecoupledDecay, emitScaled } from '#full/training/group-updates.ts';
import type { TrainerMemory } from './memory.ts';
import type { Core } from '../network/core.ts';
import type { Optimizer } from './optimizers/optimizer.ts';
import { parameterGroups } from '#full/training/parameter-groups.ts';
import type { TrainerSchedule } from '#full/training/schedules/schedules.ts';

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
  // Parameters may be such that the decay drives them apart.
  if (!optimizer.decoupled && emitDecay(builder, groups)) check();
  const base = memory.field(State.learningRate, 'learningRate');
  FULL: schedule?.emit(builder, memory.scheduleScalars, (field, name) => memory.field(field, name));
  const rate = schedule === undefined ? base : { ...memory.scheduleScalars, name: 'currentLearningRate' };
  optimizer.emitScalars(builder, scalars);
  for (const { scale, decay, span } of groups) {
    const learningRate = emitScaled(builder, rate, scale);
    if (optimizer.decoupled && decay > 0) emitDecoupledDecay(builder, span, learningRate, decay);
    optimizer.emit(builder, { ...span, learningRate, scalars });
  }
  for (const { parameter, tensor } of trainable) {
    if (parameter.constraint !== undefined) emitConstraint(builder, parameter.constraint, tensor);
  }
}
