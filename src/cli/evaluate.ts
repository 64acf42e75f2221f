// `layerwise evaluate`: how well a model predicts rows whose target is known.
import type { DType, Network } from '../index.ts';
import { TableModel } from '../table/index.ts';
import { UsageError, aboutAll } from './errors.ts';
import { checkInputs, checkOutput, writeWhole } from './files.ts';
import { nameOf, readCells, rowSource } from './input.ts';
import { NO_REPORT, readModel } from './model.ts';
import { inputsOf } from './predict.ts';
import { confusionTable, evaluation, measuresOf, scoreTable } from './report.ts';
import { recordIn } from './rows.ts';
import { targetsOf } from './table.ts';
import { labelled, printJson } from './terminal.ts';

/** The options of `layerwise evaluate`. */
export interface EvaluateOptions {
  /** Default the one that the model was trained on. */
  readonly target?: string;
  readonly json?: boolean;
  /** Where the page about it goes. */
  readonly report?: string;
}

/**
 * Prints how well a model predicts the target of some rows.
 * @throws UserError or LayerwiseError for a file that is not what it should be
 */
export async function evaluate(modelPath: string, dataPath: string, options: EvaluateOptions): Promise<void> {
  const { report } = options;
  checkInputs(modelPath, dataPath);
  if (report !== undefined) checkOutput(report, [modelPath, dataPath]);
  const model = readModel(modelPath);
  const print = model instanceof TableModel ? evaluateTable : evaluateNetwork;
  await aboutAll(nameOf(dataPath), () => print(model as TableModel & Network<DType>, dataPath, options));
}

async function evaluateTable(
  model: TableModel,
  path: string,
  { target, json, report }: EvaluateOptions,
): Promise<void> {
  const { name, classes } = model.target;
  if (target !== undefined && target !== name)
    throw new UsageError(`the model predicts ${JSON.stringify(name)}, not ${JSON.stringify(target)}`);
  const evaluation = await model.evaluate(await rowSource({ path }));
  const { rows, skipped, scores, assessment } = evaluation;
  if (report !== undefined) writeWhole(report, await model.report(evaluation));
  const { confusion } = assessment.classes ?? {};
  if (json === true) {
    printJson({ ...(report === undefined ? {} : { report }), target: name, rows, skipped, scores, confusion });
    return;
  }
  const without = skipped === 0 ? '' : `; ${skipped} have no target`;
  console.log(`${labelled('rows', `${rows} of ${nameOf(path)}${without}`)}\n`);
  console.log(scoreTable({ [model.kind]: scores }));
  if (confusion !== undefined) console.log(`\n${confusionTable(confusion, classes!.map(String))}`);
  if (report !== undefined) console.log(`\n${labelled('report', report)}`);
}

async function evaluateNetwork(network: Network<DType>, path: string, options: EvaluateOptions): Promise<void> {
  if (options.report !== undefined) throw new UsageError(NO_REPORT);
  const target = options.target ?? recordIn(network)?.target;
  if (target === undefined) throw new UsageError('the model does not say what it predicts: --target <column> does');
  const table = await readCells(path);
  const { classes } = network;
  const y = targetsOf(table, target, classes);
  const measures = measuresOf(network.predict(inputsOf(network, table, [target])), y, classes);
  if (options.json === true) printJson({ target, ...measures });
  else console.log(evaluation(`of ${nameOf(path)}`, measures, classes));
}
