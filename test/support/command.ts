// Runs the built command as a shell would.
import {
  type ChildProcess,
  type ChildProcessWithoutNullStreams,
  execFileSync,
  spawn,
  spawnSync,
} from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const command = resolve('dist/cli/main.js');

/** How a process ended, and what it said. */
interface Finished {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder of its own to run the command in. */
export class CommandBench {
  readonly folder = mkdtempSync(join(tmpdir(), 'layerwise-cli-'));

  /** Builds the command unless it is built. */
  constructor() {
    execFileSync(process.execPath, ['scripts/build-if-stale.mjs'], { stdio: 'ignore' });
  }

  /** Runs `layerwise` in the folder. */
  run(...args: string[]): Finished {
    return this.#spawn(process.execPath, [command, ...args]);
  }

  /** The same with a text on standard input. */
  runOn(input: string, ...args: string[]): Finished {
    return this.#spawn(process.execPath, [command, ...args], input);
  }

  /** Runs a line of a shell, in which $layerwise is the command. */
  shell(line: string): Finished {
    return this.#spawn('/bin/sh', ['-c', line]);
  }

  /** Starts `layerwise` and does not wait for it. */
  start(...args: string[]): ChildProcess {
    return spawn(process.execPath, [command, ...args], { cwd: this.folder, stdio: 'ignore' });
  }

  /** The same with its standard input and output at hand. */
  open(...args: string[]): ChildProcessWithoutNullStreams {
    return spawn(process.execPath, [command, ...args], { cwd: this.folder });
  }

  #spawn(file: string, args: string[], input = ''): Finished {
    const env = { PATH: process.env['PATH'], layerwise: `${process.execPath} ${command}` };
    const { status, stdout, stderr } = spawnSync(file, args, { cwd: this.folder, encoding: 'utf8', env, input });
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
