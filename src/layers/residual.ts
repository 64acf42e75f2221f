// A block of layers added to its input (He et al. 2016): y = x + f(x).
import { rangeError } from '../errors.ts';
import { knownOptions } from '../validate.ts';
import { type Kept, type Layer, type LayerConfig, type LayerPlace, plainLayer } from './layer.ts';
import { emitBackward, emitForward } from './sequence.ts';

/** A residual block's configuration. */
export interface ResidualConfig extends LayerConfig {
  readonly kind: 'residual';
  readonly layers: readonly LayerConfig[];
}

/**
 * y = x + f(x), f being the layers one after the other: as many columns must come out as go in. Their parameters are
 * named `layers.2.layers.0.weights`.
 *
 * @example
 * residual([dense(64, { activation: 'relu' }), dense(64)])
 */
export function residual(layers: readonly LayerConfig[]): ResidualConfig {
  return { kind: 'residual', layers };
}

/** Checks a configuration and builds the layer and those inside. */
export function buildResidual(config: ResidualConfig, at: LayerPlace): Layer {
  const { place, name, inputs: n, column, build } = at;
  knownOptions(place, config, ['kind', 'layers']);
  const layers = build(config.layers, { name: `${name}.layers`, inputs: n, column });
  const { outputs } = layers.at(-1)!;
  if (outputs !== n)
    throw rangeError('INVALID_SHAPE', `${place}: its layers give ${outputs} columns, its input has ${n}`);
  const strides = { n, xStride: n, yStride: n };
  return {
    ...plainLayer(at),
    config: { kind: 'residual', layers: layers.map((layer) => layer.config) } as ResidualConfig,
    blocks: { layers },

    forward(builder, x, keepZ) {
      const added = emitForward(builder, layers, x, () => keepZ);
      const y = builder.tensor('A', n);
      builder.emit('Columns', { x, added, y, ...strides });
      builder.keep<Kept>(this, { x, z: y, a: y });
      return y;
    },

    backward(builder, dy, options) {
      TRAINING: {
        // The layers inside overwrite theirs.
        const copy = builder.tensor('dA', n);
        builder.emit('Columns', { x: dy, y: copy, ...strides });
        const [first] = emitBackward(builder, layers, copy, { ...options, fused: false });
        if (!options.inputGradient) return { dz: dy };
        builder.emit('Columns', { x: dy, added: first!.dx, y: copy, ...strides });
        return { dz: dy, dx: copy };
      }
    },
  };
}
