// Standardisation of columns.

/**
 * y[m×n] = (x − mean[n]) / deviation[n], or x / deviation when `mean` is 0. y may be x. It divides: a product with
 * the reciprocal would round twice.
 */
export function normalize<T>(x: usize, mean: usize, deviation: usize, y: usize, m: i32, n: i32): void {
  const stride = (<usize>n) << alignof<T>();
  const vectors = stride & ~15;
  for (let i = 0; i < m; i++) {
    let o: usize = 0;
    for (; o < vectors; o += 16) {
      let value = v128.load(x + o);
      if (mean) value = v128.sub<T>(value, v128.load(mean + o));
      v128.store(y + o, v128.div<T>(value, v128.load(deviation + o)));
    }
    for (; o < stride; o += sizeof<T>()) {
      let value = load<T>(x + o);
      if (mean) value -= load<T>(mean + o);
      store<T>(y + o, value / load<T>(deviation + o));
    }
    x += stride;
    y += stride;
  }
}
