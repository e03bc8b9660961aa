// Which changes are offered in this context: by its rights, and by the setting that makes contexts read-only.
import type { ObjectId } from '../../../server/src/protocol/objectId.ts';
import type { ClusterSession } from '../cluster/clusterSession.ts';
import { readClientSettings } from '../configuration.ts';
import { matchesAnyPattern } from '../kubeContext/namePatterns.ts';

/** What may be offered in one drawing. */
export interface WriteJudge {
  /** Nothing at all is sent to this context. */
  readonly isReadOnly: boolean;
  /** Whether an object may be patched. */
  mayWrite(object: ObjectId): boolean;
}

/** Judges objects for one drawing. Every write is judged again when it is sent; this only keeps from offering what would be refused. */
export function writeJudge(session: ClusterSession): WriteJudge {
  const isReadOnly = matchesAnyPattern(session.contextName, readClientSettings().readOnlyContexts);
  return { isReadOnly, mayWrite: ({ kind, namespace }) => !isReadOnly && session.mayPatch(kind, namespace ?? '') };
}
