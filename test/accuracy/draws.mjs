// The random numbers of the references, so that the same networks are trained on the same batches: both draw from the
// Mersenne Twister (Matsumoto & Nishimura 1998), PyTorch 1.13's generator and NumPy's RandomState each in its own way.

const SIZE = 624;

/** 32-bit words from a seed. */
function words(seed) {
  const state = new Uint32Array(SIZE);
  state[0] = seed;
  for (let i = 1; i < SIZE; i++) state[i] = Math.imul(1812433253, state[i - 1] ^ (state[i - 1] >>> 30)) + i;
  let at = SIZE;
  return () => {
    if (at === SIZE) {
      for (let i = 0; i < SIZE; i++) {
        const bits = (state[i] & 0x80000000) | (state[(i + 1) % SIZE] & 0x7fffffff);
        state[i] = state[(i + 397) % SIZE] ^ (bits >>> 1) ^ (bits & 1 ? 0x9908b0df : 0);
      }
      at = 0;
    }
    let y = state[at++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  };
}

const range = (n) => Array.from({ length: n }, (_, i) => i);

/** `torch.rand` of float64 and `torch.randperm` with a generator of this seed. */
export function torchDraws(seed) {
  const next = words(seed);
  return {
    unit: () => ((next() % 2 ** 21) * 2 ** 32 + next()) * 2 ** -53,
    permutation(n) {
      const order = range(n);
      for (let i = 0; i < n - 1; i++) {
        const other = i + (next() % (n - i));
        [order[i], order[other]] = [order[other], order[i]];
      }
      return order;
    },
  };
}

/** `random_sample` and `shuffle` of a RandomState of this seed. */
export function numpyDraws(seed) {
  const next = words(seed);
  return {
    unit: () => (Math.floor(next() / 32) * 2 ** 26 + Math.floor(next() / 64)) * 2 ** -53,
    permutation(n) {
      const order = range(n);
      for (let i = n - 1; i > 0; i--) {
        const mask = 2 ** (32 - Math.clz32(i)) - 1;
        let other;
        do other = (next() & mask) >>> 0;
        while (other > i);
        [order[i], order[other]] = [order[other], order[i]];
      }
      return order;
    },
  };
}
