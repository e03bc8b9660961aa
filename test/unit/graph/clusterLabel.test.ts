// How entry points are named for people: by their folder, and by their repository where several are open.
import { expect, test } from 'vitest';
import { clusterLabel } from '../../../server/src/graph/clusterLabel.ts';
import { buildRepositoryTree } from '../../../server/src/features/repositoryTree.ts';
import { memoryWorkspace } from '../../harness/memoryWorkspace.ts';

const sync = (path: string) => `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: { name: flux-system, namespace: flux-system }
spec: { interval: 1m, url: https://git.example.com/o/fleet, ref: { branch: main } }
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: flux-system, namespace: flux-system }
spec: { interval: 10m, path: ${path}, prune: true, sourceRef: { kind: GitRepository, name: flux-system } }
`;
const second = '//- [shop] app.yaml\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n';

test.each([
  ['the only repository, a folder', `//- clusters/prod/flux-system/gotk-sync.yaml\n${sync('./clusters/prod')}`, 'clusters/prod'],
  ['the only repository, its root', `//- flux-system/gotk-sync.yaml\n${sync('./')}`, './'],
  ['one of two, a folder', `//- clusters/prod/flux-system/gotk-sync.yaml\n${sync('./clusters/prod')}${second}`, 'repo/clusters/prod'],
  ['one of two, its root', `//- flux-system/gotk-sync.yaml\n${sync('./')}${second}`, 'repo'],
])('%s', (_what, text, label) => {
  const { snapshot, cluster } = memoryWorkspace(text);
  expect(clusterLabel(snapshot.graph, cluster)).toBe(label);
  expect(buildRepositoryTree(snapshot, new Map()).roots[0]?.label).toBe(label);
});
