/** Replays a past rollout: its chart up to a moment that a slider chooses, and what was said until then. */
import { formatClock, formatSeconds } from '../../../../../../server/src/flagger/durations.ts';
import type { CanaryView } from '../../messages.ts';
import { ChartRegion } from '../chart/chartRegion.ts';
import { element, icon, replaceChildren } from '../dom.ts';
import { eventSign } from '../signs.ts';
import type { PageClock } from '../times.ts';
import { pastWords, type PastRollout } from './history.ts';

/** A replay takes about so long, however long the rollout took. Steps of the page's clock. */
const steps = 20;

/** The region: hidden while nothing is replayed. */
export class ReplayRegion {
  readonly element: HTMLElement;
  readonly #clock: PageClock;
  readonly #chart: ChartRegion;
  readonly #title = element('p', { class: 'replayed' });
  readonly #slider = element('input', { type: 'range', min: 0, step: 1, 'data-key': 'replay-slider' });
  readonly #play = element('button', { type: 'button', class: 'small', 'data-key': 'replay-play' });
  readonly #close: HTMLButtonElement;
  readonly #said = element('ol', { class: 'plain said', 'aria-live': 'polite' });
  #past: PastRollout | undefined;
  #view: CanaryView | undefined;
  #stop: (() => void) | undefined;

  constructor(clock: PageClock, onClose: () => void) {
    this.#clock = clock;
    this.#chart = new ChartRegion(clock, 'Replay');
    this.#close = element('button', { type: 'button', class: 'small', 'data-key': 'replay-close' }, 'Close Replay');
    this.#close.addEventListener('click', onClose);
    this.#play.addEventListener('click', () => { this.#toggle(); });
    this.#slider.addEventListener('input', () => { this.#pause(); this.#draw(); });
    this.element = element('div', { class: 'group replay', hidden: true }, this.#title, this.#chart.element, element('div', { class: 'controls' }, this.#play, this.#slider, this.#close), this.#said);
  }

  /** When the rollout that is shown began. */
  get startedAt(): number | undefined {
    return this.#past?.startedAt;
  }

  /** Begins a replay. */
  show(past: PastRollout, view: CanaryView): void {
    this.#past = past;
    this.#view = view;
    this.element.hidden = false;
    replaceChildren(this.#title, icon('history'), ` Replay of ${pastWords(past)}`);
    this.#slider.max = String(Math.max(1, Math.round((this.#end() - past.startedAt) / 1000)));
    this.#slider.value = '0';
    this.#pause();
    this.#draw();
    this.#toggle();
  }

  /** Ends it. */
  hide(): void {
    this.#pause();
    this.#past = undefined;
    this.element.hidden = true;
  }

  /** Lets everything go. */
  dispose(): void {
    this.#pause();
    this.#chart.dispose();
  }

  #end(): number {
    return this.#past?.endedAt ?? this.#past?.moments.at(-1)?.at ?? this.#past?.startedAt ?? 0;
  }

  #toggle(): void {
    if (this.#stop !== undefined) {
      this.#pause();
      return;
    }
    if (this.#slider.value === this.#slider.max) this.#slider.value = '0';
    this.#play.textContent = 'Pause';
    this.#stop = this.#clock.everySecond(() => {
      const length = Number(this.#slider.max);
      this.#slider.value = String(Math.min(length, Number(this.#slider.value) + Math.max(1, Math.ceil(length / steps))));
      this.#draw();
      if (this.#slider.value === this.#slider.max) this.#pause();
    });
  }

  #pause(): void {
    this.#stop?.();
    this.#stop = undefined;
    this.#play.textContent = 'Play';
  }

  #draw(): void {
    const [past, view] = [this.#past, this.#view];
    if (past?.chart === undefined || view === undefined) return;
    const at = past.startedAt + Number(this.#slider.value) * 1000;
    const words = `${formatSeconds(Number(this.#slider.value))} after the start, ${formatClock(at)}`;
    this.#slider.setAttribute('aria-label', 'Moment of the replay');
    this.#slider.setAttribute('aria-valuetext', words);
    // As it stood then: the line ends at the moment, and marks to come are not known yet.
    const chart = { ...past.chart, marks: past.chart.marks.filter((mark) => mark.at <= at), actual: past.chart.actual.filter((point) => point.at <= at) };
    this.#chart.show({ ...view, chart, running: true }, false, at, words);
    const said = past.moments.filter((moment) => moment.at <= at).slice(-4).reverse();
    replaceChildren(this.#said, ...said.map((moment) => {
      const sign = eventSign(moment.tone);
      return element('li', { class: 'line' }, element('span', { class: 'clock' }, formatClock(moment.at)), icon(sign.icon, sign.tone), element('span', { class: 'what' }, moment.words));
    }));
  }
}
