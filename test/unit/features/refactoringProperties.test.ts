/** Every refactoring keeps comments, quoting, indentation and anchors of the rest: in a repository that has them all, and in public ones. */
import { describe, expect, test } from 'vitest';
import type { Snapshot } from '../../../server/src/workspace/session.ts';
import { corpusFolder, openCorpora } from '../../harness/corpora.ts';
import { bootstrap, memoryWorkspace } from '../../harness/memoryWorkspace.ts';
import { brokenProperty, offeredIn } from '../../harness/refactoringProperties.ts';

/** Counts by the first word of the title, and what is broken. */
function judge(snapshot: Snapshot, most: number): { readonly counts: ReadonlyMap<string, number>; readonly broken: readonly string[] } {
  const counts = new Map<string, number>();
  const broken: string[] = [];
  for (const { tree } of snapshot.repositories) {
    for (const file of tree.yamlFiles()) {
      for (const one of offeredIn(snapshot, file)) {
        const [sort = ''] = one.refactoring.title.split(' ');
        const count = counts.get(sort) ?? 0;
        if (count >= most) continue;
        counts.set(sort, count + 1);
        const fault = brokenProperty(snapshot, one);
        if (fault !== undefined) broken.push(`${one.refactoring.title} in ${file.path}:${file.lines.positionAt(one.offset).line + 1}: ${fault}`);
      }
    }
  }
  return { counts, broken };
}

/** Files with whatever an edit can stumble over: comments everywhere, anchors, quotes, odd indentation, several documents. */
const rich = `${bootstrap('clusters/prod')}//- clusters/prod/apps.yaml
# the applications
apiVersion: kustomize.toolkit.fluxcd.io/v1beta2 # old
kind: Kustomization
metadata:
    name: &name apps # deep
    namespace: 'flux-system'
spec:
    interval: 10m   # often
    path: "./apps"
    # rather not: wait
    prune: true # clean
    sourceRef: {kind: GitRepository, name: flux-system}
    postBuild:
        substitute:
            HOST: &host shop.example # the shop
            OTHER: *host
--- # helm
# a release
apiVersion: helm.toolkit.fluxcd.io/v2beta2
kind: HelmRelease
metadata: {name: shop, namespace: flux-system} # flow
spec:
    # where
    targetNamespace: shop # there
    interval: 1h
    chart: {spec: {chart: shop, sourceRef: {kind: HelmRepository, name: charts}}}
//- apps/kustomization.yaml
# head
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
commonLabels: # labels
    team: "a" # why

    # other
    'tier': b
resources: # all
# second
- web.yaml # web
# first
- "all.yaml"   # quoted
patchesStrategicMerge: # old
    - merge.yaml # one
    # two
    - |- # inline
        # inside
        apiVersion: apps/v1
        kind: Deployment
        metadata:
            name: web

        spec:
            paused: true # yes
patches:
- target: &target {kind: Deployment} # which
  # text
  patch: | # json
    # in the patch
    - op: add
      path: /spec/replicas
      value: 3 # three
  options: {allowNameChange: false}
- target: *target
  path: more.yaml # file
//- apps/merge.yaml
# merge
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec: {minReadySeconds: 3} # seconds
//- apps/more.yaml
# more
- op: add # op
  path: /metadata/annotations
  value: {a: b}
//- apps/web.yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  annotations: # notes
    host: "\${HOST}" # where
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: "web:1"}]
//- apps/all.yaml
# one
apiVersion: v1
kind: ConfigMap
metadata:
  name: one # first
data: {url: "https://\${HOST}/\${OTHER:=x}"}
---
# two
apiVersion: v1
kind: ConfigMap
metadata: # two
  name: two
data:
  # inside
  text: &text |
    \${HOST}
  again: *text
---
apiVersion: v1
kind: ConfigMap
metadata: {name: three}
`;

describe.each([
  ['with line feeds', rich],
  ['with carriage returns', rich.replaceAll('\n', '\r\n').replace(/^(\/\/- .*)\r$/gm, '$1')],
])('a repository %s', (_name, text) => {
  const { counts, broken } = judge(memoryWorkspace(text).snapshot, 1000);
  test('is offered each sort', () => {
    expect([...counts.keys()].toSorted()).toEqual(expect.arrayContaining(['Add', 'Convert', 'Extract', 'Give', 'Keep', 'Migrate', 'Move', 'Sort', 'Switch', 'Write']));
  });
  test('loses nothing by any of them', () => {
    expect(broken).toEqual([]);
  });
});

describe('public repositories', () => {
  for (const name of ['BuoyantIO_gitops-linkerd', 'budimanjojo_home-cluster', 'fluxcd_flux2-kustomize-helm-example', 'fluxcd_flux2-multi-tenancy', 'onedr0p_home-ops']) {
    test.skipIf(corpusFolder(name) === undefined)(`${name} loses nothing`, async () => {
      const { counts, broken } = judge((await openCorpora(name)).snapshot, 25);
      expect(broken).toEqual([]);
      expect(counts.size).toBeGreaterThan(2);
    }, 60_000);
  }
});
