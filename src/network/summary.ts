// A table of the layers, for people.
import { namedLayers } from '../layers/sequence.ts';
import type { Core } from './core.ts';

/** One line a layer, those inside of others too: its place, activation, outputs and parameters, then the totals. */
export function summary(core: Core): string {
  const rows = namedLayers(core.layers).map(({ layer }) => {
    const count = layer.parameters.reduce((sum, { rows, columns }) => sum + rows * columns, 0);
    return [layer.place, layer.activation, String(layer.outputs), String(count)];
  });
  const header = ['layer', 'activation', 'outputs', 'parameters'];
  const widths = header.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]!.length)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => (i < 2 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)))
      .join('  ')
      .trimEnd();
  const { count, trainableCount } = core.parameters;
  const total = `${count} parameters, ${trainableCount} trainable, ${count * core.engine.elementBytes} bytes (${core.engine.dtype})`;
  return [
    line(header),
    line(widths.map((width) => '─'.repeat(width))),
    ...rows.map(line),
    `${core.inputs} inputs; ${total}`,
  ].join('\n');
}
