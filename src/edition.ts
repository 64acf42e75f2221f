// The library with all that it has; `layerwise/core` has src/core/edition.ts in its place.

/** What messages add about names and options that are not there. */
export const elsewhere = '';
