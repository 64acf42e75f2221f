// The core does not look inside a network.
import type * as full from '../../network/backpropagation.ts';
import { lacking } from '../edition.ts';

export type {
  BackwardGradients,
  BackwardOptions,
  ForwardCache,
  ForwardOptions,
} from '../../network/backpropagation.ts';

/** @throws LayerwiseError INVALID_OPTION from what it would do */
export class Tracer {
  constructor(..._: unknown[]) {}
  forward(..._: unknown[]): never {
    throw lacking('forward; predict gives the outputs');
  }
  backward(..._: unknown[]): never {
    throw lacking('backward');
  }
  dispose(): void {}
}

/** @throws LayerwiseError INVALID_OPTION */
export const checkGradientValues: typeof full.checkGradientValues = () => {
  throw lacking('applyGradients');
};
