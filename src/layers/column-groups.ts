// Groups of columns, each through layers of its own.
import { rangeError, typeError } from '../errors.ts';
import type { Builder } from '../program/builder.ts';
import type { Tensor } from '../program/tensor.ts';
import { knownOptions, positiveInteger, shown } from '../validate.ts';
import { type Kept, type Layer, type LayerConfig, type LayerPlace, plainLayer } from './layer.ts';
import { emitBackward, emitForward } from './sequence.ts';

/** The next columns of the input, and what they go through. */
export interface ColumnGroup {
  /** How many columns. */
  readonly columns: number;
  /** Without any the columns pass as they are. */
  readonly layers?: readonly LayerConfig[];
}

/** A configuration of groups of columns. */
export interface ColumnGroupsConfig extends LayerConfig {
  readonly kind: 'columnGroups';
  readonly groups: readonly ColumnGroup[];
}

/**
 * Each group takes the next columns of the input and sends them through its own layers; the outputs stand side by side,
 * in the order of the groups (scikit-learn's ColumnTransformer; in Keras, several inputs and a Concatenate). Together
 * the groups must take all columns. Parameters are named `layers.0.groups.1.layers.0.weights`.
 *
 * @example
 * // Five numbers, then a category of 12.
 * columnGroups([
 *   { columns: 5, layers: [normalization(standardScaler(numbers))] },
 *   { columns: 1, layers: [embedding({ categories: 12, dimensions: 4 })] },
 * ])
 */
export function columnGroups(groups: readonly ColumnGroup[]): ColumnGroupsConfig {
  return { kind: 'columnGroups', groups };
}

/** Checks a configuration and builds the layer and those inside. */
export function buildColumnGroups(config: ColumnGroupsConfig, at: LayerPlace): Layer {
  const { place, name, inputs, column, build } = at;
  knownOptions(place, config, ['kind', 'groups']);
  const given: unknown = config.groups;
  if (!Array.isArray(given) || given.length === 0)
    throw typeError('INVALID_OPTION', `${place}: "groups" must be an array of groups, got ${shown(given)}`);
  let from = 0;
  let to = 0;
  const groups = (given as readonly ColumnGroup[]).map((group, index) => {
    const here = `${name}.groups[${index}]`;
    knownOptions(here, group, ['columns', 'layers']);
    const columns = positiveInteger(here, 'columns', group.columns);
    const start = { name: `${here}.layers`, inputs: columns, column: column === undefined ? column : column + from };
    const layers = group.layers === undefined ? [] : build(group.layers, start);
    const outputs = layers.at(-1)?.outputs ?? columns;
    const built = { from, columns, to, outputs, layers, path: `groups.${index}.layers` };
    from += columns;
    to += outputs;
    return built;
  });
  if (from !== inputs)
    throw rangeError('INVALID_SHAPE', `${place}: its groups take ${from} columns, its input has ${inputs}`);
  return {
    ...plainLayer(at),
    config: {
      kind: 'columnGroups',
      groups: groups.map(({ columns, layers }) =>
        layers.length === 0 ? { columns } : { columns, layers: layers.map((layer) => layer.config) },
      ),
    } as ColumnGroupsConfig,
    outputs: to,
    blocks: Object.fromEntries(groups.map(({ path, layers }) => [path, layers])),

    forward(builder, x, keepZ) {
      const y = builder.tensor('A', to);
      for (const group of groups) {
        const part = builder.tensor(`X${group.from}`, group.columns);
        copyColumns(builder, x, group.from, part, 0, group.columns);
        const output = emitForward(builder, group.layers, part, () => keepZ, group.path);
        copyColumns(builder, output, 0, y, group.to, group.outputs);
      }
      builder.keep<Kept>(this, { x, z: y, a: y });
      return y;
    },

    backward(builder, dy, options) {
      TRAINING: {
        const dx = options.inputGradient ? builder.tensor('dX', inputs) : undefined;
        for (const group of groups) {
          const part = builder.tensor('dA', group.outputs);
          copyColumns(builder, dy, group.to, part, 0, group.outputs);
          const [first] = emitBackward(builder, group.layers, part, { ...options, fused: false }, group.path);
          if (dx !== undefined) copyColumns(builder, first?.dx ?? part, 0, dx, group.from, group.columns);
        }
        return { dz: dy, dx };
      }
    },
  };
}

/** Emits y[:, to … to + n) = x[:, from … from + n). */
function copyColumns(builder: Builder, x: Tensor, from: number, y: Tensor, to: number, n: number): void {
  const { elementBytes } = builder.engine;
  builder.emit('Columns', {
    x: { ...x, address: x.address + from * elementBytes },
    y: { ...y, address: y.address + to * elementBytes },
    n,
    xStride: x.columns,
    yStride: y.columns,
  });
}
