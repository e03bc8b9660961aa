/** What can be done to a rollout by hand: for each verb the ways that exist now, each with what it does, what Flux makes of it, and whether the user may. Pure. */
import { analysisIntervalSeconds, analysisThreshold } from '../../../../server/src/flagger/canarySpec.ts';
import type { LiveCanary } from '../../../../server/src/flagger/canaryObject.ts';
import { formatSeconds } from '../../../../server/src/flagger/durations.ts';
import { effectiveProvider, effectiveStrategy } from '../../../../server/src/flagger/strategy.ts';
import { capital, stayingSentence } from '../../../../server/src/flagger/trafficWords.ts';
import type { JsonObject } from '../../cluster/jsonValue.ts';
import { describeFluxEffect, nameFluxEffect, type FluxEffect } from '../../flux/fieldOwner.ts';
import { describeGate, gateWays, type GateSituation } from './gateWays.ts';

/** What a user may want. */
export type CanaryVerb = 'openGate' | 'closeGate' | 'promote' | 'abort' | 'retry' | 'pause' | 'resume';

/** One write of a way. `canaryStatus` is the part of the Canary that Flagger itself writes. */
export type Deed =
  | { readonly type: 'gate'; readonly gate: GateSituation; readonly wanted: 'open' | 'closed' }
  | { readonly type: 'patch'; readonly object: 'canary' | 'canaryStatus' | 'target'; readonly patch: JsonObject }
  /** The image of some containers of the target; refused where the containers are others by now. */
  | { readonly type: 'images'; readonly images: readonly ChangedImage[] };

/** A container of the target whose image is another than the one that serves. */
export interface ChangedImage {
  /** Position in `spec.template.spec.containers`. */
  readonly index: number;
  readonly container: string;
  readonly wanted: string;
  readonly serving: string;
}

/** What is asked before a way that writes is gone, and what names it afterwards. */
export interface WayOrder {
  /** An order without a stop; `where` is `Canary shop/web on prod`. */
  readonly sentence: (where: string) => string;
  /** The button that gives it, to which the context is added. */
  readonly button: string;
}

/** One way to do it. */
export interface VerbWay {
  readonly id: string;
  /** A line of a list of ways. */
  readonly label: string;
  /** Absent for `git`: nothing is written. */
  readonly order?: WayOrder;
  /** `gate`: an order to the load tester; `cluster`: an edit of a live object; `git`: an edit that the user commits. */
  readonly road: 'gate' | 'cluster' | 'git';
  /** What is true now, in few words: `closed now`. */
  readonly present: string;
  /** What it does and what Flux makes of it, short enough for a line of a list. */
  readonly brief: string;
  /** What Flagger will do, in full. */
  readonly effect: string;
  /** What Flux will do to it, in full. */
  readonly flux: string;
  /** Whether it must be told in full before, although it is no edit: it reaches further than its button says. */
  readonly reachesFurther?: boolean;
  /** Why the user cannot go this way. */
  readonly denied?: string;
  readonly deeds: readonly Deed[];
  /** What is written once the rollout has reached one of the phases, so that nothing is left behind. */
  readonly afterwards?: { readonly phases: readonly string[]; readonly deeds: readonly Deed[] };
  /** The object whose YAML the user edits, for `git`. */
  readonly edits?: 'canary' | 'target';
  /** The phases that show that it has worked; empty where the write itself is the result. */
  readonly reaches: readonly string[];
}

/** What is known when the ways are looked for. */
export interface VerbSituation {
  readonly canary: LiveCanary;
  readonly gates: readonly GateSituation[];
  /** What Flux makes of an edit of each field. */
  readonly flux: { readonly suspend: FluxEffect; readonly skipAnalysis: FluxEffect; readonly image: FluxEffect; readonly annotation: FluxEffect };
  /** Empty, or why the user may not: in the API server's words where it gives some. */
  readonly denied: { readonly canary: string; readonly canaryStatus: string; readonly target: string };
  /** Whether `spec.skipAnalysis` is written in the live object, and as what. */
  readonly skipAnalysis: boolean | undefined;
  /** Images of the target that differ from those that serve, by container; empty where they are not known or equal. */
  readonly changedImages: readonly ChangedImage[];
  /** Whether the target of a failed rollout is what serves again. */
  readonly isPutBack?: boolean;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Prints a time of day. */
  readonly clock: (at: number) => string;
}

/** The ways of a verb, the most fitting first, or why there is none. */
export type VerbPlan = { readonly type: 'ways'; readonly ways: readonly VerbWay[] } | { readonly type: 'none'; readonly why: string };

