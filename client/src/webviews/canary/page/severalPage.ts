/** The page of several canaries: one row each with its sign, its sentence, its traffic and its course so far; narrow, one below the other. */
import { printSentence } from '../../../../../server/src/flagger/sentence.ts';
import { inContext } from '../messages.ts';
import type { CanaryCard, PageMessage, PageRequest, SeveralState } from '../messages.ts';
import { element, icon, link, replaceChildren } from './dom.ts';
import type { Child } from './dom.ts';
import { renderCourse } from './miniCourse.ts';
import { connectionElement } from './regions/header.ts';
import { canarySign } from './signs.ts';
import { renderParts } from './regions/sentence.ts';
import { clusterAsOf, tickTimes } from './times.ts';
import type { PageClock } from './times.ts';

/** The page. Rows that did not change stay as they are, so that fifty of them cost no more than those that move. */
export class SeveralPage {
  readonly #clock: PageClock;
  readonly #post: (request: PageRequest) => void;
  readonly #head = element('div', { class: 'top' });
  readonly #list = element('ul', { class: 'cards', 'aria-label': 'Canaries, those that need you first' });
  readonly #note = element('p', { class: 'note' });
  readonly #announcer = element('p', { class: 'announcer', role: 'status', 'aria-live': 'polite' });
  readonly #stop: () => void;
  readonly #rows = new Map<string, { readonly text: string; readonly row: HTMLElement }>();
  readonly #signs = new Map<string, string>();
  #live = false;
  /** The context of what is drawn. */
  #context = '';

  constructor(root: Element, post: (message: PageMessage) => void, clock: PageClock) {
    this.#clock = clock;
    this.#post = (request) => { post(inContext(request, this.#context)); };
    root.append(this.#head, this.#list, this.#note, this.#announcer);
    this.#stop = clock.everySecond(() => { if (this.#live) tickTimes(this.#list, this.#clock.now()); });
  }

  /** Shows a snapshot. */
  show(state: SeveralState): void {
    this.#context = state.connection.context;
    this.#live = state.connection.state === 'live';
    const now = this.#live ? this.#clock.now() : (clusterAsOf(state.connection) ?? this.#clock.now());
    replaceChildren(this.#head, element('header', { class: 'head' }, element('h1', {}, 'Rollouts'), connectionElement(state.connection)));
    this.#list.classList.toggle('stale', !this.#live);
    const rows = state.cards.map((card) => this.#row(card, now));
    // Rows keep their place in the document where the order is the same: the focus and a screen reader's place survive.
    if (rows.length !== this.#list.children.length || rows.some((row, index) => this.#list.children[index] !== row)) replaceChildren(this.#list, ...rows);
    const more = state.more === 0 ? '' : `${state.more} more that move or have failed are in the Rollouts view.`;
    this.#note.textContent = state.empty === '' ? more : state.empty;
    this.#announce(state.cards, now);
  }

  /** Stops the clock. */
  dispose(): void {
    this.#stop();
  }

  #row(card: CanaryCard, now: number): HTMLElement {
    const key = keyOf(card);
    // Within a tick only times move, and those move by themselves.
    const text = JSON.stringify([card, this.#live]);
    const known = this.#rows.get(key);
    if (known?.text === text) return known.row;
    const row = known?.row ?? element('li', { class: 'card' });
    replaceChildren(row, ...this.#cells(card, now));
    this.#rows.set(key, { text, row });
    return row;
  }

  #cells(card: CanaryCard, now: number): readonly Child[] {
    const sign = canarySign(card.sign);
    const { namespace, name } = card.canary;
    const versions = card.canaryVersion === undefined ? undefined : element('span', { class: 'muted' }, card.primaryVersion === undefined || card.primaryVersion === card.canaryVersion ? card.canaryVersion : `${card.primaryVersion} → ${card.canaryVersion}`);
    const context = { now, live: this.#live, post: this.#post };
    const gates = card.gates.map((gate) => {
      const button = element('button', { type: 'button', class: 'main small', title: gate.title, 'data-key': `${keyOf(card)}-gate-${gate.hook ?? ''}` }, gate.label);
      button.addEventListener('click', () => { this.#post({ type: 'action', id: gate.id, canary: card.canary, ...(gate.hook === undefined ? {} : { hook: gate.hook }) }); });
      return button;
    });
    return [
      element('div', { class: 'name' }, icon(this.#live ? sign.icon : sign.icon.replace('~spin', ''), sign.tone),
        element('div', { class: 'names' }, link(name, `open-${keyOf(card)}`, `Show Canary ${namespace}/${name}`, () => { this.#post({ type: 'openCanary', canary: card.canary }); }), element('span', { class: 'muted' }, namespace), versions)),
      element('p', { class: 'words' }, ...renderParts(card.sentence.parts, context, () => { this.#post({ type: 'openCanary', canary: card.canary }); })),
      renderShare(card),
      element('div', { class: 'course' }, renderCourse(card, now)),
      gates.length === 0 ? undefined : element('div', { class: 'gates' }, ...gates),
    ];
  }

  /** Speaks of what changed its sign, not of each step. */
  #announce(cards: readonly CanaryCard[], now: number): void {
    const changed = cards.filter((card) => this.#signs.has(keyOf(card)) && this.#signs.get(keyOf(card)) !== `${card.phase} ${card.sign}`);
    for (const card of cards) this.#signs.set(keyOf(card), `${card.phase} ${card.sign}`);
    if (changed.length > 0) this.#announcer.textContent = changed.map((card) => `${card.canary.name}: ${printSentence(card.sentence, now)}`).join(' ');
  }
}

function keyOf({ canary }: CanaryCard): string {
  return `${canary.namespace}/${canary.name}`;
}

/** The share of the canary, or how many iterations are done. */
function renderShare(card: CanaryCard): HTMLElement {
  const { iterations, traffic } = card;
  const share = iterations === undefined ? traffic.canary / 100 : iterations.of === 0 ? 0 : iterations.done / iterations.of;
  const words = iterations === undefined ? `${traffic.canary} %` : `${iterations.done} of ${iterations.of}`;
  const label = iterations === undefined ? `the canary answers ${words} of the traffic` : `iteration ${words}`;
  const bar = element('span', { class: 'bar', role: 'img', 'aria-label': label }, element('span', { class: 'fill' }));
  bar.style.setProperty('--share', String(Math.max(0, Math.min(1, share))));
  const failed = card.failedChecks.count === 0 ? undefined : element('span', { class: 'bad' }, `${card.failedChecks.count} of ${card.failedChecks.threshold} failed checks`);
  return element('div', { class: 'shares' }, bar, element('span', { class: 'share', 'aria-hidden': 'true' }, words), failed);
}
