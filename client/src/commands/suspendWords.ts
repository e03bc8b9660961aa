// What "Suspend" and "Resume" say of Git: whether Flux will undo it, and when. Pure.
import type { SuspendInGit } from '../../../server/src/protocol/suspendInGit.ts';
import { nextRunWords } from '../../../server/src/flagger/ageWords.ts';
import type { LiveFluxKustomization } from '../cluster/objects/fluxKustomization.ts';
import { describeRef, type ObjectRef } from '../cluster/servedKind.ts';

/** Whether the Kustomization that applies an object will put back what Git says. */
export function isUndoneByGit(git: SuspendInGit | undefined, wanted: boolean): boolean {
  return git?.appliedBy !== undefined && git.says !== undefined && git.says !== wanted;
}

/** `Git says spec.suspend: false (apps.yaml:12), and Kustomization flux-system puts that back at its next run, in 7 min`. `place` is the file with its line. */
export function undoneWords(git: SuspendInGit, place: string, owner: LiveFluxKustomization | undefined, now: number): string {
  const name = git.appliedBy?.name ?? '';
  const next = (owner === undefined ? '' : nextRunWords(owner.lastReconciledAt, owner.interval, now)).replace('next run ', '');
  const when = owner?.suspended === true ? 'once it is resumed itself' : `at its next run${next === '' ? '' : next === 'due' ? ', which is due' : `, ${next}`}`;
  return `Git says spec.suspend: ${String(git.says)} (${place}), and Kustomization ${name} puts that back ${when}`;
}

/** What is said after it was done. */
export function suspendedWords(refs: readonly ObjectRef[], contextName: string, action: 'suspend' | 'resume', git: SuspendInGit | undefined): string {
  const names = refs.length > 3 ? `${refs.length} objects` : refs.map(describeRef).join(', ');
  const done = `${names} on ${contextName}: ${action === 'suspend' ? 'suspended' : 'resumed'}`;
  if (action === 'resume') return done;
  if (git?.says === true) return `${done}, as Git says`;
  return git !== undefined && git.says === undefined ? `${done}; it stays so until it is resumed: Git does not speak of it` : `${done}, until it is resumed or Git says otherwise`;
}
