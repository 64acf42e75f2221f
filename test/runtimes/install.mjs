// Packs the library and installs it beside the runtimes, in this folder alone.
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('.', import.meta.url));
const project = join(folder, '../..');
const build = join(folder, 'build');

rmSync(build, { recursive: true, force: true });
mkdirSync(build);
const pack = ['pack', '--ignore-scripts', '--json', '--pack-destination', build];
const [{ filename }] = JSON.parse(execFileSync('npm', pack, { cwd: project }));
// A tarball of the same name and version as the last one would be taken from what is installed.
rmSync(join(folder, 'node_modules/layerwise'), { recursive: true, force: true });
execFileSync('npm', ['install', '--no-save', '--loglevel=error', join(build, filename)], {
  cwd: folder,
  stdio: 'inherit',
});
