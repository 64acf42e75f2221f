// Mixup (Zhang et al. 2018): each row of a batch is mixed with another one, inputs and targets alike.
import { rangeError } from '../errors.ts';
import { namedLayers } from '../layers/sequence.ts';
import type { Loss } from '../losses/losses.ts';
import type { Core } from '../network/core.ts';
import type { Builder } from '../program/builder.ts';
import { add, divide, expm1, load, multiply, perRow, sqrt, square, subtract } from '../program/expression.ts';
import { emitFormula } from '../program/formula.ts';
import type { Tensor } from '../program/tensor.ts';
import { checkedOptions, positive } from '../validate.ts';
import { type Rows, mapRows } from './dataset.ts';

/** How rows are mixed. */
export interface MixupOptions {
  /** α of the Beta(α, α) that λ is drawn from; positive, 0.1–0.4 is usual, 1 is uniform. */
  readonly alpha: number;
}

/** What its draws are counted under, apart from those of layers, whose numbers are from 0 on. */
const STREAMS = [-1, -2];

/**
 * Checks a `mixup` option.
 * @throws LayerwiseError INVALID_OPTION
 */
export function checkMixup({ layers }: Core, given: MixupOptions): MixupOptions {
  const taker = namedLayers(layers).find(({ layer }) => layer.categories !== undefined);
  if (taker !== undefined)
    throw rangeError('INVALID_OPTION', `trainer: "mixup" needs numbers, ${taker.layer.place} takes categories`);
  return checkedOptions<MixupOptions>('trainer: "mixup"', given, { alpha: [undefined, positive] });
}

/**
 * Emits the draw of λ ~ Beta(α, α) for each row, a function of (seed, step, row); returns where they are.
 *
 * With U uniform and c the cosine of a uniform angle, ½ + ½·c / √(1/(U^(−1/α) − 1) + c²) is Beta(α, α): Bailey's polar
 * method for Student's t (1994) with 2α degrees of freedom. Two normals give both: −2·log U = z² + z′², c = z / √(z² + z′²).
 */
export function emitShares(builder: Builder, alpha: number): Tensor {
  const zeros = builder.tensor('zeros', 1);
  const [z, other] = STREAMS.map((layer) => {
    const y = builder.tensor('normals', 1);
    builder.emit('GaussianNoise', { x: zeros, y, n: 1, ...builder.randomness, layer, deviation: 1 });
    return load(y);
  });
  const sum = add(square(z!), square(other!));
  const c = divide(z!, sqrt(sum));
  const ratio = divide(c, sqrt(add(divide(1, expm1(divide(sum, 2 * alpha))), square(c))));
  const shares = builder.tensor('lambda', 1);
  emitFormula(builder, [{ to: shares, value: add(multiply(ratio, 0.5), 0.5) }], { n: 1 }, true);
  return shares;
}

/**
 * Emits the mixing of a batch: x becomes λx + (1 − λ)x′, and so do y and the weights, where x′ is the row's partner by a
 * permutation of the batch that (seed, step) determines.
 * @throws LayerwiseError INVALID_OPTION when the targets cannot be mixed
 */
export function emitMixup(builder: Builder, { alpha }: MixupOptions, loss: Loss, batch: Rows): Rows {
  if (loss.targets === 'classes' && batch.y.columns === 1)
    throw rangeError('INVALID_OPTION', 'trainer: "mixup" needs rows of probabilities, not class indices: oneHot(y)');
  const indices = { name: 'partners', address: builder.reserve(builder.capacity * 4) };
  builder.emit('Shuffle', { indices, ...builder.randomness });
  const share = perRow(emitShares(builder, alpha));
  return mapRows(batch, (x) => {
    const y = builder.tensor(x.name, x.columns);
    builder.emit('Gather', { x, indices, y, n: x.columns });
    const value = add(multiply(load(x), share), multiply(load(y), subtract(1, share)));
    emitFormula(builder, [{ to: y, value }], { n: x.columns });
    return y;
  });
}
