/** A Canary's rollout as a small timeline: what happens when, the least time to promote, and what can never fail. */
import { readCanarySpec } from '../../flagger/canarySpec.ts';
import { computeSchedule, type CanarySchedule, type ScheduleStep } from '../../flagger/schedule.ts';
import { promotionWords, rollbackWords } from '../../flagger/gateWaits.ts';
import { capital } from '../../flagger/trafficWords.ts';
import { nodesAt } from '../../graph/queries.ts';
import { readCanary } from '../../manifests/canary.ts';
import { readManifest } from '../../manifests/manifest.ts';
import { escapeMarkdown, messageMarkdown } from '../../protocol/markdownText.ts';
import type { TextFile } from '../../text/textFile.ts';
import { yamlOf } from '../../yaml/parseYaml.ts';
import { keysOf, positionAt } from '../../yaml/yamlPath.ts';
import { plainValue } from '../../yaml/yamlValue.ts';
import type { Snapshot } from '../../workspace/session.ts';
import { spokenSeconds } from '../canaryWords.ts';
import type { Hover } from '../hover.ts';
import { meshProviderOf } from '../meshProvider.ts';

/** Keys on which the timeline is shown. */
const places = /^(kind|spec\.analysis|spec\.analysis\.(interval|iterations|stepWeight|stepWeights|maxWeight|threshold|stepWeightPromotion|mirror|mirrorWeight)|spec\.canaryAnalysis)$/;
const strategyWords = { canary: 'Canary', ab: 'A/B test', bluegreen: 'Blue/green', mirror: 'With mirrored traffic' } as const;
/** At most so many rows and notes. */
const mostRows = 14;
const mostNotes = 6;

/** The hover on a Canary's kind and on the keys that shape its analysis. */
export function findScheduleHover(snapshot: Snapshot, file: TextFile, offset: number): Hover | undefined {
  const position = positionAt(yamlOf(file), offset);
  const step = position?.steps.at(-1);
  const root = position?.document.root;
  const written = root?.kind === 'map' ? readManifest(root) : undefined;
  if (position === undefined || step === undefined || !('key' in step) || written === undefined || readCanary(written) === undefined || !places.test(keysOf(position).join('.'))) return undefined;
  const isCollection = position.node.kind !== 'scalar';
  if (isCollection && !position.onKey) return undefined;
  const found = nodesAt(snapshot.graph, file.uri, written.root.start)[0];
  const spec = readCanarySpec(plainValue(found?.node.manifest.root ?? written.root));
  if (spec === undefined) return undefined;
  const provider = found === undefined ? undefined : meshProviderOf(found.cluster);
  const schedule = computeSchedule(spec, provider === undefined ? {} : { meshProvider: provider });
  return { span: position.onKey || position.node.kind !== 'scalar' ? step.key : position.node, markdown: scheduleMarkdown(schedule) };
}

/** The timeline in Markdown. */
export function scheduleMarkdown(schedule: CanarySchedule): string {
  const head = `**${strategyWords[schedule.strategy]}** with provider ${escapeMarkdown(schedule.provider)}, one tick each ${spokenSeconds(schedule.intervalSeconds)}`;
  const requests = schedule.requests === undefined ? [] : [`${escapeMarkdown(capital(schedule.requests))} go to the canary, all others to the primary.`];
  const groups = groupSteps(schedule.steps);
  const shown = groups.length > mostRows ? [...groups.slice(0, mostRows - 2), undefined, ...groups.slice(-1)] : groups;
  const rows = shown.map((group) => (group === undefined ? '| … | | |' : rowOf(group)));
  const promote = promotionWords(schedule, (text) => `**${text}**`, escapeMarkdown);
  const notes = schedule.notes.filter(({ code }) => code !== 'waits-for-pods').slice(0, mostNotes).map(({ text }) => `- ${messageMarkdown(text)}`);
  return [head, ...requests, `${capital(promote)}. ${capital(rollbackWords(schedule))}.`, ['| after | to the canary | what happens |', '| :--- | :--- | :--- |', ...rows].join('\n'), ...(notes.length === 0 ? [] : [notes.join('\n')])].join('\n\n');
}

/** Steps in a row that do the same. */
type StepGroup = readonly [ScheduleStep, ...ScheduleStep[]];

function groupSteps(steps: readonly ScheduleStep[]): readonly StepGroup[] {
  const groups: [ScheduleStep, ...ScheduleStep[]][] = [];
  for (const step of steps) {
    const last = groups.at(-1);
    if (last !== undefined && doesSame(last[last.length - 1] ?? last[0], step)) last.push(step);
    else groups.push([step]);
  }
  return groups;
}

function doesSame(before: ScheduleStep, step: ScheduleStep): boolean {
  const isAlike = before.phase === step.phase && before.hooks.join() === step.hooks.join() && before.metrics.join() === step.metrics.join();
  return isAlike && (step.phase === 'Progressing' || step.phase === 'Promoting') && (before.iteration === undefined) === (step.iteration === undefined);
}

function rowOf(group: StepGroup): string {
  const [first] = group;
  const last = group[group.length - 1] ?? first;
  const time = first === last ? spokenSeconds(first.atSeconds) : `${spokenSeconds(first.atSeconds)} to ${spokenSeconds(last.atSeconds)}`;
  const traffic = sharesWords([...new Set(group.map((step) => step.traffic))]);
  const iterations = first.iteration === undefined ? [] : [first === last ? `iteration ${first.iteration}` : `iterations ${first.iteration} to ${last.iteration ?? first.iteration}`];
  const checks = first.metrics.length === 0 ? [] : [`checks ${first.metrics.map(cell).join(', ')}`];
  const hooks = first.hooks.length === 0 ? [] : [`calls ${first.hooks.map(cell).join(', ')}`];
  return `| ${time} | ${traffic} | ${[cell(first.phase), ...iterations, ...checks, ...hooks].join(' · ')} |`;
}

/** `5, 10, 15 %`; many steps by their beginning and end. */
function sharesWords(shares: readonly string[]): string {
  const last = shares.at(-1) ?? '';
  const before = shares.slice(0, -1).map((share) => share.replace(/ %$/, ''));
  return shares.length > 6 ? `${before.slice(0, 3).join(', ')} … ${last}` : [...before, last].join(', ');
}

function cell(text: string): string {
  return escapeMarkdown(text);
}
