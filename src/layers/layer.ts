// What a layer is: a configuration (plain data that a file can hold), parameters, and the records it emits.
//
// The build drops the statements that have the label TRAINING, here and elsewhere, from `layerwise/predict`.
import type { Builder } from '../program/builder.ts';
import type { Tensor } from '../program/tensor.ts';
import type { ConstraintConfig } from '#full/layers/constraints.ts';
import type { InitializerConfig } from './initializers.ts';
import type { RegularizerConfig } from './regularizers.ts';

/** What makes a layer: JSON, by kind. */
export interface LayerConfig {
  readonly kind: string;
  /** False freezes the layer, and those inside of it: training leaves its parameters as they are. Default true. */
  readonly trainable?: boolean;
}

/** Where a custom layer's configuration holds what builds it; no file can. */
export const BUILD: unique symbol = Symbol('build');

/** A custom layer's configuration: what a kind that `defineLayer` made returns. */
export interface CustomLayerConfig extends LayerConfig {
  /** JSON. */
  readonly options: object;
  readonly [BUILD]: unknown;
}

/** One of a layer's arrays. The network gives it its place in memory. */
export interface Parameter {
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  /** Whether the optimizer updates it. False for a scaler's means, and for all of a frozen layer. */
  trainable: boolean;
  /** Whether each step of training changes it all the same: running statistics. */
  statistic?: boolean;
  /** Its first values: drawn, or given. */
  readonly initial: InitializerConfig | ArrayLike<number>;
  readonly regularizer?: RegularizerConfig | undefined;
  readonly constraint?: ConstraintConfig | undefined;
  /** Set once, by the network. */
  tensor?: Tensor;
}

/** Where a layer's backward stands. */
export interface BackwardOptions {
  /** Whether dX is wanted; the first layer's usually is not. */
  readonly inputGradient: boolean;
  /** The gradient given is already ∂J/∂Z of the layer's activation: the loss was fused with it. */
  readonly fused: boolean;
  /** Where a parameter's gradient goes; nowhere if it is frozen. */
  readonly gradient: (parameter: Parameter) => Tensor | undefined;
}

/** What a layer's forward leaves: the input, Z before the activation, A after it. `z` may be `a`. */
export interface Kept {
  readonly x: Tensor;
  readonly z: Tensor;
  readonly a: Tensor;
  /** What else the backward reads: the statistics of a batch. */
  readonly statistics?: readonly Tensor[];
}

/** A layer of a network: emits its forward and its backward. Holds no state of any program. */
export interface Layer {
  config: LayerConfig;
  /** How errors and listings call it: `layers[2] dense`. */
  readonly place: string;
  readonly inputs: number;
  readonly outputs: number;
  /** Its own; those of the layers inside of it are theirs. */
  readonly parameters: readonly Parameter[];
  /** The lists of layers inside of it, by what their tensors' names begin with. */
  readonly blocks?: Readonly<Record<string, readonly Layer[]>>;
  /** Of a layer that takes categories rather than numbers: which columns of the network's input, and how many there are. */
  readonly categories?: { readonly column: number; readonly count: number };
  /** The activation that its output went through last; what a cross-entropy may be fused with. */
  readonly activation: string;
  /** Whether it multiplies by weights: the course counts only such layers. */
  readonly weighted: boolean;

  /**
   * Emits y = f(x).
   * @param keepZ whether Z must outlive the activation, rather than be overwritten by it
   */
  forward(builder: Builder, x: Tensor, keepZ: boolean): Tensor;

  /** Emits dX and the parameters' gradients from dY, which it may overwrite. */
  backward(builder: Builder, dy: Tensor, options: BackwardOptions): Backward;

  /** Emits what a step of training changes besides the trainable parameters: the statistics that the forward kept. */
  track?(builder: Builder): void;
}

/** The tensors of a layer's backward. */
export interface Backward {
  readonly dx?: Tensor | undefined;
  /** ∂J/∂Z */
  readonly dz: Tensor;
}

/** Where a list of layers is built. */
export interface BlockPlace {
  /** How errors call the list: `layers`, `layers[2].layers`. */
  readonly name: string;
  /** The columns of its input. */
  readonly inputs: number;
  /** The column of the network's input that its first column is; undefined after another layer. */
  readonly column: number | undefined;
}

/** Where a layer is built; `name` is how errors call its place: `layers[2]`. */
export interface LayerPlace extends BlockPlace {
  /** The name and the kind: `layers[2] dense`. */
  readonly place: string;
  /** What it draws at random from, apart from the other layers: its index, beyond those for one in a block. */
  readonly stream: number;
  /** Builds the layers inside of it. */
  readonly build: (configs: unknown, place: BlockPlace) => Layer[];
}

/** What most layers have: as many outputs as inputs, no activation, no parameters of their own. */
export function plainLayer({ place, inputs }: LayerPlace): Omit<Layer, 'config' | 'forward' | 'backward'> {
  return { place, inputs, outputs: inputs, activation: 'linear', weighted: false, parameters: [] };
}

/** A parameter of one row, all of one value at first. */
export function rowParameter(name: string, columns: number, value: number, statistic = false): Parameter {
  return { name, rows: 1, columns, trainable: !statistic, statistic, initial: new Float64Array(columns).fill(value) };
}
