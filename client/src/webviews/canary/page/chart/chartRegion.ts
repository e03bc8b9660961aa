/** The region with the chart of planned and actual course; it draws with uPlot in the colours of the theme. */
import uPlot from 'uplot';
import { formatClock, formatSeconds } from '../../../../../../server/src/flagger/durations.ts';
import type { CanaryView } from '../../messages.ts';
import { element, region, replaceChildren } from '../dom.ts';
import type { PageClock } from '../times.ts';
import { buildChartData, chartWords } from './chartData.ts';
import type { ChartData } from './chartData.ts';
import { drawMarks } from './drawMarks.ts';
import type { Present } from './drawMarks.ts';
import { readPalette } from './palette.ts';
import type { Palette } from './palette.ts';

const HEIGHT = 176;

/** The chart region: it lives as long as the page, the plot inside is made anew when its shape changes. */
export class ChartRegion {
  readonly element: HTMLElement;
  readonly #clock: PageClock;
  readonly #canvas = element('div', { class: 'plot' });
  readonly #readout = element('p', { class: 'readout' });
  readonly #sizes: ResizeObserver | undefined;
  readonly #themes: MutationObserver;
  #plot: uPlot | undefined;
  #shape = '';
  #view: CanaryView | undefined;
  #live = false;
  #shownAt = 0;
  /** What the line of the present is called where it is not now. */
  #moment = 'last seen';

