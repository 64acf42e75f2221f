// The commands and their help.
import { Command, Option } from 'commander';
import {
  batchSize,
  columnTypes,
  integer,
  nonNegativeNumber,
  positiveNumber,
  proportion,
  share,
  units,
} from './arguments.ts';
import { evaluate } from './evaluate.ts';
import { CODES, COMMANDS, EVALUATE, INSPECT, PREDICT, TRAIN, VERIFY } from './help.ts';
import { addExchange } from './exchange-commands.ts';
import { inspect } from './inspect.ts';
import { predict } from './predict.ts';
import { train } from './train.ts';
import { verify } from './verify.ts';

const MODEL = 'a file that "train" wrote';

/** The command line of `layerwise`. Parsing it runs the command; what is wrong with it throws a CommanderError. */
export function createProgram(version: string): Command {
  const program = new Command('layerwise')
    .description('Trains deep neural networks on tables, and predicts with them.')
    .version(version, '-v, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', COMMANDS + CODES)
    .exitOverride()
    .configureOutput({ outputError: (message, write) => write(`layerwise: ${oneLine(message)}\n`) });
  addTrain(program);
  program
    .command('predict')
    .description('predict each row of a file')
    .argument('<model>', MODEL)
    .argument('<rows>', 'rows with the columns that the model was trained on, in any order; "-" is standard input')
    .option(
      '--coverage <x>',
      'add what holds the truth with this probability: a set of classes, an interval',
      proportion,
    )
    .option('--out <file>', 'where the predictions go (default: standard output)')
    .option('--json', 'print a JSON object a row instead of CSV')
    .option('--no-escape', 'leave cells as they are that a spreadsheet would run as formulas')
    .addHelpText('after', PREDICT)
    .action(predict);
  program
    .command('evaluate')
    .description('tell how well a model predicts rows whose target is known')
    .argument('<model>', MODEL)
    .argument('<data>', 'rows with the columns that the model was trained on and the target; "-" is standard input')
    .option('--target <column>', 'the column with the right answers (default: the one that the model was trained on)')
    .option('--report <file>', 'write a report about it, a page of HTML')
    .option('--json', 'print one JSON object')
    .addHelpText('after', EVALUATE)
    .action(evaluate);
  program
    .command('inspect')
    .description('show what is in a model: its layers, its columns, how good it is')
    .argument('<model>', MODEL)
    .option('--report <file>', 'write the report about it, a page of HTML')
    .option('--json', 'print one JSON object')
    .addHelpText('after', INSPECT)
    .action(inspect);
  program
    .command('verify')
    .description('train again as a model says it was trained, and tell whether the bits agree')
    .argument('<model>', MODEL)
    .argument('<data>', 'the rows that it was trained on; "-" is standard input')
    .option('--stream', 'it was trained with --stream')
    .option('--json', 'print one JSON object')
    .addHelpText('after', VERIFY)
    .action(verify);
  addExchange(program);
  return program;
}

function addTrain(program: Command): void {
  program
    .command('train')
    .description('make a model of a table')
    .argument('<data>', 'rows with a header: CSV, TSV or JSON lines in UTF-8; "-" is standard input')
    .requiredOption('--target <column>', 'the column to predict')
    .option('--out <file>', 'where the model goes', 'model.safetensors')
    .option('--seed <n>', 'of everything random', integer(0), 0)
    .option('--test-share <x>', 'share of the rows held out to measure the model', share, 0.2)
    .option('--epochs <n>', 'passes over the training rows (default: by their number)', integer(1))
    .option('--json', 'print one JSON object')
    .optionsGroup('Options for the network that suits the table:')
    .option('--report <file>', 'write a report, a page of HTML')
    .option('--columns <types>', 'what columns are, such as age=number,zip=category,id=ignore', columnTypes)
    .addOption(
      new Option('--task <name>', 'what is predicted (default: by the target)').choices([
        'binary',
        'multiclass',
        'regression',
      ]),
    )
    .option('--linear', 'write the linear model instead of the network')
    .option('--stream', 'read the file anew for each pass instead of holding it (default: from 64 MB on)')
    .optionsGroup('Options that describe another network, of numbers alone:')
    .option('--layers <units>', 'units of the hidden layers, or "none" (default: 64,32)', units)
    .option('--activation <name>', 'of the hidden layers: relu, tanh, sigmoid, … (default: relu)')
    .option('--batch <rows>', 'rows a step, or "full" (default: 32)', batchSize)
    .option('--optimizer <name>', 'any of the library: adam, sgd, adamw, rmsprop and others (default: adam)')
    .option('--learning-rate <x>', "(default: the optimizer's, 0.001 for adam, 0.01 for sgd)", positiveNumber)
    .option('--l2 <x>', 'penalty on the squares of the weights', nonNegativeNumber)
    .option('--patience <n>', 'stop after n epochs without improvement on a fifth of the training rows', integer(1))
    .addOption(new Option('--dtype <type>', 'precision (default: float64)').choices(['float64', 'float32']))
    .addHelpText('after', TRAIN)
    .action(train);
}

/** Commander puts its suggestion on a line of its own. */
function oneLine(message: string): string {
  return message
    .trim()
    .replace(/^error: /, '')
    .replace(/\n\(Did you mean (.*)\?\)$/, '; did you mean $1?');
}
