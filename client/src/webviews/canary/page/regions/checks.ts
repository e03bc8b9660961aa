/** The metric checks with their demands, and how many failures are left before the rollback. */
import type { CanaryView } from '../../messages.ts';
import { element, icon, region } from '../dom.ts';
import { checkSign } from '../signs.ts';
import { renderSparkline } from '../sparkline.ts';
import { renderMeasured } from './measured.ts';
import { timeElement } from '../times.ts';
import type { RegionContext } from './context.ts';

type Check = CanaryView['checks'][number];

/** The checks region. */
export function renderChecks(context: RegionContext): HTMLElement {
  const { view } = context;
  if (view.checks.length === 0) return region('checks', 'Checks', element('p', { class: 'note' }, 'No metrics are checked.'), renderBudget(view));
  const rows = view.checks.map((check) => renderCheck(check, context));
  const note = valueNote(view);
  return region('checks', 'Checks', element('div', { class: 'table', role: 'list' }, ...rows), renderBudget(view), note === '' ? undefined : element('p', { class: 'note' }, note));
}

/** Why values are missing, in plain words. */
function valueNote({ checks, metricsWords }: CanaryView): string {
  if (!checks.some((check) => check.state === 'passed' && check.value === undefined)) return '';
  const events = 'Flagger’s events name values of failed checks only';
  return metricsWords === undefined || metricsWords === '' ? `${events}.` : `${events}, and the metrics server could not be asked (${metricsWords}).`;
}

function renderCheck(check: Check, context: RegionContext): Element {
  const sign = checkSign(check.state);
  const when = check.at === undefined ? undefined : timeElement({ kind: 'ago', at: check.at }, context.now);
  return element('div', { class: 'check', role: 'listitem' },
    icon(sign.icon, sign.tone),
    element('span', { class: 'what' }, check.title),
    element('strong', { class: `value ${sign.tone}` }, check.value ?? ''),
    element('span', { class: 'demand' }, check.demand),
    element('span', { class: 'outcome' }, `${check.words} `, when),
    renderSparkline(check),
    renderMeasured(check));
}

/** One mark a failed check, up to the threshold; the words say the same. */
function renderBudget(view: CanaryView): Element {
  const { count, threshold } = view.failedChecks;
  const words = `failed checks ${count} of ${threshold}`;
  const shown = Math.min(threshold, 12);
  const pips = Array.from({ length: shown }, (_, index) => element('span', { class: index < count ? 'pip used' : 'pip' }));
  const title = `${words}: failures add up over the whole rollout, at ${threshold} it rolls back`;
  return element('p', { class: count === 0 ? 'budget' : count >= threshold ? 'budget bad' : 'budget waiting', title }, element('span', {}, words), element('span', { class: 'pips', 'aria-hidden': 'true' }, ...pips));
}
