// The limits of 128-bit SIMD here: the most multiply-adds a second, in independent chains with nothing loaded in the loop,
// and the time to read memory.

/** Chains of products and as many of sums; twelve live vectors hide the latency and still fit the registers. */
export const CHAINS: i32 = 6;

function chains<T>(steps: i32, factor: T): T {
  const x = v128.splat<T>(factor);
  let product0 = x;
  let product1 = v128.add<T>(product0, x);
  let product2 = v128.add<T>(product1, x);
  let product3 = v128.add<T>(product2, x);
  let product4 = v128.add<T>(product3, x);
  let product5 = v128.add<T>(product4, x);
  let sum0 = product0;
  let sum1 = product1;
  let sum2 = product2;
  let sum3 = product3;
  let sum4 = product4;
  let sum5 = product5;
  for (; steps > 0; steps--) {
    product0 = v128.mul<T>(product0, x);
    sum0 = v128.add<T>(sum0, x);
    product1 = v128.mul<T>(product1, x);
    sum1 = v128.add<T>(sum1, x);
    product2 = v128.mul<T>(product2, x);
    sum2 = v128.add<T>(sum2, x);
    product3 = v128.mul<T>(product3, x);
    sum3 = v128.add<T>(sum3, x);
    product4 = v128.mul<T>(product4, x);
    sum4 = v128.add<T>(sum4, x);
    product5 = v128.mul<T>(product5, x);
    sum5 = v128.add<T>(sum5, x);
  }
  product0 = v128.add<T>(v128.add<T>(product0, product1), v128.add<T>(product2, product3));
  product4 = v128.add<T>(v128.add<T>(product4, product5), v128.add<T>(sum0, sum1));
  sum2 = v128.add<T>(v128.add<T>(sum2, sum3), v128.add<T>(sum4, sum5));
  return v128.extract_lane<T>(v128.add<T>(v128.add<T>(product0, product4), sum2), 0);
}

/** `steps` products and sums on each lane of each chain; a factor of 1 keeps them from growing or vanishing. */
export function peakF64(steps: i32, factor: f64): f64 {
  return chains<f64>(steps, factor);
}

/** The same in float32. */
export function peakF32(steps: i32, factor: f32): f32 {
  return chains<f32>(steps, factor);
}

/** Reads `bytes` bytes from address 0 on, a multiple of 128, and does nothing with them but one logical operation. */
export function read(bytes: usize): i32 {
  let a = i32x4.splat(0);
  let b = a;
  let c = a;
  let d = a;
  for (let o: usize = 0; o < bytes; o += 128) {
    a = v128.or(a, v128.load(o));
    b = v128.or(b, v128.load(o, 16));
    c = v128.or(c, v128.load(o, 32));
    d = v128.or(d, v128.load(o, 48));
    a = v128.or(a, v128.load(o, 64));
    b = v128.or(b, v128.load(o, 80));
    c = v128.or(c, v128.load(o, 96));
    d = v128.or(d, v128.load(o, 112));
  }
  return i32x4.extract_lane(v128.or(v128.or(a, b), v128.or(c, d)), 0);
}
