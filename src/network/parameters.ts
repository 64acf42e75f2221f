// The parameters of a network: one span of memory, the trainable ones first, then the running statistics, then those
// that training never changes.
import { rangeError } from '../errors.ts';
import { Sha256 } from '../io/sha256.ts';
import { type Tensor, elements } from '../program/tensor.ts';
import type { DType, View } from '../dtype.ts';
import type { Engine } from '../runtime/engine.ts';
import type { Layer, Parameter } from '../layers/layer.ts';
import { namedLayers } from '../layers/sequence.ts';

/** A parameter and where it stands. */
export interface PlacedParameter {
  readonly parameter: Parameter;
  readonly tensor: Tensor;
  readonly layer: Layer;
}

/**
 * Lays the parameters of all layers out, all zero. Where a `base` can be given it is that of another network of these
 * layers in the same memory.
 */
export class ParameterSpace<D extends DType = DType> {
  readonly engine: Engine<D>;
  /** Trainable first, then statistics; in the order of the layers otherwise. */
  readonly all: readonly PlacedParameter[];
  /** Their first byte: what the addresses of a network's own tensors are counted from. */
  readonly base: number;
  /** Elements of the trainable parameters: the span that an optimizer updates. */
  readonly trainableCount: number;
  /** Elements of those and of the statistics: what training changes. */
  readonly learnedCount: number;
  /** Elements of all parameters. */
  readonly count: number;

  constructor(engine: Engine<D>, layers: readonly Layer[]) {
    this.engine = engine;
    const listed = namedLayers(layers).flatMap(({ layer, name }) =>
      layer.parameters.map((parameter) => ({ parameter, layer, name: name + parameter.name })),
    );
    const groupOf = ({ parameter }: { parameter: Parameter }): number =>
      parameter.trainable ? 0 : parameter.statistic === true ? 1 : 2;
    const counts = [0, 0, 0] as [number, number, number];
    for (const placed of listed) counts[groupOf(placed)]! += placed.parameter.rows * placed.parameter.columns;
    this.trainableCount = counts[0];
    this.learnedCount = counts[0] + counts[1];
    this.count = this.learnedCount + counts[2];
    this.base = engine.arena.allocate(this.bytes);
    let address = 0;
    // The sort is stable.
    this.all = listed
      .sort((a, b) => groupOf(a) - groupOf(b))
      .map(({ parameter, layer, name }) => {
        const { rows, columns } = parameter;
        const tensor: Tensor = { name, address, rows, columns, owned: true };
        parameter.tensor = tensor;
        address += rows * columns * engine.elementBytes;
        return { parameter, tensor, layer };
      });
  }

  /** The bytes of all parameters. */
  get bytes(): number {
    return this.count * this.engine.elementBytes;
  }

  /** A live view of one parameter. */
  view(tensor: Tensor, base = this.base): View<D> {
    return this.engine.view(base + tensor.address, elements(tensor, 0));
  }

  /** A live view of the trainable parameters, all in one. */
  trainable(base = this.base): View<D> {
    return this.engine.view(base, this.trainableCount);
  }

  /** A live view of those that training changes: the trainable ones and the statistics. */
  get learned(): View<D> {
    return this.engine.view(this.base, this.learnedCount);
  }

  /** A live view of those that training never changes. */
  get frozen(): View<D> {
    const start = this.base + this.learnedCount * this.engine.elementBytes;
    return this.engine.view(start, this.count - this.learnedCount);
  }

  /** A live view of all parameters. */
  everything(base = this.base): View<D> {
    return this.engine.view(base, this.count);
  }

  /**
   * Takes the values of the parameters of another memory, or of this one.
   * @throws LayerwiseError INVALID_SHAPE when one has another shape
   */
  copyFrom(other: ParameterSpace<D>, base = this.base, otherBase = other.base): void {
    TRAINING: {
      const [shapes, otherShapes] = [shapesOf(this), shapesOf(other)];
      if (shapes !== otherShapes) {
        throw rangeError('INVALID_SHAPE', `copyFrom: this network has ${shapes}, the other ${otherShapes}`);
      }
      this.everything(base).set(other.everything(otherBase));
    }
  }

  /** Where a parameter's gradient stands in a block of as much as the trainable parameters; nowhere if it is frozen. */
  gradientIn(block: Tensor, { tensor, trainable }: Parameter): Tensor | undefined {
    TRAINING: {
      if (!trainable || tensor === undefined) return undefined;
      const { owned = false } = block;
      return { ...tensor, name: `d ${tensor.name}`, address: block.address + tensor.address, owned };
    }
  }

  /** The running statistics, all in one. */
  get statistics(): Tensor {
    FULL: {
      const { trainableCount, learnedCount, engine } = this;
      const address = trainableCount * engine.elementBytes;
      return { name: 'statistics', address, rows: 1, columns: learnedCount - trainableCount, owned: true };
    }
  }

  /** As much as the trainable parameters, at `address`; by default those themselves. */
  span(name = 'parameters', address = 0, owned = true): Tensor {
    return { name, address, rows: 1, columns: this.trainableCount, owned };
  }
}

function shapesOf({ all }: ParameterSpace): string {
  return all.map(({ tensor }) => `${tensor.name} [${tensor.rows}×${tensor.columns}]`).join(', ');
}

/** SHA-256 over the bytes of all parameters, in hexadecimal. No method, so that `layerwise/predict` is without it. */
export function hashOf(parameters: ParameterSpace): string {
  const { buffer, byteOffset, byteLength } = parameters.everything();
  return new Sha256().update(new Uint8Array(buffer, byteOffset, byteLength)).hex();
}
