// Files: read whole, and written whole or not at all.
import { accessSync, constants, existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { saveFile } from '../node/index.ts';
import { FileError, UsageError } from './errors.ts';

/** The path that stands for standard input, and for standard output. */
export const STANDARD = '-';

/**
 * Checks that not two of the inputs are standard input, which can be read once.
 * @throws UsageError if they are
 */
export function checkInputs(...paths: readonly string[]): void {
  if (paths.filter((path) => path === STANDARD).length > 1)
    throw new UsageError('only one of the two can come from standard input');
}

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
 * The bytes of a file, or of standard input.
 * @throws FileError if it cannot be read
 */
export function readBytes(path: string): Uint8Array {
  try {
    return readFileSync(path === STANDARD ? 0 : path);
  } catch (cause) {
    throw cannotRead(path, cause);
  }
}

/**
 * Checks before the work begins that its result can be written.
 * @param inputs the files that the work reads, which the result must not replace
 * @throws FileError if the path is a folder, a device or one of the inputs, or its folder cannot be written to
 */
export function checkOutput(path: string, inputs: readonly string[]): void {
  const failure = `cannot write ${path}`;
  orFileError(failure, () => accessSync(dirname(path), constants.W_OK));
  const stats = orFileError(failure, () => statSync(path, { throwIfNoEntry: false }));
  if (stats?.isDirectory() === true) throw new FileError(`${failure}: ${REASONS['EISDIR']}`);
  if (stats?.isFile() === false) throw new FileError(`${failure}: it is not a regular file`);
  const isOutput = (file: string): boolean => existsSync(file) && realpathSync(file) === realpathSync(path);
  const input = stats === undefined ? undefined : inputs.find(isOutput);
  if (input !== undefined) throw new FileError(`${failure}: it is the input ${input}`);
}

/**
 * Writes a file whole or not at all.
 * @throws FileError if it cannot be written; the file that was there is then as it was
 */
export function writeWhole(path: string, contents: string | Uint8Array): void {
  orFileError(`cannot write ${path}`, () => saveFile(path, contents));
}

/** What is told when the system does not let a file be read. */
export function cannotRead(path: string, cause: unknown): FileError {
  return refused(`cannot read ${path}`, cause);
}

/** What is told when the system does not let a file be written. */
export function cannotWrite(path: string, cause: unknown): FileError {
  return refused(`cannot write ${path}`, cause);
}

function orFileError<T>(failure: string, action: () => T): T {
  try {
    return action();
  } catch (cause) {
    throw refused(failure, cause);
  }
}

function refused(failure: string, cause: unknown): FileError {
  const { code = '', message } = cause as NodeJS.ErrnoException;
  return new FileError(`${failure}: ${REASONS[code] ?? message}`, { cause });
}
