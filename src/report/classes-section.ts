// What a model of classes mistakes for what, at which threshold, and whether its probabilities are to be believed.
import { scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import type { ClassCurve, Reliability } from '../assess/index.ts';
import { AREA, HEIGHT, axes, details, drawing, figure, table } from './chart.ts';
import type { ReportData } from './data.ts';
import { type Content, type Markup, cut, markup, named } from './markup.ts';
import { count, measured, percent, shown } from './numbers.ts';

/** What was found on some rows. */
type Measured = Pick<ReportData, 'target' | 'assessment' | 'temperature'>;

/** More curves cannot be told apart. */
const MOST_CURVES = 8;

/**
 * The part of the page about classes; nothing of a regression.
 * @param on the rows, in words
 */
export function classesSection(data: Measured, on: string): Content {
  const { classes } = data.assessment;
  if (classes === undefined) return undefined;
  const names = (data.target.classes ?? []).map(String);
  const curves = classes.curves.slice(0, MOST_CURVES);
  const left = classes.curves.length - curves.length;
  const more =
    left > 0 &&
    markup`<p class="remark">The curves of the first ${MOST_CURVES} classes; ${left} more are not drawn.</p>`;
  const { confusion } = classes;
  return markup`<section aria-labelledby="classes">
      <h2 id="classes">Right and wrong</h2>
      ${confusion === undefined ? markup`<p>With ${names.length} classes the confusion matrix is not drawn.</p>` : markup`<div class="figures">${confusionFigure(confusion, names)}<div>${classesTable(confusion, names)}</div></div>`}
      ${curves.length > 0 && markup`<div class="figures">${rocFigure(curves, names)}${precisionFigure(curves, names)}</div>`}
      ${more}${confusion !== undefined && confusionTable(confusion, names)}
    </section>
    ${calibrationSection(data, on, classes.reliability, names)}`;
}

/** A square of a class each; darker is a larger share of the actual class's rows. */
function confusionFigure(confusion: readonly (readonly number[])[], names: readonly string[]): Markup {
  const [left, top, size] = [112, 40, HEIGHT + 10];
  const step = size / names.length;
  const isSmall = names.length > 10;
  const longest = names.length > 6 ? 5 : 11;
  const right = confusion.reduce((sum, row, i) => sum + row[i]!, 0);
  const all = confusion.flat().reduce((sum, rows) => sum + rows, 0);
  const cells = confusion.map((row, actual) => {
    const rows = row.reduce((sum, each) => sum + each, 0);
    return row.map((each, predicted) => {
      const share = rows === 0 ? 0 : each / rows;
      const [x, y] = [left + predicted * step, top + actual * step];
      const label =
        !isSmall &&
        markup`<text
          class="${share > 0.55 ? 'on' : 'cell'}"
          x="${(x + step / 2).toFixed(1)}"
          y="${(y + step / 2).toFixed(1)}"
          dy="0.35em"
          text-anchor="middle">${count(each)}</text>`;
      return markup`<rect
          class="${actual === predicted ? 'right' : 'wrong'}"
          x="${(x + 1).toFixed(1)}"
          y="${(y + 1).toFixed(1)}"
          width="${(step - 2).toFixed(1)}"
          height="${(step - 2).toFixed(1)}"
          rx="3"
          fill-opacity="${(0.06 + 0.94 * share).toFixed(3)}"
        />${label}`;
    });
  });
  const labels = names.map((name, i) => {
    const at = (top + (i + 0.5) * step).toFixed(1);
    const across = (left + (i + 0.5) * step).toFixed(1);
    return markup`<text class="name" x="${left - 8}" y="${at}" dy="0.35em" text-anchor="end">${cut(name, 14)}</text><text class="name" x="${across}" y="${top - 8}" text-anchor="middle">${cut(name, isSmall ? 2 : longest)}</text>`;
  });
  const titles = markup`<text class="title" x="${left + size / 2}" y="12" text-anchor="middle">predicted</text><text class="title" x="${left - 8}" y="${top - 8}" text-anchor="end">actual</text>`;
  const label = `Confusion matrix: ${right} of ${all} rows are predicted rightly. The numbers are in the table below.`;
  return figure(
    'Actual against predicted classes',
    drawing(label, [titles, labels, cells], top + size + 2),
    [],
    'The stronger the colour, the larger the share of the actual class; right predictions are on the diagonal.',
  );
}

/** How well each class is found. */
function classesTable(confusion: readonly (readonly number[])[], names: readonly string[]): Markup {
  const rows = confusion.map((row, i) => {
    const actual = row.reduce((sum, each) => sum + each, 0);
    const predicted = confusion.reduce((sum, each) => sum + each[i]!, 0);
    const right = row[i]!;
    const share = (all: number): string => (all === 0 ? '–' : percent(right / all, 1));
    return [named(names[i]!, 24), count(actual), share(actual), share(predicted)];
  });
  return table(
    'Of the actual rows the share found, of the predicted ones the share right',
    ['class', 'rows', 'recall', 'precision'],
    rows,
  );
}

function confusionTable(confusion: readonly (readonly number[])[], names: readonly string[]): Markup {
  const rows = confusion.map((row, i) => [named(names[i]!), ...row.map(count)]);
  const header = ['actual', ...names.map((name) => markup`as ${named(name, 16)}`)];
  return details('The confusion matrix in numbers', table('Rows by actual and predicted class', header, rows));
}

const unitAxis = (from: number, to: number) => scaleLinear().domain([0, 1]).range([from, to]);

function rocFigure(curves: readonly ClassCurve[], names: readonly string[]): Markup {
  const x = unitAxis(AREA.left, AREA.right);
  const y = unitAxis(AREA.bottom, AREA.top);
  const path = line<ClassCurve['points'][number]>(
    ([falsePositive]) => x(falsePositive),
    ([, truePositive]) => y(truePositive),
  ).digits(1);
  const diagonal = markup`<line class="marker" x1="${x(0)}" y1="${y(0)}" x2="${x(1)}" y2="${y(1)}" />`;
  return figure(
    'ROC curve: rows found against false alarms',
    drawing(
      labelOf('ROC curve', curves, names, ({ auc }) => `area ${measured(auc)}`),
      [
        axes({ scale: x, title: 'false positive rate' }, { scale: y, title: 'true positive rate' }),
        diagonal,
        curves.map(({ points }, i) => markup`<path class="line s${i}" d="${path([...points]) ?? ''}" />`),
      ],
    ),
    curves.map(({ index, auc }, i) => ({ color: i, name: markup`${named(names[index]!, 24)} · ${measured(auc)}` })),
    'The area, in the legend, is the probability that a row of the class is ranked above another. The line is guessing.',
  );
}

function precisionFigure(curves: readonly ClassCurve[], names: readonly string[]): Markup {
  const x = unitAxis(AREA.left, AREA.right);
  const y = unitAxis(AREA.bottom, AREA.top);
  const path = line<ClassCurve['points'][number]>(
    ([, recall]) => x(recall),
    ([, , precision]) => y(precision),
  ).digits(1);
  const guesses = curves.length > 1 ? [] : curves;
  return figure(
    'Precision against recall',
    drawing(
      labelOf(
        'Precision-recall curve',
        curves,
        names,
        (curve) => `average precision ${measured(curve.averagePrecision)}`,
      ),
      [
        axes({ scale: x, title: 'recall' }, { scale: y, title: 'precision' }),
        guesses.map(
          ({ share }) => markup`<line class="marker" x1="${x(0)}" x2="${x(1)}" y1="${y(share)}" y2="${y(share)}" />`,
        ),
        curves.map(({ points }, i) => markup`<path class="line s${i}" d="${path([...points]) ?? ''}" />`),
      ],
    ),
    curves.map(({ index, averagePrecision }, i) => ({
      color: i,
      name: markup`${named(names[index]!, 24)} · ${measured(averagePrecision)}`,
    })),
    'The average precision is in the legend; guessing has the share of the class.',
  );
}

function labelOf(
  what: string,
  curves: readonly ClassCurve[],
  names: readonly string[],
  value: (curve: ClassCurve) => string,
): string {
  return `${what}: ${curves.map((curve) => `${cut(names[curve.index]!)} ${value(curve)}`).join(', ')}.`;
}

function calibrationSection(
  { temperature }: Measured,
  on: string,
  curve: Reliability,
  names: readonly string[],
): Markup {
  const { bins, expectedError } = curve;
  const x = unitAxis(AREA.left, AREA.right);
  const y = unitAxis(AREA.bottom, AREA.top);
  const what = names.length === 2 ? markup`“${named(names[1]!)}”` : 'the predicted class';
  const marks = bins.map(({ predicted, actual, low, high }) => {
    const at = x(predicted).toFixed(1);
    return markup`<line
        class="whisker s0"
        x1="${at}"
        x2="${at}"
        y1="${y(low).toFixed(1)}"
        y2="${y(high).toFixed(1)}" /><circle class="dot s0" cx="${at}" cy="${y(actual).toFixed(1)}" r="4.5" />`;
  });
  const most = Math.max(...bins.map((bin) => bin.rows));
  const counts = bins.map(({ from, to, rows: inBin }) => {
    const height = (50 * inBin) / most;
    return markup`<rect
      class="bar faint"
      x="${(x(from) + 1).toFixed(1)}"
      y="${(AREA.bottom - height).toFixed(1)}"
      width="${Math.max(x(to) - x(from) - 2, 1).toFixed(1)}"
      height="${height.toFixed(1)}"
    />`;
  });
  const label = `Reliability curve: ${bins.map(({ predicted, actual }) => `predicted ${percent(predicted)}, true ${percent(actual)}`).join('; ')}.`;
  const how =
    temperature === undefined
      ? ''
      : ` Its logits were divided by a temperature of ${shown(temperature)}, found on the validation rows.`;
  const cells = bins.map((bin) => [
    `${percent(bin.from)} to ${percent(bin.to)}`,
    count(bin.rows),
    percent(bin.predicted, 1),
    percent(bin.actual, 1),
    `${percent(bin.low)} to ${percent(bin.high)}`,
  ]);
  return markup`<section aria-labelledby="calibration">
    <h2 id="calibration">Are the probabilities right?</h2>
    <p>
      The expected calibration error is ${percent(expectedError, 1)}: so far, on average, the probability of ${what} is
      from how often it comes true on ${on}.${how}
    </p>
    <div class="figures">
      ${figure(
        'Predicted probability against how often it came true',
        drawing(label, [
          axes({ scale: x, title: 'predicted probability' }, { scale: y, title: 'came true' }),
          counts,
          markup`<line class="marker" x1="${x(0)}" y1="${y(0)}" x2="${x(1)}" y2="${y(1)}" />`,
          marks,
        ]),
        [],
        'On the line a probability is right. Whiskers are 95 % intervals, the bars at the bottom how many rows there are.',
      )}
      <div>
        ${table('Probabilities in bins of equal width', ['predicted', 'rows', 'mean', 'came true', '95 % interval'], cells)}
      </div>
    </div>
  </section>`;
}
