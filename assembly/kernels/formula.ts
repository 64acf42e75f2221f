// Formulas: the steps that an expression is made of, each over a register full of elements at a time. A register stays
// in the first-level cache, so a step costs a few loads and stores a vector and no kernel has to be written.
//
// The predict-only kernels are compiled with FORWARD_ONLY and lack the steps that no layer's forward takes.
import { Formula } from "../opcodes";
import { FORMULA_BYTES, STEP_BYTES, Step } from "../steps";
import { address, word } from "../fields";
import { VECTOR } from "../simd/lanes";
import { isPart, ownScratch, shareEnd, shareStart } from "../threads";
import { sigmoids, tanhs } from "./activations";
import {
  Abs,
  Add,
  CosPi,
  Divide,
  Erf,
  Exp,
  Expm1,
  Floor,
  Log,
  Log1p,
  Maximum,
  Minimum,
  Multiply,
  Softplus,
  Sqrt,
  Subtract,
  pairs,
  singles,
} from "./formula-steps";

/** Runs a Formula record on tensors of T, computing in C. `offset` is base − 1. */
export function formula<T, C>(r: usize, offset: usize, m: i32): void {
  const steps = word(r, Formula.steps);
  const body = steps + word(r, Formula.prologue) * STEP_BYTES;
  const end = steps + word(r, Formula.length) * STEP_BYTES;
  const operands = word(r, Formula.operands);
  let scratch = address(r, Formula.scratch, offset);
  const n = word(r, Formula.n);
  const fixed = word(r, Formula.count);
  let count = fixed ? fixed : m * n;
  const width: i32 = FORMULA_BYTES >> alignof<C>();
  let from = 0;
  if (isPart()) {
    scratch = ownScratch(scratch, word(r, Formula.threadBytes));
    from = shareStart(count, width);
    count = shareEnd(count, width);
  }
  evaluate<T, C>(steps, body, operands, offset, scratch, from, min(width, count - from), m, n);
  for (; from < count; from += width) {
    evaluate<T, C>(body, end, operands, offset, scratch, from, min(width, count - from), m, n);
  }
}

/** Runs the steps of [step, end) on `count` elements, the first of which is element `from` of the whole. */
function evaluate<T, C>(
  step: usize,
  end: usize,
  operands: usize,
  offset: usize,
  scratch: usize,
  from: i32,
  count: i32,
  m: i32,
  n: i32,
): void {
  // Whole vectors: what stands behind the last element is computed and never stored.
  const bytes = (((<usize>count) << alignof<C>()) + VECTOR - 1) & ~(VECTOR - 1);
  for (; step < end; step += STEP_BYTES) {
    const y = scratch + <usize>load<u8>(step, 1) * FORMULA_BYTES;
    const a = scratch + <usize>load<u8>(step, 2) * FORMULA_BYTES;
    const b = scratch + <usize>load<u8>(step, 3) * FORMULA_BYTES;
    const c = scratch + <usize>load<u8>(step, 4) * FORMULA_BYTES;
    const source = operands + <usize>load<u8>(step, 2) * 4;
    const target = operands + <usize>load<u8>(step, 1) * 4;
    const kind = <i32>load<u8>(step);
    switch (kind) {
      case Step.load:
        convert<T, C>(address(source, 0, offset) + ((<usize>from) << alignof<T>()), y, count);
        break;
      case Step.column:
        spread<T, C>(address(source, 0, offset), y, from, count, n, false);
        break;
      case Step.scalar:
        fill(y, v128.splat<C>(<C>load<f64>(address(source, 0, offset))), bytes);
        break;
      case Step.store:
        convert<C, T>(a, address(target, 0, offset) + ((<usize>from) << alignof<T>()), count);
        break;
      default:
        if (isDefined(FORWARD_ONLY)) {
          compute<C>(kind, a, b, c, y, bytes);
          break;
        }
        switch (kind) {
          case Step.row:
            spread<T, C>(address(source, 0, offset), y, from, count, n, true);
            break;
          case Step.columnIndex:
            for (let i = 0; i < count; i++) store<C>(y + ((<usize>i) << alignof<C>()), <C>((from + i) % n));
            break;
          case Step.rows:
            fill(y, v128.splat<C>(<C>m), bytes);
            break;
          case Step.storeScalar:
            store<f64>(address(target, 0, offset), <f64>load<C>(a));
            break;
          case Step.sum:
          case Step.largest:
            reduce(a, address(target, 0, offset), from, count, kind == Step.sum);
            break;
          default:
            compute<C>(kind, a, b, c, y, bytes);
        }
    }
  }
}

