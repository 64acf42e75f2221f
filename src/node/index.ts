// `layerwise/node`: files that are whole whatever happens, for hosts with node:fs (Node, Deno, Bun).
import {
  appendFileSync,
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { pid } from 'node:process';
import { threadId } from 'node:worker_threads';

/**
 * Writes a file beside its place, waits until the disk has it and moves it there: whoever reads `path`, also after this
 * process was killed or the machine lost its power, finds the old file or the new one, whole. A link stays a link; the
 * file that it leads to is replaced. Synchronous: in a server, call it where a few milliseconds of waiting hurt nobody.
 *
 * A process that is killed while it writes leaves a file `.<name>.<process>.<thread>.tmp` beside, which may be removed.
 *
 * @param contents bytes, or text to be written as UTF-8
 * @throws the error of node:fs if it cannot be written; what was there is then as it was
 *
 * @example
 * saveFile('trainer.safetensors', trainer.save());
 */
export function saveFile(path: string, contents: Uint8Array | string): void {
  const target = realPath(path);
  const temporary = join(dirname(target), `.${basename(target)}.${pid}.${threadId}.tmp`);
  try {
    // Left by a process that was killed and had this number, as the first process of every container has.
    rmSync(temporary, { force: true });
    const file = openSync(temporary, 'wx');
    try {
      writeFileSync(file, contents);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, target);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/**
 * The bytes of a file, or undefined if there is none: what a program that goes on where it stood begins with.
 *
 * @throws the error of node:fs if there is a file that cannot be read
 *
 * @example
 * const state = loadFile('trainer.safetensors');
 * const trainer = state === undefined ? new Trainer(network, options) : Trainer.load(state);
 */
export function loadFile(path: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as { readonly code?: string }).code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * A file of lines, for `csvLogger` and `jsonlLogger`. The function takes a line and its number, from 0, and keeps the
 * lines before it: a run that goes on from a checkpoint writes over what came after, and one that begins anew begins the
 * file anew. A line that a killed process left unfinished is dropped.
 *
 * @throws the error of node:fs if it cannot be written
 *
 * @example
 * await trainer.fit(data, { epochs: 50, callbacks: [csvLogger(lineFile('history.csv'))] });
 */
export function lineFile(path: string): (line: string, number: number) => void {
  let next = -1;
  return (line, number) => {
    if (number !== next) {
      const lines = new TextDecoder().decode(loadFile(path)).split('\n').slice(0, -1);
      saveFile(
        path,
        lines
          .slice(0, number)
          .map((kept) => `${kept}\n`)
          .join(''),
      );
    }
    appendFileSync(path, `${line}\n`);
    next = number + 1;
  };
}

/** Where the path leads when links are followed; the path itself if nothing is there. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
