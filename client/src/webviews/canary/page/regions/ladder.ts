/** The steps of the plan, with those that are reached. */
import { formatClock } from '../../../../../../server/src/flagger/durations.ts';
import type { CanaryView } from '../../messages.ts';
import { element, icon, region } from '../dom.ts';
import type { RegionContext } from './context.ts';

type Rung = CanaryView['ladder'][number];

const SHOWN = 18;

/** The steps region. */
export function renderLadder(context: RegionContext): HTMLElement | undefined {
  const { ladder, iterations, planWords } = context.view;
  if (ladder.length < 2) return undefined;
  const items = fold(ladder).map((each) => (typeof each === 'number'
    ? element('li', { class: 'rung folded', title: `${each} more steps` }, `… ${each} more`)
    : renderRung(each)));
  return region('steps', iterations === undefined ? 'Steps, % of traffic' : 'Steps, iterations', element('ol', { class: 'ladder' }, ...items), element('p', { class: 'note plan' }, `Planned: ${planWords}.`));
}

function renderRung(rung: Rung): Element {
  const at = rung.actualAt === undefined ? '' : `, reached at ${formatClock(rung.actualAt)}`;
  return element('li', { class: `rung ${rung.state}`, title: `${rung.title}${at}`, 'aria-label': `${rung.title}${at}`, 'aria-current': rung.state === 'current' ? 'step' : undefined },
    rung.state === 'done' ? icon('check') : rung.state === 'failed' ? icon('close') : undefined, rung.label);
}

/** Long ladders keep their ends and the neighbourhood of the present step; a number stands for what is left out. */
function fold(ladder: readonly Rung[]): readonly (Rung | number)[] {
  if (ladder.length <= SHOWN) return ladder;
  const current = Math.max(0, ladder.findLastIndex((rung) => rung.state !== 'planned'));
  const keep = (index: number): boolean => index < 3 || index >= ladder.length - 3 || Math.abs(index - current) <= 4;
  const folded: (Rung | number)[] = [];
  for (const [index, rung] of ladder.entries()) {
    const last = folded.at(-1);
    if (keep(index)) folded.push(rung);
    else if (typeof last === 'number') folded[folded.length - 1] = last + 1;
    else folded.push(1);
  }
  return folded;
}
