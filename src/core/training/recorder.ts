// The core makes no model cards.
import type * as full from '../../training/recorder.ts';
import { lacking } from '../edition.ts';

export type { Checkpoint, ModelCard, Recording } from '../../training/recorder.ts';

/** Never made, since no run is recordable. */
export const Recorder = undefined as unknown as typeof full.Recorder;
export type Recorder = full.Recorder;

/** @throws LayerwiseError INVALID_OPTION */
export const checkRecordable: typeof full.checkRecordable = () => {
  throw lacking('"card"');
};
