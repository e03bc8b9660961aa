// Which namespaces are watched: those that the user named only where the cluster as a whole may not be listed.
import { expect, test } from 'vitest';
import { namespacesToWatch } from '../../../client/src/cluster/namespaceScope.ts';
import type { AccessReview } from '../../../client/src/cluster/kubeConnection.ts';
import type { KubeError } from '../../../client/src/cluster/kubeError.ts';
import { failure, success, type Outcome } from '../../../client/src/cluster/outcome.ts';

function server(answer: Outcome<AccessReview, KubeError>) {
  const asked: string[] = [];
  const reviewAccess = (verb: string, { plural }: { readonly plural: string }, namespace: string) => {
    asked.push(`${verb} ${plural} in "${namespace}"`);
    return Promise.resolve(answer);
  };
  return { asked, reviewAccess };
}

test('without names nothing is asked, and all is watched', async () => {
  const connection = server(success({ allowed: false, reason: '' }));
  expect(await namespacesToWatch(connection, [])).toEqual([]);
  expect(connection.asked).toEqual([]);
});

test('whoever may list cluster-wide sees everything, names or not', async () => {
  const connection = server(success({ allowed: true, reason: '' }));
  expect(await namespacesToWatch(connection, ['apps'])).toEqual([]);
  expect(connection.asked).toEqual(['list kustomizations in ""']);
});

test('whoever may not sees what was named, also when the question itself fails', async () => {
  expect(await namespacesToWatch(server(success({ allowed: false, reason: 'no' })), ['apps', 'faces'])).toEqual(['apps', 'faces']);
  expect(await namespacesToWatch(server(failure({ type: 'unreachable', reason: 'connection refused' })), ['apps'])).toEqual(['apps']);
});
