// Builds layers from their configurations.
import { BUILD, type BlockPlace, type Layer, type LayerConfig, type LayerPlace } from './layer.ts';
import { parametersOf } from './sequence.ts';
import { type AnyLayerConfig, builders } from '#full/layers/table.ts';
import { boolean, knownName, shown } from '../validate.ts';
import { rangeError, typeError } from '../errors.ts';

export type { AnyLayerConfig };

/** The kinds of layers, for loops over all of them. */
export const layerKinds = Object.keys(builders) as readonly AnyLayerConfig['kind'][];

/**
 * Builds the layers of a network one after the other, and those inside of them; allocates nothing.
 * @param most how many there may be
 * @throws LayerwiseError that names the layer
 */
export function buildLayers(configs: unknown, inputs: number, most = Infinity): Layer[] {
  let built = 0;
  /** Of layers in blocks, beyond the indices of the others. */
  let stream = Array.isArray(configs) ? configs.length : 0;

  const list = (given: unknown, owner: string, place: BlockPlace, inBlock: boolean): Layer[] => {
    if (!Array.isArray(given))
      throw typeError('INVALID_OPTION', `${owner}: "layers" must be an array, got ${shown(given)}`);
    if (given.length === 0) throw rangeError('INVALID_OPTION', `${owner}: "layers" must hold at least one layer`);
    let { inputs: width, column } = place;
    return given.map((config: unknown, index) => {
      if (++built > most) throw rangeError('INVALID_OPTION', `${owner}: there are more than ${most} layers`);
      const name = `${place.name}[${index}]`;
      const layer = buildLayer(config, {
        name,
        inputs: width,
        column,
        stream: inBlock ? stream++ : index,
        build: (inner, at) => list(inner, at.name.replace(/\.layers$/, ''), at, true),
      });
      width = layer.outputs;
      column = undefined;
      return layer;
    });
  };
  return list(configs, 'network', { name: 'layers', inputs, column: 0 }, false);
}

/** Builds one layer, frozen if its configuration says so. */
function buildLayer(config: unknown, at: Omit<LayerPlace, 'place'>): Layer {
  const { name } = at;
  if (typeof config !== 'object' || config === null) {
    throw typeError('INVALID_OPTION', `${name} must be a layer such as dense(16), got ${shown(config)}`);
  }
  const { trainable = true, ...own } = config as LayerConfig;
  const custom = BUILD in own ? own[BUILD] : undefined;
  const build = custom ?? builders[knownName(name, 'layer kind', own.kind, layerKinds)];
  const place = `${name} ${own.kind}`;
  const layer = (build as (config: LayerConfig, at: LayerPlace) => Layer)(own, { ...at, place });
  if (!boolean(place, 'trainable', trainable)) freeze(layer);
  return layer;
}

function freeze(layer: Layer): void {
  layer.config = { ...layer.config, trainable: false };
  for (const parameter of parametersOf([layer])) {
    parameter.trainable = false;
    parameter.statistic = false;
  }
}
