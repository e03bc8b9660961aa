// Git is asked only about commits that can be the repository's own.
import { expect, test } from 'vitest';
import { commitsOfCluster, commitsOfSources, type DeliveredObjects } from '../../../client/src/flux/deliveredCommits.ts';

const revision = (digit: string) => `main@sha1:${digit.repeat(40)}`;
const source = (sourceKind: 'GitRepository' | 'OCIRepository', name: string, digit: string) => ({ sourceKind, namespace: 'flux-system', name, revision: revision(digit) });
const applied = (kind: string, name: string, digit: string) => ({ source: { kind, namespace: 'flux-system', name }, lastAppliedRevision: revision(digit) });

const cluster: DeliveredObjects = {
  sources: [source('GitRepository', 'fleet', '3'), source('OCIRepository', 'fleet', '4'), source('GitRepository', 'shop', '5')],
  kustomizations: [applied('GitRepository', 'fleet', '2'), applied('GitRepository', 'fleet', '3'), applied('OCIRepository', 'fleet', '4'), applied('GitRepository', 'shop', '1')],
};

test('of a repository’s own sources: what they have fetched and what was applied of it', () => {
  expect(commitsOfSources(cluster, [{ kind: 'GitRepository', namespace: 'flux-system', name: 'fleet' }])).toEqual(['2'.repeat(40), '3'.repeat(40)]);
  expect(commitsOfSources(cluster, [])).toEqual([]);
});

test('of the whole cluster, each once', () => {
  expect(commitsOfCluster(cluster)).toEqual(['1', '2', '3', '4', '5'].map((digit) => digit.repeat(40)));
  expect(commitsOfCluster({ sources: [], kustomizations: [{ source: { kind: 'Bucket', namespace: '', name: '' }, lastAppliedRevision: '' }] })).toEqual([]);
});
