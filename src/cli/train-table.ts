// Trains the network that suits a table, with `fitTable`.
import { performance } from 'node:perf_hooks';
import {
  type FitTableOptions,
  type Preparation,
  type TableModel,
  type TableProgress,
  fitTable,
} from '../table/index.ts';
import { aboutAll } from './errors.ts';
import { nameOf, rowSource } from './input.ts';
import { progressOf } from './progress.ts';
import { lossChart } from './report.ts';
import { printColumns, printRows, printScores, printTarget, resultFor } from './result.ts';
import { labelled } from './terminal.ts';
import type { TrainOptions, Trained } from './train.ts';

/**
 * Trains on the rows of a file, and tells about it.
 * @throws LayerwiseError for what is wrong with the rows or the options
 */
export async function trainTable(path: string, options: TrainOptions): Promise<Trained> {
  const { json = false, linear = false, report } = options;
  const place = nameOf(path);
  const source = await aboutAll(place, () => rowSource({ path, stream: options.stream }));
  if (!json) console.log(labelled('data', place));
  const course = courseOf(json);
  const onPrepared = (preparation: Preparation): void => {
    if (!json) printPreparation(preparation, options.seed);
  };
  const fitted = aboutAll(place, () =>
    fitTable(source, { ...fitOptions(options), onPrepared, onProgress: course.take }),
  );
  const network = await fitted.finally(course.end);
  const model = linear ? network.linear! : network;
  if (!json) print(network, course.time(network));
  return {
    bytes: model.save(),
    ...(report === undefined ? {} : { report: await model.report() }),
    result: resultFor(model),
  };
}

function fitOptions({ target, task, columns, epochs, seed, testShare }: TrainOptions): FitTableOptions {
  return {
    target,
    seed,
    testShare,
    ...(task === undefined ? {} : { task }),
    ...(columns === undefined ? {} : { columns }),
    ...(epochs === undefined ? {} : { epochs }),
  };
}

function printPreparation(preparation: Preparation, seed: number): void {
  printTarget(preparation);
  printColumns(preparation);
  printRows(preparation, seed);
  console.log();
}

function print(model: TableModel, time: string): void {
  const chart = lossChart(model.result.history);
  if (chart !== undefined) console.log(`\n${chart}`);
  printScores(model);
  if (model.result.advice.use === 'linear') console.log(labelled('', 'The option --linear writes it.'));
  console.log(`\n${labelled('time', time)}`);
}

/** Follows the trainings: those of the linear model, that which finds the best epoch, and the last on more rows. */
function courseOf(quiet: boolean): {
  take(event: TableProgress): void;
  end(): void;
  time(model: TableModel): string;
} {
  const progress = progressOf(quiet);
  let trainings = 0;
  let begin = performance.now();
  let last = begin;
  return {
    take({ stage, epoch, epochs, loss, valLoss }) {
      if (epoch === 1) {
        if (stage === 'network') trainings++;
        const name = stage === 'linear' ? 'linear' : trainings === 1 ? 'training' : 'again';
        progress.begin(name, epochs, name !== 'training');
      }
      progress.epoch(epoch, { loss, valLoss });
      last = performance.now();
      if (stage === 'linear') begin = last;
    },
    end: () => progress.end(),
    time({ result }) {
      const { history, rows } = result;
      const again = trainings === 1 ? 0 : (history.bestEpoch + 1) * (rows.train + rows.validation);
      const seconds = (last - begin) / 1000;
      const speed = Math.round((history.epochs * rows.train + again) / seconds).toLocaleString('en');
      const best = `${history.epochs} epochs, ${trainings === 1 ? 'the best' : 'and again to the best'}: ${history.bestEpoch + 1}`;
      return `${seconds.toFixed(2)} s for ${best}; ${speed} samples/s`;
    },
  };
}
