// `layerwise/table`: from rows of a table to a model.
export { fitTable } from './fit.ts';
export type { FitTableOptions } from './options.ts';
export { type CsvOptions, type TextRows, readCsv } from './csv.ts';
export { readJsonLines } from './json-lines.ts';
export type { ReadableStreamLike, TextSource } from './lines.ts';
export { type PredictOptions, type Prediction, TableModel, type TableEvaluation } from './model.ts';
export type { Row } from './cell.ts';
export type { CategoryColumn, Column, ColumnOption, NumberColumn, UnusedColumn } from './columns.ts';
export type { ModelKind } from './kind.ts';
export * from '../assess/index.ts';
export type { Note, NoteCode } from './notes.ts';
export type { HeldOut, Preparation, Scores, TableResult, TableSettings } from './result.ts';
export type { RowIterable, RowSource } from './rows.ts';
export type { ClassLabel, Target, Task } from './target.ts';
export type { TableHistory, TableProgress } from './train.ts';
