// The core treats all parameters alike.
import type * as full from '../../training/parameter-groups.ts';
import type { OptionCheck } from '../../validate.ts';
import { lacking } from '../edition.ts';

const none: OptionCheck<never>[1] = (_, option, value) => {
  if (value === 0 || value === undefined) return value as never;
  throw lacking(`"${option}"`);
};

/** The options that make groups, which must not be given. */
export const groupOptions = (decay: number) =>
  ({ weightDecay: [decay, none], excludeFromDecay: [undefined, none], learningRateScales: [undefined, none] }) as const;

/** One group. */
export const parameterGroups: typeof full.parameterGroups = ({ trainableCount }) => [
  { start: 0, count: trainableCount, scale: 1, decay: 0 },
];
