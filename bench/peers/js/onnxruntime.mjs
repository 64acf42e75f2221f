// onnxruntime on one thread, its tensors made once: the input's values are what changes between two calls. For the web
// it makes a new output all the same and leaves a given one as it was.
import { modelOf } from './onnx.mjs';

export async function predict(task, name) {
  const { default: ort } = await import(`onnxruntime-${name}`);
  if (name === 'web') ort.env.wasm.numThreads = 1;
  const options = { intraOpNumThreads: 1, interOpNumThreads: 1, graphOptimizationLevel: 'all' };
  const session = await ort.InferenceSession.create(modelOf(task), options);
  const { rows, sizes, x } = task;
  const feeds = { x: new ort.Tensor('float32', x, [rows, sizes[0]]) };
  const y = () => new ort.Tensor('float32', new Float32Array(rows * sizes.at(-1)), [rows, sizes.at(-1)]);
  const given = name === 'web' ? [feeds] : [feeds, { y: y() }];
  return {
    outputs: async () => (await session.run(...given)).y.data,
    async run(times) {
      for (let i = 0; i < times; i++) await session.run(...given);
    },
  };
}
