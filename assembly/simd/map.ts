// A formula over spans of elements.
import { VECTOR, loadPart, storePart } from "./lanes";

/** y[i] = F(x[i]) for bytes / sizeof<T>() elements; y may be x. F is an unmanaged class with `apply(x, parameter)`. */
export function map<T, F>(x: usize, y: usize, bytes: usize, parameter: v128): void {
  const formula = changetype<F>(0);
  const whole = bytes & ~(VECTOR - 1);
  let o: usize = 0;
  for (; o < whole; o += VECTOR) v128.store(y + o, formula.apply(v128.load(x + o), parameter));
  if (o < bytes) storePart<T>(y + o, formula.apply(loadPart<T>(x + o, bytes - o), parameter), bytes - o);
}

/** y[i] = F(a[i], b[i]) likewise; y may be a or b. F has `apply(a, b, parameter)`. */
export function mapPairs<T, F>(a: usize, b: usize, y: usize, bytes: usize, parameter: v128): void {
  const formula = changetype<F>(0);
  const whole = bytes & ~(VECTOR - 1);
  let o: usize = 0;
  for (; o < whole; o += VECTOR) {
    v128.store(y + o, formula.apply(v128.load(a + o), v128.load(b + o), parameter));
  }
  if (o == bytes) return;
  const rest = bytes - o;
  storePart<T>(y + o, formula.apply(loadPart<T>(a + o, rest), loadPart<T>(b + o, rest), parameter), rest);
}
