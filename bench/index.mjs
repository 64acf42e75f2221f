// All benchmarks, one after the other, each in a process of its own. Minutes; the machine should be otherwise idle.
import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';

const benchmarks = [
  'matmul',
  'functions',
  'optimizers',
  'training',
  'threads',
  'prediction',
  'pool',
  'scaling',
  'footprint',
];

console.log(
  `${cpus()[0].model.trim()}, ${cpus().length} cores; node ${process.version}; ${process.platform} ${process.arch}`,
);
for (const name of benchmarks) {
  console.log(`\n# ${name}`);
  const { status } = spawnSync(process.execPath, [fileURLToPath(new URL(`${name}.mjs`, import.meta.url))], {
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
}
