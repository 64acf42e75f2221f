// Comma-separated values, safe to open in a spreadsheet.

/** The text of a file of comma-separated values (RFC 4180, but with LF as line ends). */
export function formatCsv(header: readonly string[], rows: Iterable<readonly (string | number)[]>): string {
  const lines = [header, ...rows].map((cells) => cells.map(formatCell).join(','));
  return `${lines.join('\n')}\n`;
}

/**
 * A cell, in quotes where it must be. Spreadsheets run a text that begins with = + - @, a tab or a carriage return as
 * a formula, so such a text gets an apostrophe before it unless it is a number.
 */
function formatCell(value: string | number): string {
  const text = String(value);
  const formula = /^[=+\-@\t\r]/.test(text) && !Number.isFinite(Number(text));
  const safe = formula ? `'${text}` : text;
  return /[",\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
