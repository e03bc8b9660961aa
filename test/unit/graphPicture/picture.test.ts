// The picture of the dependency graph: boxes and arrows out of files and cluster, circles, places, Mermaid.
import { describe, expect, test } from 'vitest';
import { answerGraphs } from '../../../server/src/features/graphAnswer.ts';
import { buildPicture, type LiveGraph } from '../../../client/src/graphPicture/buildPicture.ts';
import { placePicture } from '../../../client/src/graphPicture/layout.ts';
import { printPictureMermaid } from '../../../client/src/graphPicture/mermaid.ts';
import { structureKey, type Picture } from '../../../client/src/graphPicture/picture.ts';
import { chooseEntry } from '../../../client/src/webviews/graph/chooseEntry.ts';
import { buildLiveGraph } from '../../../client/src/webviews/graph/liveGraph.ts';
import { bootstrap, fluxKustomization, memoryWorkspace } from '../../harness/memoryWorkspace.ts';
import { gitRepository, helmRelease, kustomization, ready, viewInput } from '../client/liveObjects.ts';

const waits = (...names: readonly string[]) => `  dependsOn:\n${names.map((name) => `    - name: ${name}\n`).join('')}`;
const files = (clusters = ['clusters/a']) => clusters.map((path) => `${bootstrap(path)}//- ${path}/all.yaml\n${fluxKustomization('apps', './apps', waits('infra', 'gone'))}---\n${fluxKustomization('infra', './infra')}`).join('') + '//- apps/web.yaml\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\n  namespace: shop\n//- infra/cm.yaml\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: infra\n  namespace: shop\n';
const graphsOf = (text: string) => answerGraphs(memoryWorkspace(text).snapshot);
const arrows = ({ edges }: Picture) => edges.map(({ from, to, kind, resolved, cycle }) => `${short(from)} ${kind} ${short(to)}${resolved ? '' : ' unresolved'}${cycle ? ' circle' : ''}`).sort();
const short = (id: string) => id.replace('Kustomization/flux-system/', '').replace('GitRepository/flux-system/', 'git ');

describe('from files alone', () => {
  const [graph] = graphsOf(files());
  const picture = buildPicture({ files: graph, live: undefined, scope: 'order' });

  test('the order reads from left to right, and arrows that others imply are left out', () => {
    expect(arrows(picture)).toEqual(['flux-system applies infra', 'git flux-system source flux-system', 'gone dependsOn apps unresolved', 'infra dependsOn apps']);
  });
  test('what is named and not there is a box of its own', () => {
    expect(picture.nodes.find(({ id }) => id.endsWith('/gone'))).toMatchObject({ origin: 'missing', words: 'nothing here brings it' });
  });
  test('boxes lead to their lines and have no state', () => {
    const infra = picture.nodes.find(({ id }) => id.endsWith('/infra'));
    expect(infra?.place?.uri).toContain('clusters/a/all.yaml');
    expect(infra?.state).toBeUndefined();
  });
  test('two entry points with the same names are two graphs', () => {
    const graphs = graphsOf(files(['clusters/a', 'clusters/b']));
    expect(graphs.map(({ label }) => label)).toEqual(['clusters/a', 'clusters/b']);
    expect(graphs[1]?.nodes.find(({ name }) => name === 'infra')?.place?.uri).toContain('clusters/b');
    const live = [{ namespace: 'flux-system', name: 'flux-system', path: 'clusters/b/' }];
    expect(chooseEntry(graphs, '', live)).toMatchObject({ graph: { label: 'clusters/b' }, isLive: true });
    expect(chooseEntry(graphs, graphs[0]?.entry ?? '', live)).toMatchObject({ graph: { label: 'clusters/a' }, isLive: false });
    expect(chooseEntry(graphs, '', [])).toMatchObject({ graph: { label: 'clusters/a' }, isLive: false });
    expect(chooseEntry([], '', live)).toEqual({ graph: undefined, isLive: false });
  });
  test('a circle is marked, what only hangs on it is not', () => {
    const [circular] = graphsOf(`${bootstrap('clusters/a')}//- clusters/a/all.yaml\n${fluxKustomization('one', './x', waits('two'))}---\n${fluxKustomization('two', './x', waits('three'))}---\n${fluxKustomization('three', './x', waits('one'))}---\n${fluxKustomization('apps', './x', waits('one'))}//- x/cm.yaml\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\n  namespace: shop\n`);
    const marked = arrows(buildPicture({ files: circular, live: undefined, scope: 'order' })).filter((arrow) => arrow.includes('dependsOn'));
    expect(marked).toEqual(['one dependsOn apps', 'one dependsOn three circle', 'three dependsOn two circle', 'two dependsOn one circle']);
  });
});

