// Layers that users write in TypeScript, over views of the network's memory.
import { rangeError, typeError } from '../errors.ts';
import type { View } from '../dtype.ts';
import type { Builder } from '../program/builder.ts';
import { add, load } from '../program/expression.ts';
import { emitFormula } from '../program/formula.ts';
import { type Tensor, elements } from '../program/tensor.ts';
import { aFunction, anObject, knownOptions, positiveInteger, shown } from '../validate.ts';
import { type Initializer, initializerConfig } from './initializers.ts';
import {
  BUILD,
  type CustomLayerConfig,
  type Kept,
  type Layer,
  type LayerPlace,
  type Parameter,
  plainLayer,
} from './layer.ts';
import { type RegularizerConfig, regularizerConfig } from './regularizers.ts';

/** What a custom layer's forward gets. The views are row-major, live, and good for this call only. */
export interface CustomForward {
  /** [rows × inputs]; not to be written. */
  readonly x: View;
  /** [rows × outputs]; all of it is to be written. */
  readonly y: View;
  readonly rows: number;
  /** Whether layers do as in training. */
  readonly training: boolean;
  /** The parameters by name; not to be written. */
  readonly parameters: Readonly<Record<string, View>>;
}

/** What a custom layer's backward gets: of the last forward's rows. */
export interface CustomBackward extends CustomForward {
  /** ∂J/∂y, [rows × outputs]. */
  readonly dy: View;
  /** ∂J/∂x, [rows × inputs]; all of it is to be written. */
  readonly dx: View;
  /** The parameters' gradients by name; all of each is to be written, the sum over the rows. */
  readonly gradients: Readonly<Record<string, View>>;
}

/** One of a custom layer's arrays. */
export interface CustomParameter {
  /** Default 1. */
  readonly rows?: number;
  readonly columns: number;
  /** Drawn by name, or given; default 'zeros'. */
  readonly initial?: Initializer | ArrayLike<number>;
  readonly regularizer?: RegularizerConfig;
}

/** A custom layer for so many inputs. */
export interface CustomLayer {
  readonly outputs: number;
  readonly parameters?: Readonly<Record<string, CustomParameter>>;
  /** Writes y. What it computes must depend on its arguments alone. */
  forward(call: CustomForward): void;
  /** Writes dx and the gradients. */
  backward(call: CustomBackward): void;
}

/** A kind of layer, for networks and for files that have it. */
export interface LayerDefinition<O extends object = Record<string, never>> {
  /** Its configuration, as `dense()` returns one. */
  (...options: Record<string, never> extends O ? [options?: O] : [options: O]): CustomLayerConfig;
  readonly kind: string;
}

/**
 * A kind of layer written in TypeScript. It is a layer like the others (`checkGradients` proves its backward), but each
 * of its calls leaves wasm: a run's steps are then made one by one.
 *
 * Files hold its kind and its options, never its code: give it to `Network.load(bytes, { layers: [kind] })`.
 * @param kind its name in files; not one of the library's
 * @param build what it is for the options (JSON) and so many inputs; throws for options that are wrong
 *
 * @example
 * const scale = defineLayer('scale', (options: { by: number }, inputs) => ({
 *   outputs: inputs,
 *   forward({ x, y }) { y.forEach((_, i) => (y[i] = options.by * x[i]!)); },
 *   backward({ dy, dx }) { dx.forEach((_, i) => (dx[i] = options.by * dy[i]!)); },
 * }));
 * new Network({ inputs: 3, layers: [dense(4), scale({ by: 2 }), dense(1)] });
 */
