// The commands `export` and `import`: their options and their help.
import { type Command, Option } from 'commander';
import { type ExportOptions, type ImportOptions, exportModel, formatNames, importModel } from './exchange.ts';

const EXPORT_EXAMPLES = `
Examples:
  layerwise export model.safetensors --to js --out model.js
  layerwise export model.safetensors --to onnx --out model.onnx
  layerwise export model.safetensors --to state-dict --out state.safetensors
  layerwise export model.safetensors --to js > model.js

  js           an ES module that depends on nothing: predict(row) gives the bits that the model gives
  onnx         for onnxruntime and what else reads ONNX, float32 unless --dtype float64
  state-dict   for PyTorch: model.load_state_dict(safetensors.torch.load_file('state.safetensors'))`;

const IMPORT_EXAMPLES = `
Examples:
  layerwise import model.onnx --out model.safetensors
  layerwise import classifier.onnx --probabilities
  curl -s https://example.com/model.onnx | layerwise import - --out model.safetensors

The layers of dense networks are read, as PyTorch exports them: torch.onnx.export(model.eval(), x, 'model.onnx'). What is
something else is an error that names the node.`;

/** Adds the two to the program. */
export function addExchange(program: Command): void {
  program
    .command('export')
    .description('write a model as a JavaScript module, as ONNX or for PyTorch')
    .argument('<model>', 'what "train" wrote, or "-" for standard input')
    .addOption(new Option('--to <format>', 'the format').choices(formatNames).makeOptionMandatory())
    .addOption(new Option('--dtype <type>', 'precision of ONNX (default: float32)').choices(['float32', 'float64']))
    .option('--out <file>', 'where it goes (default: standard output)')
    .addHelpText('after', EXPORT_EXAMPLES)
    .action((path: string, options: ExportOptions) => exportModel(path, options));
  program
    .command('import')
    .description('read an ONNX model of a dense network')
    .argument('<model>', 'an ONNX file, or "-" for standard input')
    .option('--probabilities', 'read a LogSoftmax at the end as softmax')
    .option('--out <file>', 'where the model goes, or "-" for standard output', 'model.safetensors')
    .addHelpText('after', IMPORT_EXAMPLES)
    .action((path: string, options: ImportOptions) => importModel(path, options));
}
