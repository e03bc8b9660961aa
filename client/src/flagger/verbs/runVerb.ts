// Goes one way of a verb: its writes in order, the wait until Flagger has acted, and what is put back afterwards.
import type { ClusterSession } from '../../cluster/clusterSession.ts';
import { delay, type Clock } from '../../cluster/clock.ts';
import { readPath } from '../../cluster/jsonValue.ts';
import type { JsonPatchOperation } from '../../cluster/kubeConnection.ts';
import { describeKubeError } from '../../cluster/kubeError.ts';
import { setGate, type GateKeeper } from './gateRequest.ts';
import { servedCanary, servedTarget } from './readSituation.ts';
import { restartAnnotation, type Deed, type VerbWay } from './verbPlan.ts';

/** What a run needs of a session. */
export type RunWorld = Pick<ClusterSession, 'connection' | 'servedKind' | 'findCanary' | 'subscribe' | 'ended'>;

/** Limits of a run. */
export interface RunOptions {
  readonly clock: Clock;
  /** The user may stop waiting; what has been written stays, and is not put back. */
  readonly signal: AbortSignal;
  /** How long Flagger may take. Milliseconds. */
  readonly deadlineMs: number;
  /** What is awaited now, in words. */
  readonly onWait: (words: string) => void;
}

/** How it ended. */
export type VerbEnd =
  /** Everything was written; `phase` is where the rollout stood then. `left` tells what could not be put back, empty where all was. */
  | { readonly type: 'done'; readonly phase: string; readonly left: string }
  /** A write was refused; `written` tells what is in the cluster, or may be, in spite of that, and `left` what of it has to be put back. Both may be empty. */
  | { readonly type: 'refused'; readonly why: string; readonly written: string; readonly left: string }
  /** Written, but Flagger did not get there in time, or nobody waited; `left` tells what stays in the cluster. */
  | { readonly type: 'pending'; readonly phase: string; readonly why: 'timeout' | 'cancelled' | 'ended'; readonly left: string };

/** Runs it. Nothing is retried: the user decides. */
export async function runVerb(world: RunWorld, canary: GateKeeper, way: VerbWay, options: RunOptions): Promise<VerbEnd> {
  for (const [index, deed] of way.deeds.entries()) {
    const { why, mayStand } = await doDeed(world, canary, deed);
    if (why === '') continue;
    const written = [...way.deeds.slice(0, index).map((done) => describeWritten(done, 'is')), ...(mayStand ? [describeWritten(deed, 'may be')] : [])];
    return { type: 'refused', why, written: written.join(', '), left: written.length === 0 ? '' : leftOf(way) };
  }
  const awaited = [...new Set([...way.reaches, ...(way.afterwards?.phases ?? [])])];
  if (awaited.length === 0) return { type: 'done', phase: phaseOf(world, canary), left: '' };
  options.onWait(`waiting for Flagger: ${phaseOf(world, canary)}`);
  const waited = await untilPhase(world, canary, awaited, options);
  if (waited !== 'reached') return { type: 'pending', phase: phaseOf(world, canary), why: waited, left: leftOf(way) };
  const refusals: string[] = [];
  for (const deed of way.afterwards?.deeds ?? []) {
    const { why } = await doDeed(world, canary, deed);
    if (why !== '') refusals.push(`${describeLeft(deed)}: ${why}`);
  }
  return { type: 'done', phase: phaseOf(world, canary), left: refusals.join('; ') };
}

/** The end in words; `order` is the way's sentence with its place. What was refused comes first: a notification may be cut. */
export function describeVerbEnd(end: VerbEnd, order: string): string {
  switch (end.type) {
    case 'done': return `${order}: done, the Canary is ${end.phase || 'there'}${end.left === '' ? '' : `. Not put back: ${end.left}`}`;
    case 'refused': return `Refused: ${end.why}${end.written === '' ? '' : `. Written in spite of that: ${end.written}`}${end.left === '' ? '' : `. Still to be put back by hand: ${end.left}`} (${order})`;
    case 'pending': {
      const why = { timeout: 'Flagger has not got there yet', cancelled: 'no longer waited for', ended: 'the connection was closed' }[end.why];
      return `${order}: written, ${why} (${end.phase || 'no phase'})${end.left === '' ? '' : `. Still to be put back by hand: ${end.left}`}`;
    }
  }
}

/** How one write went: `why` is empty where it is done; `mayStand` says that it may be in the cluster although it is not known to be. */
interface DeedEnd {
  readonly why: string;
  readonly mayStand: boolean;
}

