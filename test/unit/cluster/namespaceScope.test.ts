// Which namespaces are watched: those that the user named only where the cluster as a whole may not be listed.
import { expect, test } from 'vitest';
import { namespacesToWatch } from '../../../client/src/cluster/namespaceScope.ts';
import type { AccessReview } from '../../../client/src/cluster/kubeConnection.ts';
import type { KubeError } from '../../../client/src/cluster/kubeError.ts';
import { failure, success, type Outcome } from '../../../client/src/cluster/outcome.ts';

/** A server that allows lists in some namespaces; the empty name stands for the whole cluster. */
function server(allowed: readonly string[] | KubeError) {
  const asked: string[] = [];
  const reviewAccess = (verb: string, { plural }: { readonly plural: string }, namespace: string): Promise<Outcome<AccessReview, KubeError>> => {
    asked.push(`${verb} ${plural} in "${namespace}"`);
    return Promise.resolve('type' in allowed ? failure(allowed) : success({ allowed: allowed.includes(namespace), reason: '' }));
  };
  return { asked, reviewAccess, namespace: 'own' };
}

test('whoever may list cluster-wide sees everything, names or not', async () => {
  const connection = server(['', 'own']);
  expect(await namespacesToWatch(connection, ['apps'])).toEqual([]);
  expect(await namespacesToWatch(connection, [])).toEqual([]);
  expect(connection.asked).toEqual(['list kustomizations in ""', 'list kustomizations in ""']);
});

test('whoever may not sees what was named, also when the question itself fails', async () => {
  expect(await namespacesToWatch(server(['own']), ['apps', 'faces'])).toEqual(['apps', 'faces']);
  expect(await namespacesToWatch(server({ type: 'unreachable', reason: 'connection refused' }), ['apps'])).toEqual(['apps']);
});

test('where nothing was named the context’s own namespace is looked at, if that is allowed', async () => {
  expect(await namespacesToWatch(server(['own']), [])).toEqual(['own']);
  expect(await namespacesToWatch(server(['other']), [])).toEqual([]);
  expect(await namespacesToWatch(server({ type: 'unreachable', reason: 'connection refused' }), [])).toEqual([]);
});
