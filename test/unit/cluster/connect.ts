// Makes connections to a scripted server for the tests of this folder.
import { systemClock, type Clock } from '../../../client/src/cluster/clock.ts';
import type { RunProgram } from '../../../client/src/cluster/execCredential.ts';
import { KubeConnection } from '../../../client/src/cluster/kubeConnection.ts';
import type { KubeUser } from '../../../client/src/cluster/kubeconfigEntries.ts';
import { readKubeconfig, resolveContext, type ResolvedContext } from '../../../client/src/cluster/kubeconfig.ts';
import type { ServedKind } from '../../../client/src/cluster/servedKind.ts';

/** A program that must not be run. */
export const noProgram: RunProgram = () => Promise.resolve({ exitCode: undefined, stdout: '', stderr: '', failure: 'no program in this test' });

/** The kind that most tests watch. */
export const kustomizations: ServedKind = { group: 'kustomize.toolkit.fluxcd.io', version: 'v1', kind: 'Kustomization', plural: 'kustomizations', namespaced: true };

/** A context for the given server. */
export function contextFor(server: string, user: Partial<KubeUser> = {}): ResolvedContext {
  return {
    context: { name: 'test', cluster: 'test', user: 'test', namespace: '', file: '/kubeconfig' },
    cluster: { name: 'test', server, caData: '', caFile: '', insecure: false, tlsServerName: '', proxyUrl: '' },
    user: { name: 'test', token: '', tokenFile: '', certData: '', certFile: '', keyData: '', keyFile: '', username: '', password: '', impersonateUser: '', impersonateUid: '', impersonateGroups: [], impersonateExtra: {}, ...user },
  };
}

/** A connection to the given server. */
export function connect(server: string, user: Partial<KubeUser> = {}, environment: { clock?: Clock; runProgram?: RunProgram } = {}): KubeConnection {
  return new KubeConnection(contextFor(server, user), { clock: environment.clock ?? systemClock, env: {}, runProgram: environment.runProgram ?? noProgram });
}

/** A connection to a demo cluster under one of its contexts. */
export async function connectDemo(demo: { readonly kubeconfig: string }, contextName: string): Promise<KubeConnection> {
  const kubeconfig = await readKubeconfig({ settingPath: '/demo', env: {}, homeDirectory: '/', pathDelimiter: ':', readFile: () => Promise.resolve(demo.kubeconfig) });
  const resolved = resolveContext(kubeconfig, contextName);
  if (!resolved.ok) throw new Error(resolved.error.type);
  return new KubeConnection(resolved.value, { clock: systemClock, env: {}, runProgram: noProgram });
}

/** A Kustomization with nothing but a name and versions. */
export function kustomization(name: string, resourceVersion: string, more: Readonly<Record<string, unknown>> = {}): unknown {
  return {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { namespace: 'flux-system', name, uid: `uid-${name}`, resourceVersion, generation: 1 },
    ...more,
  };
}
