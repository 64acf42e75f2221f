// Small matrices as nested arrays, for writing equations down; the library is not needed for them.

export const transpose = (a) => a[0].map((_, j) => a.map((row) => row[j]));

/** The product a·b. */
export const dot = (a, b) =>
  a.map((row) => b[0].map((_, j) => row.reduce((sum, value, k) => sum + value * b[k][j], 0)));

export const map = (a, f) => a.map((row) => row.map(f));

/** f of the elements at the same place, such as their product. */
export const zip = (a, b, f) => a.map((row, i) => row.map((value, j) => f(value, b[i][j])));

export const times = (a, b) => zip(a, b, (x, y) => x * y);

export const scale = (a, factor) => map(a, (value) => factor * value);

/** The sum of each row, [rows × 1]. */
export const sumRows = (a) => a.map((row) => [row.reduce((sum, value) => sum + value, 0)]);

export const shape = (a) => `[${a.length} × ${a[0].length}]`;

/** The largest difference, relative to the largest true value; undefined when the shapes differ. */
export function relativeError(value, truth) {
  if (shape(value) !== shape(truth)) return undefined;
  const largest = (a) => Math.max(...a.flat().map(Math.abs));
  return largest(zip(value, truth, (x, y) => x - y)) / largest(truth);
}

/** ∂f/∂a for every element, by central differences: (f(a + h) − f(a − h)) / 2h. */
export function differences(f, a, h = 1e-6) {
  const moved = (row, column, by) =>
    f(a.map((values, i) => values.map((v, j) => (i === row && j === column ? v + by : v))));
  return a.map((values, i) => values.map((_, j) => (moved(i, j, h) - moved(i, j, -h)) / (2 * h)));
}
