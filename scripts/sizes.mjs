// The bytes of what is shipped. Run alone, it fails when the library is above its budget.
import { existsSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';

/** Training and prediction with the kernels inside, as one file: the promise in the README. */
const budget = { file: 'dist/index.js', gzip: 40 * 1024 };

const files = ['dist/index.js', 'dist/edge/index.js', 'dist/kernels.wasm', 'dist/node/index.js', 'dist/cli/main.js'];

/** Bytes of a file after `gzip -9`. */
const gzipped = (file) => gzipSync(readFileSync(file), { level: 9 }).length;

/** One line a file: bytes, and bytes after gzip. */
export function printSizes() {
  for (const file of files.filter((name) => existsSync(name))) {
    console.log(`${file.padEnd(20)} ${readFileSync(file).length} bytes, ${gzipped(file)} gzipped`);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  printSizes();
  const size = gzipped(budget.file);
  if (size > budget.gzip) {
    console.error(`${budget.file} is ${size} bytes gzipped, ${size - budget.gzip} above its budget of ${budget.gzip}`);
    process.exitCode = 1;
  }
}
