// The part in use of a package that comes without types.
declare module 'papaparse' {
  interface ParseResult {
    readonly data: string[][];
    readonly errors: readonly { readonly code: string; readonly row: number }[];
    /** `cursor` is the place after the last complete row. */
    readonly meta: { readonly cursor: number };
  }

  class Parser {
    constructor(config: { delimiter: string; newline: '\n' });
    parse(input: string, baseIndex: number, ignoreLastRow: boolean): ParseResult;
  }

  const Papa: { readonly Parser: typeof Parser };
  export default Papa;
}
