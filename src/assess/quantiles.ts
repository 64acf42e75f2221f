// Order statistics.

/**
 * The value that a share of the sorted ones is below, between two of them in proportion: at (n − 1)·share, as NumPy's
 * default. NaN of none.
 */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  const place = (sorted.length - 1) * share;
  const low = sorted[Math.floor(place)] ?? NaN;
  const high = sorted[Math.ceil(place)] ?? NaN;
  return low + (high - low) * (place - Math.floor(place));
}
