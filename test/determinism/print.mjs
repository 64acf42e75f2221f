// Prints what determinism.test.ts has just compared: a line a training and element type, of each SHA-256 the beginning.
import { readFileSync } from 'node:fs';

const trainings = JSON.parse(readFileSync(new URL('hashes.json', import.meta.url), 'utf8'));
console.log('parameters        results           dtype    training');
for (const { name, hashes } of trainings) {
  for (const [dtype, { parameters, results }] of Object.entries(hashes)) {
    console.log(`${parameters.slice(0, 16)}  ${results.slice(0, 16)}  ${dtype}  ${name}`);
  }
}
