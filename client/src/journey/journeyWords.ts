// The words about a commit on its way: the line of a notification, the sentence at its end, and the report. Pure.
import { formatSeconds } from '../../../server/src/flagger/durations.ts';
import { capital } from '../../../server/src/flagger/trafficWords.ts';
import { escapeMarkdown } from '../../../server/src/protocol/markdownText.ts';
import { describeRef } from '../cluster/servedKind.ts';
import type { JourneyEnd, TimedItem } from './followCommit.ts';
import { promotedWords, type JourneyStage } from './journeyModel.ts';

/** The commit, for people. */
export interface JourneySubject {
  /** Full hash. */
  readonly commit: string;
  readonly contextName: string;
  /** First line of its message; empty where it is not known. */
  readonly title: string;
  readonly author: string;
}

const stages: readonly (readonly [JourneyStage, string])[] = [
  ['fetched', 'fetched'],
  ['applied', 'applied'],
  ['rolledOut', 'rolled out'],
  ['analysed', 'analysed'],
];

/** `fetched ✓  ·  applied 2 of 5  ·  Kustomization apps: waiting for infra`. */
export function progressWords(items: readonly TimedItem[]): string {
  const counts = stages.flatMap(([stage, words]) => {
    const all = items.filter((item) => item.stage === stage);
    if (all.length === 0) return [];
    const through = all.filter(({ state }) => state === 'done' || state === 'left').length;
    return [through === all.length ? `✓ ${words}` : `${words} ${through} of ${all.length}`];
  });
  const failed = items.find(({ state }) => state === 'failed');
  const present = failed ?? items.find(({ state }) => state === 'running') ?? items.find(({ state }) => state === 'waiting');
  // Before the controller's words, which may be long: a notification is cut at its end.
  const again = failed?.triesAgain ? `Flux tries again ${failed.triesAgain}: ` : '';
  return [...counts, ...(present === undefined ? [] : [`${present.ref.kind} ${present.ref.name}: ${again}${present.words}`])].join('  ·  ');
}

/** One sentence without a final stop. A commit's hash begins it as it is: `a272f4c is live`. */
export function journeyEndWords({ type, items, durationMs }: JourneyEnd, { commit, contextName }: JourneySubject): string {
  const name = commit.slice(0, 7);
  const after = spoken(durationMs);
  if (items.length === 0 && type !== 'cancelled' && type !== 'lost') return `Nothing on ${contextName} takes ${name}`;
  switch (type) {
    case 'done':
      return `${name} is live on ${contextName} after ${after}: ${doneWords(items)}`;
    case 'failed':
      return failureWords(items, { commit, contextName });
    case 'cancelled':
      return `${name} is not followed any more; what goes on in ${contextName} goes on: ${progressWords(items)}`;
    case 'lost':
      return `${name} is not followed any more: ${contextName} was left`;
  }
}

/** The first failure among items, and how many there are: one sentence without a final stop. */
export function failureWords(items: readonly TimedItem[], { commit, contextName }: Pick<JourneySubject, 'commit' | 'contextName'>): string {
  const failed = items.filter(({ state }) => state === 'failed');
  const more = failed.length > 1 ? `, and ${failed.length - 1} more` : '';
  return `${commit.slice(0, 7)} did not get through on ${contextName}: ${failed.slice(0, 1).map(({ ref, words }) => `${describeRef(ref)}: ${words}`).join('')}${more}`;
}

/** ` Flux tries again each 2m.` after a failure that is not Flux's last word; otherwise empty. */
export function triesAgainWords({ type, items }: Pick<JourneyEnd, 'type' | 'items'>): string {
  const again = items.find(({ state, triesAgain = '' }) => state === 'failed' && triesAgain !== '')?.triesAgain;
  return type !== 'failed' || again === undefined ? '' : ` Flux tries again ${again}.`;
}

function doneWords(items: readonly TimedItem[]): string {
  const names: Readonly<Record<JourneyStage, readonly [string, string]>> = { fetched: ['source', 'sources'], applied: ['Kustomization', 'Kustomizations'], rolledOut: ['workload rolled out', 'workloads rolled out'], analysed: ['Canary', 'Canaries'] };
  const isPromotion = (item: TimedItem) => item.stage !== 'analysed' || item.words === promotedWords;
  const parts = stages.flatMap(([stage]) => {
    const count = items.filter((item) => item.stage === stage && item.state === 'done' && isPromotion(item)).length;
    const [one, many] = names[stage];
    return count === 0 ? [] : [`${count} ${count === 1 ? one : many}${stage === 'analysed' ? ' promoted' : ''}`];
  });
  const left = items.filter(({ state }) => state === 'left').map(({ ref }) => describeRef(ref));
  const unmoved = items.filter((item) => item.state === 'done' && !isPromotion(item)).map(({ ref, words }) => `; ${describeRef(ref)}: ${words}`).join('');
  return `${parts.join(', ')}${unmoved}${left.length === 0 ? '' : `; left out: ${left.join(', ')}`}`;
}

/** The report as Markdown. `startedAt`: milliseconds. */
export function journeyReport(end: JourneyEnd, subject: JourneySubject, startedAt: number): string {
  const rows = stages.flatMap(([stage, words]) => {
    const items = end.items.filter((item) => item.stage === stage);
    if (items.length === 0) return [];
    const lines = items.map(({ ref, state, words: said, at }) => `| ${stateSigns[state]} | ${escapeMarkdown(describeRef(ref))} | ${escapeMarkdown(said)} | ${at <= startedAt ? 'from the beginning' : `after ${spoken(at - startedAt)}`} |`);
    return [`## ${capital(words)}`, '', '|   | Object |   | When |', '|---|---|---|---|', ...lines, ''];
  });
  const by = subject.author === '' ? '' : ` · ${escapeMarkdown(subject.author)}`;
  return [
    `# ${subject.commit.slice(0, 7)} on ${escapeMarkdown(subject.contextName)}`,
    '',
    ...(subject.title === '' ? [] : [`> ${escapeMarkdown(subject.title)}${by}`, '']),
    `${escapeMarkdown(journeyEndWords(end, subject))}.`,
    '',
    ...rows,
    `Followed from ${new Date(startedAt).toISOString()} for ${spoken(end.durationMs)}. Commit \`${subject.commit}\`.`,
    '',
  ].join('\n');
}

const stateSigns: Readonly<Record<TimedItem['state'], string>> = { done: '✓', failed: '✕', running: '⟳', waiting: '⧗', left: '⏸' };

/** `23 s`, `2 min 10 s`; never nothing. */
function spoken(milliseconds: number): string {
  return formatSeconds(Math.max(1, milliseconds / 1000));
}
