/** The head of the page: which canary this is, its state, and through which connection it is seen. */
import { formatClock } from '../../../../../../server/src/flagger/durations.ts';
import type { CanaryKey, ConnectionView } from '../../messages.ts';
import { element, icon, link } from '../dom.ts';
import { canarySign } from '../signs.ts';
import { timeElement } from '../times.ts';
import type { RegionContext } from './context.ts';
import { objectName } from './context.ts';

/** The head for a canary that is known. */
export function renderHeader(context: RegionContext, connection: ConnectionView): HTMLElement {
  const { view, post, live } = context;
  const sign = canarySign(view.sign);
  const still = live ? sign.icon : sign.icon.replace('~spin', '');
  return element('header', { class: 'head' },
    element('div', { class: 'title' },
      element('h1', {}, link(view.name, 'open-canary', 'Open the live Canary object', () => { post({ type: 'openObject', object: { group: 'flagger.app', kind: 'Canary', namespace: view.namespace, name: view.name } }); })),
      element('p', { class: 'facts' },
        element('span', {}, `namespace ${view.namespace}`),
        element('span', {}, link(objectName(view.target), 'open-target', `Open the live ${objectName(view.target)}`, () => { post({ type: 'openObject', object: view.target }); })),
        element('span', {}, view.provider),
        element('span', {}, view.strategyWords))),
    element('div', { class: 'state' },
      element('p', { class: `phase ${live ? sign.tone : 'muted'}` }, icon(still), element('span', {}, view.phase === '' ? 'Not seen yet' : view.phase)),
      renderNextTick(context),
      connectionElement(connection)));
}

/** When Flagger looks again; not said where nobody can know. */
function renderNextTick(context: RegionContext): HTMLElement | undefined {
  const at = context.view.tick.nextAt;
  if (!context.live || at === undefined) return undefined;
  return element('p', { class: 'next' }, 'next check ', timeElement({ kind: 'in', at }, context.now));
}

/** The head while nothing is known beyond the name. */
export function renderBareHeader(canary: CanaryKey, connection: ConnectionView): HTMLElement {
  return element('header', { class: 'head' },
    element('div', { class: 'title' }, element('h1', {}, canary.name), element('p', { class: 'facts' }, element('span', {}, `namespace ${canary.namespace}`))),
    element('div', { class: 'state' }, connectionElement(connection)));
}

/** `● live`, `as of 14:02`, always with the context; the demo is called a demo. */
export function connectionElement(connection: ConnectionView): HTMLElement {
  const demo = connection.demo ? element('span', { class: 'badge', title: 'A small cluster inside this extension, for trying things out' }, 'demo') : undefined;
  const context = connection.context === '' ? undefined : element('span', { class: 'context', title: 'The selected context' }, connection.context);
  return element('p', { class: `connection ${connection.state}`, title: connection.reason }, icon(connection.state === 'live' ? 'circle-filled' : 'circle-outline'), element('span', {}, connectionWords(connection)), context, demo);
}

/** The connection in words. */
export function connectionWords(connection: ConnectionView): string {
  const asOf = connection.asOf === undefined ? '' : `as of ${formatClock(connection.asOf).slice(0, 5)}`;
  switch (connection.state) {
    case 'live': return 'live';
    case 'connecting': return asOf === '' ? 'connecting' : `${asOf}, connecting`;
    case 'stale': return asOf === '' ? 'stale' : asOf;
    case 'disconnected': return asOf === '' ? 'not connected' : `not connected, ${asOf}`;
  }
}
