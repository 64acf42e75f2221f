// The commands, their options and their help.
import { Command, Option } from 'commander';
import { batchSize, integer, nonNegativeNumber, positiveNumber, share, units } from './arguments.ts';
import { addExchange } from './exchange-commands.ts';
import { evaluate, inspect, predict } from './model.ts';
import { type TrainOptions, train } from './train.ts';
import { verify } from './verify.ts';

const EXAMPLES = `
Examples:
  layerwise train iris.csv --target species
  layerwise predict model.safetensors new-flowers.csv > predictions.csv

  "train" reads a CSV file with a header. One column is the target, all others are features and must be numbers. A
  target of words, or of a few whole numbers, makes a classification; other numbers make a regression. A quarter of
  the rows is held out, and the report tells how well the model predicts those. "predict" finds the model's features
  by their names: their order does not matter, and other columns are left alone.

  layerwise help train    all options of a command`;

const TRAIN_EXAMPLES = `
Examples:
  layerwise train patients.csv --target diagnosis
  layerwise train houses.csv --target price --layers 128,64 --epochs 300 --patience 20
  layerwise train digits.csv --target digit --optimizer sgd --learning-rate 0.1 --dtype float32 --out digits.safetensors
  layerwise train patients.csv --target diagnosis --layers none    logistic regression

The same file, options and seed give the same model, byte for byte, on every machine.`;

/** The command line of `layerwise`. Parsing it runs the command; what is wrong with it throws a CommanderError. */
export function createProgram(version: string): Command {
  const program = new Command('layerwise')
    .description('Trains deep neural networks on tables, and predicts with them.')
    .version(version, '-v, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', EXAMPLES)
    .exitOverride()
    .configureOutput({ outputError: (message, write) => write(`layerwise: ${oneLine(message)}\n`) });
  addTrain(program);
  program
    .command('predict')
    .description('predict each row of a CSV file')
    .argument('<model>', 'what "train" wrote')
    .argument('<rows>', 'a CSV file with the columns that the model was trained on, in any order')
    .option('--out <file>', 'where the predictions go, as CSV (default: standard output)')
    .action(predict);
  program
    .command('evaluate')
    .description('tell how well a model predicts rows whose target is known')
    .argument('<model>', 'what "train" wrote')
    .argument('<data>', 'a CSV file with the columns that the model was trained on and the target')
    .requiredOption('--target <column>', 'the column with the right answers')
    .action(evaluate);
  program
    .command('inspect')
    .description('show the layers of a model, and the names of its features and classes')
    .argument('<model>', 'what "train" wrote')
    .action(inspect);
  program
    .command('verify')
    .description('train again as a model says it was trained, and tell whether the bits agree')
    .argument('<model>', 'what "train" wrote')
    .argument('<data>', 'the CSV file that it was trained on')
    .action(verify);
  addExchange(program);
  return program;
}

function addTrain(program: Command): void {
  program
    .command('train')
    .description('train a network on a CSV file')
    .argument('<data>', 'a CSV file with a header, UTF-8')
    .requiredOption('--target <column>', 'the column to predict')
    .option('--layers <units>', 'units of the hidden layers, or "none"', units, [64, 32])
    .option('--activation <name>', 'of the hidden layers: relu, tanh, sigmoid, …', 'relu')
    .option('--epochs <n>', 'passes over the training rows', integer(1), 100)
    .option('--batch <rows>', 'rows a step, or "full"', batchSize, 32)
    .option('--optimizer <name>', 'any of the library: adam, sgd, adamw, rmsprop and others', 'adam')
    .option('--learning-rate <x>', "default: the optimizer's, 0.001 for adam, 0.01 for sgd", positiveNumber)
    .option('--l2 <x>', 'penalty on the squares of the weights', nonNegativeNumber)
    .option('--patience <n>', 'stop after n epochs without improvement on a fifth of the training rows', integer(1))
    .option('--test-share <x>', 'share of the rows held out for the report', share, 0.25)
    .option('--seed <n>', 'of the initial weights and the order of the rows', integer(0), 0)
    .addOption(new Option('--dtype <type>', 'precision').choices(['float64', 'float32']).default('float64'))
    .option('--out <file>', 'where the model goes', 'model.safetensors')
    .addHelpText('after', TRAIN_EXAMPLES)
    .action((path: string, options: TrainOptions) => train(path, options));
}

/** Commander puts its suggestion on a line of its own. */
function oneLine(message: string): string {
  return message
    .trim()
    .replace(/^error: /, '')
    .replace(/\n\(Did you mean (.*)\?\)$/, '; did you mean $1?');
}
