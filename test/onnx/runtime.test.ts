// What onnxruntime makes of exported models, beside what the library predicts. `npm run test:onnx` installs it.
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { exportOnnx } from '../../src/exchange/index.ts';
import { type DType, Network, Trainer, dense, embedding } from '../../src/index.ts';
import { activationNames } from '../../src/layers/activations.ts';
import { layerKinds } from '../../src/layers/layers.ts';
import { dtypes } from '../support/kernel.ts';
import { categoriesOf, networkWith } from '../support/layers.ts';
import { classesOf, rowsOf } from '../support/networks.ts';

async function run(model: Uint8Array, x: readonly number[][], dtype: DType): Promise<ArrayLike<number>> {
  const session = await InferenceSession.create(model, { logSeverityLevel: 3 });
  const shape = [x.length, x[0]!.length];
  const input =
    dtype === 'float32'
      ? new Tensor('float32', Float32Array.from(x.flat()), shape)
      : new Tensor('float64', Float64Array.from(x.flat()), shape);
  const { output } = await session.run({ input });
  await session.release();
  expect(output!.type).toBe(dtype);
  return output!.data as Float32Array | Float64Array;
}

/** What onnxruntime has no kernels for in float64: Erf. */
const unsupported: readonly string[] = ['gelu'];

/** The greatest difference allowed, relative to the larger of the result and 1. */
const tolerance = { float64: 1e-14, float32: 1e-6 };

async function expectSamePredictions(network: Network<DType>, x: number[][], dtype: DType): Promise<void> {
  const outputs = await run(exportOnnx(network, { dtype }), x, dtype);
  const expected = network.predict(x).data;
  expect(outputs.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs(outputs[i]! - expected[i]!) / Math.max(1, Math.abs(expected[i]!));
    expect(difference, `output ${i}: ${outputs[i]}, not ${expected[i]}`).toBeLessThanOrEqual(tolerance[dtype]);
  }
}

describe.each(dtypes)('%s', (dtype) => {
  test.each(layerKinds)('a layer %s', async (kind) => {
    const network = networkWith(kind, dtype);
    const trainer = new Trainer(network, { loss: 'categoricalCrossEntropy' });
    for (let step = 0; step < 3; step++) trainer.step(categoriesOf(9), classesOf(9, 2));
    await expectSamePredictions(network, categoriesOf(40), dtype);
  });

  test.each(activationNames.filter((name) => dtype === 'float32' || !unsupported.includes(name)))(
    'the activation %s',
    async (activation) => {
      const layers = [12, 8, 3].map((units) => dense(units, { activation }));
      const network = new Network({ inputs: 7, layers, dtype, seed: 3 });
      const x = rowsOf(50, 7);
      await expectSamePredictions(network, [...x, ...x.map((row) => row.map((value) => value * 4))], dtype);
    },
  );
});

test.each(dtypes)('one column, and one category, in %s', async (dtype) => {
  const one = new Network<DType>({ inputs: 1, layers: [dense(4, { activation: 'tanh' }), dense(2)], dtype });
  await expectSamePredictions(one, rowsOf(20, 1), dtype);
  const layers = [embedding({ categories: 1, dimensions: 3 }), dense(1)];
  await expectSamePredictions(new Network<DType>({ inputs: 2, layers, dtype }), [[0, 0]], dtype);
});

test.each(unsupported)('onnxruntime has no %s in float64', async (activation) => {
  const network = new Network({ inputs: 7, layers: [dense(2, { activation: activation as 'gelu' })] });
  const bytes = exportOnnx(network, { dtype: 'float64' });
  await expect(run(bytes, rowsOf(1, 7), 'float64')).rejects.toThrow('Could not find an implementation');
});
