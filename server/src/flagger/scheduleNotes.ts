/** What a reader of a computed rollout must know beside its numbers: what can never fail, never advance, overshoots, is ignored or waits. */
import { analysisIntervalSeconds, analysisMaxWeight, analysisThreshold, skipsAnalysis } from './canarySpec.ts';
import type { CanaryHook } from './canarySpec.ts';
import { formatSeconds, parseGoDuration } from './durations.ts';
import { gateOpener } from './gateUrls.ts';
import { canValueFail, metricSource } from './metricChecks.ts';
import { mirrorsTraffic } from './simulateRollout.ts';
import type { RolloutPlan, RolloutTick } from './simulateRollout.ts';

/** One note; the code is stable, the text is for people. */
export interface ScheduleNote {
  readonly code:
    | 'suspended' | 'skip-analysis' | 'provider-unknown' | 'never-advances' | 'steps-cut' | 'mirror-ignored' | 'overshoot' | 'match-ignored' | 'match-without-iterations'
    | 'match-partly-read' | 'iterations-forced' | 'never-fails' | 'metric-never-fails' | 'metric-always-fails' | 'metric-empty-threshold' | 'interval-raised' | 'interval-unreadable'
    | 'threshold-raised' | 'gate' | 'hook-never-runs' | 'rollback-hook' | 'pre-rollout-counts' | 'affinity' | 'affinity-ignored' | 'waits-for-pods';
  readonly text: string;
}

/** What the notes need to know of the computed rollout. */
export interface NoteContext {
  readonly provider: string | undefined;
  readonly ticks: readonly RolloutTick[];
  readonly end: 'promoted' | 'stuck' | 'endless';
  readonly shownSteps: number;
}

/** All notes on a plan, the weightiest first. */
export function scheduleNotes(plan: RolloutPlan, context: NoteContext): readonly ScheduleNote[] {
  return [
    ...endNotes(plan, context),
    ...trafficNotes(plan),
    ...checkNotes(plan),
    ...numberNotes(plan),
    ...hookNotes(plan),
    note('waits-for-pods', 'pod start-up and the primary’s own roll-out come on top: a tick that finds pods not ready is spent waiting'),
  ];
}

function endNotes(plan: RolloutPlan, context: NoteContext): readonly ScheduleNote[] {
  const notes: ScheduleNote[] = [];
  if (plan.spec.suspend) notes.push(note('suspended', 'the Canary is suspended: no tick does anything until `suspend` is removed'));
  if (skipsAnalysis(plan.spec)) notes.push(note('skip-analysis', `${plan.analysis === undefined ? 'there is no `analysis`' : '`skipAnalysis` is set'}: the new version is promoted as soon as its pods are ready, without any check`));
  if (context.provider === undefined) notes.push(note('provider-unknown', 'the Canary names no provider, so the controller’s `-mesh-provider` decides; computed as for a provider that can do everything'));
  else if (plan.provider === undefined) notes.push(note('provider-unknown', `provider \`${context.provider}\` is not known to Flagger 1.44`));
  if (context.end === 'stuck') notes.push(note('never-advances', neverAdvances(plan, context)));
  if (context.end === 'endless') notes.push(note('never-advances', `more than ${context.ticks.length} ticks: this rollout takes days at least, if it ends at all`));
  if (context.ticks.length > context.shownSteps) notes.push(note('steps-cut', `only the first ${context.shownSteps} ticks are listed`));
  return notes;
}

function neverAdvances(plan: RolloutPlan, context: NoteContext): string {
  if (context.ticks.at(-1)?.state.phase === 'Promoting') return 'the promotion never ends: there is no canary weight left to shift back';
  if (plan.strategy.mirroring && !mirrorsTraffic(plan)) {
    return `never advances: provider ${plan.provider?.id ?? 'of this kind'} does not mirror with step weights, so Flagger repeats the mirroring step at weight 0 for ever`;
  }
  if (plan.provider?.match === 'headers' && plan.strategy.match.length > 0) return `never advances: ${plan.provider.id} reads header conditions only, and \`match\` has none`;
  const weight = context.ticks.at(-1)?.state.weight ?? 0;
  if (weight > 0) return `never gets beyond ${weight} %: stepWeights must rise`;
  return 'never advances: no step weight above 0, so every tick starts the analysis anew at weight 0';
}

