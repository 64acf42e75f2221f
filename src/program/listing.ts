// Prints a program: one line a record, with the operands' names and shapes.
import type { Program } from './program.ts';
import { type Tensor, describe } from './tensor.ts';

/** `Matmul  x=X [m×30]  w=layers.0.weights [30×64]  z=Z1 [m×64]`, grouped under the names of the program's parts. */
export function listing(program: Program): string {
  const lines: string[] = [];
  const titles = new Map<number, string>();
  for (const [name, { start, count }] of program.ranges) if (count > 0) titles.set(start, name);
  program.emitted.forEach(({ op, fields }, index) => {
    const title = titles.get(index);
    if (title !== undefined) lines.push(`${title}:`);
    const operands = Object.entries(fields)
      .filter(([, value]) => value !== undefined)
      .map(
        ([field, value]) =>
          `${field}=${typeof value === 'object' ? ('columns' in value ? describe(value as Tensor) : value.name) : value}`,
      );
    lines.push(`  ${op.padEnd(22)} ${operands.join('  ')}`);
  });
  return lines.join('\n');
}
