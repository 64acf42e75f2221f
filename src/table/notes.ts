// What fitTable has to say of the data.

/** What a note is about; stable across releases. */
export type NoteCode =
  | 'CLASS_IMBALANCE'
  | 'CONSTANT_COLUMN'
  | 'DUPLICATE_COLUMN'
  | 'EMPTY_COLUMN'
  | 'FEW_ROWS'
  | 'ID_COLUMN'
  | 'LEAKAGE'
  | 'MANY_CATEGORIES'
  | 'MISSING_TARGET'
  | 'MISSING_VALUES'
  | 'MIXED_COLUMN'
  | 'RARE_CLASS'
  | 'TASK_INFERRED'
  | 'TEXT_COLUMN';

/** Something that whoever trains should know; JSON. */
export interface Note {
  readonly code: NoteCode;
  /** A warning puts the result in doubt; a note says what was done. */
  readonly severity: 'note' | 'warning';
  /** The column that it is about. */
  readonly column?: string;
  /** What was found. */
  readonly message: string;
  /** What can be done about it. */
  readonly advice: string;
}

/** Codes that are warnings. */
const warnings: readonly NoteCode[] = ['CLASS_IMBALANCE', 'FEW_ROWS', 'LEAKAGE', 'MIXED_COLUMN', 'RARE_CLASS'];

/** A note whose severity follows from its code. */
export function note(code: NoteCode, message: string, advice: string, column?: string): Note {
  const severity = warnings.includes(code) ? 'warning' : 'note';
  return { code, severity, ...(column === undefined ? {} : { column }), message, advice };
}
