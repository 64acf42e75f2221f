// The share of each kernel file in the bytes of the wasm, from a build with the names of functions.
//   node scripts/kernel-shares.mjs
import { readFileSync } from 'node:fs';
import asc from 'assemblyscript/asc';

/** The bytes of the function bodies of a module by the functions' names, and of the sections that are no code. */
function functionSizes(bytes) {
  let at = 8;
  const number = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++];
      value |= (byte & 127) << shift;
      if (byte < 128) return value >>> 0;
    }
  };
  const text = () => {
    const length = number();
    at += length;
    return new TextDecoder().decode(bytes.subarray(at - length, at));
  };
  const [sizes, names] = [[], new Map()];
  let others = 0;
  while (at < bytes.length) {
    const id = bytes[at++];
    const end = number() + at;
    if (id === 10) {
      for (let count = number(); count > 0; count--) {
        const size = number();
        sizes.push(size);
        at += size;
      }
    } else if (id !== 0) others += end - at;
    else if (text() === 'name') {
      while (at < end) {
        const kind = bytes[at++];
        const next = number() + at;
        if (kind === 1) for (let count = number(); count > 0; count--) names.set(number(), text());
        at = next;
      }
    }
    at = end;
  }
  return { sizes: sizes.map((size, index) => [names.get(index) ?? 'unnamed', size]), others };
}

/** Prints the kernels of a target by the file that they are written in; what is inlined counts where it ends up. */
async function printShares(config) {
  const file = `build/${config}.names.wasm`;
  const { error, stderr } = await asc.main(['--config', config, '--target', 'release', '--outFile', file, '--debug']);
  if (error) throw new Error(stderr.toString());
  const { sizes, others } = functionSizes(readFileSync(file));
  const shares = new Map([['constants, imports and exports', others]]);
  for (const [name, size] of sizes) {
    const kernel = /assembly\/([\w/-]+)\/[^/]*$/.exec(name.replace(/<.*/, ''))?.[1] ?? name;
    shares.set(kernel, (shares.get(kernel) ?? 0) + size);
  }
  const total = [...shares.values()].reduce((sum, size) => sum + size, 0);
  console.log(`${config}: ${total} bytes`);
  for (const [kernel, size] of [...shares].toSorted(([, a], [, b]) => b - a)) {
    console.log(
      `  ${kernel.padEnd(32)} ${String(size).padStart(6)} ${((100 * size) / total).toFixed(1).padStart(5)} %`,
    );
  }
}

for (const config of ['asconfig.json', 'asconfig.core.json', 'asconfig.predict.json']) await printShares(config);
