// The model card in a network's file, and its seal.
import { typeError } from '../errors.ts';
import type { SafetensorsFile } from '../io/safetensors.ts';
import { Sha256 } from '../io/sha256.ts';
import { knownOptions, shown } from '../validate.ts';
import type { Core } from './core.ts';
import { encodeNetwork, headerFor, invalid, parsed } from './model-file.ts';

/** What a network's file holds besides the network. */
export interface SaveOptions {
  /**
   * The model card: what is to be known of the network, as JSON, such as what `trainer.card()` returned. It is sealed:
   * `load` refuses a file whose card or description of the layers was changed.
   */
  readonly card?: object;
}

/**
 * The bytes of a network's file, with its card.
 * @throws LayerwiseError INVALID_OPTION for a card that is no object
 */
export function saveNetwork(core: Core, options: SaveOptions): Uint8Array<ArrayBuffer> {
  knownOptions('save', options, ['card']);
  const { card } = options;
  if (card === undefined) return encodeNetwork(core);
  if (typeof card !== 'object' || card === null)
    throw typeError('INVALID_OPTION', `save: "card" must be an object, got ${shown(card)}`);
  const json = JSON.stringify(card);
  return encodeNetwork(core, {
    tensors: [],
    metadata: { card: json, seal: sealOf(JSON.stringify(headerFor(core)), json) },
  });
}

/** SHA-256 over the description of the network and its card. JSON on one line holds no line end. */
function sealOf(header: string, card: string): string {
  return new Sha256().update(new TextEncoder().encode(`${header}\n${card}`)).hex();
}

/**
 * The card in a file's metadata, frozen; undefined without one.
 * @throws LayerwiseError INVALID_FILE when it, or the description of the layers, is not what was sealed
 */
export function cardOf({ layerwise = '', card: json = '', seal }: SafetensorsFile['metadata']): object | undefined {
  if (json === '' && seal === undefined) return undefined;
  if (seal !== sealOf(layerwise, json)) throw invalid('its card or its layers are not those that were sealed');
  return parsed('card', json);
}
