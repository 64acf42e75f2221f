// Naive twins of the random kernels: Philox 4x32-10 in BigInt, and what is made of its words.

type Words = [number, number, number, number];
type Round = (x: number) => number;

/** The last word of the counter says what a block is for. */
export const use = { uniform: 1 << 24, normal: 2 << 24, shuffle: 3 << 24, dropout: 4 << 24 } as const;

/** Ten rounds of the published definition. */
export function philox(counter: readonly number[], key: readonly number[]): Words {
  const low = (x: bigint) => Number(x & 0xffffffffn);
  const high = (x: bigint) => Number(x >> 32n);
  let [c0, c1, c2, c3] = counter.map((c) => c >>> 0) as Words;
  let [k0, k1] = key.map((k) => k >>> 0) as [number, number];
  for (let round = 0; round < 10; round++) {
    const p0 = BigInt(c0) * 0xd2511f53n;
    const p1 = BigInt(c2) * 0xcd9e8d57n;
    [c0, c1, c2, c3] = [(high(p1) ^ c1 ^ k0) >>> 0, low(p1), (high(p0) ^ c3 ^ k1) >>> 0, low(p0)];
    k0 = (k0 + 0x9e3779b9) >>> 0;
    k1 = (k1 + 0xbb67ae85) >>> 0;
  }
  return [c0, c1, c2, c3];
}

/** A seed's two words and the stream. */
export interface Source {
  readonly seedLow: number;
  readonly seedHigh: number;
  readonly stream: number;
}

/** 64 bits of element i. */
function bits({ seedLow, seedHigh, stream }: Source, i: number, tag: number): bigint {
  const words = philox([i >> 1, 0, stream, tag], [seedLow, seedHigh]);
  const at = (i % 2) * 2;
  return BigInt(words[at]!) | (BigInt(words[at + 1]!) << 32n);
}

/** low + (high − low)·k/2⁵³. */
export function uniform(source: Source, count: number, low: number, high: number, round: Round): number[] {
  return Array.from({ length: count }, (_, i) =>
    round(low + (high - low) * (Number(bits(source, i, use.uniform) >> 11n) / 2 ** 53)),
  );
}

/** The u of which normal draws take the quantile. */
export function normalProbabilities(source: Source, count: number): number[] {
  return Array.from({ length: count }, (_, i) => (2 * Number(bits(source, i, use.normal) >> 12n) + 1) / 2 ** 53);
}

/** Fisher and Yates from the end down, Lemire's integers from consecutive words, of a stream or of a step. */
export function shuffle({ seedLow, seedHigh, stream }: Source, count: number, step?: number): number[] {
  const indices = Array.from({ length: count }, (_, i) => i);
  let drawn = 0;
  const [low, tag] =
    step === undefined ? [stream, use.shuffle] : [step % 2 ** 32, Math.floor(step / 2 ** 32) | use.shuffle];
  const draw = () =>
    philox([Math.floor(drawn / 4), step === undefined ? 0 : 1, low, tag], [seedLow, seedHigh])[drawn++ % 4]!;
  for (let range = count; range > 1; range--) {
    let product: bigint;
    do product = BigInt(draw()) * BigInt(range);
    while (Number(product & 0xffffffffn) < 2 ** 32 % range);
    const other = Number(product >> 32n);
    [indices[range - 1], indices[other]] = [indices[other]!, indices[range - 1]!];
  }
  return indices;
}

/** x·scale where kept, +0 where dropped. */
export function dropout(
  x: readonly number[],
  options: { seedLow: number; seedHigh: number; layer: number; step: number; rate: number },
  round: Round,
): number[] {
  const { seedLow, seedHigh, layer, step, rate } = options;
  const scale = round(1 / (1 - rate));
  const tag = Math.floor(step / 2 ** 32) | use.dropout;
  return x.map((value, e) => {
    const word = philox([e >> 2, layer, step % 2 ** 32, tag], [seedLow, seedHigh])[e % 4]!;
    return word >= Math.floor(rate * 2 ** 32) ? round(value * scale) : 0;
  });
}