/** The annotation that `kubectl rollout restart` writes too: a changed pod template is what Flagger starts a rollout for. */
export const restartAnnotation = 'kubectl.kubernetes.io/restartedAt';

/** Finds the ways. */
export function planVerb(verb: CanaryVerb, situation: VerbSituation): VerbPlan {
  const ways = waysOf(verb, situation);
  return ways.length > 0 ? { type: 'ways', ways } : { type: 'none', why: whyNone(verb, situation) };
}

function waysOf(verb: CanaryVerb, situation: VerbSituation): readonly VerbWay[] {
  const confirm = situation.gates.filter(({ hook }) => hook.type !== 'rollback');
  switch (verb) {
    case 'openGate': return gateWays(situation.gates, 'open', situation);
    case 'closeGate': return gateWays(situation.gates, 'closed', situation);
    case 'promote': return promoteWays(situation, confirm);
    case 'abort': return abortWays(situation);
    case 'retry': return retryWays(situation);
    case 'pause': return situation.canary.spec.suspend ? [] : [suspendWay(situation, true), ...holdingGates(situation, confirm)];
    case 'resume': return situation.canary.spec.suspend ? [suspendWay(situation, false)] : [];
  }
}

function whyNone(verb: CanaryVerb, { canary, gates, isPutBack }: VerbSituation): string {
  const { phase } = canary.status;
  const state = phase === '' ? 'Flagger has not seen it yet' : `it is ${phase}`;
  switch (verb) {
    case 'openGate':
    case 'closeGate': {
      const others = gates.map(describeGate).join('; ');
      return others === '' ? 'it has no gate: no webhook of type confirm-rollout, confirm-traffic-increase, confirm-promotion or rollback' : others;
    }
    case 'promote': return canary.spec.suspend ? 'it is suspended: resume it first' : `nothing is under analysis: ${state}`;
    case 'abort': return canary.spec.suspend ? 'it is suspended: resume it first' : phase === 'Promoting' || phase === 'Finalising' ? 'the new version is being copied to the primary already: put the old version back in Git, which starts a rollout of it' : `no rollout is under way: ${state}`;
    case 'retry': return isPutBack === true ? 'the version that failed is gone: the target is what the primary serves again, and nothing is left to do' : `only a failed rollout can be tried again: ${state}`;
    case 'pause': return 'it is suspended already';
    case 'resume': return 'it is not suspended';
  }
}

function promoteWays(situation: VerbSituation, confirm: readonly GateSituation[]): readonly VerbWay[] {
  const { canary, skipAnalysis, denied, flux, clock } = situation;
  const { phase } = canary.status;
  if (canary.spec.suspend || !['Waiting', 'Progressing', 'WaitingPromotion'].includes(phase)) return [];
  const awaited = phase === 'Waiting' ? 'confirm-rollout' : phase === 'WaitingPromotion' ? 'confirm-promotion' : 'confirm-traffic-increase';
  const gates = gateWays(confirm.filter(({ hook }) => hook.type === awaited), 'open', situation);
  if (phase === 'Waiting') return gates;
  const skip: VerbWay = {
    id: 'skipAnalysis', label: 'Skip the rest of the analysis', order: { button: 'Promote', sentence: (where) => `Promote ${where} without the rest of its analysis` }, road: 'cluster', present: canary.spec.skipAnalysis ? 'set already' : `${phase} now`,
    brief: `Promotes ${nextLook(canary)} without more checks. ${nameFluxEffect(flux.skipAnalysis, clock)}`,
    effect: `Sets spec.skipAnalysis: ${nextLook(canary)} Flagger promotes without further checks and gates. Taken back here once it is promoted; if this window closes before, it stays and later rollouts are not analysed.`,
    flux: describeFluxEffect(flux.skipAnalysis, 'spec.skipAnalysis', clock),
    ...optionalDenial(denied.canary),
    deeds: [{ type: 'patch', object: 'canary', patch: { spec: { skipAnalysis: true } } }],
    afterwards: { phases: ['Succeeded', 'Failed'], deeds: [{ type: 'patch', object: 'canary', patch: { spec: { skipAnalysis: skipAnalysis ?? null } } }] },
    reaches: ['Succeeded'],
  };
  const git: VerbWay = {
    id: 'git', label: 'Set skipAnalysis in Git', road: 'git', present: '', edits: 'canary', deeds: [], reaches: [],
    brief: 'Opens the Canary’s YAML: you commit skipAnalysis: true, and take it out afterwards.',
    effect: 'Opens the Canary’s YAML. You commit `skipAnalysis: true`; take it out again afterwards.',
    flux: 'Flux applies it at its next run, or when you reconcile.',
  };
  return [...gates, skip, git];
}

