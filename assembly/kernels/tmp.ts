import { Activation, LossKind, Reduction } from "../opcodes";
function ex(x: f64): f64 { return NativeMath.exp(x); }
export function biasActivation<T>(m: i32, n: i32, z: usize, bias: usize, a: usize, kind: i32, p: f64): void {
  for (let i = 0; i < m * n; i++) {
    let v = <f64>load<T>(z + i * sizeof<T>());
    if (bias) { v = <f64><T>(v + <f64>load<T>(bias + (i % n) * sizeof<T>())); store<T>(z + i * sizeof<T>(), <T>v); }
    if (kind == Activation.relu) v = v > 0 ? v : 0;
    else if (kind == Activation.leakyRelu) v = v > 0 ? v : p * v;
    else if (kind == Activation.sigmoid) v = 1 / (1 + ex(-v));
    else if (kind == Activation.tanh) v = NativeMath.tanh(v);
    store<T>(a + i * sizeof<T>(), <T>v);
  }
}
export function activationBackward<T>(m: i32, n: i32, da: usize, z: usize, a: usize, dz: usize, kind: i32, p: f64): void {
  for (let i = 0; i < m * n; i++) {
    const v = <f64>load<T>(a + i * sizeof<T>());
    let d = <f64>load<T>(da + i * sizeof<T>());
    if (kind == Activation.relu) d = v > 0 ? d : 0;
    else if (kind == Activation.leakyRelu) d = v > 0 ? d : p * d;
    else if (kind == Activation.sigmoid) d *= v * (1 - v);
    else if (kind == Activation.tanh) d *= 1 - v * v;
    store<T>(dz + i * sizeof<T>(), <T>d);
  }
}
export function softmax<T>(m: i32, n: i32, z: usize, a: usize): void {
  for (let i = 0; i < m; i++) {
    let mx: f64 = -Infinity;
    for (let j = 0; j < n; j++) mx = max(mx, <f64>load<T>(z + j * sizeof<T>()));
    let s: f64 = 0;
    for (let j = 0; j < n; j++) s += ex(<f64>load<T>(z + j * sizeof<T>()) - mx);
    for (let j = 0; j < n; j++) store<T>(a + j * sizeof<T>(), <T>(ex(<f64>load<T>(z + j * sizeof<T>()) - mx) / s));
    z += n * sizeof<T>(); a += n * sizeof<T>();
  }
}
export function softmaxBackward<T>(m: i32, n: i32, da: usize, a: usize, dz: usize): void {
  for (let i = 0; i < m; i++) {
    let s: f64 = 0;
    for (let j = 0; j < n; j++) s += <f64>load<T>(da + j * sizeof<T>()) * <f64>load<T>(a + j * sizeof<T>());
    for (let j = 0; j < n; j++) store<T>(dz + j * sizeof<T>(), <T>(<f64>load<T>(a + j * sizeof<T>()) * (<f64>load<T>(da + j * sizeof<T>()) - s)));
    da += n * sizeof<T>(); a += n * sizeof<T>(); dz += n * sizeof<T>();
  }
}
export function loss<T>(m: i32, n: i32, pr: usize, out: usize, y: usize, g: usize, tc: i32, kind: i32, red: i32, result: usize): void {
  const rowwise = kind == LossKind.softmaxCrossEntropy || kind == LossKind.categoricalCrossEntropy;
  const scale: f64 = red == Reduction.sum ? 1 : (red == Reduction.mean && !rowwise) ? 1 / <f64>(m * n) : 1 / <f64>m;
  let total: f64 = 0;
  for (let i = 0; i < m; i++) {
    let lse: f64 = 0;
    if (kind == LossKind.softmaxCrossEntropy) {
      let mx: f64 = -Infinity;
      for (let j = 0; j < n; j++) mx = max(mx, <f64>load<T>(pr + (i * n + j) * sizeof<T>()));
      for (let j = 0; j < n; j++) lse += ex(<f64>load<T>(pr + (i * n + j) * sizeof<T>()) - mx);
      lse = mx + NativeMath.log(lse);
    }
    for (let j = 0; j < n; j++) {
      const e = (i * n + j) * sizeof<T>();
      const t = tc == 1 && n != 1 ? (<i32>load<T>(y + i * sizeof<T>()) == j ? 1.0 : 0.0) : <f64>load<T>(y + e);
      const p = <f64>load<T>(pr + e); const o = <f64>load<T>(out + e);
      let d: f64 = 0;
      if (kind == LossKind.sigmoidCrossEntropy) { total += max(p, 0) - p * t + NativeMath.log1p(ex(-abs(p))); d = o - t; }
      else if (kind == LossKind.softmaxCrossEntropy) { total += t * (lse - p); d = o - t; }
      else if (kind == LossKind.binaryCrossEntropy) { total -= t * max(NativeMath.log(p), -100) + (1 - t) * max(NativeMath.log(1 - p), -100); d = (p - t) / max(p * (1 - p), 1e-12); }
      else if (kind == LossKind.categoricalCrossEntropy) { total -= t * max(NativeMath.log(p), -100); d = -t / max(p, 1e-12); }
      else if (kind == LossKind.squaredError) { total += (p - t) * (p - t); d = 2 * (p - t); }
      else { total += 0.5 * (p - t) * (p - t); d = p - t; }
      if (g) store<T>(g + e, <T>(d * scale));
    }
  }
  store<f64>(result, total * scale);
}
