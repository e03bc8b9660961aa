/** The two lines of the chart as aligned columns: what was planned, what is known to have happened, and nothing where nothing is known. */
import type { CanaryView } from '../../messages.ts';

type Chart = NonNullable<CanaryView['chart']>;

/** Columns for the chart; seconds count from the detection of the change, `null` is unknown. */
export interface ChartData {
  readonly seconds: readonly number[];
  readonly planned: readonly (number | null)[];
  readonly actual: readonly (number | null)[];
  /** Where the clock stands, absent when nothing runs. */
  readonly now?: number;
}

/** The line must end before it is unknown; the two cannot share one moment. */
const INSTANT = 0.001;

/** Builds the columns. `now` is in milliseconds since 1970; both lines hold a value until the next one. */
export function buildChartData(chart: Chart, running: boolean, intervalSeconds: number, now: number): ChartData {
  const start = chart.startAt;
  const points = start === undefined ? [] : chart.actual.map((point) => ({ ...point, seconds: (point.at - start) / 1000 }));
  const nowSeconds = start === undefined || !running ? undefined : Math.max(0, (now - start) / 1000);
  const end = start === undefined ? undefined : (nowSeconds ?? (chart.endAt === undefined ? undefined : (chart.endAt - start) / 1000));
  // A value is sure until the next tick; what came between that and a gap's end was not seen.
  const unseen = points.flatMap((point, index) => (point.gapBefore && index > 0 ? [{ from: (points[index - 1]?.seconds ?? 0) + intervalSeconds, to: point.seconds }] : []));
  const seconds = sorted([
    ...chart.planned.map((point) => point.seconds), ...points.map((point) => point.seconds),
    ...unseen.flatMap((gap) => [gap.from, gap.from + INSTANT]), ...(end === undefined ? [] : [end]),
  ]);
  return {
    seconds,
    planned: seconds.map((at) => valueAt(chart.planned, at, chart.planned.at(-1)?.seconds)),
    actual: seconds.map((at) => (unseen.some((gap) => at > gap.from && at < gap.to) ? null : valueAt(points, at, end))),
    ...(nowSeconds === undefined ? {} : { now: nowSeconds }),
  };
}

/** The chart in words, for those who cannot see it. */
export function chartWords(view: CanaryView): string {
  const { chart } = view;
  if (chart === undefined) return '';
  const unit = chart.unit === '%' ? ' %' : '';
  const planned = chart.planned.map((point) => `${point.value}${unit} at ${point.seconds} s`).join(', ');
  if (chart.startAt === undefined) return `Plan: ${planned}.`;
  const start = chart.startAt;
  const actual = chart.actual.map((point) => `${point.value}${unit} at ${Math.round((point.at - start) / 1000)} s${point.gapBefore ? ' after a gap' : ''}`).join(', ');
  const marks = chart.marks.map((mark) => `${mark.text} at ${Math.round((mark.at - start) / 1000)} s`).join(', ');
  return `Planned: ${planned}. Actual: ${actual === '' ? 'nothing yet' : actual}.${marks === '' ? '' : ` Marks: ${marks}.`}`;
}

function valueAt(points: readonly { readonly seconds: number; readonly value: number }[], at: number, end: number | undefined): number | null {
  const first = points[0];
  if (first === undefined || at < first.seconds || (end !== undefined && at > end)) return null;
  return points.findLast((point) => point.seconds <= at)?.value ?? null;
}

function sorted(values: readonly number[]): readonly number[] {
  return [...new Set(values)].sort((a, b) => a - b);
}
