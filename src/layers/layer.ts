// What a layer is: a configuration (plain data that a file can hold), parameters, and the records it emits.
import type { Builder } from '../program/builder.ts';
import type { Tensor } from '../program/tensor.ts';
import type { InitializerConfig } from './initializers.ts';
import type { RegularizerConfig } from './regularizers.ts';

/** What makes a layer: JSON, by kind. */
export interface LayerConfig {
  readonly kind: string;
}

/** One of a layer's arrays. The network gives it its place in memory. */
export interface Parameter {
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  /** False for what training never changes, such as a scaler's means. */
  readonly trainable: boolean;
  /** Its first values: drawn, or given. */
  readonly initial: InitializerConfig | ArrayLike<number>;
  readonly regularizer?: RegularizerConfig | undefined;
  /** Set once, by the network. */
  tensor?: Tensor;
}

/** Where a layer's backward stands. */
export interface BackwardOptions {
  /** Whether dX is wanted; the first layer's usually is not. */
  readonly inputGradient: boolean;
  /** The gradient given is already ∂J/∂Z of the layer's activation: the loss was fused with it. */
  readonly fused: boolean;
  /** Where a parameter's gradient goes. */
  readonly gradient: (parameter: Parameter) => Tensor;
}

/** What a layer's forward leaves: the input, Z before the activation, A after it. `z` may be `a`. */
export interface Kept {
  readonly x: Tensor;
  readonly z: Tensor;
  readonly a: Tensor;
}

/** A layer of a network: emits its forward and its backward. Holds no state of any program. */
export interface Layer {
  readonly config: LayerConfig;
  /** How errors and listings call it: `layers[2] dense`. */
  readonly place: string;
  readonly inputs: number;
  readonly outputs: number;
  readonly parameters: readonly Parameter[];
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
}

/** The tensors of a layer's backward. */
export interface Backward {
  readonly dx?: Tensor | undefined;
  /** ∂J/∂Z */
  readonly dz: Tensor;
}

/** Where a layer is built. */
export interface LayerPlace {
  readonly index: number;
  readonly inputs: number;
}
