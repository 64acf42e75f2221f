// Runs the built command as a shell would.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** A folder of its own to run the command in. */
export class CommandBench {
  readonly folder = mkdtempSync(join(tmpdir(), 'layerwise-cli-'));

  /** Builds the command unless it is built. */
  constructor() {
    execFileSync(process.execPath, ['scripts/build-if-stale.mjs'], { stdio: 'ignore' });
  }

  /** Runs `layerwise` in the folder. */
  run(...args: string[]): { status: number | null; stdout: string; stderr: string } {
    const { status, stdout, stderr } = spawnSync(process.execPath, [resolve('dist/cli/main.js'), ...args], {
      cwd: this.folder,
      encoding: 'utf8',
      env: { PATH: process.env['PATH'] },
    });
    return { status, stdout, stderr };
  }

  write(name: string, contents: string | Uint8Array): void {
    writeFileSync(join(this.folder, name), contents);
  }

  files(): string[] {
    return readdirSync(this.folder).sort();
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}

/** Rows of two features and a class, as a file: points left of the line x = y are of the first class. */
export function pointsCsv(classes: readonly [string, string], { end = '\n', count = 60 } = {}): string {
  const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  const rows = Array.from({ length: count }, (_, i) => {
    const x = ((i * 37) % 101) / 10;
    const y = ((i * 53) % 97) / 10;
    return `${x},${quoted(classes[Number(x >= y)]!)},${y}`;
  });
  return ['x,class,y', ...rows, ''].join(end);
}
