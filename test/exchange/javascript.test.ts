// The exported module against the library: the same bits.
import { describe, test } from 'vitest';
import { exportJavaScript } from '../../src/exchange/index.ts';
import { type DType, Network, Trainer, dense } from '../../src/index.ts';
import { activationNames } from '../../src/layers/activations.ts';
import { layerKinds } from '../../src/layers/layers.ts';
import { dtypes } from '../support/kernel.ts';
import { categoriesOf, networkWith } from '../support/layers.ts';
import { classesOf, rowsOf } from '../support/networks.ts';
import { expectSame, mixedValues } from '../support/values.ts';

interface Exported {
  predict(rows: unknown): number[] & number[][];
  readonly inputs: number;
  readonly outputs: number;
  readonly features?: readonly string[];
  readonly classes?: readonly string[];
}

const importText = (text: string) =>
  import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(text)}`) as Promise<Exported>;

const moduleOf = (network: Network<DType>) => importText(exportJavaScript(network));

/** Every row of x by the module, and by the network. */
async function expectSamePredictions(network: Network<DType>, x: number[][]): Promise<void> {
  const { predict } = await moduleOf(network);
  expectSame(predict(x).flat(), network.predict(x).data);
}

/** Rows of extremes, denormals and signed zeros, so that what is computed overflows to ±∞ and NaN. */
function wildRows(count: number, columns: number, seed: number): number[][] {
  const values = mixedValues(count * columns * 2, seed).filter((value) => Number.isFinite(Math.fround(value)));
  return Array.from({ length: count }, (_, i) =>
    Array.from({ length: columns }, (__, j) => values[(i * columns + j) % values.length]! * [1, 30, 1e38, 5][i % 4]!),
  ).filter((row) => row.every((value) => Number.isFinite(Math.fround(value))));
}

describe.each(dtypes)('%s', (dtype) => {
  test.each(layerKinds)('a layer %s', async (kind) => {
    const network = networkWith(kind, dtype);
    const trainer = new Trainer(network, { loss: 'categoricalCrossEntropy' });
    for (let step = 0; step < 3; step++) trainer.step(categoriesOf(9), classesOf(9, 2));
    await expectSamePredictions(network, categoriesOf(40));
  });

  test.each(activationNames)('the activation %s', async (activation) => {
    const layers = [17, 64, 3].map((units) => dense(units, { activation }));
    const network = new Network({ inputs: 7, layers, dtype, seed: 3 });
    await expectSamePredictions(network, [...rowsOf(50, 7), ...wildRows(60, 7, 5)]);
  });
});
