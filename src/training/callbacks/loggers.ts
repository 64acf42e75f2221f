// Callbacks that write an epoch's numbers as a line of text.
import { aFunction } from '../../validate.ts';
import type { EpochEvent, TrainingCallback } from '../options.ts';

/**
 * Takes line `number`, counted from 0, of a log. A run that goes on from a checkpoint gives the lines after it once
 * more: whoever keeps lines keeps those before `number` alone, as `lineFile` of `layerwise/node` does.
 */
export type LineSink = (line: string, number: number) => void;

/**
 * A table of comma-separated values, the first line their names: epoch (from 0), loss, valLoss, the metrics.
 * @throws LayerwiseError INVALID_OPTION
 *
 * @example
 * csvLogger(lineFile('history.csv'))
 */
export function csvLogger(write: LineSink): TrainingCallback {
  aFunction('csvLogger', 'write', write);
  return {
    onEpochEnd(event) {
      const numbers = numbersOf(event);
      if (event.epoch === 0) write(Object.keys(numbers).map(quoted).join(','), 0);
      write(Object.values(numbers).join(','), event.epoch + 1);
    },
  };
}

/** A JSON object a line; what is not finite is null. @throws LayerwiseError INVALID_OPTION */
export function jsonlLogger(write: LineSink): TrainingCallback {
  aFunction('jsonlLogger', 'write', write);
  return { onEpochEnd: (event) => write(JSON.stringify(numbersOf(event)), event.epoch) };
}

function numbersOf({ epoch, loss, valLoss, metrics }: EpochEvent): Record<string, number> {
  return { epoch, loss, ...(valLoss === undefined ? {} : { valLoss }), ...metrics };
}

function quoted(name: string): string {
  return /[",\r\n]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name;
}
