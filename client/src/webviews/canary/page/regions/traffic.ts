/** Who answers the requests: weights of primary and canary, or the match of an A/B test, or blue and green. */
import type { CanaryView } from '../../messages.ts';
import { element, region } from '../dom.ts';
import type { Child } from '../dom.ts';
import type { RegionContext } from './context.ts';

/** The traffic region. */
export function renderTraffic(context: RegionContext): HTMLElement {
  const { view } = context;
  if (view.phase === '' || view.phase === 'Initializing') return region('traffic', 'Traffic', element('p', { class: 'note' }, 'Flagger routes nothing yet: requests go where they went before.'));
  const rows = view.traffic.basis === 'matched' ? matchedRows(view) : splitRows(view);
  const iterations = view.iterations === undefined ? undefined : renderIterations(view.iterations);
  return region('traffic', 'Traffic', element('div', { class: 'bars' }, ...rows), iterations, trafficNote(view));
}

function splitRows(view: CanaryView): readonly Child[] {
  return [
    renderRow('primary', view.primary, view.traffic.primary, shareWords(view.traffic, view.traffic.primary)),
    renderRow('canary', view.canary, view.traffic.canary, view.traffic.mirrored && view.traffic.canary === 0 ? 'copies' : shareWords(view.traffic, view.traffic.canary)),
  ];
}

/** Weights are said only where there are any: blue/green knows all or nothing. */
function shareWords({ basis }: CanaryView['traffic'], share: number): string {
  return basis === 'all' || (share > 0 && share < 100) ? `${share} %` : share === 0 ? 'none' : 'all';
}

function matchedRows(view: CanaryView): readonly Child[] {
  const match = view.traffic.match === undefined || view.traffic.match === 'any' ? 'requests' : `requests with ${view.traffic.match}`;
  const exposed = view.traffic.canary > 0;
  const matched = exposed && view.traffic.canary < 100 ? `${match} (${view.traffic.canary} %)` : match;
  return [
    element('div', { class: 'rule' }, element('span', { class: 'match' }, matched), arrow(), element('strong', { class: exposed ? 'canary' : 'primary' }, exposed ? `canary ${view.canary.version ?? ''}` : `primary ${view.primary.version ?? ''}`), pods(exposed ? view.canary : view.primary)),
    element('div', { class: 'rule' }, element('span', { class: 'match' }, 'all others'), arrow(), element('strong', { class: 'primary' }, `primary ${view.primary.version ?? ''}`), pods(view.primary)),
  ];
}

function arrow(): Element {
  return element('span', { class: 'codicon codicon-arrow-right', role: 'img', 'aria-label': 'go to' });
}

function renderRow(role: 'primary' | 'canary', workload: CanaryView['primary'], share: number, words: string): Element {
  const bar = element('span', { class: 'bar', role: 'img', 'aria-label': role === 'canary' && words === 'copies' ? 'the canary gets copies of the traffic' : `${role} answers ${words} of the traffic` }, element('span', { class: 'fill' }));
  bar.style.setProperty('--share', String(Math.max(0, Math.min(100, share)) / 100));
  return element('div', { class: `row ${role}` },
    element('span', { class: 'role' }, role),
    element('strong', { class: 'version', title: workload.images.map((each) => each.image).join('\n') }, workload.version ?? '?'),
    bar,
    element('span', { class: 'share' }, words),
    pods(workload));
}

function pods(workload: CanaryView['primary']): Element {
  if (workload.pods === undefined) return element('span', { class: 'pods muted' }, 'pods ?');
  const { ready, wanted } = workload.pods;
  return element('span', { class: ready < wanted ? 'pods waiting' : 'pods' }, wanted === 0 ? 'scaled to 0' : `${ready}/${wanted} pods`);
}

function renderIterations(iterations: NonNullable<CanaryView['iterations']>): Element {
  const words = `iteration ${iterations.done} of ${iterations.of}`;
  const bar = element('span', { class: 'bar', role: 'img', 'aria-label': words }, element('span', { class: 'fill' }));
  bar.style.setProperty('--share', String(iterations.of === 0 ? 0 : iterations.done / iterations.of));
  return element('div', { class: 'row iterations' }, element('span', { class: 'role' }, 'iterations'), bar, element('span', { class: 'share' }, `${iterations.done} of ${iterations.of}`));
}

function trafficNote(view: CanaryView): Element | undefined {
  const { traffic } = view;
  if (traffic.basis === 'none') return element('p', { class: 'note' }, 'Clients always reach the primary: this provider routes nothing, the canary is tested beside it.');
  if (traffic.mirrored) return element('p', { class: 'note' }, 'Requests are mirrored: the canary gets a copy, the primary answers.');
  if (traffic.source === 'plan' && view.running) return element('p', { class: 'note' }, 'Deduced from the phase: the routing object is not known.');
  return traffic.source === 'status' && view.running ? element('p', { class: 'note' }, 'From the Canary’s status: the routing object is not known.') : undefined;
}
