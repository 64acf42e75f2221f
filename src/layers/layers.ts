// The table of layers: how each kind is built from its configuration.
import { type ActivationLayerConfig, buildActivation } from './activation.ts';
import { type DenseConfig, buildDense } from './dense.ts';
import { type DropoutConfig, buildDropout } from './dropout.ts';
import type { Layer, LayerPlace } from './layer.ts';
import { type NormalizationConfig, buildNormalization } from './normalization.ts';
import { knownName, shown } from '../validate.ts';
import { typeError } from '../errors.ts';

/** The configuration of any layer: what `dense()`, `dropout()` and the others return. */
export type AnyLayerConfig = DenseConfig | ActivationLayerConfig | DropoutConfig | NormalizationConfig;

const builders: { [C in AnyLayerConfig as C['kind']]: (config: C, place: LayerPlace) => Layer } = {
  dense: buildDense,
  activation: buildActivation,
  dropout: buildDropout,
  normalization: buildNormalization,
};

/** The kinds of layers, for loops over all of them. */
export const layerKinds = Object.keys(builders) as readonly AnyLayerConfig['kind'][];

/**
 * Builds one layer.
 * @throws LayerwiseError that names the layer
 */
export function buildLayer(config: AnyLayerConfig, place: LayerPlace): Layer {
  if (typeof config !== 'object' || config === null) {
    throw typeError('INVALID_OPTION', `layers[${place.index}] must be a layer such as dense(16), got ${shown(config)}`);
  }
  const kind = knownName(`layers[${place.index}]`, 'layer kind', config.kind, layerKinds);
  return (builders[kind] as (config: AnyLayerConfig, place: LayerPlace) => Layer)(config, place);
}