export function defineLayer<O extends object = Record<string, never>>(
  kind: string,
  build: (options: O, inputs: number) => CustomLayer,
): LayerDefinition<O> {
  if (typeof kind !== 'string' || kind === '' || typeof build !== 'function')
    throw typeError(
      'INVALID_OPTION',
      `defineLayer: needs a kind and a function, got ${shown(kind)} and ${shown(build)}`,
    );
  const buildCustom = (config: CustomLayerConfig, at: LayerPlace): Layer => {
    knownOptions(at.place, config, ['kind', 'options']);
    return customLayer(config, at, build(config.options as O, at.inputs));
  };
  const configFor = (options = {} as O): CustomLayerConfig => ({ kind, options, [BUILD]: buildCustom });
  return Object.assign(configFor, { kind }) as unknown as LayerDefinition<O>;
}

function customLayer(config: CustomLayerConfig, at: LayerPlace, layer: CustomLayer): Layer {
  const { place, inputs } = at;
  anObject(place, layer, 'its function must return an object');
  aFunction(place, 'forward', layer.forward);
  aFunction(place, 'backward', layer.backward);
  const outputs = positiveInteger(place, 'outputs', layer.outputs);
  const parameters = Object.entries(layer.parameters ?? {}).map(([name, given]) => parameter(place, name, given));
  return {
    ...plainLayer(at),
    config,
    outputs,
    parameters,

    forward(builder, x) {
      const y = builder.tensor('A', outputs);
      const { training } = builder;
      builder.call(place, (rows, base) => {
        const view = viewer(builder, rows, base);
        const own = parameters.map((p) => [p.name, view(p.tensor!)]);
        layer.forward({ x: view(x), y: view(y), rows, training, parameters: Object.fromEntries(own) });
      });
      builder.keep<Kept>(this, { x, z: y, a: y });
      return y;
    },

    backward(builder, dy, { gradient }) {
      const { x, a: y } = builder.kept<Kept>(this);
      const { training } = builder;
      const dx = builder.tensor('dX', inputs);
      // A frozen layer's gradients go where nobody looks; those of a micro-batch are added to what is there.
      const { accumulate } = builder;
      const tensors = parameters.map(
        (p) => (accumulate ? undefined : gradient(p)) ?? builder.vector(p.name, p.rows * p.columns),
      );
      builder.call(place, (rows, base) => {
        const view = viewer(builder, rows, base);
        const own = parameters.map((p) => [p.name, view(p.tensor!)]);
        const gradients = parameters.map((p, i) => [p.name, view(tensors[i]!)]);
        layer.backward({
          x: view(x),
          y: view(y),
          dy: view(dy),
          dx: view(dx),
          rows,
          training,
          parameters: Object.fromEntries(own),
          gradients: Object.fromEntries(gradients),
        });
      });
      if (accumulate) {
        parameters.forEach((p, i) => {
          const to = gradient(p);
          if (to === undefined) return;
          emitFormula(builder, [{ to, value: add(load(to), load(tensors[i]!)) }], { count: p.rows * p.columns });
        });
      }
      return { dz: dy, dx };
    },
  };
}

/** Views of tensors while a program runs on so many rows for the network at `base`. */
function viewer({ engine }: Builder, rows: number, base: number): (tensor: Tensor) => View {
  return (tensor) => engine.view(tensor.address + (tensor.owned === true ? base : 0), elements(tensor, rows));
}

function parameter(
  layer: string,
  name: string,
  { rows = 1, columns, initial, regularizer }: CustomParameter,
): Parameter {
  const place = `${layer}: "${name}"`;
  if (!/^\w+$/.test(name)) throw rangeError('INVALID_OPTION', `${place} must be letters, digits and _`);
  const count = positiveInteger(place, 'rows', rows) * positiveInteger(place, 'columns', columns);
  const given = typeof initial === 'object' && 'length' in initial ? Float64Array.from(initial) : undefined;
  if (given !== undefined && given.length !== count)
    throw rangeError('INVALID_SHAPE', `${place} has ${given.length} initial values, ${rows}×${columns} take ${count}`);
  return {
    name,
    rows,
    columns,
    trainable: true,
    initial: given ?? initializerConfig(place, 'initial', initial ?? 'zeros'),
    ...(regularizer === undefined ? {} : { regularizer: regularizerConfig(place, regularizer) }),
  };
}
