// The course of the training.
import { scaleLinear, scaleLog } from 'd3-scale';
import { line } from 'd3-shape';
import { AREA, type Scale, type Series, axes, drawing, figure } from './chart.ts';
import type { ReportData } from './data.ts';
import { type Content, type Markup, markup } from './markup.ts';
import { counted, shown } from './numbers.ts';

interface Curve extends Series {
  readonly name: string;
  readonly values: readonly number[];
}

/** The part of the page about the network's training; nothing of a linear model. */
export function trainingSection({ history, kind }: ReportData): Content {
  const { loss, valLoss, valAccuracy, bestEpoch } = history;
  if (kind === 'linear' || loss.length < 2) return undefined;
  const losses = [
    { name: 'training rows', color: 0, values: loss },
    { name: 'validation rows', color: 1, values: valLoss },
  ].filter(({ values }) => values.length > 1);
  const accuracy = valAccuracy ?? [];
  return markup`<section aria-labelledby="training">
    <h2 id="training">The training</h2>
    <p>
      ${counted(loss.length, 'epoch')}. Epoch ${bestEpoch + 1} has the least loss on the validation rows: as many make the
      network.
    </p>
    <div class="figures">
      ${curvesFigure('Loss by epoch', 'loss', losses, bestEpoch)}${
        accuracy.length > 1 &&
        curvesFigure(
          'Accuracy by epoch',
          'accuracy',
          [{ name: 'validation rows', color: 1, values: accuracy }],
          bestEpoch,
        )
      }
    </div>
  </section>`;
}

function curvesFigure(caption: string, what: string, curves: readonly Curve[], bestEpoch: number): Markup {
  const epochs = Math.max(...curves.map(({ values }) => values.length));
  const x = scaleLinear().domain([1, epochs]).range([AREA.left, AREA.right]);
  const y = verticalScale(curves.flatMap(({ values }) => values).filter(Number.isFinite));
  const path = line<number>()
    .defined((value) => Number.isFinite(value) && Number.isFinite(y(value)))
    .x((_, epoch) => x(epoch + 1))
    .y((value) => y(value))
    .digits(1);
  const best = x(bestEpoch + 1).toFixed(1);
  const words = curves.map(
    ({ name, values }) => `of the ${name} from ${shown(values[0]!)} to ${shown(values.at(-1)!)}`,
  );
  const label = `The ${what} ${words.join(', ')}, over ${epochs} epochs; the best epoch is ${bestEpoch + 1}.`;
  const marker = markup`<line class="marker" x1="${best}" x2="${best}" y1="${AREA.top}" y2="${AREA.bottom}" /><text
      class="name"
      x="${best}"
      y="${AREA.top + 10}"
      dx="${bestEpoch > epochs / 2 ? -6 : 6}"
      text-anchor="${bestEpoch > epochs / 2 ? 'end' : 'start'}">best epoch</text>`;
  const lines = curves.map(
    ({ color, values }) => markup`<path class="line s${color}" d="${path([...values]) ?? ''}" />`,
  );
  return figure(
    caption,
    drawing(label, [axes({ scale: x, title: 'epoch' }, { scale: y, title: what }), marker, lines]),
    curves,
  );
}

/** Logarithmic where the values are of several orders of magnitude. */
function verticalScale(values: readonly number[]): Scale {
  const [least, largest] = [Math.min(...values), Math.max(...values)];
  const range = [AREA.bottom, AREA.top] as const;
  if (least > 0 && largest / least > 30) return scaleLog().domain([least, largest]).range(range).nice();
  return scaleLinear()
    .domain(least === largest ? [least - 0.5, largest + 0.5] : [least, largest])
    .range(range)
    .nice();
}
