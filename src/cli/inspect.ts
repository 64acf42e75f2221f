// `layerwise inspect`: what is in a model's file.
import type { DType, Network } from '../index.ts';
import { TableModel } from '../table/index.ts';
import { UsageError, aboutAll } from './errors.ts';
import { checkOutput, writeWhole } from './files.ts';
import { nameOf } from './input.ts';
import { NO_REPORT, readModel } from './model.ts';
import { printColumns, printScores, printTarget, resultFor } from './result.ts';
import { labelled, printJson, printable } from './terminal.ts';

/** The options of `layerwise inspect`. */
export interface InspectOptions {
  readonly json?: boolean;
  /** Where the report about the model goes. */
  readonly report?: string;
}

/**
 * Prints what is in a model's file.
 * @throws UserError for a file that is no model
 */
export async function inspect(modelPath: string, { json, report }: InspectOptions): Promise<void> {
  if (report !== undefined) checkOutput(report, [modelPath]);
  const model = readModel(modelPath);
  if (report !== undefined) {
    if (!(model instanceof TableModel)) throw new UsageError(NO_REPORT);
    writeWhole(report, await aboutAll(nameOf(modelPath), () => model.report()));
  }
  const network = model instanceof TableModel ? model.network : model;
  if (json === true) {
    printJson({ ...described(network), ...(model instanceof TableModel ? resultFor(model) : {}) });
    return;
  }
  console.log(`${network.summary()}\n`);
  if (model instanceof TableModel) {
    printTarget(model.result);
    printColumns(model.result);
    printScores(model);
  } else {
    const list = (names: readonly string[] | undefined): string => names?.map(printable).join(', ') ?? 'without names';
    console.log(labelled('features', list(network.features)));
    console.log(labelled('outputs', list(network.classes)));
  }
  console.log(labelled('seed', String(network.seed)));
  console.log(labelled('sha256', `${network.hash()} (of the parameters)`));
}

function described(network: Network<DType>): object {
  const { inputs, outputs, dtype, features, classes, seed, parameters } = network;
  return { inputs, outputs, dtype, features, classes, seed, parameters: parameters.length, sha256: network.hash() };
}
