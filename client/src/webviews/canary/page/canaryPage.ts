/** The canary page: renders whole snapshots, lets times tick in between, and announces what matters to those who cannot see it. */
import { printSentence } from '../../../../../server/src/flagger/sentence.ts';
import { inContext } from '../messages.ts';
import type { CanaryPanelState, PageMessage, PageRequest } from '../messages.ts';
import { ChartRegion } from './chart/chartRegion.ts';
import { element, icon, replaceChildren } from './dom.ts';
import type { Child } from './dom.ts';
import { renderChecks } from './regions/checks.ts';
import type { RegionContext } from './regions/context.ts';
import { connectionWords, renderBareHeader, renderHeader } from './regions/header.ts';
import { renderHistory, type PastRollout } from './regions/history.ts';
import { renderLadder } from './regions/ladder.ts';
import { renderEvents, renderHooks, renderNotes, renderObjects } from './regions/lists.ts';
import { ReplayRegion } from './regions/replay.ts';
import { renderActions, renderSentence } from './regions/sentence.ts';
import { renderTraffic } from './regions/traffic.ts';
import { clusterAsOf, tickTimes } from './times.ts';
import type { PageClock } from './times.ts';

type Shown = Extract<CanaryPanelState, { readonly kind: 'shown' }>;

/** The page of one canary. */
export class CanaryPage {
  readonly #clock: PageClock;
  readonly #post: (request: PageRequest) => void;
  readonly #top = element('div', { class: 'top' });
  readonly #left = element('div', { class: 'column wide' });
  readonly #right = element('div', { class: 'column' });
  readonly #before = element('div', { class: 'group' });
  readonly #after = element('div', { class: 'group' });
  readonly #body = element('div', { class: 'body' });
  readonly #announcer = element('p', { class: 'announcer', role: 'status', 'aria-live': 'polite' });
  readonly #chart: ChartRegion;
  readonly #replay: ReplayRegion;
  #shown: Shown | undefined;
  readonly #stop: () => void;
  #live = false;
  /** The context of what is drawn. */
  #context = '';
  #announced = '';

  constructor(root: Element, post: (message: PageMessage) => void, clock: PageClock) {
    this.#clock = clock;
    this.#post = (request) => { post(inContext(request, this.#context)); };
    this.#chart = new ChartRegion(clock);
    this.#replay = new ReplayRegion(clock, () => { this.#showReplay(undefined); });
    this.#left.append(this.#before, this.#chart.element, this.#replay.element, this.#after);
    this.#body.append(this.#left, this.#right);
    root.append(this.#top, this.#body, this.#announcer);
    this.#stop = clock.everySecond(() => { this.#tick(); });
  }

  /** Shows a snapshot. */
  show(state: CanaryPanelState): void {
    const shown = state.kind === 'shown';
    this.#context = state.connection.context;
    this.#live = shown && state.connection.state === 'live';
    this.#body.hidden = !shown;
    this.#body.classList.toggle('stale', shown && !this.#live);
    this.#top.classList.toggle('stale', shown && !this.#live);
    if (shown) this.#showCanary(state);
    else this.#showMessage(state);
    this.#announce(state);
  }

  /** Stops the clock and the chart. */
  dispose(): void {
    this.#stop();
    this.#chart.dispose();
    this.#replay.dispose();
  }

  #showCanary(state: Shown): void {
    const now = this.#live ? this.#clock.now() : (clusterAsOf(state.connection) ?? this.#clock.now());
    const context: RegionContext = { view: state.view, now, live: this.#live, post: this.#post };
    replaceChildren(this.#top, renderHeader(context, state.connection), renderBanner(state), renderSentence(context), renderActions(topActions(state), this.#post));
    replaceChildren(this.#before, renderTraffic(context), renderLadder(context));
    this.#shown = state;
    this.#chart.show(state.view, this.#live, now);
    this.#chart.element.hidden ||= this.#replay.startedAt !== undefined;
    replaceChildren(this.#after, renderChecks(context));
    const scrolled = this.#right.querySelector('.scroll')?.scrollTop ?? 0;
    replaceChildren(this.#right, renderHooks(context, state.actions), renderObjects(context), renderNotes(context), renderHistory(context, this.#replay.startedAt, (past) => { this.#showReplay(past); }), renderEvents(context));
    const list = this.#right.querySelector('.scroll');
    if (list !== null) list.scrollTop = scrolled;
  }

  /** Replays a past rollout in place of the present chart, or goes back to it; the one that is shown already is closed. */
  #showReplay(past: PastRollout | undefined): void {
    if (this.#shown === undefined) return;
    if (past === undefined || past.startedAt === this.#replay.startedAt) this.#replay.hide();
    else this.#replay.show(past, this.#shown.view);
    this.#showCanary(this.#shown);
  }

  #showMessage(state: Exclude<CanaryPanelState, Shown>): void {
    const content: Child = state.kind === 'loading'
      ? element('p', { class: 'sentence muted' }, icon('loading~spin'), ' Reading the Canary …')
      : element('p', { class: 'sentence muted' }, state.reason);
    replaceChildren(this.#top, renderBareHeader(state.canary, state.connection), content, renderActions(state.actions, this.#post));
  }

  #tick(): void {
    if (!this.#live) return;
    tickTimes(this.#top, this.#clock.now());
    tickTimes(this.#body, this.#clock.now());
    this.#chart.tick();
  }

  /** Speaks only when the state changed, not at each second. */
  #announce(state: CanaryPanelState): void {
    const key = announcementKey(state);
    if (key === this.#announced) return;
    this.#announced = key;
    this.#announcer.textContent = state.kind === 'shown'
      ? `${state.canary.name}: ${printSentence(state.view.sentence, this.#clock.now())}`
      : state.kind === 'missing' ? state.reason : '';
  }
}

/** Gates are opened beside the gate; the rest stands below the sentence. */
function topActions(state: Shown): Shown['actions'] {
  const shownBelow = new Set(state.view.hooks.filter((hook) => hook.state === 'closed').map((hook) => hook.name));
  return state.actions.filter((action) => action.id !== 'closeGate').filter((action) => action.id !== 'openGate' || action.hook === undefined || !shownBelow.has(action.hook) || state.view.sign === 'waiting');
}

function renderBanner(state: Shown): Element | undefined {
  const { connection } = state;
  if (connection.state === 'live') return undefined;
  const reason = connection.reason === undefined ? '' : `: ${connection.reason}`;
  return element('p', { class: 'banner' }, icon('debug-disconnect'), element('span', {}, `Not live, ${connectionWords(connection)}${reason}. What follows may have changed.`));
}

function announcementKey(state: CanaryPanelState): string {
  if (state.kind !== 'shown') return `${state.kind} ${state.kind === 'missing' ? state.reason : ''}`;
  const { view } = state;
  const gates = view.hooks.filter((hook) => hook.state === 'closed').map((hook) => hook.name).join(' ');
  return [state.connection.state, view.phase, view.sign, view.traffic.canary, view.iterations?.done, view.failedChecks.count, gates].join('|');
}
