// The core has no schedules.
import type * as full from '../../../training/schedules/schedules.ts';
import { lacking } from '../../edition.ts';

export type TrainerSchedule = Omit<full.TrainerSchedule, 'config'> & { readonly config: never };

/** None. */
export type ScheduleOption = never;

/** @throws LayerwiseError INVALID_OPTION */
export const scheduleFor: (option: ScheduleOption, base: number) => TrainerSchedule = () => {
  throw lacking('"schedule"');
};
