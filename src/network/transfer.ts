// Transfer learning: what one network has learned, as the beginning of another.
import type { DType } from '../dtype.ts';
import { rangeError, typeError } from '../errors.ts';
import { integer, knownOptions, shown } from '../validate.ts';
import type { NetworkOptions } from './core.ts';
import { Network, coreOf } from './network.ts';

/** The options of `transfer`. */
export interface TransferOptions {
  /** How many layers are kept, with their parameters, from the first on; default all. */
  readonly keep?: number;
  /** How many of those are frozen, from the first on; default all that are kept. */
  readonly freeze?: number;
  /** The layers after those kept, with first values drawn anew; default none. */
  readonly head?: NetworkOptions['layers'];
  /** What the head is drawn from; default the network's. */
  readonly seed?: number;
  /** The names of the outputs; default the network's if there is no head. */
  readonly classes?: readonly string[];
}

/**
 * A network of the first layers of another and new ones after them, in a memory of its own.
 *
 * @example
 * const base = Network.load(bytes);
 * const network = transfer(base, { keep: base.layers.length - 1, head: [dense(3, { activation: 'softmax' })] });
 * await new Trainer(network, { loss: 'categoricalCrossEntropy' }).fit(data, { epochs: 20 });   // only the head learns
 * const whole = transfer(network, { freeze: 0 });                                              // now all of it may
 */
export function transfer<D extends DType>(network: Network<D>, options: TransferOptions = {}): Network<D> {
  knownOptions('transfer', options, ['keep', 'freeze', 'head', 'seed', 'classes']);
  const { classes, ...made } = coreOf(network).options;
  const layers = made.layers;
  const keep = atMost('keep', options.keep ?? layers.length, layers.length);
  const freeze = atMost('freeze', options.freeze ?? keep, keep);
  const { head = [], seed = network.seed } = options;
  if (!Array.isArray(head)) throw typeError('INVALID_OPTION', `transfer: "head" must be an array, got ${shown(head)}`);
  const names = options.classes ?? (head.length === 0 && keep === layers.length ? classes : undefined);
  const kept = layers.slice(0, keep).map((layer, index) => ({ ...layer, trainable: index >= freeze }));
  const next = new Network<D>({
    ...made,
    layers: [...kept, ...head],
    seed,
    ...(names === undefined ? {} : { classes: names }),
  });
  const weights = Object.entries(network.getWeights()).filter(([name]) => Number(name.split('.')[1]) < keep);
  next.setWeights(Object.fromEntries(weights));
  return next;
}

function atMost(option: 'keep' | 'freeze', value: number, most: number): number {
  const number = integer('transfer', option, value, 0, `an integer from 0 to ${most}`);
  if (number > most) throw rangeError('INVALID_OPTION', `transfer: "${option}" must be at most ${most}, got ${value}`);
  return number;
}
