// Compiles with lib es2022 and nothing else: the declarations need no DOM, no Node and no @types.
import { Network, Trainer, adam, crossValidate, csvLogger, dense, fitBatches } from 'layerwise';
import { exportJavaScript, exportOnnx, importOnnx, loadStateDict } from 'layerwise/exchange';
import { lineFile, loadFile, saveFile } from 'layerwise/node';
import { Network as CoreNetwork, Trainer as CoreTrainer, dense as coreDense } from 'layerwise/core';
import { type Model, load } from 'layerwise/predict';
import { type Verification, verifyTraining } from 'layerwise/proof';
import { type Note, type Prediction, TableModel, fitTable, readCsv } from 'layerwise/table';
import kernels from 'layerwise/kernels.wasm';

const network = new Network({ inputs: 2, layers: [dense(1, { activation: 'sigmoid' })], seed: 1 });
const trainer = new Trainer(network, { loss: 'binaryCrossEntropy', optimizer: adam({ learningRate: 0.1 }) });
export const loss: number = trainer.step([[0, 1]], [1]);
export const outputs: Float64Array = network.predict([[0, 1]]).data;
export const state: Uint8Array | undefined = loadFile('trainer.safetensors');
saveFile('trainer.safetensors', trainer.save());
const card = trainer.card();
export const verified: Promise<Verification> = verifyTraining(network.save({ card }), { x: [[0, 1]], y: [1] });
export const text: string = exportJavaScript(network);
export const onnx: Uint8Array = exportOnnx(network.save(), { dtype: 'float64' });
export const imported: Float64Array | Float32Array = importOnnx(onnx).predict([[0, 1]]).data;
loadStateDict(network, onnx, { modules: ['0'] });
export const fitted: Promise<TableModel> = fitTable(readCsv('a,y\n1,2'), {
  target: 'y',
  columns: { a: 'number' },
});
export const answer: Promise<Prediction> = fitted.then((table) => table.predict({ a: 1 }));
export const notes: readonly Note[] = TableModel.load(network.save()).result.notes;
export const compiled: object = kernels;
export const model: Model = load(network.save(), { maxLayers: 10 });
// @ts-expect-error: layers of one's own are for Network.load
load(network.save(), { layers: [] });
export const predicted: Float64Array | Float32Array = model.predict([[0, 1]]).data;
export const given: Float32Array = model.predict([[0, 1]], new Float32Array(1));

const measured = new Trainer(network, {
  loss: 'binaryCrossEntropy',
  metrics: ['f1', { name: 'topK', k: 1, as: 'top1' }, { name: 'profit', compute: (outputs) => outputs.rows }],
});
const history = measured.fit({ x: [[0, 1]], y: [1] }, { epochs: 1, callbacks: [csvLogger(lineFile('history.csv'))] });
export const numbers: Promise<readonly number[][]> = history.then(({ f1, valTop1, profit }) => [f1, valTop1, profit]);
export const rates: Promise<readonly number[]> = history.then(({ learningRate }) => learningRate);
// @ts-expect-error: no such metric
export const missing = history.then(({ recall }) => recall);
export const streamed: Promise<readonly number[]> = fitBatches(measured, [{ x: [[0, 1]], y: [1] }], { epochs: 1 }).then(
  ({ valF1 }) => valF1,
);
export const mean: Promise<number> = crossValidate({
  make: () => measured,
  data: { x: [[0, 1]], y: [1] },
  epochs: 1,
}).then(({ deviation }) => deviation.top1);

const single = new Network({ inputs: 2, dtype: 'float32', layers: [dense(1)] });
export const views: Float32Array = single.predict([[0, 1]]).data;

// @ts-expect-error: no such activation
dense(1, { activation: 'sigmoidal' });

const core = new CoreNetwork({ inputs: 2, layers: [coreDense(1, { activation: 'sigmoid' })] });
const coreTrainer = new CoreTrainer(core, { loss: 'binaryCrossEntropy', optimizer: 'adam', metrics: ['auc'] });
export const area: Promise<readonly number[]> = coreTrainer
  .fit({ x: [[0, 1]], y: [1] }, { epochs: 1 })
  .then(({ auc }) => auc);
// @ts-expect-error: not in the core
coreDense(1, { activation: 'gelu' });
// @ts-expect-error: not in the core
export const huber = new CoreTrainer(core, { loss: 'huber' });
// @ts-expect-error: not in the core
export const scheduled = new CoreTrainer(core, { loss: 'binaryCrossEntropy', schedule: { name: 'constantRate' } });
