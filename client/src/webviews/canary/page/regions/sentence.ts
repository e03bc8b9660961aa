/** The state in one sentence, with times that tick, and what to do about it. */
import { formatClock } from '../../../../../../server/src/flagger/durations.ts';
import type { SentencePart } from '../../../../../../server/src/flagger/sentence.ts';
import { printPart } from '../../../../../../server/src/flagger/sentence.ts';
import type { CanaryAction, PageRequest } from '../../messages.ts';
import { element, link } from '../dom.ts';
import type { Child } from '../dom.ts';
import { canarySign } from '../signs.ts';
import { timeElement } from '../times.ts';
import type { RegionContext } from './context.ts';

/** The sentence, always there. */
export function renderSentence(context: RegionContext): HTMLElement {
  const { view, live } = context;
  return element('p', { class: `sentence ${live ? canarySign(view.sentence.sign).tone : 'muted'}` }, ...renderParts(view.sentence.parts, context, () => { context.post({ type: 'openPlace' }); }));
}

/** The buttons of what can be done now. */
export function renderActions(actions: readonly CanaryAction[], post: (message: PageRequest) => void): HTMLElement | undefined {
  if (actions.length === 0) return undefined;
  const buttons = actions.map((action, index) => {
    const button = element('button', { type: 'button', class: index === 0 && isMain(action) ? 'main' : '', title: action.title, 'data-key': `action-${action.id}-${action.hook ?? ''}` }, action.label);
    button.addEventListener('click', () => { post({ type: 'action', id: action.id, ...(action.hook === undefined ? {} : { hook: action.hook }) }); });
    return button;
  });
  return element('div', { class: 'actions', role: 'group', 'aria-label': 'Actions' }, ...buttons);
}

function isMain(action: CanaryAction): boolean {
  return action.id === 'openGate' || action.id === 'reconnect';
}

/** The parts of a sentence; a place in brackets keeps its brackets when the line breaks. */
export function renderParts(parts: readonly SentencePart[], context: Pick<RegionContext, 'now' | 'live'>, openPlace: () => void): readonly Child[] {
  const isPlace = (part: SentencePart | undefined): boolean => typeof part === 'object' && part.kind === 'place';
  return parts.map((part, index): Child => {
    if (typeof part !== 'string') return isPlace(part) ? element('span', { class: 'aside' }, ...brackets(parts, index, renderPart(part, context, openPlace))) : renderPart(part, context, openPlace);
    const before = isPlace(parts[index - 1]) ? part.replace(/^\)/, '') : part;
    return isPlace(parts[index + 1]) ? before.replace(/\($/, '') : before;
  });
}

function brackets(parts: readonly SentencePart[], index: number, place: Child): readonly Child[] {
  const [before, after] = [parts[index - 1], parts[index + 1]];
  return [typeof before === 'string' && before.endsWith('(') ? '(' : '', place, typeof after === 'string' && after.startsWith(')') ? ')' : ''];
}

/** One part of a sentence; `openPlace` runs where it names a line. */
function renderPart(part: SentencePart, context: Pick<RegionContext, 'now' | 'live'>, openPlace: () => void): Child {
  if (typeof part === 'string') return part;
  if (part.kind === 'place') return link(part.text, 'open-place', 'Open this line', openPlace);
  if (context.live) return timeElement(part, context.now);
  // A countdown of a snapshot that is not current would be a lie; the time of day stays true.
  return part.kind === 'in' ? `at ${formatClock(part.at)}` : printPart(part, context.now);
}
