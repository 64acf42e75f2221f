// How a record is read: its fields by their offsets in opcodes.ts.

/** The value of a 32-bit field. */
// @ts-ignore: decorator
@inline
export function word(record: usize, field: usize): i32 {
  return load<i32>(record + field);
}

/** The value of a float64 field. */
// @ts-ignore: decorator
@inline
export function scalar(record: usize, field: usize): f64 {
  return load<f64>(record + field);
}

/** The address in a field: relative to base when bit 0 is set. `offset` is base − 1. */
// @ts-ignore: decorator
@inline
export function address(record: usize, field: usize, offset: usize): usize {
  const at = <usize>load<u32>(record + field);
  return at + (at & 1) * offset;
}
