/** What the removal of a Canary does to what serves (fluxcd/flagger pkg/controller/finalizer.go; the objects that Flagger makes are owned by their Canary). */

/** What is left of a target that Flagger has switched off in favour of its primary, by kind. Others keep serving, or are not known. */
const switchedOff: Readonly<Record<string, string>> = { Deployment: 'stays at 0 replicas', DaemonSet: 'stays on no node' };

/** One sentence without a final stop; empty where the removal stops nothing: Flagger gives back what it took, or the target was never switched off. */
export function outageOnDeletionWords(target: { readonly kind: string; readonly name: string }, revertOnDeletion: boolean): string {
  const rest = switchedOff[target.kind];
  return revertOnDeletion || rest === undefined ? '' : `nothing serves any more: what Flagger made is deleted with it, and ${target.kind} ${target.name} ${rest}; apply \`revertOnDeletion: true\` first`;
}
