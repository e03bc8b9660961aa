// Opens a session to one context with this machine's clock, environment and programs. Loaded only when a cluster is really contacted.
import { systemClock } from '../cluster/clock.ts';
import { ClusterSession } from '../cluster/clusterSession.ts';
import { runProgramWithNode } from '../cluster/execCredential.ts';
import { namespacesToWatch } from '../cluster/namespaceScope.ts';
import { KubeConnection } from '../cluster/kubeConnection.ts';
import type { ResolvedContext } from '../cluster/kubeconfig.ts';
import type { EditorProxy } from '../cluster/proxyFromEnvironment.ts';

/** Begins to watch the cluster of a context; `dispose` of the session ends it. `namespaces`: where to look when kinds may not be listed cluster-wide; empty: everywhere. */
export function openSession(resolved: ResolvedContext, namespaces: readonly string[], editorProxy: EditorProxy): ClusterSession {
  const connection = new KubeConnection(resolved, { clock: systemClock, env: process.env, runProgram: runProgramWithNode, editorProxy });
  return new ClusterSession(connection, { timing: { clock: systemClock, random: Math.random }, chooseNamespaces: () => namespacesToWatch(connection, namespaces) });
}
