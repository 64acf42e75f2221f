// The table of layers: how each kind is built from its configuration.
import { type ActivationLayerConfig, buildActivation } from './activation.ts';
import { type BatchNormalizationConfig, buildBatchNormalization } from './batch-normalization.ts';
import { type ColumnGroupsConfig, buildColumnGroups } from './column-groups.ts';
import { type DenseConfig, buildDense } from './dense.ts';
import { type DropoutConfig, buildDropout } from './dropout.ts';
import { type EmbeddingConfig, buildEmbedding } from './embedding.ts';
import { type GaussianNoiseConfig, buildGaussianNoise } from './gaussian-noise.ts';
import type { Layer, LayerPlace } from './layer.ts';
import { type LayerNormalizationConfig, buildLayerNormalization } from './layer-normalization.ts';
import { type NormalizationConfig, buildNormalization } from './normalization.ts';
import { type ResidualConfig, buildResidual } from './residual.ts';
import { type ScaleConfig, buildScale } from './scale.ts';

/** The configuration of any layer: what `dense()`, `dropout()` and the others return. */
export type AnyLayerConfig =
  | DenseConfig
  | ActivationLayerConfig
  | DropoutConfig
  | NormalizationConfig
  | BatchNormalizationConfig
  | LayerNormalizationConfig
  | ResidualConfig
  | ColumnGroupsConfig
  | EmbeddingConfig
  | GaussianNoiseConfig
  | ScaleConfig;

/** By kind. */
export const builders: { [C in AnyLayerConfig as C['kind']]: (config: C, at: LayerPlace) => Layer } = {
  dense: buildDense,
  activation: buildActivation,
  dropout: buildDropout,
  normalization: buildNormalization,
  batchNormalization: buildBatchNormalization,
  layerNormalization: buildLayerNormalization,
  residual: buildResidual,
  columnGroups: buildColumnGroups,
  embedding: buildEmbedding,
  gaussianNoise: buildGaussianNoise,
  scale: buildScale,
};
