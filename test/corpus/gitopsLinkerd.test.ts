/** The repository of the blog post, object by object and edge by edge (fact-book F1 to F4, F5, F6). */
import { describe, expect, test } from 'vitest';
import { defaultSettings } from '../../server/src/protocol/settings.ts';
import { checkSnapshot } from '../../server/src/rules/checkSnapshot.ts';
import { RuleCache } from '../../server/src/rules/ruleCache.ts';
import type { Session } from '../../server/src/workspace/session.ts';
import { corpusFolder, needsCorpora, openCorpora } from '../harness/corpora.ts';

const name = 'BuoyantIO_gitops-linkerd';
const present = corpusFolder(name) !== undefined;

/** The one cluster of the repository. */
function clusterOf(session: Session) {
  const [cluster, ...others] = session.snapshot.graph.clusters;
  expect(others).toEqual([]);
  if (cluster === undefined) throw new Error('no cluster found');
  return cluster;
}

function edgesOf(session: Session, kind: string): readonly string[] {
  return [...new Set(clusterOf(session).edges.filter((edge) => edge.kind === kind).map(({ from, to, resolved }) => `${from} -> ${to}${resolved ? '' : ' (unresolved)'}`))].sort();
}

const fluxSystem = (kustomization: string): string => `Kustomization/flux-system/${kustomization}`;