async function doDeed(world: RunWorld, canary: GateKeeper, deed: Deed): Promise<DeedEnd> {
  return deed.type === 'gate' ? doGate(world, canary, deed) : { why: await doPatch(world, canary, deed), mayStand: false };
}

async function doGate(world: RunWorld, canary: GateKeeper, { gate: { address, hook }, wanted }: Extract<Deed, { type: 'gate' }>): Promise<DeedEnd> {
  if (address === undefined) return { why: `gate ${hook.name} is no gate of the load tester`, mayStand: false };
  const answer = await setGate(world.connection, address, canary, wanted);
  switch (answer.type) {
    case 'done': return { why: '', mayStand: true };
    case 'unchanged': return { why: `the load tester took the request (${answer.status}) but does not say ${wanted}. With several replicas each keeps its own gates`, mayStand: true };
    case 'refused': return { why: describeKubeError(answer.error), mayStand: answer.ordered };
  }
}

async function doPatch(world: RunWorld, canary: GateKeeper, deed: Exclude<Deed, { type: 'gate' }>): Promise<string> {
  const target = world.findCanary(canary.namespace, canary.name)?.target;
  const isTarget = deed.type === 'images' || deed.object === 'target';
  const served = isTarget ? servedTarget(target?.kind ?? '') : servedCanary(world);
  const name = isTarget ? target?.name : canary.name;
  if (served === undefined || name === undefined) return `${isTarget ? 'the target' : 'the Canary'} is not there any more`;
  const answer = deed.type === 'images'
    ? await world.connection.jsonPatch(served, canary.namespace, name, imageOperations(deed.images))
    : await world.connection.mergePatch(served, canary.namespace, name, deed.patch, deed.object === 'canaryStatus' ? { subresource: 'status' } : {});
  return answer.ok ? '' : describeKubeError(answer.error);
}

/** Each image only where the container and its image are still those that the user was told of. */
function imageOperations(images: Extract<Deed, { type: 'images' }>['images']): readonly JsonPatchOperation[] {
  return images.flatMap(({ index, container, wanted, serving }): readonly JsonPatchOperation[] => {
    const path = `/spec/template/spec/containers/${index}`;
    return [
      { op: 'test', path: `${path}/name`, value: container },
      { op: 'test', path: `${path}/image`, value: wanted },
      { op: 'replace', path: `${path}/image`, value: serving },
    ];
  });
}

/** What a way puts back once it has worked; empty where nothing. */
function leftOf(way: VerbWay): string {
  return (way.afterwards?.deeds ?? []).map(describeLeft).join(', ');
}

function describeLeft(deed: Deed): string {
  return deed.type === 'gate' ? `gate ${deed.gate.hook.name} must be ${deed.wanted}` : fieldOf(deed);
}

function describeWritten(deed: Deed, sure: 'is' | 'may be'): string {
  return deed.type === 'gate' ? `gate ${deed.gate.hook.name} ${sure} ${deed.wanted} now` : fieldOf(deed);
}

function fieldOf(deed: Exclude<Deed, { type: 'gate' }>): string {
  if (deed.type === 'images') return 'the image';
  switch (deed.object) {
    case 'target': return `the annotation ${restartAnnotation}`;
    case 'canaryStatus': return 'status.failedChecks';
    case 'canary': return readPath(deed.patch, 'spec', 'suspend') === undefined ? 'spec.skipAnalysis' : 'spec.suspend';
  }
}

function phaseOf(world: RunWorld, { namespace, name }: GateKeeper): string {
  return world.findCanary(namespace, name)?.phase ?? '';
}

async function untilPhase(world: RunWorld, canary: GateKeeper, phases: readonly string[], options: RunOptions): Promise<'reached' | 'timeout' | 'cancelled' | 'ended'> {
  const found = new AbortController();
  const isThere = (): boolean => phases.includes(phaseOf(world, canary));
  let told = phaseOf(world, canary);
  const unsubscribe = world.subscribe(() => {
    const phase = phaseOf(world, canary);
    if (phase !== told) options.onWait(`waiting for Flagger: ${phase}`);
    told = phase;
    if (isThere()) found.abort();
  });
  if (isThere()) found.abort();
  await delay(options.clock, options.deadlineMs, AbortSignal.any([found.signal, options.signal, world.ended]));
  unsubscribe();
  if (isThere()) return 'reached';
  if (options.signal.aborted) return 'cancelled';
  return world.ended.aborted ? 'ended' : 'timeout';
}
