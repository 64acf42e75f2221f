// What a report is made of. All of it is JSON.
import type { Assessment, Interval } from '../assess/index.ts';

/** Metrics by name, with their intervals. */
export type ReportScores = Readonly<Partial<Record<string, Interval>>>;

/** A column of the table, and what the model makes of it. */
export type ReportColumn = { readonly name: string; readonly gaps: number } & (
  | { readonly type: 'number'; readonly low: number; readonly median: number; readonly high: number }
  | { readonly type: 'category' | 'boolean'; readonly categories: readonly string[] }
  | { readonly type: 'unused'; readonly reason: string }
);

/** Something that was found in the data. */
export interface ReportNote {
  readonly severity: 'note' | 'warning';
  readonly message: string;
  readonly advice: string;
}

/** A layer of the network, in words. */
export interface ReportLayer {
  /** Such as `dense`. */
  readonly name: string;
  readonly activation?: string;
  readonly outputs: number;
  readonly parameters: number;
}

/** How good a model is on rows that are not those of its own report. */
export interface EvaluationData extends Pick<ReportData, 'kind' | 'target' | 'assessment'> {
  /** Rows that have a target, and those that have none. */
  readonly rows: number;
  readonly skipped: number;
  readonly scores: ReportScores;
  /** What the model reached on the test rows of its table. */
  readonly tested: ReportScores;
}

/** A model, how it came about and how good it is. */
export interface ReportData {
  /** The model that the report is about. */
  readonly kind: 'network' | 'linear';
  readonly target: {
    readonly name: string;
    readonly task: 'binary' | 'multiclass' | 'regression';
    readonly classes?: readonly (string | number | boolean)[];
  };
  readonly columns: readonly ReportColumn[];
  readonly notes: readonly ReportNote[];
  /** Rows by what they were used for. */
  readonly rows: { readonly train: number; readonly validation: number; readonly test: number };
  /** In the order of the classes. */
  readonly classCounts?: readonly number[];
  readonly history: {
    readonly loss: readonly number[];
    readonly valLoss: readonly number[];
    readonly valAccuracy?: readonly number[];
    /** The epoch, from 0, whose parameters the network has. */
    readonly bestEpoch: number;
  };
  readonly scores: {
    readonly network: ReportScores;
    readonly linear: ReportScores;
    readonly baseline: ReportScores;
  };
  /** The network's metric less the others'. */
  readonly comparison: {
    readonly metric: string;
    readonly lessIsBetter: boolean;
    readonly linear: Interval;
    readonly baseline: Interval;
  };
  readonly advice: { readonly use: 'network' | 'linear' | 'baseline'; readonly message: string };
  readonly assessment: Assessment;
  /** What the logits of a network of classes were divided by. */
  readonly temperature?: number;
  readonly inputs: number;
  readonly layers: readonly ReportLayer[];
  /** The options that make the model again. */
  readonly settings: Readonly<Record<string, unknown>>;
}