describe.skipIf(!present)(needsCorpora(name), () => {
  test('has one entry point, as bootstrap wrote it, for Flux 0.39', async () => {
    const cluster = clusterOf(await openCorpora(name));
    expect(cluster.entry).toMatchObject({ path: 'clusters/my-cluster', by: 'bootstrap', ref: 'main' });
    expect(cluster.fluxVersion).toMatch(/^v?0\.39/);
  });

  test('has the nine Flux Kustomizations of F1, each with its file and path', async () => {
    const cluster = clusterOf(await openCorpora(name));
    const found = [...cluster.deliveries.values()].map(({ node, kustomization }) => [node.id, node.origin.file.path, kustomization.path?.value]).sort();
    expect(found).toEqual(
      [
        [fluxSystem('flux-system'), 'clusters/my-cluster/flux-system/gotk-sync.yaml', './clusters/my-cluster'],
        ...['cert-manager', 'linkerd', 'ingress-nginx', 'flagger', 'weave-gitops'].map((one) => [fluxSystem(one), 'clusters/my-cluster/infrastructure.yaml', `./infrastructure/${one}`]),
        [fluxSystem('apps'), 'clusters/my-cluster/apps.yaml', './apps'],
        ['Kustomization/flagger-system/loadtester', 'infrastructure/flagger/loadtester.yaml', './tester/'],
        ['Kustomization/faces/faces', 'apps/faces/faces-sync.yaml', './k8s/'],
      ].sort(),
    );
  });

  test('has the sources, releases and Canaries of F2 and F3 in their effective namespaces', async () => {
    const cluster = clusterOf(await openCorpora(name));
    const kinds = new Set(['GitRepository', 'OCIRepository', 'HelmRepository', 'HelmRelease', 'Canary']);
    const found = [...cluster.nodes.values()].filter(({ object }) => kinds.has(object.kind)).map(({ id }) => id).sort();
    expect(found).toEqual(
      [
        'GitRepository/flux-system/flux-system',
        'GitRepository/faces/faces',
        'OCIRepository/flagger-system/flagger-manifests',
        'HelmRepository/cert-manager/cert-manager',
        'HelmRepository/ingress-nginx/ingress-nginx',
        'HelmRepository/linkerd/linkerd',
        'HelmRepository/linkerd-smi/linkerd-smi',
        'HelmRepository/flagger-system/flagger',
        'HelmRepository/flux-system/weave-gitops',
        'HelmRelease/cert-manager/cert-manager',
        'HelmRelease/linkerd/linkerd-crds',
        'HelmRelease/linkerd/linkerd-control-plane',
        'HelmRelease/linkerd-viz/linkerd-viz',
        'HelmRelease/linkerd-smi/linkerd-smi',
        'HelmRelease/ingress-nginx/ingress-nginx',
        'HelmRelease/flagger-system/flagger',
        'HelmRelease/flux-system/weave-gitops',
        'Canary/faces/face',
        'Canary/faces/color',
        'Canary/faces/smiley',
        'Canary/faces/faces-gui',
      ].sort(),
    );
  });

  test('has the source edges of F4', async () => {
    const fromSystem = ['flux-system', 'apps', 'cert-manager', 'linkerd', 'ingress-nginx', 'flagger', 'weave-gitops'];
    expect(edgesOf(await openCorpora(name), 'source')).toEqual(
      [
        ...fromSystem.map((one) => `${fluxSystem(one)} -> GitRepository/flux-system/flux-system`),
        'Kustomization/faces/faces -> GitRepository/faces/faces',
        'Kustomization/flagger-system/loadtester -> OCIRepository/flagger-system/flagger-manifests',
        'HelmRelease/cert-manager/cert-manager -> HelmRepository/cert-manager/cert-manager',
        'HelmRelease/ingress-nginx/ingress-nginx -> HelmRepository/ingress-nginx/ingress-nginx',
        'HelmRelease/linkerd/linkerd-crds -> HelmRepository/linkerd/linkerd',
        'HelmRelease/linkerd/linkerd-control-plane -> HelmRepository/linkerd/linkerd',
        'HelmRelease/linkerd-viz/linkerd-viz -> HelmRepository/linkerd/linkerd',
        'HelmRelease/linkerd-smi/linkerd-smi -> HelmRepository/linkerd-smi/linkerd-smi',
        'HelmRelease/flagger-system/flagger -> HelmRepository/flagger-system/flagger',
        'HelmRelease/flux-system/weave-gitops -> HelmRepository/flux-system/weave-gitops',
      ].sort(),
    );
  });

  test('has the dependsOn edges of F4', async () => {
    expect(edgesOf(await openCorpora(name), 'dependsOn')).toEqual(
      [
        `${fluxSystem('linkerd')} -> ${fluxSystem('cert-manager')}`,
        `${fluxSystem('ingress-nginx')} -> ${fluxSystem('linkerd')}`,
        `${fluxSystem('flagger')} -> ${fluxSystem('linkerd')}`,
        `${fluxSystem('apps')} -> ${fluxSystem('flagger')}`,
        `${fluxSystem('apps')} -> ${fluxSystem('ingress-nginx')}`,
        'HelmRelease/linkerd/linkerd-control-plane -> HelmRelease/linkerd/linkerd-crds',
        'HelmRelease/linkerd-viz/linkerd-viz -> HelmRelease/linkerd/linkerd-control-plane',
        'HelmRelease/linkerd-smi/linkerd-smi -> HelmRelease/linkerd/linkerd-control-plane',
      ].sort(),
    );
  });

  test('applies what F1 and F4 say', async () => {
    const edges = edgesOf(await openCorpora(name), 'applies');
    const from = (id: string): readonly string[] => edges.filter((edge) => edge.startsWith(`${id} -> `)).map((edge) => edge.split(' -> ')[1] ?? '');
    const flux = from(fluxSystem('flux-system')).filter((id) => id.startsWith('Kustomization/'));
    expect(flux).toEqual(['apps', 'cert-manager', 'flagger', 'flux-system', 'infrastructure', 'ingress-nginx', 'linkerd', 'weave-gitops'].filter((one) => one !== 'infrastructure').map(fluxSystem));
    expect(from(fluxSystem('apps'))).toEqual(
      ['Canary/faces/color', 'Canary/faces/face', 'Canary/faces/faces-gui', 'Canary/faces/smiley', 'GitRepository/faces/faces', 'Ingress/faces/faces-gui', 'Kustomization/faces/faces', 'Namespace/faces'].sort(),
    );
    expect(from(fluxSystem('flagger'))).toEqual(
      ['HelmRelease/flagger-system/flagger', 'HelmRepository/flagger-system/flagger', 'Kustomization/flagger-system/loadtester', 'Namespace/flagger-system', 'OCIRepository/flagger-system/flagger-manifests'].sort(),
    );
    expect(from(fluxSystem('cert-manager'))).toEqual(['HelmRelease/cert-manager/cert-manager', 'HelmRepository/cert-manager/cert-manager', 'Namespace/cert-manager'].sort());
    expect(from(fluxSystem('linkerd')).filter((id) => id.startsWith('Helm'))).toHaveLength(6);
    expect(from(fluxSystem('linkerd')).filter((id) => id.startsWith('Namespace'))).toHaveLength(3);
  });

  test('has the Canary edges of F4: targets outside of the repository, the Ingress inside, routes made by Flagger', async () => {
    const session = await openCorpora(name);
    expect(edgesOf(session, 'target')).toEqual(['color', 'face', 'faces-gui', 'smiley'].map((one) => `Canary/faces/${one} -> Deployment/faces/${one} (unresolved)`));
    expect(edgesOf(session, 'ingress')).toEqual(['Canary/faces/faces-gui -> Ingress/faces/faces-gui']);
    const generated = edgesOf(session, 'generates');
    for (const one of ['face', 'color', 'smiley']) expect(generated).toContain(`Canary/faces/${one} -> TrafficSplit/faces/${one}`);
    expect(generated).toContain('Canary/faces/faces-gui -> Ingress/faces/faces-gui-canary');
    expect(edgesOf(session, 'controller')).toEqual(['color', 'face', 'faces-gui', 'smiley'].map((one) => `Canary/faces/${one} -> HelmRelease/flagger-system/flagger`));
    expect(edgesOf(session, 'webhook')).toEqual(['color', 'face', 'faces-gui', 'smiley'].map((one) => `Canary/faces/${one} -> Service/flagger-system/flagger-loadtester (unresolved)`));
  });

  test('finds what F5 names of these rules and nothing of F6', async () => {
    const { snapshot } = await openCorpora(name);
    const found = [...checkSnapshot(snapshot, { cache: new RuleCache(), facts: undefined, log: (message) => expect.unreachable(message) }).values()].flat();
    const errors = found.filter(({ severity }) => severity === 'error');
    expect(errors.map(({ span }) => span.file.path)).toEqual(errors.map(() => 'infrastructure/linkerd/kustomization.yaml'));
    expect(errors.map(({ message }) => message).join()).toContain('ca.crt');
    expect(found.filter(({ message }) => /does not serve/.test(message)).every(({ severity }) => severity === 'warning')).toBe(true);
  });

  test('resolves the second repository by its remote URL', async () => {
    const session = await openCorpora(name, 'BuoyantIO_faces-demo');
    const graph = session.snapshot.graph;
    const mapped = session.apply({ kind: 'settings', settings: { ...defaultSettings, sources: { 'faces/faces': corpusFolder('BuoyantIO_faces-demo') ?? '' } } });
    expect(graph.clusters[0]?.deliveries.get('Kustomization/faces/faces')?.source.state).toBe('external');
    const faces = mapped.graph.clusters[0]?.deliveries.get('Kustomization/faces/faces');
    expect(faces?.source.state).toBe('local');
    // At this commit the source's ignore rules leave three ServiceProfiles (fact-book F5).
    expect(faces?.applies.map((id) => id.split('/')[0])).toEqual(['ServiceProfile', 'ServiceProfile', 'ServiceProfile']);
  });
});
