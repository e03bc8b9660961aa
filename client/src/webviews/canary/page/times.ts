/** Times in the page that go on by themselves between two snapshots: countdowns and ages. */
import { printPart } from '../../../../../server/src/flagger/sentence.ts';
import type { SentencePart } from '../../../../../server/src/flagger/sentence.ts';
import type { ConnectionView } from '../messages.ts';
import { element } from './dom.ts';

/** The clock of the page, which goes by the cluster's; tests bring their own. */
export interface PageClock {
  readonly now: () => number;
  /** Calls back about each second until the returned function is called. */
  readonly everySecond: (callback: () => void) => () => void;
}

/** When the snapshot was still true, by the cluster's clock. */
export function clusterAsOf({ asOf, clockOffsetMs = 0 }: ConnectionView): number | undefined {
  return asOf === undefined ? undefined : asOf + clockOffsetMs;
}

/** An element that shows a time and keeps it current when {@link tickTimes} runs. */
export function timeElement(part: Extract<SentencePart, { readonly kind: 'in' | 'clock' | 'ago' }>, now: number): HTMLElement {
  return element('time', { 'data-kind': part.kind, 'data-at': part.at, title: new Date(part.at).toLocaleString(), datetime: new Date(part.at).toISOString() }, printPart(part, now));
}

/** Brings every time below `root` up to `now`. */
export function tickTimes(root: Element, now: number): void {
  for (const time of root.querySelectorAll<HTMLElement>('time[data-at]')) {
    const kind = time.getAttribute('data-kind');
    if (kind !== 'in' && kind !== 'ago') continue;
    const text = printPart({ kind, at: Number(time.getAttribute('data-at')) }, now);
    if (time.textContent !== text) time.textContent = text;
  }
}
