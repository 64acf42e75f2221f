// The first values of a network's parameters.
import { drawOf } from '../layers/initializers.ts';
import { runOnce } from '../program/once.ts';
import { seedWords } from './core.ts';
import type { ParameterSpace } from './parameters.ts';

/** Draws or copies the first values of the parameters at `base`; every parameter has a random stream of its own. */
export function setInitialValues(parameters: ParameterSpace, seed: number, base = parameters.base): void {
  const { seedLow, seedHigh } = seedWords(seed);
  parameters.all.forEach(({ parameter, tensor }, stream) => {
    const { initial, rows, columns } = parameter;
    if (!('name' in initial)) {
      parameters.view(tensor, base).set(initial);
      return;
    }
    const draw = drawOf(initial, rows, columns);
    if (draw === undefined) {
      parameters.view(tensor, base).fill(0);
      return;
    }
    const target = { x: tensor, count: rows * columns, seedLow, seedHigh, stream };
    if (draw.op === 'Normal')
      runOnce(parameters.engine, 'Normal', { ...target, mean: draw.mean, deviation: draw.deviation }, base);
    else runOnce(parameters.engine, 'Uniform', { ...target, low: draw.low, high: draw.high }, base);
  });
}
