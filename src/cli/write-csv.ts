// Comma-separated values, safe to open in a spreadsheet.

/**
 * A line of comma-separated values (RFC 4180), without its end.
 * @param escape whether a text that a spreadsheet would run as a formula gets an apostrophe before it
 */
export function csvLine(cells: readonly (string | number)[], escape: boolean): string {
  return cells.map((cell) => quoted(escape ? harmless(cell) : String(cell))).join(',');
}

/** Spreadsheets run a text that begins with = + - @, a tab or a carriage return, unless it is a number. */
function harmless(cell: string | number): string {
  const text = String(cell);
  const isFormula = /^[=+\-@\t\r]/.test(text) && typeof cell !== 'number' && !Number.isFinite(Number(text));
  return isFormula ? `'${text}` : text;
}

function quoted(text: string): string {
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
