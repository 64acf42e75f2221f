// The core does not look inside a network.
import type { DType } from '../../dtype.ts';
import type { Core } from '../../network/core.ts';
import { LayerView } from '../../network/layer-view.ts';

/** A layer of a network: its configuration and its parameters. */
export type NetworkLayer<D extends DType = DType> = LayerView<D>;
export const NetworkLayer = LayerView as new <D extends DType>(
  core: () => Core<D>,
  index: number,
  tracer: unknown,
) => LayerView<D>;
