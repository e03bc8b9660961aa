/** Past rollouts: when, from which version to which, how it ended and why; each can be replayed. */
import { formatClock, formatSeconds } from '../../../../../../server/src/flagger/durations.ts';
import type { CanaryView } from '../../messages.ts';
import { element, icon, region } from '../dom.ts';
import type { RegionContext } from './context.ts';

/** One rollout that is over. */
export type PastRollout = CanaryView['past'][number];

const SIGNS: Readonly<Record<PastRollout['result'], { readonly icon: string; readonly tone: string; readonly words: string }>> = {
  promoted: { icon: 'pass-filled', tone: 'good', words: 'promoted' },
  skipped: { icon: 'pass-filled', tone: 'good', words: 'promoted without analysis' },
  failed: { icon: 'error', tone: 'bad', words: 'rolled back' },
  restarted: { icon: 'debug-restart', tone: 'muted', words: 'started anew with another version' },
  unknown: { icon: 'question', tone: 'muted', words: 'its end was not seen' },
};

/** The list; `replayed` is the start of the one that is replayed now. */
export function renderHistory(context: RegionContext, replayed: number | undefined, replay: (past: PastRollout) => void): HTMLElement | undefined {
  const { past } = context.view;
  if (past.length === 0) return undefined;
  const items = past.map((each) => {
    const sign = SIGNS[each.result];
    const duration = each.endedAt === undefined ? undefined : element('span', { class: 'muted' }, formatSeconds((each.endedAt - each.startedAt) / 1000));
    const button = each.chart === undefined ? undefined : element('button', { type: 'button', class: 'small', 'data-key': `replay-${each.startedAt}`, 'aria-pressed': String(replayed === each.startedAt), title: `Shows the course of this rollout again: ${pastWords(each)}` }, 'Replay');
    button?.addEventListener('click', () => { replay(each); });
    return element('li', { class: replayed === each.startedAt ? 'line chosen' : 'line' },
      element('span', { class: 'clock', title: new Date(each.startedAt).toLocaleString() }, whenWords(each.startedAt, context.now)), icon(sign.icon, sign.tone),
      element('span', { class: 'what' }, versionWords(each), element('span', {}, sign.words), each.reason === undefined ? '' : `: ${each.reason}`), duration, button);
  });
  return region('history', 'Past rollouts', element('ul', { class: 'plain' }, ...items));
}

/** One rollout in one phrase. */
export function pastWords(past: PastRollout): string {
  const versions = past.to === undefined ? '' : `${past.from ?? '?'} to ${past.to}, `;
  return `${formatClock(past.startedAt)}, ${versions}${SIGNS[past.result].words}${past.reason === undefined ? '' : `: ${past.reason}`}`;
}

function versionWords(past: PastRollout): Element | undefined {
  return past.to === undefined ? undefined : element('strong', { class: 'versions' }, `${past.from ?? '?'} → ${past.to} `);
}

/** The time of day for today, with the date before. */
function whenWords(at: number, now: number): string {
  const date = new Date(at);
  const clock = formatClock(at).slice(0, 5);
  return date.toDateString() === new Date(now).toDateString() ? clock : `${date.getDate()}.${date.getMonth() + 1}. ${clock}`;
}
