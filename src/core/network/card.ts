// The core keeps no model cards.
import { encodeNetwork } from '../../network/model-file.ts';
import { knownOptions } from '../../validate.ts';
import type { Core } from '../../network/core.ts';
import type * as full from '../../network/card.ts';

export type SaveOptions = full.SaveOptions;

/** The bytes of a network's file. */
export function saveNetwork(core: Core, options: SaveOptions): Uint8Array<ArrayBuffer> {
  knownOptions('save', options, []);
  return encodeNetwork(core);
}

/** None; that of the file is left alone. */
export const cardOf: typeof full.cardOf = () => undefined;
