// Decides between one cluster-wide watch a kind and one a namespace: the wider where the user may.
import type { KubeConnection } from './kubeConnection.ts';
import type { ServedKind } from './servedKind.ts';

/** The kind that is asked about: rights are given by group, and whoever may list these cluster-wide may see what they apply. */
const kustomizations: ServedKind = { group: 'kustomize.toolkit.fluxcd.io', version: 'v1', kind: 'Kustomization', plural: 'kustomizations', namespaced: true };

/** Nothing is shown before the answer. Milliseconds. */
const reviewTimeoutMs = 5000;

/** The namespaces to watch; empty for all. The API server is asked only where the user named some, and an answer that does not come counts as a no: then what was named is tried. */
export async function namespacesToWatch(connection: Pick<KubeConnection, 'reviewAccess'>, named: readonly string[]): Promise<readonly string[]> {
  if (named.length === 0) return [];
  const review = await connection.reviewAccess('list', kustomizations, '', '', { timeoutMs: reviewTimeoutMs });
  return review.ok && review.value.allowed ? [] : named;
}
