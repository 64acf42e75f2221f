// The public names, and nothing else.
export { Network } from './network/network.ts';
export type { NetworkOptions } from './network/core.ts';
export type { NetworkLayer, LayerBackward } from './network/network-layer.ts';
export type { BackwardGradients, BackwardOptions, ForwardCache, ForwardOptions } from './network/backpropagation.ts';
export type { SaveOptions } from './network/card.ts';
export type { LoadLimits, LoadOptions } from './network/model-file.ts';
export { type TransferOptions, transfer } from './network/transfer.ts';
export { type GradientCheck, type GradientCheckOptions, checkGradients } from './network/gradient-check.ts';

export { Trainer, type Evaluation } from './training/trainer.ts';
export type { Checkpoint, ModelCard } from './training/recorder.ts';
export type { TrainingRun } from './training/run.ts';
export type { History } from './training/history.ts';
export type { EarlyStoppingOptions } from './training/early-stopping.ts';
export type {
  AbortSignalLike,
  EpochEvent,
  FitOptions,
  RunOptions,
  TrainerOptions,
  TrainingCallback,
  TrainingData,
} from './training/options.ts';
export {
  type AdamOptions,
  type OptimizerConfig,
  type OptimizerName,
  type SgdOptions,
  adam,
  sgd,
} from './training/optimizers.ts';
export { type Metric, type MetricName, accuracy, auc, confusionMatrix, r2 } from './training/metrics.ts';

export { NetworkPool, type NetworkPoolOptions } from './pool/network-pool.ts';
export type { PooledNetwork } from './pool/pooled-network.ts';

export { type DenseConfig, type DenseOptions, dense } from './layers/dense.ts';
export { type ActivationLayerConfig, activation } from './layers/activation.ts';
export { type DropoutConfig, dropout } from './layers/dropout.ts';
export { type ColumnScale, type NormalizationConfig, normalization } from './layers/normalization.ts';
export {
  type BatchNormalizationConfig,
  type BatchNormalizationOptions,
  batchNormalization,
} from './layers/batch-normalization.ts';
export {
  type LayerNormalizationConfig,
  type LayerNormalizationOptions,
  layerNormalization,
} from './layers/layer-normalization.ts';
export { type ResidualConfig, residual } from './layers/residual.ts';
export { type ColumnGroup, type ColumnGroupsConfig, columnGroups } from './layers/column-groups.ts';
export { type EmbeddingConfig, type EmbeddingOptions, embedding } from './layers/embedding.ts';
export { type GaussianNoiseConfig, gaussianNoise } from './layers/gaussian-noise.ts';
export {
  type CustomBackward,
  type CustomForward,
  type CustomLayer,
  type CustomParameter,
  type LayerDefinition,
  defineLayer,
} from './layers/custom.ts';
export type { CustomLayerConfig } from './layers/layer.ts';
export type { AnyLayerConfig } from './layers/layers.ts';
export type { ActivationConfig, ActivationName, ActivationOption } from './layers/activations.ts';
export { type Initializer, type InitializerConfig, normal, uniform } from './layers/initializers.ts';
export { type RegularizerConfig, l2, l2PerSample } from './layers/regularizers.ts';
export type { CustomLoss, LossConfig, LossName, LossOption, ReductionName } from './losses/losses.ts';
export type { LossFormula } from './losses/loss-formulas.ts';
export type { Expression, Operand } from './program/expression.ts';
export * as formula from './program/functions.ts';

export { Matrix, type MatrixFields, type MatrixLike } from './data/matrix.ts';
export { type Label, classIndices, oneHot } from './data/encoders.ts';
export { type StandardScaler, standardScaler } from './data/scaler.ts';
export {
  type LabelledRows,
  type TrainTestSplit,
  type TrainTestSplitOptions,
  selectRows,
  trainTestSplit,
} from './data/split.ts';
export type { DType, View } from './dtype.ts';
export type { WasmModule } from './runtime/host.ts';
export { type LayerwiseError, type LayerwiseErrorCode, isLayerwiseError } from './errors.ts';
