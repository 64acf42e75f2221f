// Columns moved and added, and rows of a table picked by number.

/**
 * y = x, or x + added[m×n], for m rows of n columns; the rows of x and y begin xStride and yStride elements apart. y may
 * be x or `added`.
 */
export function copyColumns<T>(x: usize, added: usize, y: usize, m: i32, n: i32, xStride: i32, yStride: i32): void {
  const bytes = (<usize>n) << alignof<T>();
  const vectors = bytes & ~15;
  for (let i = 0; i < m; i++) {
    let o: usize = 0;
    for (; o < vectors; o += 16) {
      const value = v128.load(x + o);
      v128.store(y + o, added ? v128.add<T>(value, v128.load(added + o)) : value);
    }
    for (; o < bytes; o += sizeof<T>()) {
      const value = load<T>(x + o);
      store<T>(y + o, added ? value + load<T>(added + o) : value);
    }
    x += (<usize>xStride) << alignof<T>();
    y += (<usize>yStride) << alignof<T>();
    if (added) added += bytes;
  }
}

/** The row of a table of `categories` rows that x stands for; one within the table, whatever x is. */
// @ts-ignore: decorator
@inline
function categoryAt<T>(x: usize, categories: i32): usize {
  const value = load<T>(x);
  const index = value > 0 ? <usize>min(value, <T>(categories - 1)) : 0;
  assert(<T>index == value, "no category");
  return index;
}

/** y[count×dimensions] = w[x[i]] for the numbers x[count]: rows of w[categories×dimensions]. */
export function embed<T>(x: usize, w: usize, y: usize, count: i32, categories: i32, dimensions: i32): void {
  for (const end = x + ((<usize>count) << alignof<T>()); x < end; x += sizeof<T>()) {
    const row = w + ((categoryAt<T>(x, categories) * dimensions) << alignof<T>());
    for (let j = 0; j < dimensions; j++) {
      store<T>(y, load<T>(row + ((<usize>j) << alignof<T>())));
      y += sizeof<T>();
    }
  }
}

/** dw[categories×dimensions] = 0 unless `accumulate`, then dw[x[i]] += dy[i] for the numbers x[count] in order. */
export function embedGradient<T>(
  x: usize,
  dy: usize,
  dw: usize,
  count: i32,
  categories: i32,
  dimensions: i32,
  accumulate: bool,
): void {
  if (!accumulate) memory.fill(dw, 0, (<usize>(categories * dimensions)) << alignof<T>());
  for (const end = x + ((<usize>count) << alignof<T>()); x < end; x += sizeof<T>()) {
    const row = dw + ((categoryAt<T>(x, categories) * dimensions) << alignof<T>());
    for (let j = 0; j < dimensions; j++) {
      const at = row + ((<usize>j) << alignof<T>());
      store<T>(at, load<T>(at) + load<T>(dy));
      dy += sizeof<T>();
    }
  }
}
