// SHA-256. Source: FIPS 180-4.

const rotate = (word: number, by: number): number => (word >>> by) | (word << (32 - by));

/** The first 32 bits after the point. */
const fraction = (root: number): number => ((root - Math.floor(root)) * 4294967296) | 0;

/** Newton's iteration; what is left of the error is far below the 32 bits after the point. */
function cubeRoot(x: number): number {
  let root = x;
  for (let i = 0; i < 16; i++) root -= (root - x / (root * root)) / 3;
  return root;
}

const primes: number[] = [];
for (let n = 2; primes.length < 64; n++) if (primes.every((prime) => n % prime !== 0)) primes.push(n);

/** One constant a round, the cube roots of the first 64 primes; and the first state, the square roots of the first 8. */
const CONSTANTS = Int32Array.from(primes, (prime) => fraction(cubeRoot(prime)));
const INITIAL = Int32Array.from(primes.slice(0, 8), (prime) => fraction(Math.sqrt(prime)));

/** The hash of all the bytes that `update` was given, in order. */
export class Sha256 {
  readonly #state = INITIAL.slice();
  /** The block in the first 16, and what the rounds make of it. */
  readonly #words = new Int32Array(64);
  #length = 0;

  /** Appends bytes. */
  update(bytes: Uint8Array): this {
    const words = this.#words;
    let length = this.#length;
    for (let i = 0; i < bytes.length; i++) {
      // Four bytes shift out the word of the block before.
      const at = (length >>> 2) & 15;
      words[at] = (words[at]! << 8) | bytes[i]!;
      length++;
      if ((length & 63) === 0) this.#compress();
    }
    this.#length = length;
    return this;
  }

  /** The hash, in hexadecimal. Ends the use of this object. */
  hex(): string {
    const length = this.#length;
    const padding = new Uint8Array(64 - ((length + 8) % 64));
    padding[0] = 0x80;
    this.update(padding);
    this.#words[14] = length / 536870912;
    this.#words[15] = length << 3;
    this.#compress();
    return Array.from(this.#state, (word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
  }

  #compress(): void {
    const words = this.#words;
    for (let i = 16; i < 64; i++) {
      const x = words[i - 15]!;
      const y = words[i - 2]!;
      const mixedX = rotate(x, 7) ^ rotate(x, 18) ^ (x >>> 3);
      const mixedY = rotate(y, 17) ^ rotate(y, 19) ^ (y >>> 10);
      words[i] = words[i - 16]! + mixedX + words[i - 7]! + mixedY;
    }
    const state = this.#state;
    let a = state[0]!;
    let b = state[1]!;
    let c = state[2]!;
    let d = state[3]!;
    let e = state[4]!;
    let f = state[5]!;
    let g = state[6]!;
    let h = state[7]!;
    for (let i = 0; i < 64; i++) {
      const choice = (e & f) ^ (~e & g);
      const majority = (a & b) ^ (a & c) ^ (b & c);
      const first = (h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + choice + CONSTANTS[i]! + words[i]!) | 0;
      const second = (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + majority;
      h = g;
      g = f;
      f = e;
      e = (d + first) | 0;
      d = c;
      c = b;
      b = a;
      a = (first + second) | 0;
    }
    [a, b, c, d, e, f, g, h].forEach((word, i) => (state[i]! += word));
  }
}
