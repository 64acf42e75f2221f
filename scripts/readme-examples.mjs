// Runs each ```js block of the README as a program of its own, as a reader would.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';

const examples = [...readFileSync('README.md', 'utf8').matchAll(/^```js\n(.*?)^```$/gms)];
if (examples.length === 0) throw new Error('README.md has no ```js block');

// Inside the project, so that the package's own name resolves to dist/.
mkdirSync('build/readme', { recursive: true });
for (const [index, [, code]] of examples.entries()) {
  const file = `build/readme/example-${index + 1}.mjs`;
  writeFileSync(file, code);
  console.log(`README example ${index + 1}`);
  execFileSync('node', [file], { stdio: 'inherit' });
}
