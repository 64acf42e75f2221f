// Runs the ```js blocks of the documents: each of the README as a program of its own, as a reader would; those of a page
// of docs/ one after the other, as one program. Then the commands of the README.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';

const pages = [
  'losses',
  'training',
  'metrics',
  'schedules',
  'inspection',
  'presets',
  'threads',
  'proof',
  'exchange',
  'assessment',
].map((page) => `docs/${page}.md`);

function blocksOf(page) {
  const blocks = Array.from(readFileSync(page, 'utf8').matchAll(/^```js\n(.*?)^```$/gms), ([, code]) => code);
  if (blocks.length === 0) throw new Error(`${page} has no \`\`\`js block`);
  return blocks;
}

// Inside the project, so that the package's own name resolves to dist/; what the programs write stays there too.
const folder = 'build/readme';
mkdirSync(folder, { recursive: true });

// The table that the README's example reads: who stays long and visits often does not leave.
const customers = Array.from({ length: 120 }, (_, i) => {
  const [age, visits, plan] = [20 + ((i * 37) % 60), (i * 11) % 30, ['basic', 'plus', 'team'][i % 3]];
  return `${age},${i % 9 === 0 ? '' : visits},${plan},${age / 3 + visits > 30 ? 'no' : 'yes'}`;
});
writeFileSync(`${folder}/customers.csv`, ['age,visits,plan,churned', ...customers].join('\n'));

function run(name, code) {
  writeFileSync(`${folder}/${name}.mjs`, code);
  console.log(name);
  execFileSync('node', [`${name}.mjs`], { stdio: 'inherit', cwd: folder });
}

const commands = Array.from(readFileSync('README.md', 'utf8').matchAll(/^npx layerwise (.*)$/gm), ([, args]) =>
  args.split(' '),
);
if (commands.length === 0) throw new Error('README.md has no command');

for (const [index, code] of blocksOf('README.md').entries()) run(`README-${index + 1}`, code);
for (const page of pages) run(basename(page, '.md'), blocksOf(page).join('\n'));
for (const args of commands) {
  console.log(`layerwise ${args.join(' ')}`);
  execFileSync('node', [resolve('dist/cli/main.js'), ...args], { stdio: 'inherit', cwd: folder });
}
