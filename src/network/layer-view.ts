// What users see of a layer: its configuration and its parameters.
import type { DType, View } from '../dtype.ts';
import type { LayerConfig } from '../layers/layer.ts';
import type { Core } from './core.ts';

/** A layer of a network. */
export class LayerView<D extends DType = DType> {
  readonly #core: () => Core<D>;
  readonly #index: number;

  /** @internal */
  constructor(core: () => Core<D>, index: number) {
    this.#core = core;
    this.#index = index;
  }

  /** The configuration, defaults filled in. */
  get config(): LayerConfig {
    return this.#layer.config;
  }

  /** The columns of its input. */
  get inputs(): number {
    return this.#layer.inputs;
  }

  /** The columns of its output. */
  get outputs(): number {
    return this.#layer.outputs;
  }

  get #layer() {
    return this.#core().layers[this.#index]!;
  }

  /**
   * Live views by name: a dense layer's `weights` [inputs × units] row-major and `biases` [units]; those of layers inside
   * of it as `layers.0.weights`. When the memory grows, views taken earlier have length 0: read this property again.
   */
  get parameters(): Readonly<Record<string, View<D>>> {
    const { parameters } = this.#core();
    const start = `layers.${this.#index}.`;
    const own = parameters.all.filter(({ tensor }) => tensor.name.startsWith(start));
    return Object.fromEntries(own.map(({ tensor }) => [tensor.name.slice(start.length), parameters.view(tensor)]));
  }
}
