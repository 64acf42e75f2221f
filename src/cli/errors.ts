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

/** What `action` returns; what it finds wrong is told with the place before it, which names the file. */
export function about<T>(place: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (!isForUser(error)) throw error;
    throw new UserError(`${place}: ${error.message}`, { cause: error });
  }
}
