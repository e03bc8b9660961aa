/** Pictures of a graph as text: a box for each cluster, and what makes an artifact. */
import { describe, expect, test } from 'vitest';
import { clusterLabel } from '../../../server/src/graph/clusterLabel.ts';
import { printableClusters, printableGraph, printDot, printMermaid, type PrintedCluster } from '../../../server/src/graph/printGraph.ts';
import { bootstrap, configMap, fluxKustomization, memoryWorkspace } from '../../harness/memoryWorkspace.ts';

function clustersOf(text: string): readonly PrintedCluster[] {
  const { graph } = memoryWorkspace(text).snapshot;
  return printableClusters(graph, (cluster) => clusterLabel(graph, cluster), (uri) => uri);
}

const cluster = (name: string): string => `${bootstrap(`clusters/${name}`)}//- clusters/${name}/apps.yaml\n${fluxKustomization('apps', './apps')}`;
const apps = `//- apps/a.yaml\n${configMap('a', 'x')}`;

describe('two clusters with objects of the same name', () => {
  const clusters = clustersOf(`${cluster('prod')}${cluster('staging')}${apps}`);
  test('have a box each in Mermaid, with nodes of their own', () => {
    const text = printMermaid(clusters);
    expect(text).toContain('  subgraph c0["clusters/prod"]\n');
    expect(text).toContain('  subgraph c1["clusters/staging"]\n');
    const nodes = [...text.matchAll(/^ *(\w+)\["Kustomization\/flux-system\/apps"\]$/gm)].map(([, name]) => name);
    expect(nodes).toHaveLength(2);
    expect(new Set(nodes).size).toBe(2);
    expect(text.match(/^ {2}end$/gm)).toHaveLength(2);
  });
  test('have a box each in Graphviz', () => {
    const text = printDot(clusters);
    expect(text).toContain('subgraph cluster_1 {\n    label="clusters/staging";');
    expect(text).toContain('"clusters/prod Kustomization/flux-system/apps" [label="Kustomization/flux-system/apps"];');
  });
});

test('one cluster has no box', () => {
  const text = printMermaid(clustersOf(`${cluster('prod')}${apps}`));
  expect(text).not.toContain('subgraph');
  expect(text).toContain('["Kustomization/flux-system/apps"]');
});

test('an ArtifactGenerator leads to what it makes, and to what it is made of', () => {
  const generator = 'apiVersion: source.extensions.fluxcd.io/v1beta1\nkind: ArtifactGenerator\nmetadata:\n  name: parts\n  namespace: flux-system\nspec:\n  sources:\n    - alias: repo\n      kind: GitRepository\n      name: flux-system\n  artifacts:\n    - name: web\n      copy:\n        - from: "@repo/apps/**"\n          to: "@artifact/"\n';
  const { snapshot } = memoryWorkspace(`${bootstrap('clusters/prod')}//- clusters/prod/parts.yaml\n${generator}${apps}`);
  const from = printableGraph(snapshot.graph, (uri) => uri).edges.filter((edge) => edge.from === 'ArtifactGenerator/flux-system/parts');
  expect(from).toMatchObject([
    { to: 'GitRepository/flux-system/flux-system', kind: 'source', resolved: true },
    { to: 'ExternalArtifact/flux-system/web', kind: 'generates', resolved: true, range: { start: { line: 11 } } },
  ]);
});
