// Markup in which text is always escaped.

/** Text that is markup already. Only `markup` makes it. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What may stand between the parts of a template. */
export type Content = Markup | string | number | undefined | false | readonly Content[];

/**
 * A template of HTML or SVG. What stands in it is escaped, for text as well as for a quoted attribute, unless it came
 * from a template too; undefined and false are nothing, a list is its parts.
 */
export function markup(parts: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  return new Markup(parts.reduce((text, part, i) => text + textOf(contents[i - 1]) + part));
}

function textOf(content: Content): string {
  if (content instanceof Markup) return content.text;
  if (content === undefined || content === false) return '';
  if (Array.isArray(content)) return content.map(textOf).join('');
  return escaped(String(content));
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

/**
 * What has no shape of its own: control characters, those that turn the direction of what follows, those without width,
 * halves of surrogate pairs and what is no character.
 */
const UNSEEN =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Text as it may stand in markup. What could not be seen is shown by its number, such as U+202E. */
function escaped(text: string): string {
  return text
    .replace(UNSEEN, (character) => `‹U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}›`)
    .replace(/[&<>"'`]/g, (character) => entities[character]!);
}

/** The longest name that a page shows whole. */
const LONGEST = 60;

/** A name from the table, cut to what a page can hold; its direction does not touch what is around it. */
export function named(name: string, longest = LONGEST): Markup {
  return markup`<bdi>${cut(name, longest)}</bdi>`;
}

/** The first characters of a text. */
export function cut(text: string, longest = LONGEST): string {
  const characters = Array.from(text.slice(0, 4 * longest));
  return characters.length <= longest ? text : `${characters.slice(0, longest - 1).join('')}…`;
}
