/** A network goes out and comes back, and mistakes are errors of the library. */
export async function exchangeModel(
  { Network, dense, isLayerwiseError },
  { exportJavaScript, exportOnnx, importOnnx },
) {
  const network = new Network({ inputs: 2, layers: [dense(3, { activation: 'tanh' }), dense(1)], seed: 1 });
  const [expected] = network.predict([[1, 2]]).data;
  const module = await import(`data:text/javascript,${encodeURIComponent(exportJavaScript(network))}`);
  if (module.predict([1, 2])[0] !== expected) throw new Error('the module predicts other bits');
  const back = importOnnx(exportOnnx(network, { dtype: 'float64' }));
  if (back.predict([[1, 2]]).data[0] !== expected) throw new Error('the ONNX model predicts other bits');
  try {
    importOnnx(new Uint8Array(3));
  } catch (error) {
    if (isLayerwiseError(error)) return;
  }
  throw new Error('bytes that are no model gave no error of the library');
}
