// What one tenant may use. The 128 MB of an isolate are shared by all objects that run in it, so a tenant stays well
// below: README.md has what the largest tenant was measured to take.

/** Bytes of a request. A value takes at least two characters and 8 bytes: a batch of rows stays below 2 MB. */
export const BODY_BYTES = 262144;

export const MAX_COLUMNS = 128;
export const MAX_CLASSES = 32;
export const MAX_HIDDEN_LAYERS = 3;
export const MAX_UNITS = 128;

/** Rows of one tenant. */
export const MAX_ROWS = 20000;

/** Rows × columns of one tenant: 4 MB. */
export const MAX_VALUES = 524288;

/** Training begins with so many rows. */
export const MIN_ROWS = 20;
