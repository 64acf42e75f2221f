// Runs the ```js blocks of the documents: each of the README as a program of its own, as a reader would; those of a page
// of docs/ one after the other, as one program.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';

const pages = ['losses', 'training', 'metrics', 'proof', 'exchange'].map((page) => `docs/${page}.md`);

function blocksOf(page) {
  const blocks = Array.from(readFileSync(page, 'utf8').matchAll(/^```js\n(.*?)^```$/gms), ([, code]) => code);
  if (blocks.length === 0) throw new Error(`${page} has no \`\`\`js block`);
  return blocks;
}

// Inside the project, so that the package's own name resolves to dist/; what the programs write stays there too.
const folder = 'build/readme';
mkdirSync(folder, { recursive: true });

function run(name, code) {
  writeFileSync(`${folder}/${name}.mjs`, code);
  console.log(name);
  execFileSync('node', [`${name}.mjs`], { stdio: 'inherit', cwd: folder });
}

for (const [index, code] of blocksOf('README.md').entries()) run(`README-${index + 1}`, code);
for (const page of pages) run(basename(page, '.md'), blocksOf(page).join('\n'));
