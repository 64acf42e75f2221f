// The shipped files of layerwise/core against the library: the same bits, the same files, and words for what it lacks.
import type * as Source from '../../src/core/index.ts';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as inline from '../../dist/core/index.js';
import * as library from '../../src/index.ts';
import { Network, Trainer, dense } from '../../src/index.ts';
import { type HashedCase, type Library, train } from '../determinism/train.ts';
import { dtypes } from '../support/kernel.ts';
import { labelsOf, rowsOf } from '../support/networks.ts';
import { edgeBundle } from '../support/edge.ts';
import { expectSame } from '../support/values.ts';

type Core = typeof Source;

const cases = JSON.parse(readFileSync('test/determinism/hashes.json', 'utf8')) as readonly HashedCase[];

const bundles: readonly (readonly [name: string, bundle: Core])[] = [
  ['index.js', inline as unknown as Core],
  ['edge.js', (await edgeBundle('dist/core/edge.js', 'dist/core/kernels.wasm')) as Core],
];

/** What the core says of a training that it lacks something for. */
function refusal({ Network, Trainer }: Core, { network, trainer }: HashedCase): unknown {
  try {
    return void new Trainer(new Network(network as never), trainer as never).steps;
  } catch (error) {
    return error;
  }
}

describe.each(bundles)('dist/core/%s', (_, core) => {
  function thrownBy(action: () => unknown): library.LayerwiseError {
    try {
      action();
    } catch (error) {
      if (core.isLayerwiseError(error)) return error;
      throw error;
    }
    throw new Error('nothing was thrown');
  }

  test('exports what the library exports, and less', () => {
    expect(Object.keys(library)).toEqual(expect.arrayContaining(Object.keys(core)));
  });

  test('the bits of the library in every training that it knows, and words that lead there in the others', async () => {
    const known = cases.filter((specification) => refusal(core, specification) === undefined);
    for (const specification of known) {
      for (const dtype of dtypes) {
        const hashes = await train(core as unknown as Library, specification, dtype);
        expect([specification.name, hashes]).toEqual([specification.name, specification.hashes[dtype]]);
      }
    }
    for (const specification of cases.filter((each) => !known.includes(each)))
      expect(String(refusal(core, specification))).toContain("import from 'layerwise'");
    const names = known.map(({ name }) => name).join('\n');
    for (const name of [
      'layer dense',
      'layer dropout',
      'layer normalization',
      'regularizer l2',
      'adam',
      'every metric',
    ])
      expect(names).toContain(name);
    expect(known.length).toBeLessThan(cases.length / 2);
  });

  describe.each(dtypes)('files, %s', (dtype) => {
    const data = { x: rowsOf(40, 3), y: labelsOf(40) };
    const options = {
      inputs: 3,
      layers: [dense(5, { activation: 'relu' }), dense(1, { activation: 'sigmoid' })],
      dtype,
    };
    const settings = { loss: 'binaryCrossEntropy', metrics: ['accuracy'], batchSize: 16 } as const;

    test('a training goes from one to the other and back, to the bit', () => {
      const begin = (from: Core): Uint8Array => {
        const trainer = new from.Trainer(new from.Network(options), settings);
        trainer.start(data, { epochs: 4, earlyStopping: { patience: 2 } }).advance({ steps: 4 });
        return trainer.save();
      };
      const goOn = (from: Core, bytes: Uint8Array, steps: number): Uint8Array => {
        const trainer = from.Trainer.load(bytes);
        trainer.start(data, { epochs: 4, earlyStopping: { patience: 2 } }).advance({ steps });
        return trainer.save();
      };
      const full = library as unknown as Core;
      const [there, here] = [begin(full), begin(core)];
      expectSame(here, there);
      expectSame(goOn(core, there, 3), goOn(full, here, 3));
      expectSame(goOn(full, goOn(core, there, 3), 100), goOn(core, goOn(full, here, 3), 100));
    });
  });

  test('a file that needs more says so', () => {
    const network = new Network({ inputs: 2, layers: [dense(2, { activation: 'gelu' })] });
    const error = thrownBy(() => core.Network.load(network.save()));
    expect(error).toMatchObject({ code: 'INVALID_FILE' });
    expect(error.message).toContain("import from 'layerwise'");
    const plain = new Network({ inputs: 2, layers: [dense(2)] });
    const trainer = new Trainer(plain, { loss: 'meanSquaredError', optimizer: 'rmsprop' });
    expect(thrownBy(() => core.Trainer.load(trainer.save())).message).toContain("import from 'layerwise'");
  });

  const network = (): InstanceType<Core['Network']> =>
    new core.Network({ inputs: 2, layers: [core.dense(2, { activation: 'softmax' })] });

  test.each<[string, (settings: object) => unknown]>([
    ['"clip"', () => ({ clip: { value: 1 } })],
    ['"schedule"', () => ({ schedule: { name: 'cosineDecay', steps: 10 } })],
    ['"weightDecay"', () => ({ optimizer: { name: 'adam', weightDecay: 0.1 } })],
    ['"amsgrad"', () => ({ optimizer: { name: 'adam', amsgrad: true } })],
    ['"dampening"', () => ({ optimizer: { name: 'sgd', momentum: 0.9, dampening: 0.1 } })],
    ['"classWeights"', () => ({ loss: { name: 'categoricalCrossEntropy', classWeights: [1, 2] } })],
    ['"labelSmoothing"', () => ({ loss: { name: 'categoricalCrossEntropy', labelSmoothing: 0.1 } })],
    ['"microBatchSize"', () => ({ microBatchSize: 2 })],
    ['"mixup"', () => ({ mixup: { alpha: 0.2 } })],
    ['losses by formula', () => ({ loss: { name: 'own', formula: () => 0 } })],
  ])('%s is said to be in the library', (name, settings) => {
    const options = { loss: 'categoricalCrossEntropy', ...(settings({}) as object) };
    const error = thrownBy(() => new core.Trainer(network(), options as never));
    expect(error.message).toContain(name);
    expect(error.message).toContain("import from 'layerwise'");
  });

  test.each<[string, () => unknown]>([
    ['weights of rows', () => trainer().step([[1, 2]], [1], [2])],
    ['"card"', () => trainer().start({ x: [[1, 2]], y: [1] }, { epochs: 1, card: true })],
    [
      '"balanced"',
      () =>
        trainer({ shuffle: 'balanced' }).start(
          {
            x: [
              [1, 2],
              [2, 3],
            ],
            y: [1, 0],
          },
          { epochs: 1 },
        ),
    ],
    ['"constraint"', () => new core.Network({ inputs: 2, layers: [core.dense(2, { constraint: {} } as never)] })],
  ])('%s is said to be in the library', (name, act) => {
    const error = thrownBy(act);
    expect(error.message).toContain(name);
    expect(error.message).toContain("import from 'layerwise'");
  });

  function trainer(more: object = {}): InstanceType<Core['Trainer']> {
    return new core.Trainer(network(), { loss: 'categoricalCrossEntropy', ...more }) as InstanceType<Core['Trainer']>;
  }
});
