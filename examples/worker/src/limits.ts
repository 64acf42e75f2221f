// What one tenant may use. Objects of a class may share an isolate and its 128 MB, so that one tenant has to stay well
// below: README.md says what the largest was measured to take.

/** Bytes of a request. A value takes two characters at least and 8 bytes in storage: a batch stays below 2 MB. */
export const MAX_BODY_BYTES = 262144;

export const MAX_COLUMNS = 128;
export const MAX_CLASSES = 32;
export const MAX_HIDDEN_LAYERS = 3;
export const MAX_UNITS = 128;

/** Rows of a tenant. */
export const MAX_ROWS = 10000;

/** Rows × (columns + classes) of a tenant: 2 MB. */
export const MAX_VALUES = 262144;

/** Training begins with so many rows. */
export const MIN_ROWS = 20;