  /** `heading` names the region, for a page that has two. */
  constructor(clock: PageClock, heading = 'Planned and actual') {
    this.#clock = clock;
    this.element = region(heading === 'Planned and actual' ? 'time' : 'time-again', heading, legend(), this.#canvas, this.#readout);
    this.#sizes = typeof ResizeObserver === 'undefined' ? undefined : new ResizeObserver(() => { this.#resize(); });
    this.#sizes?.observe(this.#canvas);
    // VS Code changes the theme in place: classes of the body and variables of the root.
    this.#themes = new MutationObserver(() => { this.#redraw(); });
    this.#themes.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-id'] });
    this.#themes.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
  }

  /** Shows the chart of a view; hides the region when there is none. `moment`: words for a line of the present that is not now. */
  show(view: CanaryView, live: boolean, now: number, moment = 'last seen'): void {
    this.#moment = moment;
    this.#view = view;
    this.#live = live;
    this.#shownAt = now;
    this.element.hidden = view.chart === undefined;
    if (view.chart === undefined) return;
    this.#canvas.setAttribute('role', 'img');
    this.#canvas.setAttribute('aria-label', chartWords(view));
    this.#draw(now);
    this.#say(undefined);
  }

  /** Moves the line of the present on. */
  tick(): void {
    if (!this.#live || this.#view?.running !== true) return;
    this.#shownAt = this.#clock.now();
    this.#draw(this.#shownAt);
  }

  /** Lets everything go. */
  dispose(): void {
    this.#sizes?.disconnect();
    this.#themes.disconnect();
    this.#plot?.destroy();
  }

  #draw(now: number): void {
    const view = this.#view;
    if (view?.chart === undefined || !canDraw() || this.#canvas.clientWidth === 0) return;
    const data = buildChartData(view.chart, view.running, view.tick.intervalSeconds, now);
    const shape = `${view.chart.unit} ${view.chart.max} ${view.namespace}/${view.name}`;
    if (this.#plot === undefined || shape !== this.#shape) {
      this.#plot?.destroy();
      this.#shape = shape;
      this.#plot = new uPlot(this.#options(view.chart, readPalette(this.#canvas)), columns(data), this.#canvas);
    } else {
      this.#plot.setData(columns(data));
    }
  }

  #redraw(): void {
    this.#shape = '';
    this.#draw(this.#shownAt);
  }

  #resize(): void {
    const width = this.#canvas.clientWidth;
    if (this.#plot === undefined) this.#draw(this.#shownAt);
    else if (width > 0) this.#plot.setSize({ width, height: HEIGHT });
  }

  #options(chart: NonNullable<CanaryView['chart']>, palette: Palette): uPlot.Options {
    const stepped = uPlot.paths.stepped?.({ align: 1 });
    const paths = stepped === undefined ? {} : { paths: stepped };
    return {
      width: this.#canvas.clientWidth,
      height: HEIGHT,
      legend: { show: false },
      cursor: { drag: { x: false, y: false }, points: { show: false }, y: false },
      scales: { x: { time: false, range: (_plot, min, max) => [Math.min(0, min), Math.max(max, 1) * 1.015] }, y: { range: () => [0, chart.max * 1.12] } },
      axes: [
        { ...axis(palette), size: 32, space: 70, incrs: [5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 21_600, 86_400], values: (_plot, splits) => splits.map((split) => formatSeconds(split)) },
        { ...axis(palette), size: 48, space: 32, incrs: [1, 2, 5, 10, 20, 25, 50, 100], values: (_plot, splits) => splits.map((split) => (chart.unit === '%' ? `${split} %` : String(split))) },
      ],
      series: [
        {},
        { label: 'planned', stroke: palette.planned, width: 1.5, dash: [5, 4], points: { show: false }, ...paths },
        { label: 'actual', stroke: palette.actual, fill: palette.actualFill, width: 2.5, points: { show: false }, ...paths },
      ],
      hooks: {
        draw: [(plot) => { if (this.#view?.chart !== undefined) drawMarks(plot, this.#view.chart, this.#present(), readPalette(this.#canvas)); }],
        setCursor: [(plot) => { this.#say(plot.cursor.idx ?? undefined, plot.cursor.left === undefined || plot.cursor.left < 0 ? undefined : plot.posToVal(plot.cursor.left, 'x')); }],
      },
    };
  }

  /** The line of the present; a snapshot that is not live stands still at its own time. */
  #present(): Present | undefined {
    const start = this.#view?.chart?.startAt;
    if (start === undefined || this.#view?.running !== true) return undefined;
    return { seconds: (this.#shownAt - start) / 1000, label: this.#live ? 'now' : this.#moment };
  }

  /** The line below the chart: what was at the pointer, otherwise how the lines are to be read. */
  #say(index: number | undefined, seconds?: number): void {
    const chart = this.#view?.chart;
    if (chart === undefined) return;
    const text = index === undefined || seconds === undefined || this.#plot === undefined ? restingWords(chart) : pointerWords(chart, this.#plot, seconds);
    if (this.#readout.textContent !== text) replaceChildren(this.#readout, text);
  }
}

function legend(): HTMLElement {
  return element('p', { class: 'legend', 'aria-hidden': 'true' },
    element('span', { class: 'key planned' }, 'planned'), element('span', { class: 'key actual' }, 'actual'), element('span', { class: 'key mark bad' }, 'failed check, rollback'), element('span', { class: 'key mark waiting' }, 'waiting'));
}

function axis(palette: Palette): uPlot.Axis {
  return { stroke: palette.text, font: palette.font, grid: { stroke: palette.grid, width: 1 }, ticks: { stroke: palette.grid, width: 1, size: 4 } };
}

function columns(data: ChartData): uPlot.AlignedData {
  return [[...data.seconds], [...data.planned], [...data.actual]];
}

function restingWords(chart: NonNullable<CanaryView['chart']>): string {
  if (chart.startAt === undefined) return 'The plan, from the moment a change is detected.';
  if (chart.actual.some((point) => point.gapBefore)) return 'The gap was not seen: Kubernetes merges and forgets events.';
  return chart.startDeduced ? 'The start is no longer among the events: it was deduced from the present step.' : `Started at ${formatClock(chart.startAt)}.`;
}

function pointerWords(chart: NonNullable<CanaryView['chart']>, plot: uPlot, seconds: number): string {
  const unit = chart.unit === '%' ? ' %' : '';
  const xs = plot.data[0];
  const index = Math.max(0, [...xs].findLastIndex((x) => x <= seconds));
  const value = (column: 1 | 2): string => {
    const found = plot.data[column]?.[index];
    return found === null || found === undefined ? 'unknown' : `${found}${unit}`;
  };
  const start = chart.startAt;
  const clock = start === undefined ? '' : `${formatClock(start + seconds * 1000)}, `;
  const near = start === undefined ? [] : chart.marks.filter((mark) => Math.abs((mark.at - start) / 1000 - seconds) <= ((xs.at(-1) ?? 0) - (xs[0] ?? 0)) / 60);
  return [`${clock}${formatSeconds(Math.max(0, seconds))}: planned ${value(1)}, actual ${value(2)}`, ...near.map((mark) => mark.text)].join(' · ');
}

function canDraw(): boolean {
  return typeof Path2D !== 'undefined' && document.createElement('canvas').getContext('2d') !== null;
}
