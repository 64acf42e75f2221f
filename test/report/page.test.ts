import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type EvaluationData, type ReportData, evaluationPage, reportPage } from '../../src/report/index.ts';
import { type Texts, plain, reportOf } from './data.ts';

const tasks = ['binary', 'multiclass', 'regression'] as const;

/** Names and attributes of all tags, in order: what markup there is, whatever it says. */
function skeleton(page: string): string[] {
  return Array.from(page.matchAll(/<([^>]*)>/g), ([, tag]) => tag!.replace(/"[^"]*"/g, '""'));
}

const textOf = (page: string): string => page.replace(/<style>[^]*<\/style>/, '').replace(/<[^>]*>/g, ' ');

/** The evaluation of the model of a report on other rows. */
function evaluationOf(task: (typeof tasks)[number], texts: Texts = plain): EvaluationData {
  const { kind, target, assessment, scores } = reportOf(task, texts);
  return { kind, target, assessment, rows: 321, skipped: 1, scores: scores.linear, tested: scores.network };
}

const pages = tasks.flatMap((task) => [
  ['report', task, () => reportPage(reportOf(task)), { drawings: 7, tables: 4 }] as const,
  ['evaluation', task, () => evaluationPage(evaluationOf(task)), { drawings: 4, tables: 2 }] as const,
]);

describe.each(pages)('the page of the %s of a %s task', (_, task, made, least) => {
  const page = made();

  test('holds no script, and nothing from elsewhere', () => {
    expect(page).not.toMatch(/<(script|link|iframe|object|embed|img|base|form)\b/i);
    expect(page).not.toMatch(/\son\w+\s*=/i);
    expect(page).not.toMatch(/\b(src|srcset|action|xlink:href)=|url\(|@import|javascript:/i);
    expect(Array.from(page.matchAll(/href="([^"]*)"/g), ([, to]) => to![0])).not.toContain('h');
    expect(page).not.toMatch(/\sstyle="/);
  });

  test('has a policy that allows its style alone', () => {
    const style = /<style>([^]*?)<\/style>/.exec(page)![1]!;
    const hash = createHash('sha256').update(style).digest('base64');
    expect(page).toContain(`default-src &#39;none&#39;; style-src &#39;sha256-${hash}&#39;`);
  });

  test('is balanced, and has each id once', () => {
    const open: string[] = [];
    for (const [, slash, name, rest] of page.matchAll(/<(\/?)([a-z][a-z0-9]*)([^>]*)>/gi)) {
      if (['meta', 'br'].includes(name!) || rest!.endsWith('/')) continue;
      if (slash === '') open.push(name!);
      else if (open.at(-1) === name) open.pop();
      else open.push(`/${name}`);
    }
    expect(open).toEqual([]);
    const ids = Array.from(page.matchAll(/\bid="([^"]*)"/g), ([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, to] of page.matchAll(/(?:href="#|aria-labelledby=")([^"]*)"/g)) expect(ids).toContain(to);
  });

  test('every drawing is named in words, and has no number that is none', () => {
    const drawings = Array.from(page.matchAll(/<svg [^>]*>/g), ([tag]) => tag);
    expect(drawings.length).toBeGreaterThanOrEqual(least.drawings);
    for (const tag of drawings) expect(tag).toMatch(/aria-label="[^"]{20,}"|aria-hidden="true"/);
    expect(page).not.toMatch(/NaN|undefined|null|\[object|Infinity/);
  });

  test('every table has a caption and headers', () => {
    const tables = page.split('<table>').slice(1);
    expect(tables.length).toBeGreaterThanOrEqual(least.tables);
    for (const table of tables) expect(table).toMatch(/^\s*<caption>[^]*?<th scope="col"[^]*?<th scope="row"/);
  });

  test('the same data makes the same page, from JSON too', () => {
    const again = <T>(data: T): T => JSON.parse(JSON.stringify(data)) as T;
    const [report, evaluation] = [reportPage(again(reportOf(task))), evaluationPage(again(evaluationOf(task)))];
    expect([report, evaluation].filter((each) => each === page)).toHaveLength(1);
  });
});

test('the sections that a task has', () => {
  const has = (task: (typeof tasks)[number]) => textOf(reportPage(reportOf(task)));
  for (const text of [
    'Right and wrong',
    'Are the probabilities right?',
    'temperature of 1.25',
    'mean number of classes',
  ])
    expect([has('multiclass').includes(text), has('regression').includes(text)]).toEqual([true, false]);
  for (const text of ['How far off it is', 'mean width', 'median']) expect(has('regression')).toContain(text);
  for (const task of tasks)
    for (const text of ['How good it is', 'To make it again', 'seed: 3', 'Epoch 2', 'left out', 'Dream'])
      expect(has(task)).toContain(text);
});

test('an evaluation is about its rows, beside the test rows, and about nothing else', () => {
  for (const task of tasks) {
    const text = textOf(evaluationPage(evaluationOf(task)));
    for (const part of ['Evaluation of a network', '321 rows', 'these rows', 'test rows', '1 row without a target was'])
      expect(text).toContain(part);
    for (const part of ['How sure of one row', 'The training', 'To make it again', 'linear model', 'baseline'])
      expect(text).not.toContain(part);
    expect(text).toContain(task === 'regression' ? 'How far off it is' : 'Are the probabilities right?');
  }
  const linear = textOf(evaluationPage({ ...evaluationOf('binary'), kind: 'linear', skipped: 0 }));
  expect(linear).toContain('Evaluation of a linear model');
  expect(linear).not.toContain('left out');
});

test('a linear model has no training and its own words', () => {
  const page = textOf(reportPage({ ...reportOf('binary'), kind: 'linear' }));
  expect(page).toContain('Report of a linear model');
  expect(page).toContain('const { linear } = await fitTable(rows');
  expect(page).not.toContain('The training');
});

const hostile = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</title></style></svg><script>x</script>',
  '__proto__',
  'constructor',
  '\u202ecba\u2066',
  '\u0000\u001b]0;x\u0007',
  '\ud800',
  '${alert(1)}`{{x}}',
  ']]> --> <!-- &lt;',
  '\r\n</code></pre>',
  'שם עברי',
  '',
];

const textsOf = (names: readonly string[]): Texts => {
  const at = (i: number): string => names[i % names.length]!;
  return {
    target: at(0),
    columns: [at(1), at(2), at(3)],
    classes: [at(4), at(5), at(6)],
    category: at(7),
    message: at(8),
  };
};

test.each(hostile.map((_, i) => [i, JSON.stringify(hostile[i])] as const))('hostile names %i: %s', (i) => {
  const texts = textsOf([...hostile.slice(i), ...hostile.slice(0, i)]);
  for (const task of tasks)
    expect(skeleton(reportPage(reportOf(task, texts)))).toEqual(skeleton(reportPage(reportOf(task, plain))));
  const evaluation = (names: Texts) => skeleton(evaluationPage(evaluationOf('multiclass', names)));
  expect(evaluation(texts)).toEqual(evaluation(plain));
});

test('no name changes the markup of the page', () => {
  const name = fc.oneof(fc.string({ unit: 'binary', maxLength: 40 }), fc.constantFrom(...hostile));
  const expected = tasks.map((task) => skeleton(reportPage(reportOf(task, plain))));
  fc.assert(
    fc.property(fc.array(name, { minLength: 9, maxLength: 9 }), fc.constantFrom(0, 1, 2), (names, i) => {
      const page = reportPage(reportOf(tasks[i]!, textsOf(names)));
      expect(skeleton(page)).toEqual(expected[i]);
      expect(() => encodeURIComponent(page)).not.toThrow();
    }),
    { numRuns: 60 },
  );
});

test('damaged numbers and empty parts leave a page', () => {
  const data = reportOf('binary');
  const none = { value: NaN, low: NaN, high: NaN, level: 0.95, method: 'bootstrap' } as const;
  const half = { ...none, value: 0.25 };
  const { classes, conformal } = data.assessment;
  const sparse: ReportData = {
    ...data,
    notes: [],
    columns: data.columns.slice(0, 1),
    history: { loss: [0.5], valLoss: [], bestEpoch: 0 },
    scores: { network: { auc: none, r2: half }, linear: {}, baseline: { auc: none } },
    comparison: { ...data.comparison, linear: none, baseline: half },
    assessment: { classes: { curves: [], reliability: classes!.reliability }, conformal, coverage: [] },
  };
  const page = textOf(reportPage(sparse));
  for (const text of [
    'there are no values',
    'too few test rows',
    'was left out',
    'is not drawn',
    'Nothing in the data',
  ])
    expect(page).toContain(text);
  expect(page).not.toContain('NaN');
});

test('many columns and classes are shown on request or counted', () => {
  const data = reportOf('multiclass');
  const columns = Array.from({ length: 400 }, (_, i) => ({ ...data.columns[0]!, name: `c${i}` }));
  const importance = columns.map(({ name }, i) => ({ column: name, mean: i / 400, deviation: 0.01 }));
  const page = textOf(reportPage({ ...data, columns, assessment: { ...data.assessment, importance } }));
  expect(page).toContain('All 400 columns');
  expect(page).toContain('385 other columns');
});
