// Values of a file as JavaScript text.

/** The literal of JSON; `<` is escaped, for modules inside of pages. */
export function literal(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', String.raw`\u003c`);
}
