// `layerwise/core`: training and prediction of dense networks, in fewer bytes than `layerwise`. The same bits, the same
// files.
export { Network } from '../network/network.ts';
export type { NetworkOptions } from '../network/core.ts';
export type { LayerView as NetworkLayer } from '../network/layer-view.ts';
export type { LoadLimits, LoadOptions } from '../network/model-file.ts';

export { Trainer, type Evaluation, type TrainerLoadOptions } from '../training/trainer.ts';
export type { TrainingRun } from '../training/run.ts';
export type { History } from '../training/history.ts';
export type { EarlyStoppingOptions } from '../training/early-stopping.ts';
export type {
  AbortSignalLike,
  EndEvent,
  EpochEvent,
  FitOptions,
  RunEvent,
  RunOptions,
  StepEvent,
  TrainerOptions,
  TrainingCallback,
  TrainingData,
} from '../training/options.ts';
export type { OptimizerConfig, OptimizerName } from '../training/optimizers/optimizers.ts';
export { type AdamOptions, adam } from '../training/optimizers/adam.ts';
export { type SgdOptions, sgd } from '../training/optimizers/sgd.ts';
export type { CustomMetric, MetricConfig, MetricKey, MetricName, MetricOption } from '../training/metrics/metrics.ts';
export { accuracy, auc, r2 } from '../training/metrics/functions.ts';

export { type DenseConfig, type DenseOptions, dense } from '../layers/dense.ts';
export { type ActivationLayerConfig, activation } from '../layers/activation.ts';
export { type DropoutConfig, dropout } from '../layers/dropout.ts';
export { type ColumnScale, type NormalizationConfig, normalization } from '../layers/normalization.ts';
export type { AnyLayerConfig } from '../layers/layers.ts';
export type { ActivationConfig, ActivationName, ActivationOption } from '../layers/activations.ts';
export { type Initializer, type InitializerConfig, normal, uniform } from '../layers/initializers.ts';
export { type RegularizerConfig, l2, l2PerSample } from '../layers/regularizers.ts';
export type { LossConfig, LossName, LossOption, ReductionName } from '../losses/losses.ts';

export { Matrix, type MatrixFields, type MatrixLike } from '../data/matrix.ts';
export { type Label, classIndices, oneHot } from '../data/encoders.ts';
export { type StandardScaler, standardScaler } from '../data/scaler.ts';
export {
  type LabelledRows,
  type RowsLike,
  type TrainTestSplit,
  type TrainTestSplitOptions,
  selectRows,
  trainTestSplit,
} from '../data/split.ts';
export type { DType, View } from '../dtype.ts';
export type { WasmModule } from '../runtime/host.ts';
export { type LayerwiseError, type LayerwiseErrorCode, isLayerwiseError } from '../errors.ts';
