/** What a check measured, behind a line that opens: the query, and a table of the values against what is demanded, with the gaps. */
import { formatClock, formatSeconds } from '../../../../../../server/src/flagger/durations.ts';
import type { CanaryView } from '../../messages.ts';
import { element, icon } from '../dom.ts';

type Check = CanaryView['checks'][number];
type Sample = Check['samples'][number];

/** Rows of the table; the sparkline shows all. */
const shownValues = 12;

/** The line and what it opens; nothing where neither a value nor a query is known. */
export function renderMeasured(check: Check): Element | undefined {
  const { samples, query } = check;
  if (samples.length === 0 && query === undefined) return undefined;
  const summary = element('summary', { 'data-key': `measured-${check.name}` }, summaryWords(check));
  return element('details', { 'class': 'measured', 'data-open': check.name }, summary,
    query === undefined ? undefined : element('p', { class: 'asked' }, element('span', { class: 'muted' }, 'asked as Flagger asks '), element('code', {}, query.trim().replace(/\s*\n\s*/g, ' '))),
    samples.length === 0 ? element('p', { class: 'note' }, 'No values have come.') : renderTable(check));
}

function summaryWords({ samples, query }: Check): string {
  const failed = samples.filter(({ ok }) => !ok).length;
  const values = samples.length === 0 ? 'no values' : `${samples.length} ${samples.length === 1 ? 'value' : 'values'}, ${failed === 0 ? 'all pass' : `${failed} would fail`}`;
  return query === undefined ? values : `${values}, query`;
}

function renderTable(check: Check): Element {
  const { samples, title, demand } = check;
  const usual = usualStep(samples);
  const rows = samples.slice(-shownValues).reverse().flatMap((sample, index, newestFirst) => {
    const earlier = newestFirst[index + 1];
    const silence = earlier === undefined ? 0 : sample.at - earlier.at;
    const isGap = usual !== undefined && silence > usual * 2.5;
    return [renderRow(check, sample), ...(isGap ? [element('tr', { class: 'gap' }, element('td', { colspan: 3 }, `no values for ${formatSeconds(Math.round((silence - usual) / 1000))}`))] : [])];
  });
  const more = samples.length - shownValues;
  return element('table', {},
    element('caption', {}, `${title}, ${demand}, newest first${more > 0 ? `; ${more} earlier ${more === 1 ? 'value is' : 'values are'} in the line beside the check` : ''}`),
    element('thead', {}, element('tr', {}, ...['time', 'value', 'verdict'].map((head) => element('th', { scope: 'col' }, head)))),
    element('tbody', {}, ...rows));
}

function renderRow({ unit }: Check, { at, value, ok }: Sample): Element {
  const number = String(Math.round(value * 100) / 100);
  return element('tr', {},
    element('td', {}, formatClock(at)),
    element('td', { class: 'number' }, unit === '' ? number : `${number} ${unit}`),
    element('td', {}, icon(ok ? 'pass' : 'error', ok ? 'good' : 'bad'), ok ? ' passes' : ' fails'));
}

/** The pause that lies between most values; undefined where there are too few to tell. */
function usualStep(samples: readonly Sample[]): number | undefined {
  const steps = samples.slice(1).map(({ at }, index) => at - (samples[index]?.at ?? at)).sort((one, other) => one - other);
  return steps.length < 3 ? undefined : steps[Math.floor(steps.length / 2)];
}
