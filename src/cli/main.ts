// The `layerwise` command. Exit codes: 0, 1 for a mistake in files or data or a failure, 2 for a mistake in usage.
import { readFileSync } from 'node:fs';
import { CommanderError } from 'commander';
import { UsageError, isForUser } from './errors.ts';
import { cannotWrite } from './files.ts';
import { createProgram } from './program.ts';

/** The package's, two folders up from src/cli/ and from dist/cli/ alike. */
function packageVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

function fail(error: unknown): void {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : 2;
    return;
  }
  process.exitCode = error instanceof UsageError ? 2 : 1;
  if (isForUser(error)) console.error(`layerwise: ${error.message}`);
  else console.error(error);
}

// Whoever reads the output may stop early, as `head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  fail(cannotWrite('standard output', error));
  process.exit();
});

createProgram(packageVersion()).parseAsync().catch(fail);
