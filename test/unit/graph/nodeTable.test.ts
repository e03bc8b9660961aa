/** Objects of a name are found in the same way one by one and all together, also kustomize files, whose names are paths. */
import { expect, test } from 'vitest';
import { bootstrap, configMap, fluxKustomization, memoryWorkspace } from '../../harness/memoryWorkspace.ts';

test('the nodes of each name, also where it holds a slash, and after edits', () => {
  const { session } = memoryWorkspace(`${bootstrap('clusters/a')}//- clusters/a/apps.yaml\n${fluxKustomization('one', './one')}//- one/kustomization.yaml\nresources: [cm.yaml, two]\n//- one/cm.yaml\n${configMap('one', 'x')}//- one/two/kustomization.yaml\nresources: [cm.yaml]\n//- one/two/cm.yaml\n${configMap('two', 'x')}`);
  const [first] = session.snapshot.graph.clusters;
  const uri = [...(first?.nodes.values() ?? [])].find(({ object }) => object.name === 'two')?.origin.file.uri ?? '';
  for (const name of ['two', 'three', 'one']) {
    const [cluster] = session.snapshot.withTexts(new Map([[uri, configMap(name, 'x')]])).graph.clusters;
    const byName = cluster?.nodesByName;
    expect([...(byName?.keys() ?? [])]).toEqual(expect.arrayContaining([name, 'one/two/kustomization.yaml']));
    for (const [key, nodes] of byName ?? []) expect(byName?.get(key), key).toEqual(nodes);
    expect(byName?.get('kustomization.yaml')).toBe(undefined);
  }
});
