// The layers of the core.
import { type ActivationLayerConfig, buildActivation } from '../../layers/activation.ts';
import { type DenseConfig, buildDense } from '../../layers/dense.ts';
import { type DropoutConfig, buildDropout } from '../../layers/dropout.ts';
import type { Layer, LayerPlace } from '../../layers/layer.ts';
import { type NormalizationConfig, buildNormalization } from '../../layers/normalization.ts';

/** The configuration of any layer. */
export type AnyLayerConfig = DenseConfig | ActivationLayerConfig | DropoutConfig | NormalizationConfig;

/** By kind. */
export const builders: { [C in AnyLayerConfig as C['kind']]: (config: C, at: LayerPlace) => Layer } = {
  dense: buildDense,
  activation: buildActivation,
  dropout: buildDropout,
  normalization: buildNormalization,
};
