// Decides between one cluster-wide watch a kind and one a namespace: the wider where the user may.
import type { KubeConnection } from './kubeConnection.ts';
import type { ServedKind } from './servedKind.ts';

/** The kind that is asked about: rights are given by group, and whoever may list these cluster-wide may see what they apply. */
const kustomizations: ServedKind = { group: 'kustomize.toolkit.fluxcd.io', version: 'v1', kind: 'Kustomization', plural: 'kustomizations', namespaced: true };

/** Nothing is shown before the answer. Milliseconds. */
const reviewTimeoutMs = 5000;

/**
 * The namespaces to watch; empty for all. Who may not list cluster-wide sees the namespaces that were named in the settings,
 * or, as with kubectl, that of the context, where it may list that one. Without an answer what was named is tried, or all: then the refusals are shown.
 */
export async function namespacesToWatch(connection: Pick<KubeConnection, 'reviewAccess' | 'namespace'>, named: readonly string[]): Promise<readonly string[]> {
  const mayList = async (namespace: string): Promise<boolean | undefined> => {
    const review = await connection.reviewAccess('list', kustomizations, namespace, '', { timeoutMs: reviewTimeoutMs });
    return review.ok ? review.value.allowed : undefined;
  };
  const everywhere = await mayList('');
  if (everywhere === true) return [];
  if (named.length > 0) return named;
  return everywhere === false && (await mayList(connection.namespace)) === true ? [connection.namespace] : [];
}
