// Runs the build unless its last output is newer than everything that it reads.
import { execSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const inputs = [
  'assembly',
  'src',
  'scripts',
  'asconfig.json',
  'asconfig.core.json',
  'asconfig.predict.json',
  'tsconfig.json',
  'tsconfig.build.json',
  'tsconfig.core.json',
  'package.json',
];
const lastOutput = 'dist/types/index.d.ts';

/** The last change in a file or below a folder; a folder's own time tells of files removed. */
function changed(path) {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return -Infinity;
  const below = stats.isDirectory() ? readdirSync(path).map((entry) => changed(join(path, entry))) : [];
  return Math.max(stats.mtimeMs, ...below);
}

if (changed(lastOutput) < Math.max(...inputs.map(changed))) execSync('npm run build', { stdio: 'inherit' });
