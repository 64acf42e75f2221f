// Mistakes of the user, as against mistakes of the program.
import { isLayerwiseError } from '../index.ts';

/** What the user can put right: shown as one line, without a stack. */
export class UserError extends Error {
  override readonly name: string = 'UserError';
}

/** A file that cannot be read or written. */
export class FileError extends UserError {
  override readonly name = 'FileError';
}

/** Options that do not go together. */
export class UsageError extends UserError {
  override readonly name = 'UsageError';
}

/** Whether the message alone tells the user what is wrong. */
export function isForUser(error: unknown): error is Error {
  return error instanceof UserError || isLayerwiseError(error);
}

/** What `action` returns; what it finds wrong is told with the place before it, which names the file. */
export function about<T>(place: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw placed(place, error);
  }
}

/** The same of what takes its time. */
export async function aboutAll<T>(place: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw placed(place, error);
  }
}

function placed(place: string, error: unknown): unknown {
  if (!isForUser(error) || error instanceof FileError || error instanceof UsageError) return error;
  return new UserError(`${place}: ${error.message}`, { cause: error });
}