function abortWays(situation: VerbSituation): readonly VerbWay[] {
  const { canary, gates, denied, flux, clock, changedImages } = situation;
  const { phase } = canary.status;
  if (canary.spec.suspend || !['Waiting', 'Progressing', 'WaitingPromotion'].includes(phase)) return [];
  const running = phase !== 'Waiting';
  // Flagger: scheduler.go returns in Waiting before it asks rollback hooks, so they abort only what runs.
  const rollback = running ? gateWays(gates.filter(({ hook }) => hook.type === 'rollback'), 'open', situation).map((way): VerbWay => ({
    ...way, label: `Roll back: ${way.label.replace(/^Open /, 'open ')}`,
    order: { button: 'Roll Back', sentence: (where) => `Roll back ${where} by opening ${way.label.replace(/^Open /, '')}` },
    brief: `Rolls back ${nextLook(canary)}, then closes the gate again. Flux leaves it alone.`,
    effect: `${capital(nextLook(canary))} Flagger sends all traffic to the primary and scales the canary down. Closed again here once it is rolled back: left open, it would end each later rollout.`,
    afterwards: { phases: ['Failed', 'Succeeded'], deeds: way.deeds.flatMap((deed) => (deed.type === 'gate' ? [{ ...deed, wanted: 'closed' as const }] : [])) },
    reaches: ['Failed'],
  })) : [];
  const threshold = analysisThreshold(canary.spec.analysis);
  const failed = threshold === 1 ? '1 failed check' : `${threshold} failed checks`;
  const fail: VerbWay = {
    id: 'failedChecks', label: 'Count the checks as failed', order: { button: 'Roll Back', sentence: (where) => `Roll back ${where} by counting its checks as failed` }, road: 'cluster', present: `${canary.status.failedChecks} of ${threshold} failed checks`,
    brief: `Rolls back ${nextLook(canary)}, as after ${failed}. Flux does not undo it.`,
    effect: `Sets status.failedChecks to ${threshold}: ${nextLook(canary)} Flagger rolls back as after ${failed}. Works without a rollback webhook.`,
    flux: 'Flux never writes a status: it stays done.',
    ...optionalDenial(denied.canaryStatus),
    deeds: [{ type: 'patch', object: 'canaryStatus', patch: { status: { failedChecks: threshold } } }],
    reaches: ['Failed'],
  };
  const serving = changedImages.map((image) => image.serving).join(', ');
  const image: readonly VerbWay[] = changedImages.length === 0 ? [] : [{
    id: 'image', label: `Put ${serving} back in the cluster`, order: { button: 'Put Back', sentence: (where) => `Put back ${serving} for ${where}` }, road: 'cluster', present: changedImages.map(({ wanted }) => wanted).join(', '),
    brief: `Ends with the old version. ${nameFluxEffect(flux.image, clock)}`.replace(/\.$/, flux.image.type === 'reverted' ? ', and the new one comes again.' : '.'),
    effect: running ? 'Flagger takes it for a manual roll-back: no new rollout starts, and the one under way ends with the old version on both sides.' : 'Nothing has started: Flagger finds the version that serves, and the rollout under way ends with it.',
    flux: describeFluxEffect(flux.image, 'the image', clock) + (flux.image.type === 'reverted' ? ' Then the analysis goes on with the new version, or a new rollout of it starts where this one has ended: suspend the Kustomization or change Git too.' : ''),
    ...optionalDenial(denied.target),
    deeds: [{ type: 'images', images: changedImages }],
    reaches: [],
  }];
  return [...rollback, ...(running ? [fail] : []), ...image, {
    id: 'git', label: 'Put the old version back in Git', road: 'git', present: '', edits: 'target', deeds: [], reaches: [],
    brief: 'Opens the target’s YAML: you commit the old version, and the rollout ends with it.',
    effect: 'Opens the YAML of the target. With the old version committed, the rollout under way ends with it on both sides.',
    flux: 'Flux applies it at its next run, or when you reconcile. Nothing is left to put back.',
  }];
}