function trafficNotes(plan: RolloutPlan): readonly ScheduleNote[] {
  const { provider, strategy, analysis, spec } = plan;
  if (analysis === undefined || skipsAnalysis(spec)) return [];
  const notes: ScheduleNote[] = [];
  if (provider?.id === 'kubernetes') {
    if (analysis.match.length > 0) notes.push(note('match-ignored', 'provider kubernetes cannot route by request: `match` is dropped and blue/green runs instead'));
    if ((analysis.iterations ?? 0) < 1) notes.push(note('iterations-forced', 'provider kubernetes cannot shift traffic step by step: Flagger runs blue/green with 10 iterations'));
  }
  if (analysis.match.length > 0 && provider?.match === 'ignored') {
    notes.push(note('match-ignored', strategy.base === 'ab'
      ? `A/B testing does not work with provider ${provider.id}: Flagger ignores \`match\` and sends all traffic to the canary`
      : `provider ${provider.id} ignores \`match\``));
  }
  if (strategy.base === 'canary' && analysis.match.length > 0 && provider?.match !== 'ignored') notes.push(matchWithoutIterations(plan));
  if (provider?.match === 'headers' && partlyRead(plan)) notes.push(note('match-partly-read', `provider ${provider.id} keeps one header and one cookie of all of \`match\`; other conditions select nothing`));
  if (analysis.mirror && !mirrorsTraffic(plan) && strategy.base !== 'canary') {
    notes.push(note('mirror-ignored', strategy.base === 'ab' ? 'A/B testing never mirrors: `mirror` has no effect' : `provider ${provider?.id ?? ''} does not mirror: \`mirror\` has no effect`));
  }
  if (analysis.sessionAffinity !== undefined) notes.push(affinityNote(plan));
  return notes;
}

function matchWithoutIterations(plan: RolloutPlan): ScheduleNote {
  return note('match-without-iterations', plan.provider?.match === 'headers'
    ? '`match` without `iterations` is no A/B test: the ingress reads back as 100 %, so the canary is promoted right after its first step'
    : '`match` without `iterations` is no A/B test: the weights apply to the matched requests only, all others stay on the primary');
}

function partlyRead(plan: RolloutPlan): boolean {
  const headers = plan.strategy.match.flatMap((match) => Object.entries(match.headers));
  const others = plan.strategy.match.some((match) => Object.keys(match.queryParams).length > 0 || Object.keys(match.sourceLabels).length > 0);
  const cookies = headers.filter(([name]) => name === 'cookie');
  const inexact = headers.some(([, value]) => value.operator === 'prefix' || value.operator === 'suffix');
  return others || inexact || cookies.length > 1 || headers.length - cookies.length > 1;
}

function affinityNote(plan: RolloutPlan): ScheduleNote {
  return plan.provider === undefined || plan.provider.sessionAffinity
    ? note('affinity', 'session affinity keeps a client on the canary once it got there: the real share grows above the weight; the ticks are the same')
    : note('affinity-ignored', `provider ${plan.provider.id} knows no session affinity: it has no effect`);
}

function checkNotes(plan: RolloutPlan): readonly ScheduleNote[] {
  const { analysis, spec } = plan;
  if (analysis === undefined || skipsAnalysis(spec)) return [];
  const notes: ScheduleNote[] = [];
  if (analysis.metrics.length === 0 && !analysis.hooks.some((hook) => hook.type === 'rollout' || hook.type === 'pre-rollout')) {
    notes.push(note('never-fails', 'the analysis can never fail: it has no metrics and no rollout hooks; only pods that do not get ready roll it back'));
  }
  for (const metric of analysis.metrics) {
    if (metricSource(metric) === 'nowhere') {
      notes.push(note('metric-always-fails', `metric ${metric.name} has neither templateRef nor query: every check of it fails (before Flagger 1.36 it was skipped and always passed)`));
    } else if (!canValueFail(metric)) {
      notes.push(note('metric-never-fails', `metric ${metric.name} passes with any value; only missing values fail it`));
    } else if (metric.thresholdRange === undefined && metric.threshold === undefined) {
      notes.push(note('metric-empty-threshold', `metric ${metric.name} has no threshold, which means a maximum of 0`));
    }
  }
  return notes;
}

