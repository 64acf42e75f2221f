// What fitTable found out, in print and as JSON.
import { styleText } from 'node:util';
import type { Column, Note, Preparation, TableModel } from '../table/index.ts';
import { confusionTable, scoreTable } from './report.ts';
import { hasColors, labelled, printable, quotedForShell } from './terminal.ts';

/** All of a result but the rows held out and what is drawn of them; JSON. */
export function resultFor({ kind, result }: TableModel): object {
  const { test: _, validation: __, assessments, ...kept } = result;
  return { kind, ...kept, confusion: assessments[kind].classes?.confusion };
}

/** The most columns of a type, and notes of a kind, that are printed. */
const MOST_NAMES = 40;
const MOST_NOTES = 10;

/** What is predicted. */
export function printTarget({ target, classCounts }: Preparation): void {
  const counts = target.classes?.map((label, i) => `${printable(String(label))} ${classCounts?.[i]}`);
  const classes = counts === undefined ? '' : `: ${counts.join(', ')}`;
  console.log(labelled('target', `${printable(target.name)}, ${target.task}${classes}`));
}

/** What the columns were taken for, a line a type, and what was found in them; of very many the first. */
export function printColumns({ columns, notes }: Preparation): void {
  for (const type of ['number', 'category', 'boolean', 'unused'] as const) {
    const some = columns.filter((column) => column.type === type).map(columnText);
    const rest = some.length - MOST_NAMES;
    const names = [...some.slice(0, MOST_NAMES), ...(rest > 0 ? [`and ${rest} more`] : [])];
    if (some.length > 0) console.log(labelled(type, names.join(', ')));
  }
  const told = new Map<string, number>();
  for (const note of notes) {
    const { code, severity, message } = note;
    const before = told.get(code) ?? 0;
    told.set(code, before + 1);
    if (before >= MOST_NOTES) continue;
    if (severity === 'note') console.log(labelled(severity, printable(message)));
    else console.log(inYellow(labelled(severity, printable(`${message}. ${adviceOf(note)}`))));
  }
  for (const [code, count] of told)
    if (count > MOST_NOTES) console.log(labelled('note', `and ${count - MOST_NOTES} more of ${code}; --json has all`));
}

/** What a note advises, in the options of the command instead of those of `fitTable`. */
function adviceOf({ advice, column }: Note): string {
  return advice.replace(
    /columns: \{ .*: '(\w+)' \}/s,
    (_, type: string) => `--columns ${quotedForShell(`${column}=${type}`)}`,
  );
}

function inYellow(text: string): string {
  return hasColors() ? styleText('yellow', text) : text;
}

function columnText(column: Column): string {
  const name = printable(column.name);
  return column.type === 'category' ? `${name} (${column.categories.length})` : name;
}

/** What each part of the rows was for. */
export function printRows({ rows }: Preparation, seed: number): void {
  const parts = `${rows.train} to train on, ${rows.validation} to choose the epoch, ${rows.test} to test`;
  console.log(labelled('rows', `${parts} (seed ${seed})`));
}

/** How good the network is on the test rows, and the simpler models beside it. */
export function printScores({ target, kind, result }: TableModel): void {
  const { scores, assessments, rows } = result;
  const baseline = target.task === 'regression' ? 'mean' : 'majority';
  const models = { network: scores.network, 'linear model': scores.linear, [baseline]: scores.baseline };
  const { confusion } = assessments[kind].classes ?? {};
  console.log(`\non ${rows.test} test rows, with intervals of 95 %:\n`);
  console.log(scoreTable(models));
  if (confusion !== undefined) console.log(`\n${confusionTable(confusion, target.classes!.map(String))}`);
  console.log(`\n${labelled('advice', printable(result.advice.message))}`);
}
