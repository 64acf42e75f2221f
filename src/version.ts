// The version of the library; a test holds it equal to that in package.json.

/** As files state it. */
export const VERSION = '0.1.0';
