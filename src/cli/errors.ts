// Mistakes of the user, as against mistakes of the program.
import { isLayerwiseError } from '../index.ts';

/** What the user can put right: shown as one line, without a stack. */
export class UserError extends Error {
  override readonly name = 'UserError';
}

/** Whether the message alone tells the user what is wrong. */
export function isForUser(error: unknown): error is Error {
  return error instanceof UserError || isLayerwiseError(error);
}

/** What `action` returns; what it finds wrong is told with the file's name before it. */
export function about<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (!isForUser(error)) throw error;
    throw new UserError(`${path}: ${error.message}`, { cause: error });
  }
}