function retryWays(situation: VerbSituation): readonly VerbWay[] {
  const { canary, gates, denied, flux, clock, now, isPutBack } = situation;
  if (canary.status.phase !== 'Failed' || canary.spec.suspend || isPutBack === true) return [];
  const open = gates.filter(({ hook, state, address }) => hook.type === 'rollback' && state === 'open' && address !== undefined);
  const target = `${canary.spec.targetRef.kind} ${canary.spec.targetRef.name}`;
  const closing = open.length === 0 ? '' : ` The open rollback gate ${open.map(({ hook }) => hook.name).join(', ')} is closed first: it would end the rollout at once.`;
  return [{
    id: 'annotation', label: 'Try the same version again', order: { button: 'Try Again', sentence: (where) => `Try the same version of ${where} again` }, road: 'cluster', present: 'Failed now',
    brief: `An annotation starts it anew ${nextLook(canary)}. ${nameFluxEffect(flux.annotation, clock)}`,
    effect: `Writes the annotation ${restartAnnotation} into the pod template of ${target}: ${nextLook(canary)} Flagger sees a change and starts a rollout.${closing}`,
    flux: describeFluxEffect(flux.annotation, 'the annotation', clock),
    ...optionalDenial(denied.target || (open.find((gate) => gate.denied !== '')?.denied ?? '')),
    deeds: [...open.map((gate) => ({ type: 'gate', gate, wanted: 'closed' }) as const), { type: 'patch', object: 'target', patch: { spec: { template: { metadata: { annotations: { [restartAnnotation]: new Date(now).toISOString() } } } } } }],
    reaches: ['Progressing', 'Waiting', 'WaitingPromotion', 'Promoting', 'Finalising', 'Succeeded'],
  }, {
    id: 'git', label: 'Change the pod template in Git', road: 'git', present: '', edits: 'target', deeds: [], reaches: [],
    brief: 'Opens the target’s YAML: a change of its pod template that you commit starts a rollout.',
    effect: `Opens the YAML of ${target}. Any change of its pod template starts a rollout: a new tag, or an annotation in spec.template.metadata.annotations (not in metadata.annotations).`,
    flux: 'Flux applies it at its next run, or when you reconcile.',
  }];
}

/** What stays on the canary while nothing moves, as a sentence. */
function stayingOn({ spec, status }: LiveCanary): string {
  const strategy = effectiveStrategy(spec, effectiveProvider(spec, undefined));
  // Flagger writes no weight in A/B and blue/green; all matching requests go to the canary from the first iteration on.
  return stayingSentence(strategy, strategy.base === 'canary' ? status.weight : strategy.base === 'ab' && status.iterations > 0 ? 100 : 0);
}

/** The same in the few words of a line. */
function stayingBriefly({ status }: LiveCanary, staying: string): string {
  if (staying === '') return '';
  return status.weight > 0 ? `, at ${status.weight} %` : ', the canary keeps its requests';
}

function suspendWay({ canary, denied, flux, clock }: VerbSituation, wanted: boolean): VerbWay {
  const action = wanted ? 'Suspend' : 'Resume';
  const staying = wanted ? stayingOn(canary) : '';
  const does = wanted ? `Flagger does nothing until it is resumed.${staying}` : `Flagger goes on where it stood, ${nextLook(canary)}.`;
  return {
    id: 'suspend', label: `${action} the Canary`, order: { button: action, sentence: (where) => `${action} ${where}` }, road: 'cluster', present: wanted ? (canary.status.phase || 'not seen yet') : 'suspended now',
    brief: `${wanted ? `Stands still until resumed${stayingBriefly(canary, staying)}.` : `Goes on where it stood, ${nextLook(canary)}.`} ${nameFluxEffect(flux.suspend, clock)}`,
    effect: `${wanted ? 'Sets' : 'Clears'} spec.suspend: ${does}`,
    flux: describeFluxEffect(flux.suspend, 'spec.suspend', clock),
    ...optionalDenial(denied.canary),
    deeds: [{ type: 'patch', object: 'canary', patch: { spec: { suspend: wanted } } }],
    reaches: [],
  };
}

/** Gates that hold the rollout where it is, while the checks go on. */
function holdingGates(situation: VerbSituation, confirm: readonly GateSituation[]): readonly VerbWay[] {
  const { phase } = situation.canary.status;
  const holding = confirm.filter(({ hook }) => hook.type === 'confirm-traffic-increase' || hook.type === 'confirm-promotion');
  return phase === 'Progressing' ? gateWays(holding, 'closed', situation) : [];
}

/** Flagger looks once an interval. */
function nextLook(canary: LiveCanary): string {
  return `within ${formatSeconds(analysisIntervalSeconds(canary.spec.analysis))}`;
}

function optionalDenial(denied: string): { readonly denied?: string } {
  return denied === '' ? {} : { denied };
}
