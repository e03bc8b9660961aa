/** Canaries that have the same target: Flagger runs both, says so in its log only, and each scales the workload under the other. */
import type { LiveCanary } from '../cluster/objects/canary.ts';

/** Names of the other Canaries of the namespace with the same target. Flagger: pkg/controller/scheduler.go scheduleCanaries, "Found more than one canary with the same target". */
export function findRivals(canaries: readonly LiveCanary[], live: LiveCanary): readonly string[] {
  const names = namesByTarget.get(canaries) ?? groupByTarget(canaries);
  namesByTarget.set(canaries, names);
  return (names.get(targetKey(live)) ?? []).filter((name) => name !== live.name).sort();
}

/** Each Canary of a cluster asks for its rivals: the list is grouped once. */
const namesByTarget = new WeakMap<readonly LiveCanary[], ReadonlyMap<string, readonly string[]>>();

function groupByTarget(canaries: readonly LiveCanary[]): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, string[]>();
  for (const live of canaries) names.set(targetKey(live), [...(names.get(targetKey(live)) ?? []), live.name]);
  return names;
}

function targetKey({ namespace, target }: LiveCanary): string {
  return `${namespace}/${target.kind}/${target.name}`;
}

/** What to know of them; `undefined` where there are none. */
export function rivalNote(rivals: readonly string[], { kind, name }: { readonly kind: string; readonly name: string }): string | undefined {
  if (rivals.length === 0) return undefined;
  const [are, all] = rivals.length === 1 ? ['Canary', 'both scale it'] : ['Canaries', 'all of them scale it'];
  return `${are} ${rivals.join(', ')} ${rivals.length === 1 ? 'has' : 'have'} the same target, ${kind} ${name}: ${all}, and what is shown here may be the other’s doing. Only one may stay`;
}
