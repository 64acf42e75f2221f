// Checks targets against the loss before anything is computed.
import { rangeError } from '../errors.ts';
import type { Matrix } from '../data/matrix.ts';
import type { Loss } from './losses.ts';

/** How far a row of probabilities may be from summing to 1. */
const SUM_TOLERANCE = 1e-6;

/**
 * Throws unless every target is one that the loss allows.
 * @param name what messages call them
 * @param y [rows × outputs], or [rows × 1] class indices for a loss over classes
 */
export function checkTargets(name: string, y: Matrix, loss: Loss): void {
  const { outputs, targets, config } = loss;
  const indices = targets === 'classes' && y.columns === 1;
  if (y.columns !== outputs && !indices) {
    const alternatives = targets === 'classes' ? ` (or 1 column of class indices)` : '';
    throw rangeError(
      'INVALID_SHAPE',
      `${name} has ${y.columns} columns, the network has ${outputs} outputs${alternatives}`,
    );
  }
  if (indices) checkIndices(name, y, outputs);
  else if (targets !== 'values') {
    checkProbabilities(name, y, config.name);
    if (targets === 'classes') checkSums(name, y);
  }
}

function checkIndices(name: string, y: Matrix, classes: number): void {
  for (let row = 0; row < y.rows; row++) {
    const value = y.data[row]!;
    if (!(Number.isInteger(value) && value >= 0 && value < classes)) {
      throw rangeError(
        'INVALID_VALUE',
        `${name}: row ${row} has class ${value}, the network has classes 0 to ${classes - 1}`,
      );
    }
  }
}

function checkProbabilities(name: string, y: Matrix, loss: string): void {
  for (let i = 0; i < y.data.length; i++) {
    const value = y.data[i]!;
    if (!(value >= 0 && value <= 1)) {
      throw rangeError(
        'INVALID_VALUE',
        `${name}: row ${Math.floor(i / y.columns)}, column ${i % y.columns} is ${value}; ${loss} takes labels from 0 to 1`,
      );
    }
  }
}

function checkSums(name: string, y: Matrix): void {
  for (let row = 0; row < y.rows; row++) {
    let sum = 0;
    for (let column = 0; column < y.columns; column++) sum += y.data[row * y.columns + column]!;
    if (Math.abs(sum - 1) > SUM_TOLERANCE) {
      throw rangeError('INVALID_VALUE', `${name}: row ${row} sums to ${sum}; the classes' probabilities must sum to 1`);
    }
  }
}
