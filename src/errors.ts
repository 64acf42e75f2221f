// Every error that the library throws on purpose. The `code` is stable across releases; the message names the place.

/** What a caller can test for; the message may change, the code does not. */
export type LayerwiseErrorCode =
  | 'INVALID_OPTION'
  | 'UNKNOWN_NAME'
  | 'INVALID_SHAPE'
  | 'INVALID_VALUE'
  | 'INVALID_FILE'
  | 'INVALID_STATE'
  | 'NON_FINITE'
  | 'OUT_OF_MEMORY'
  | 'NO_WEBASSEMBLY'
  | 'THREADS_FAILED';

/** What all errors of the library have in common. Test with `isLayerwiseError(error)`. */
export interface LayerwiseError extends Error {
  readonly name: 'LayerwiseError';
  readonly code: LayerwiseErrorCode;
}

class LayerwiseTypeError extends TypeError implements LayerwiseError {
  override readonly name = 'LayerwiseError';
  readonly code: LayerwiseErrorCode;
  constructor(code: LayerwiseErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

class LayerwiseRangeError extends RangeError implements LayerwiseError {
  override readonly name = 'LayerwiseError';
  readonly code: LayerwiseErrorCode;
  constructor(code: LayerwiseErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The argument is of the wrong kind: a TypeError with a code. */
export function typeError(code: LayerwiseErrorCode, message: string, options?: ErrorOptions): LayerwiseError {
  return new LayerwiseTypeError(code, message, options);
}

/** The argument is of the right kind but its value is not allowed: a RangeError with a code. */
export function rangeError(code: LayerwiseErrorCode, message: string, options?: ErrorOptions): LayerwiseError {
  return new LayerwiseRangeError(code, message, options);
}

/** Whether the library, or one of its subpaths, threw this on purpose. */
export function isLayerwiseError(error: unknown): error is LayerwiseError {
  // By its name: each bundle has classes of its own.
  return error instanceof Error && error.name === 'LayerwiseError';
}