describe('with a cluster', () => {
  const infra = kustomization('infra', { status: { conditions: [ready('False', 'BuildFailed', 'ca.crt does not exist')] } });
  const apps = kustomization('apps', { dependsOn: ['infra'], status: { conditions: [ready('False', 'DependencyNotReady', "dependency 'flux-system/infra' is not ready")] } });
  const root = kustomization('flux-system', { applies: ['flux-system_apps_kustomize.toolkit.fluxcd.io_Kustomization', 'flux-system_podinfo_helm.toolkit.fluxcd.io_HelmRelease'] });
  const live: LiveGraph = buildLiveGraph(viewInput({ kustomizations: [root, infra, apps], sources: [gitRepository('flux-system')], helmReleases: [helmRelease('podinfo', { spec: { chart: { spec: { chart: 'podinfo', sourceRef: { kind: 'HelmRepository', name: 'charts' } } } } })] }));
  const [graph] = graphsOf(files());

  test('states and sentences stand on the boxes of the files', () => {
    const picture = buildPicture({ files: graph, live, scope: 'order' });
    expect(picture.nodes.find(({ id }) => id.endsWith('/infra'))).toMatchObject({ origin: 'files', state: 'failed', words: 'ca.crt does not exist' });
    expect(picture.nodes.find(({ id }) => id.endsWith('/apps'))).toMatchObject({ state: 'waiting', words: 'waiting for infra: ca.crt does not exist' });
    expect(picture.nodes.find(({ id }) => id.endsWith('/gone'))?.state).toBeUndefined();
  });
  test('without files it is drawn from the cluster alone', () => {
    const picture = buildPicture({ files: undefined, live, scope: 'all' });
    expect(arrows(picture)).toEqual(['HelmRepository/flux-system/charts chart HelmRelease/flux-system/podinfo', 'flux-system applies HelmRelease/flux-system/podinfo', 'flux-system applies apps', 'git flux-system source flux-system', 'git flux-system source infra', 'infra dependsOn apps']);
    expect(picture.nodes.every(({ origin }) => origin !== 'files')).toBe(true);
  });
  test('a change of state is no change of structure, so that nothing moves', () => {
    const before = buildPicture({ files: graph, live, scope: 'order' });
    const after = buildPicture({ files: graph, live: { ...live, nodes: live.nodes.map((node) => ({ ...node, state: 'ready' as const, words: '' })) }, scope: 'order' });
    expect(structureKey(after)).toBe(structureKey(before));
  });
  test('as Mermaid, with states as classes and unresolved arrows dotted', () => {
    const text = printPictureMermaid(buildPicture({ files: graph, live, scope: 'order' }));
    expect(text).toMatch(/^flowchart LR\n/);
    expect(text).toContain('["Kustomization flux-system/infra<br/>failed"]:::failed');
    expect(text).toMatch(/n\d+ -\.->\|dependsOn\| n\d+/);
    expect(text).toContain('classDef failed');
  });
});

describe('places', () => {
  test('dependencies stand left of what waits for them, and nothing covers anything', () => {
    const [graph] = graphsOf(files());
    const picture = buildPicture({ files: graph, live: undefined, scope: 'order' });
    const { nodes, edges, width, height } = placePicture(picture);
    for (const { from, to } of picture.edges) expect(nodes[from]?.[0]).toBeLessThan(nodes[to]?.[0] ?? 0);
    const places = picture.nodes.map(({ id }) => nodes[id] ?? [0, 0]);
    for (const [index, [x, y]] of places.entries()) {
      expect(x >= 0 && y >= 0 && x + 200 <= width && y + 44 <= height).toBe(true);
      for (const [otherX, otherY] of places.slice(index + 1)) expect(Math.abs(x - otherX) >= 200 || Math.abs(y - otherY) >= 44).toBe(true);
    }
    expect(edges.every((points) => points.length >= 2)).toBe(true);
  });
  test('what hangs on nothing stands below, in rows', () => {
    const picture: Picture = { nodes: Array.from({ length: 9 }, (_, index) => ({ id: `Kustomization/a/${index}`, object: { kind: 'Kustomization', namespace: 'a', name: String(index) }, words: '', origin: 'live', facts: [] })), edges: [] };
    const placed = Object.values(placePicture(picture).nodes);
    expect(new Set(placed.map((place) => place.join())).size).toBe(9);
    expect(new Set(placed.map(([, y]) => y)).size).toBeGreaterThan(1);
  });
});
