// What `layerwise/table` says of a model, as functions of what it predicted for rows held out.
export { type Interval, type IntervalOptions, differenceInterval, metricInterval } from './intervals.ts';
export {
  type Reliability,
  type ReliabilityBin,
  type ReliabilityOptions,
  reliability,
  temperatureOf,
  withTemperature,
} from './calibration.ts';
export {
  type Conformal,
  type Coverage,
  classSet,
  conformalClasses,
  conformalNumbers,
  conformalQuantile,
  crossCoverage,
  numberInterval,
} from './conformal.ts';
export { type Importance, type ImportanceOptions, permutationImportance } from './importance.ts';
export {
  type CurvePoint,
  type Histogram,
  type ResidualSummary,
  curvePoints,
  histogram,
  residualSummary,
} from './curves.ts';
export { type Assessment, type ClassAssessment, type ClassCurve, type NumberAssessment, assess } from './assessment.ts';
