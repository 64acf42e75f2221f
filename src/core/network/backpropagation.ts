// The core does not look inside a network.
import type { DType } from '../../dtype.ts';
import type * as full from '../../network/backpropagation.ts';
import type { Core } from '../../network/core.ts';
import { lacking } from '../edition.ts';

export type {
  BackwardGradients,
  BackwardOptions,
  ForwardCache,
  ForwardOptions,
} from '../../network/backpropagation.ts';

/** Throws a LayerwiseError INVALID_OPTION from what it would do. */
export class Tracer<D extends DType = DType> {
  readonly core: () => Core<D>;
  readonly forward: full.Tracer<D>['forward'] = () => {
    throw lacking('forward; predict gives the outputs');
  };
  readonly backward: full.Tracer<D>['backward'] = () => {
    throw lacking('backward');
  };

  constructor(core: () => Core<D>) {
    this.core = core;
  }

  dispose(): void {}
}

/** @throws LayerwiseError INVALID_OPTION */
export const checkGradientValues: typeof full.checkGradientValues = () => {
  throw lacking('applyGradients');
};
