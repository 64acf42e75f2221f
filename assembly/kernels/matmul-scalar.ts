// Products too small for vectors, where setting up costs more than the work.

/**
 * c[m×n] (+)= A[m×k] · B[k×n] for any strides of A and B, in bytes; c is dense, and apart from both. Four columns
 * at a time, to share the loads of A and the turns of the loop.
 */
export function multiplyScalar<T>(
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  aRow: usize,
  aStep: usize,
  b: usize,
  bStep: usize,
  bColumn: usize,
  c: usize,
  accumulate: bool,
): void {
  for (let i = 0; i < m; i++) {
    let column = b;
    let j = n;
    for (; j >= 4; j -= 4) {
      let sum0 = accumulate ? load<T>(c) : <T>0;
      let sum1 = accumulate ? load<T>(c, sizeof<T>()) : <T>0;
      let sum2 = accumulate ? load<T>(c, 2 * sizeof<T>()) : <T>0;
      let sum3 = accumulate ? load<T>(c, 3 * sizeof<T>()) : <T>0;
      let aq = a;
      let b0 = column;
      let b1 = b0 + bColumn;
      let b2 = b1 + bColumn;
      let b3 = b2 + bColumn;
      for (let q = k; q > 0; q--) {
        const x = load<T>(aq);
        sum0 += x * load<T>(b0);
        sum1 += x * load<T>(b1);
        sum2 += x * load<T>(b2);
        sum3 += x * load<T>(b3);
        aq += aStep;
        b0 += bStep;
        b1 += bStep;
        b2 += bStep;
        b3 += bStep;
      }
      store<T>(c, sum0);
      store<T>(c, sum1, sizeof<T>());
      store<T>(c, sum2, 2 * sizeof<T>());
      store<T>(c, sum3, 3 * sizeof<T>());
      column += 4 * bColumn;
      c += 4 * sizeof<T>();
    }
    for (; j > 0; j--) {
      let sum = accumulate ? load<T>(c) : <T>0;
      let aq = a;
      let bq = column;
      for (let q = k; q > 0; q--) {
        sum += load<T>(aq) * load<T>(bq);
        aq += aStep;
        bq += bStep;
      }
      store<T>(c, sum);
      column += bColumn;
      c += sizeof<T>();
    }
    a += aRow;
  }
}
