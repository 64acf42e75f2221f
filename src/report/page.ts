// The whole page.
import { Sha256 } from '../io/sha256.ts';
import { VERSION } from '../version.ts';
import { classesSection } from './classes-section.ts';
import { coverageSection, importanceSection } from './columns-section.ts';
import type { EvaluationData, ReportData } from './data.ts';
import { Markup, cut, markup, named } from './markup.ts';
import { networkSection, repeatSection } from './network-section.ts';
import { numbersSection } from './numbers-section.ts';
import { count, counted } from './numbers.ts';
import { evaluationScores, scores, verdict } from './scores.ts';
import { style } from './style.ts';
import { tableSection } from './table-section.ts';
import { trainingSection } from './training-section.ts';

/** The sections that the page's top leads to. */
const contents = [
  ['scores', 'How good it is'],
  ['classes', 'Right and wrong'],
  ['calibration', 'Probabilities'],
  ['errors', 'Errors'],
  ['importance', 'Columns'],
  ['coverage', 'One row'],
  ['table', 'The table'],
  ['training', 'Training'],
  ['network', 'Network'],
  ['repeat', 'Again'],
] as const;

const tasks = {
  binary: 'one of two classes',
  multiclass: 'one of several classes',
  regression: 'a number',
} as const;

/**
 * One page of HTML about a model: complete in itself, without a script, and under a Content-Security-Policy that allows
 * its style alone. Whatever text the data holds is escaped. The same data gives the same page.
 */
export function reportPage(data: ReportData): string {
  const { target, rows, columns, kind } = data;
  const on = `the ${count(rows.test)} test rows`;
  const all = rows.train + rows.validation + rows.test;
  const header = headerOf(
    data,
    `Report of a ${nameOf(kind)}`,
    `${tasks[target.task]}, from ${counted(columns.length, 'column')} and ${counted(all, 'row')}`,
    contents.filter(([id]) => id !== 'training' || kind === 'network'),
  );
  const main = markup`${verdict(data)}${scores(data)}${classesSection(data, on)}${numbersSection(data, on)}${importanceSection(data)}${coverageSection(data)}${tableSection(data)}${trainingSection(data)}${networkSection(data)}${repeatSection(data)}`;
  return whole(`${cut(target.name, 80)}: report of a model`, header, main);
}

/** The same about how good a model is on some rows. */
export function evaluationPage(data: EvaluationData): string {
  const { target, rows, kind } = data;
  const on = `the ${count(rows)} rows`;
  const header = headerOf(
    data,
    `Evaluation of a ${nameOf(kind)}`,
    `${tasks[target.task]}, on ${counted(rows, 'row')} whose ${target.task === 'regression' ? 'number' : 'class'} is known`,
    contents.slice(0, 4),
  );
  const main = markup`${evaluationScores(data)}${classesSection(data, on)}${numbersSection(data, on)}`;
  return whole(`${cut(target.name, 80)}: evaluation of a model`, header, main);
}

const nameOf = (kind: ReportData['kind']): string => (kind === 'linear' ? 'linear model' : 'network');

function whole(title: string, header: Markup, main: Markup): string {
  const body = markup`${header}
    <main>
      ${main}
    </main>
    <footer>Made by Layerwise ${VERSION}. This page loads nothing and runs nothing.</footer>`;
  const policy = `default-src 'none'; style-src '${hashOf(style)}'; base-uri 'none'; form-action 'none'`;
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${new Markup(style)}</style>
</head>
<body>
${body}
</body>
</html>
`.text;
}

/** The top of the page, with links to those of the sections that it has. */
function headerOf(
  { target, assessment }: Pick<ReportData, 'target' | 'assessment'>,
  over: string,
  under: string,
  sections: readonly (typeof contents)[number][],
): Markup {
  const has: Readonly<Record<string, boolean>> = {
    classes: assessment.classes !== undefined,
    calibration: assessment.classes !== undefined,
    errors: assessment.numbers !== undefined,
  };
  const links = sections
    .filter(([id]) => has[id] ?? true)
    .map(([id, name]) => markup`<li><a href="#${id}">${name}</a></li>`);
  return markup`<header>
    <p class="over">${over}</p>
    <h1>Predicting ${named(target.name, 80)}</h1>
    <p>${under}</p>
    <nav aria-label="Sections">
      <ul>
        ${links}
      </ul>
    </nav>
  </header>`;
}

/** What a policy calls a style by. */
function hashOf(text: string): string {
  const hex = new Sha256().update(new TextEncoder().encode(text)).hex();
  const bytes = hex.match(/../g)!.map((pair) => String.fromCharCode(parseInt(pair, 16)));
  return `sha256-${btoa(bytes.join(''))}`;
}
