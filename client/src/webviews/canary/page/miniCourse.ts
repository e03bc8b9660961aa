/** The course of a rollout as a small picture: what was planned as a dashed line, what happened as a solid one, failed checks as crosses. */
import type { CanaryCard } from '../messages.ts';
import { svgElement } from './dom.ts';

const WIDTH = 160;
const HEIGHT = 34;
const MARGIN = 3;

/** The picture, or `undefined` where there is no plan to draw. `now` in milliseconds since 1970. */
export function renderCourse({ chart, running }: CanaryCard, now: number): SVGElement | undefined {
  const lastPlanned = chart?.planned.at(-1);
  if (chart === undefined || lastPlanned === undefined) return undefined;
  const { startAt } = chart;
  const points = startAt === undefined ? [] : chart.actual.map(({ at, value, gapBefore }) => ({ seconds: (at - startAt) / 1000, value, gapBefore }));
  const end = startAt === undefined ? 0 : ((running ? now : (chart.endAt ?? now)) - startAt) / 1000;
  const length = Math.max(1, lastPlanned.seconds, points.at(-1)?.seconds ?? 0, running ? end : 0);
  const x = (seconds: number): number => MARGIN + (seconds / length) * (WIDTH - 2 * MARGIN);
  const y = (value: number): number => HEIGHT - MARGIN - (value / Math.max(1, chart.max)) * (HEIGHT - 2 * MARGIN);
  const marks = startAt === undefined ? [] : chart.marks.filter(({ tone }) => tone === 'bad').map(({ at }) => (at - startAt) / 1000);
  const unit = chart.unit === '%' ? ' %' : ' iterations';
  const label = points.length === 0 ? `planned up to ${chart.max}${unit}` : `${points.at(-1)?.value ?? 0} of ${chart.max}${unit}${marks.length === 0 ? '' : `, ${marks.length} marks of failure`}`;
  return svgElement('svg', { class: 'mini', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': label },
    svgElement('title', {}, label),
    svgElement('path', { class: 'planned', d: steps(chart.planned.map((point) => ({ ...point, gapBefore: false })), lastPlanned.seconds, x, y) }),
    points.length === 0 ? undefined : svgElement('path', { class: 'actual', d: steps(points, Math.min(length, Math.max(end, points.at(-1)?.seconds ?? 0)), x, y) }),
    ...marks.map((seconds) => svgElement('path', { class: 'bad', d: `M${round(x(seconds) - 3)} ${MARGIN}l6 6m0 -6l-6 6` })));
}

/** A stepped line: each value holds until the next one; before a gap nothing is drawn. */
function steps(points: readonly { readonly seconds: number; readonly value: number; readonly gapBefore: boolean }[], end: number, x: (seconds: number) => number, y: (value: number) => number): string {
  const parts = points.map((point, index) => {
    const at = `${round(x(point.seconds))} ${round(y(point.value))}`;
    return index === 0 || point.gapBefore ? `M${at}` : `H${round(x(point.seconds))}V${round(y(point.value))}`;
  });
  return `${parts.join('')}H${round(x(end))}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
