/** Canaries that have the same target: Flagger runs both, says so in its log only, and each scales the workload under the other. */
import type { LiveCanary } from '../cluster/objects/canary.ts';

/** Names of the other Canaries of the namespace with the same target. Flagger: pkg/controller/scheduler.go scheduleCanaries, "Found more than one canary with the same target". */
export function findRivals(canaries: readonly LiveCanary[], { namespace, name, target }: LiveCanary): readonly string[] {
  const same = canaries.filter((other) => other.namespace === namespace && other.name !== name && other.target.name === target.name && other.target.kind === target.kind);
  return same.map((other) => other.name).sort();
}

/** What to know of them; `undefined` where there are none. */
export function rivalNote(rivals: readonly string[], { kind, name }: { readonly kind: string; readonly name: string }): string | undefined {
  if (rivals.length === 0) return undefined;
  const [are, all] = rivals.length === 1 ? ['Canary', 'both scale it'] : ['Canaries', 'all of them scale it'];
  return `${are} ${rivals.join(', ')} ${rivals.length === 1 ? 'has' : 'have'} the same target, ${kind} ${name}: ${all}, and what is shown here may be the other’s doing. Only one may stay`;
}
