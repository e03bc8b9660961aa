// How many objects the Repository view says that a Kustomization applies: all of them, as the inventory in the cluster counts them, wherever their rows stand.
import { expect, test } from 'vitest';
import { buildRepositoryTree } from '../../../server/src/features/repositoryTree.ts';
import type { RepositoryTreeNode } from '../../../server/src/protocol/repositoryTree.ts';
import { bootstrap, fluxKustomization, memoryWorkspace } from '../../harness/memoryWorkspace.ts';

const object = (apiVersion: string, kind: string, more = '') => `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: web\n  namespace: shop\n${more}`;
const canary = object('flagger.app/v1beta1', 'Canary', 'spec:\n  targetRef:\n    apiVersion: apps/v1\n    kind: Deployment\n    name: web\n  service:\n    port: 80\n  analysis:\n    interval: 1m\n    threshold: 5\n    iterations: 3\n');
const { snapshot } = memoryWorkspace(`${bootstrap('clusters/a')}//- clusters/a/apps.yaml\n${fluxKustomization('apps', './apps')}//- apps/web.yaml\n${object('v1', 'ConfigMap')}---\n${object('v1', 'Service')}---\n${canary}`);

function all(nodes: readonly RepositoryTreeNode[]): readonly RepositoryTreeNode[] {
  return nodes.flatMap((node) => [node, ...all(node.children)]);
}

test('what stands in rows of its own is counted too, and told', () => {
  const groups = all(buildRepositoryTree(snapshot, new Map()).roots).filter(({ kind }) => kind === 'group');
  const told = groups.map(({ label, description, accessibleLabel, children }) => [label, description, accessibleLabel, all(children).filter(({ object: shown }) => shown !== undefined).length]);
  // Its own Kustomization and source, and `apps`; a Canary, a ConfigMap and a Service.
  expect(told).toContainEqual(['applies 3 objects', '1 in a row of its own', 'applies 3 objects, 1 in a row of its own', 2]);
  expect(told).toContainEqual(['applies 3 objects', '2 in rows of their own', 'applies 3 objects, 2 in rows of their own', 1]);
});
