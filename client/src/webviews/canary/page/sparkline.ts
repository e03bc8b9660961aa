/** A small line of the known values of one check with its bound. */
import type { CanaryView } from '../messages.ts';
import { svgElement } from './dom.ts';

const WIDTH = 96;
const HEIGHT = 20;

/** The sparkline, or `undefined` below two values. */
export function renderSparkline(check: CanaryView['checks'][number]): SVGElement | undefined {
  const { samples } = check;
  const first = samples[0];
  const last = samples.at(-1);
  if (samples.length < 2 || first === undefined || last === undefined || last.at === first.at) return undefined;
  const bounds = [check.bounds.min, check.bounds.max].filter((bound) => bound !== undefined);
  const values = [...samples.map((sample) => sample.value), ...bounds];
  const low = Math.min(...values);
  const span = Math.max(...values) - low;
  const x = (at: number): number => 2 + ((at - first.at) / (last.at - first.at)) * (WIDTH - 4);
  const y = (value: number): number => (span === 0 ? HEIGHT / 2 : HEIGHT - 3 - ((value - low) / span) * (HEIGHT - 6));
  const points = samples.map((sample) => `${round(x(sample.at))},${round(y(sample.value))}`).join(' ');
  const label = `${check.title}: ${samples.map((sample) => String(sample.value)).join(', ')}; ${check.demand}`;
  return svgElement('svg', { class: 'sparkline', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': label },
    svgElement('title', {}, label),
    ...bounds.map((bound) => svgElement('line', { class: 'bound', x1: 0, x2: WIDTH, y1: round(y(bound)), y2: round(y(bound)) })),
    svgElement('polyline', { points }),
    ...samples.map((sample) => svgElement('circle', { class: sample.ok ? 'ok' : 'failed', cx: round(x(sample.at)), cy: round(y(sample.value)), r: 2 })));
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
