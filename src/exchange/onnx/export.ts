// A network as an ONNX model.
import type { DType } from '../../dtype.ts';
import type { LoadOptions } from '../../network/model-file.ts';
import { knownName } from '../../validate.ts';
import { VERSION } from '../../version.ts';
import { type ModelSource, recordingOf } from '../recording.ts';
import { GraphWriter } from './graph.ts';
import { encodeModel } from './messages.ts';
import { writeNodes } from './nodes.ts';

/** The version of the file's form, and of the operators: of ONNX 1.8, December 2020, which older runtimes read too. */
const IR_VERSION = 7;
const OPSET = 13;

/** The options of `exportOnnx`, those of `Network.load` among them. */
export interface OnnxExportOptions extends LoadOptions {
  /** Of inputs, parameters and outputs; default 'float32', which all runtimes know. */
  readonly dtype?: DType;
}

/**
 * The ONNX model (opset 13) of a network's prediction: one input `input` [rows × inputs], one output `output` [rows ×
 * outputs], any number of rows. Every layer and activation can be exported but layers of `defineLayer`; dropout and noise
 * are not there in prediction. Activations without an operator of their own are written in simpler ones. The metadata
 * has `features` and `classes`, JSON arrays of names, where the network has them.
 *
 * In float32 parameters are rounded to it; runtimes have functions such as exp of their own, so results agree to about
 * 1e-6 and not to the bit. Not all of them have all operators in float64.
 * @param model a network, or the bytes of a saved one
 * @throws LayerwiseError INVALID_FILE for bytes that are no model, or one with layers of `defineLayer`
 *
 * @example
 * saveFile('model.onnx', exportOnnx(network));
 */
export function exportOnnx(model: ModelSource, options: OnnxExportOptions = {}): Uint8Array<ArrayBuffer> {
  const { dtype: wanted = 'float32', ...limits } = options;
  const dtype = knownName('exportOnnx', 'dtype', wanted, ['float32', 'float64'] as const);
  const recording = recordingOf(model, limits);
  const graph = new GraphWriter(dtype);
  const [input, output] = [
    { name: 'input', columns: recording.input.columns },
    { name: 'output', columns: recording.output.columns },
  ];
  graph.unique(output.name);
  const result = writeNodes(recording, graph, input.name);
  const names = { features: recording.features, classes: recording.classes };
  return encodeModel({
    irVersion: IR_VERSION,
    producerName: 'layerwise',
    producerVersion: VERSION,
    graph: graph.finish('layerwise', input, output, result),
    opsets: [{ domain: '', version: OPSET }],
    metadata: Object.entries(names).flatMap(([key, list]) =>
      list === undefined ? [] : [{ key, value: JSON.stringify(list) }],
    ),
  });
}
