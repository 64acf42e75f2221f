// The core computes the whole batch at once.
import type * as full from '../../training/micro-batches.ts';
import { lacking } from '../edition.ts';

/** @throws LayerwiseError INVALID_OPTION */
export const microBatchSizeOption: typeof full.microBatchSizeOption = () => {
  throw lacking('"microBatchSize"');
};

/** Never called, since no batch is divided. */
export const emitMicroBatches = undefined as unknown as typeof full.emitMicroBatches;
