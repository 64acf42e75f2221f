// Recipes by name, from papers and other libraries: the options of a network, of its trainer and of a fit.
export { type RealMlpData, realMlp } from './real-mlp.ts';
export { type SklearnMlpData, sklearnMlp } from './sklearn-mlp.ts';
export type { Preset } from './preset.ts';