/** One step that knows registers only: a function of its own, so that no T has a second copy of it. */
function compute<C>(kind: i32, a: usize, b: usize, c: usize, y: usize, bytes: usize): void {
  switch (kind) {
    case Step.add:
      pairs<Add<C>>(a, b, y, bytes);
      break;
    case Step.subtract:
      pairs<Subtract<C>>(a, b, y, bytes);
      break;
    case Step.multiply:
      pairs<Multiply<C>>(a, b, y, bytes);
      break;
    case Step.divide:
      pairs<Divide<C>>(a, b, y, bytes);
      break;
    case Step.minimum:
      pairs<Minimum<C>>(a, b, y, bytes);
      break;
    case Step.maximum:
      pairs<Maximum<C>>(a, b, y, bytes);
      break;
    case Step.select:
      for (let o: usize = 0; o < bytes; o += VECTOR) {
        const mask = v128.gt<C>(v128.load(c + o), f64x2.splat(0));
        v128.store(y + o, v128.bitselect(v128.load(a + o), v128.load(b + o), mask));
      }
      break;
    case Step.abs:
      singles<Abs<C>>(a, y, bytes);
      break;
    case Step.sqrt:
      singles<Sqrt<C>>(a, y, bytes);
      break;
    case Step.expm1:
      singles<Expm1<C>>(a, y, bytes);
      break;
    case Step.tanh:
      tanhs<C>(a, y, bytes);
      break;
    case Step.sigmoid:
      sigmoids<C>(a, y, bytes);
      break;
    case Step.softplus:
      singles<Softplus<C>>(a, y, bytes);
      break;
    case Step.erf:
      singles<Erf<C>>(a, y, bytes);
      break;
    default:
      if (!isDefined(FORWARD_ONLY)) computeMore<C>(kind, a, y, bytes);
  }
}

/** The steps that no layer's forward takes. */
function computeMore<C>(kind: i32, a: usize, y: usize, bytes: usize): void {
  switch (kind) {
    case Step.floor:
      singles<Floor<C>>(a, y, bytes);
      break;
    case Step.exp:
      singles<Exp<C>>(a, y, bytes);
      break;
    case Step.log:
      singles<Log<C>>(a, y, bytes);
      break;
    case Step.log1p:
      singles<Log1p<C>>(a, y, bytes);
      break;
    case Step.cosPi:
      singles<CosPi<C>>(a, y, bytes);
      break;
    default:
      assert(false, "unknown step");
  }
}

/** y[count] of B = x[count] of A. */
function convert<A, B>(x: usize, y: usize, count: i32): void {
  if (sizeof<A>() == sizeof<B>()) {
    memory.copy(y, x, (<usize>count) << alignof<A>());
    return;
  }
  for (let i = 0; i < count; i++) {
    store<B>(y, <B>load<A>(x));
    x += sizeof<A>();
    y += sizeof<B>();
  }
}

/** y[i] = x[row of element from + i], or its column, where a row has n elements. */
function spread<T, C>(x: usize, y: usize, from: i32, count: i32, n: i32, byRow: bool): void {
  let row = from / n;
  let column = from % n;
  for (let i = 0; i < count; i++) {
    store<C>(y + ((<usize>i) << alignof<C>()), <C>load<T>(x + ((<usize>(byRow ? row : column)) << alignof<T>())));
    if (++column == n) {
      column = 0;
      row++;
    }
  }
}

function fill(y: usize, value: v128, bytes: usize): void {
  for (let o: usize = 0; o < bytes; o += VECTOR) v128.store(y + o, value);
}

/** Adds Σ x[count] to the float64 at `result`, or makes that the largest so far; the first elements begin it anew. */
function reduce(x: usize, result: usize, from: i32, count: i32, sum: bool): void {
  let value = load<f64>(x);
  for (let i = 1; i < count; i++) {
    const next = load<f64>(x + ((<usize>i) << 3));
    value = sum ? value + next : max(value, next);
  }
  const before = load<f64>(result);
  if (from > 0) value = sum ? before + value : max(before, value);
  store<f64>(result, value);
}
