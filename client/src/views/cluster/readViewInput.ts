// Takes what a session knows at this moment as input for the views.
import type { ClusterSession } from '../../cluster/clusterSession.ts';
import type { ClusterViewInput } from './clusterViewInput.ts';

/** The input as of `now` (milliseconds). */
export function readViewInput(session: ClusterSession, now: number): ClusterViewInput {
  const served = session.discovery?.servedKinds;
  return {
    contextName: session.contextName,
    now,
    clusterNow: session.clusterTime(now),
    connection: session.state,
    servedKinds: served === undefined ? undefined : new Set(served.map((kind) => kind.slice(kind.lastIndexOf('/') + 1))),
    kustomizations: session.kustomizations,
    sources: session.sources,
    helmReleases: session.helmReleases,
    canaries: session.canaries,
    lookup: session,
  };
}
