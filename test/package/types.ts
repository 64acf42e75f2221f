// Compiles with lib es2022 and nothing else: the declarations need no DOM, no Node and no @types.
import { Network, Trainer, adam, dense } from 'layerwise';
import { loadFile, saveFile } from 'layerwise/node';
import { type Model, load } from 'layerwise/predict';
import { type Verification, verifyTraining } from 'layerwise/proof';
import kernels from 'layerwise/kernels.wasm';

const network = new Network({ inputs: 2, layers: [dense(1, { activation: 'sigmoid' })], seed: 1 });
const trainer = new Trainer(network, { loss: 'binaryCrossEntropy', optimizer: adam({ learningRate: 0.1 }) });
export const loss: number = trainer.step([[0, 1]], [1]);
export const outputs: Float64Array = network.predict([[0, 1]]).data;
export const state: Uint8Array | undefined = loadFile('trainer.safetensors');
saveFile('trainer.safetensors', trainer.save());
const card = trainer.card();
export const verified: Promise<Verification> = verifyTraining(network.save({ card }), { x: [[0, 1]], y: [1] });
export const compiled: object = kernels;
export const model: Model = load(network.save(), { maxLayers: 10 });
export const predicted: Float64Array | Float32Array = model.predict([[0, 1]]).data;
export const given: Float32Array = model.predict([[0, 1]], new Float32Array(1));

const single = new Network({ inputs: 2, dtype: 'float32', layers: [dense(1)] });
export const views: Float32Array = single.predict([[0, 1]]).data;

// @ts-expect-error: no such activation
dense(1, { activation: 'sigmoidal' });
