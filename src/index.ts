// The public names, and nothing else.
export { Network } from './network/network.ts';
export type { NetworkOptions } from './network/core.ts';
export type { NetworkLayer, LayerBackward } from './network/network-layer.ts';
export type { BackwardGradients, BackwardOptions, ForwardCache, ForwardOptions } from './network/backpropagation.ts';
export type { SaveOptions } from './network/card.ts';
export type { LoadLimits, LoadOptions } from './network/model-file.ts';
export { type TransferOptions, transfer } from './network/transfer.ts';
export { type GradientCheck, type GradientCheckOptions, checkGradients } from './network/gradient-check.ts';

export { Trainer, type Evaluation, type TrainerLoadOptions } from './training/trainer.ts';
export type { Batches } from './training/batches.ts';
export { evaluateBatches } from './training/evaluate-batches.ts';
export { type BatchOptions, type BatchSource, fitBatches } from './training/fit-batches.ts';
export { type CrossValidation, type CrossValidationOptions, crossValidate } from './training/cross-validation.ts';
export { type CheckpointInfo, type CheckpointOptions, checkpoint } from './training/callbacks/checkpoint.ts';
export { type LineSink, csvLogger, jsonlLogger } from './training/callbacks/loggers.ts';
export { type Inspection, type InspectionRecord, type InspectOptions, inspect } from './training/inspection/inspect.ts';
export type { InspectionCode, InspectionWarning, LayerRecord } from './training/inspection/faults.ts';
export type { TensorStatistics } from './training/inspection/statistics.ts';
export { type TrainingProgress, progress } from './training/callbacks/progress.ts';
export type { Checkpoint, ModelCard } from './training/recorder.ts';
export type { TrainingRun } from './training/run.ts';
export type { History } from './training/history.ts';
export type { EarlyStoppingOptions } from './training/early-stopping.ts';
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
} from './training/options.ts';
export type { ClipOptions } from './training/clip.ts';
export type { MixupOptions } from './training/mixup.ts';
export type { OptimizerConfig, OptimizerName } from './training/optimizers/optimizers.ts';
export type { CommonOptions, MomentsOptions } from './training/optimizers/optimizer.ts';
export { type AdadeltaOptions, type AdagradOptions, adadelta, adagrad } from './training/optimizers/adagrad.ts';
export { type AdamOptions, adam } from './training/optimizers/adam.ts';
export { adamw } from './training/optimizers/adamw.ts';
export { adamax } from './training/optimizers/adamax.ts';
export { type LionOptions, lion } from './training/optimizers/lion.ts';
export { type NadamOptions, nadam } from './training/optimizers/nadam.ts';
export { radam } from './training/optimizers/radam.ts';
export { type RmspropOptions, rmsprop } from './training/optimizers/rmsprop.ts';
export { type SgdOptions, sgd } from './training/optimizers/sgd.ts';
export type { CommonScheduleOptions } from './training/schedules/schedule.ts';
export type { ScheduleConfig, ScheduleName, ScheduleOption } from './training/schedules/schedules.ts';
export {
  type ConstantRateOptions,
  type ExponentialDecayOptions,
  type FiniteScheduleOptions,
  type InverseSquareRootOptions,
  type MultiStepDecayOptions,
  type PolynomialDecayOptions,
  type StepDecayOptions,
  constantRate,
  cosineDecay,
  exponentialDecay,
  inverseSquareRoot,
  multiStepDecay,
  polynomialDecay,
  stepDecay,
} from './training/schedules/decays.ts';
export {
  type CosineLogOptions,
  type CosineRestartsOptions,
  type CyclicOptions,
  type OneCycleOptions,
  type WarmupOptions,
  cosineLog,
  cosineRestarts,
  cyclic,
  oneCycle,
  warmup,
} from './training/schedules/cycles.ts';
export { type PlateauOptions, reduceOnPlateau } from './training/schedules/plateau.ts';
export { type LearningRateRange, learningRateRange } from './training/learning-rate-range.ts';
export {
  type CustomMetric,
  type MetricConfig,
  type MetricKey,
  type MetricName,
  type MetricOption,
  metric,
} from './training/metrics/metrics.ts';
export { confusionMatrix } from './training/metrics/classes.ts';
export { accuracy, auc, r2 } from './training/metrics/functions.ts';

export * as presets from './training/presets/presets.ts';
export type { Preset, RealMlpData, SklearnMlpData } from './training/presets/presets.ts';

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
export { type ScaleConfig, scale } from './layers/scale.ts';
export type { AnyLayerConfig } from './layers/layers.ts';
export type { ActivationConfig, ActivationName, ActivationOption } from './layers/activations.ts';
export { type Initializer, type InitializerConfig, normal, uniform } from './layers/initializers.ts';
export { type ConstraintConfig, maxNorm } from './layers/constraints.ts';
export { type RegularizerConfig, l2, l2PerSample } from './layers/regularizers.ts';
export { elastic, l1 } from './layers/regularizer-table.ts';
export type { CustomLoss, LossConfig, LossName, LossOption, ReductionName } from './losses/losses.ts';
export type { LossFormula } from './losses/loss-formulas.ts';
export type { Expression, Operand } from './program/expression.ts';
export * as formula from './program/functions.ts';

export { Matrix, type MatrixFields, type MatrixLike } from './data/matrix.ts';
export { type Label, classIndices, oneHot } from './data/encoders.ts';
export { robustScaler } from './data/robust-scaler.ts';
export { type StandardScaler, standardScaler } from './data/scaler.ts';
export { type Fold, type FoldOptions, kFold, stratifiedKFold } from './data/folds.ts';
export {
  type LabelledRows,
  type RowsLike,
  type TrainTestSplit,
  type TrainTestSplitOptions,
  selectRows,
  trainTestSplit,
} from './data/split.ts';
export type { DType, View } from './dtype.ts';
export type { WasmModule } from './runtime/host.ts';
export { type LayerwiseError, type LayerwiseErrorCode, isLayerwiseError } from './errors.ts';
