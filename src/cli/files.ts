// Files: read whole, and written whole or not at all.
import { accessSync, constants, existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { saveFile } from '../node/index.ts';
import { UserError } from './errors.ts';

/** Why the system refused, in words. */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'a part of its path is not a folder',
  EISDIR: 'it is a folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
};

/**
 * The bytes of a file.
 * @throws UserError if it cannot be read
 */
export function readBytes(path: string): Uint8Array {
  return orUserError(`cannot read ${path}`, () => readFileSync(path));
}

/**
 * The text of a file, which must be UTF-8; a byte order mark is left out.
 * @throws UserError if it cannot be read or is not UTF-8
 */
export function readText(path: string): string {
  const bytes = readBytes(path);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new UserError(`${path}: the file is not UTF-8 text`, { cause });
  }
}

/**
 * Checks before the work begins that its result can be written.
 * @param inputs the files that the work reads, which the result must not replace
 * @throws UserError if the path is a folder, a device or one of the inputs, or its folder cannot be written to
 */
export function checkOutput(path: string, inputs: readonly string[]): void {
  const failure = `cannot write ${path}`;
  orUserError(failure, () => accessSync(dirname(path), constants.W_OK));
  const stats = orUserError(failure, () => statSync(path, { throwIfNoEntry: false }));
  if (stats?.isDirectory() === true) throw new UserError(`${failure}: ${REASONS['EISDIR']}`);
  if (stats?.isFile() === false) throw new UserError(`${failure}: it is not a regular file`);
  const isOutput = (file: string): boolean => existsSync(file) && realpathSync(file) === realpathSync(path);
  const input = stats === undefined ? undefined : inputs.find(isOutput);
  if (input !== undefined) throw new UserError(`${failure}: it is the input ${input}`);
}

/**
 * Writes a file whole or not at all.
 * @throws UserError if it cannot be written; the file that was there is then as it was
 */
export function writeWhole(path: string, contents: string | Uint8Array): void {
  orUserError(`cannot write ${path}`, () => saveFile(path, contents));
}

function orUserError<T>(failure: string, action: () => T): T {
  try {
    return action();
  } catch (cause) {
    const { code = '', message } = cause as NodeJS.ErrnoException;
    throw new UserError(`${failure}: ${REASONS[code] ?? message}`, { cause });
  }
}
