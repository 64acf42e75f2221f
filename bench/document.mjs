// Tables that a command made, put into a document between two marks: <!-- name --> and <!-- /name -->.
import { readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';

/** Replaces what stands between a document's marks, and formats the document. */
export async function replaceBlock(path, name, text) {
  const document = readFileSync(path, 'utf8');
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [from, to] = [document.indexOf(open), document.indexOf(close)];
  if (from < 0 || to < from) throw new Error(`${path} has no ${open} … ${close}`);
  const replaced = `${document.slice(0, from + open.length)}\n\n${text}\n\n${document.slice(to)}`;
  writeFileSync(path, await format(replaced, { ...(await resolveConfig(path)), filepath: path }));
}

/** A Markdown table; the first column to the left, numbers to the right. */
export function markdownTable(columns, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [columns, columns.map((_, i) => (i === 0 ? '---' : '--:')), ...rows].map(line).join('\n');
}

/** Three digits, without an exponent. */
export const threeDigits = (number) => Number(number.toPrecision(3)).toLocaleString('en', { maximumFractionDigits: 3 });
