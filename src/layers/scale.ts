// A trained factor for each column.
import { load, multiply, perColumn } from '../program/expression.ts';
import { emitFormula } from '../program/formula.ts';
import { knownOptions } from '../validate.ts';
import { type Kept, type Layer, type LayerConfig, type LayerPlace, plainLayer, rowParameter } from './layer.ts';

/** A scale layer's configuration. */
export interface ScaleConfig extends LayerConfig {
  readonly kind: 'scale';
}

/** y = x ∘ s, a factor a column, from 1: the network learns which of its inputs matter (RealMLP's scaling layer). */
export function scale(): ScaleConfig {
  return { kind: 'scale' };
}

/** Checks a configuration and builds the layer. */
export function buildScale(config: ScaleConfig, at: LayerPlace): Layer {
  const { place, inputs: n } = at;
  knownOptions(place, config, ['kind']);
  const factors = rowParameter('factors', n, 1);
  const by = () => perColumn(factors.tensor!);
  return {
    ...plainLayer(at),
    config: { kind: 'scale' },
    parameters: [factors],

    forward(builder, x) {
      const y = builder.tensor('A', n);
      emitFormula(builder, [{ to: y, value: multiply(load(x), by()) }], { n });
      builder.keep<Kept>(this, { x, z: y, a: y });
      return y;
    },

    backward(builder, dy, { inputGradient, gradient }) {
      const { x } = builder.kept<Kept>(this);
      const sums = gradient(factors);
      if (sums !== undefined) {
        const products = builder.tensor('h', n);
        emitFormula(builder, [{ to: products, value: multiply(load(dy), load(x)) }], { n });
        builder.emit('ColumnSums', { x: products, sums, n, accumulate: builder.accumulate });
      }
      if (inputGradient) emitFormula(builder, [{ to: dy, value: multiply(load(dy), by()) }], { n });
      return { dz: dy, dx: dy };
    },
  };
}