function numberNotes(plan: RolloutPlan): readonly ScheduleNote[] {
  const { analysis, spec } = plan;
  if (analysis === undefined) return [];
  const notes: ScheduleNote[] = [];
  const interval = analysis.interval;
  const parsed = interval === undefined ? undefined : parseGoDuration(interval);
  if (interval !== undefined && parsed === undefined) notes.push(note('interval-unreadable', `interval \`${interval}\` is no Go duration: Flagger takes 1 min`));
  if (parsed !== undefined && parsed < 10) notes.push(note('interval-raised', `interval \`${interval ?? ''}\` is below 10 s: Flagger takes 10 s`));
  if (skipsAnalysis(spec)) return notes;
  if ((analysis.threshold ?? 1) < 1) notes.push(note('threshold-raised', `threshold ${analysis.threshold ?? 0} means 1`));
  notes.push(...overshootNotes(plan));
  return notes;
}

function overshootNotes(plan: RolloutPlan): readonly ScheduleNote[] {
  const step = plan.analysis?.stepWeight ?? 0;
  if (plan.strategy.base !== 'canary' || step <= 0 || plan.analysis?.stepWeights.length !== 0) return [];
  const maxWeight = analysisMaxWeight(plan.analysis);
  const last = Math.min(100, Math.ceil(maxWeight / step) * step);
  return last > maxWeight ? [note('overshoot', `the last step overshoots: ${step} % steps to ${maxWeight} % end at ${last} %`)] : [];
}

function hookNotes(plan: RolloutPlan): readonly ScheduleNote[] {
  const { analysis, spec } = plan;
  if (analysis === undefined) return [];
  const skipped = skipsAnalysis(spec);
  return analysis.hooks.flatMap((hook) => {
    if (hook.type === 'unknown') return [note('hook-never-runs', `webhook ${hook.name} has a type that Flagger does not know: it is never called`)];
    if (skipped && !['confirm-rollout', 'post-rollout', 'event'].includes(hook.type)) return [note('hook-never-runs', `webhook ${hook.name} (${hook.type}) is not called when the analysis is skipped`)];
    return skipped ? gateNotes(hook, plan).filter((each) => each.code === 'gate') : gateNotes(hook, plan);
  });
}

function gateNotes(hook: CanaryHook, plan: RolloutPlan): readonly ScheduleNote[] {
  const interval = formatSeconds(analysisIntervalSeconds(plan.analysis));
  const opener = gateOpener(hook.url);
  const isAsked = hook.type.startsWith('confirm-') && (hook.type !== 'confirm-traffic-increase' || plan.strategy.base === 'canary');
  if (isAsked && opener === 'always-open') return [note('gate', `gate ${hook.name} (${hook.type}) holds nothing: its URL always answers 200`)];
  if (isAsked && opener === 'never') return [note('gate', `gate ${hook.name} (${hook.type}) never opens: its URL always answers 403; \`/gate/check\` can be opened by hand`)];
  switch (hook.type) {
    case 'confirm-rollout': return [note('gate', `gate ${hook.name} (confirm-rollout) can hold the start for any time; asked each ${interval}`)];
    case 'confirm-promotion': return [note('gate', `gate ${hook.name} (confirm-promotion) can hold the promotion for any time; the checks go on meanwhile`)];
    case 'confirm-traffic-increase': return plan.strategy.base === 'canary'
      ? [note('gate', `gate ${hook.name} (confirm-traffic-increase) can hold each step for any time, without a failed check`)]
      : [note('hook-never-runs', `webhook ${hook.name} (confirm-traffic-increase) is never called: ${plan.strategy.base === 'ab' ? 'A/B testing' : 'blue/green'} has no traffic steps`)];
    case 'rollback': return [note('rollback-hook', `webhook ${hook.name} (rollback) rolls back in the first tick in which it answers 2xx, from ${interval} on`)];
    case 'pre-rollout': return [note('pre-rollout-counts', `a failing webhook ${hook.name} (pre-rollout) counts as a failed check from the first tick on (threshold ${analysisThreshold(plan.analysis)})`)];
    default: return [];
  }
}

function note(code: ScheduleNote['code'], text: string): ScheduleNote {
  return { code, text };
}
