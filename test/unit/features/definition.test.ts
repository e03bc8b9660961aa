/** Where Go to Definition leads from each place that names something. */
import { describe, expect, test } from 'vitest';
import { findDefinitions } from '../../../server/src/features/definitions/definitions.ts';
import { findDocumentLinks } from '../../../server/src/features/documentLinks.ts';
import { rangeOfSpan } from '../../../server/src/text/textFile.ts';
import { bootstrap, configMap, fluxKustomization, memoryWorkspace } from '../../harness/memoryWorkspace.ts';

/** Places from the cursor, as `file:line text`, lines from 1. */
function definitionsAt(text: string): readonly string[] {
  const { snapshot, cursor } = memoryWorkspace(text, { charts: { remotes: ['https://git.example/charts'] } });
  return findDefinitions(snapshot, cursor.file, cursor.offset).map((span) => `${span.file.uri.replace('file:///w/', '')}:${rangeOfSpan(span).start.line + 1} ${span.file.text.slice(span.start, span.end)}`.trim());
}

const sync = bootstrap('clusters/prod');
const apps = (extra = ''): string => `//- clusters/prod/apps.yaml\n${fluxKustomization('apps', './apps', extra)}`;
const web = 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n  namespace: shop\nspec:\n  replicas: 2\n  template:\n    spec:\n      containers:\n        - name: main\n          image: registry.example/web:1.0.0\n';
const folder = (tail: string): string => `${sync}${apps()}//- apps/web.yaml\n${web}//- apps/kustomization.yaml\nresources: [web.yaml]\n${tail}`;

describe('a name', () => {
  test('of a reference leads to the object; its own name to itself', () => {
    expect(definitionsAt(`${sync}${apps('  dependsOn:\n    - name: in$0fra\n')}//- clusters/prod/infra.yaml\n${fluxKustomization('infra', './infra')}`)).toEqual(['repo/clusters/prod/infra.yaml:4 infra']);
    expect(definitionsAt(`${sync}${apps().replace('name: apps', 'name: ap$0ps')}`)).toEqual(['repo/clusters/prod/apps.yaml:4 apps']);
  });
  test('in a target and in the head of a patch leads to what is patched', () => {
    expect(definitionsAt(folder('patches:\n  - target:\n      kind: Deployment\n      name: w$0eb\n    patch: |\n      - op: remove\n        path: /spec/replicas\n'))).toEqual(['repo/apps/web.yaml:4 web']);
    expect(definitionsAt(folder('patches:\n  - patch: |\n      apiVersion: apps/v1\n      kind: Deployment\n      metadata:\n        name: w$0eb\n        namespace: shop\n      spec:\n        replicas: 3\n'))).toEqual(['repo/apps/web.yaml:4 web']);
  });
  test('in a folder that no entry point reaches leads on too', () => {
    const autoscaler = 'apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata:\n  name: web\n  namespace: shop\nspec:\n  scaleTargetRef:\n    apiVersion: apps/v1\n    kind: Deployment\n    name: w$0eb\n  maxReplicas: 3\n';
    expect(definitionsAt(`${sync}//- loose/web.yaml\n${web}//- loose/hpa.yaml\n${autoscaler}`)).toEqual(['repo/loose/web.yaml:4 web']);
  });
  test('that nothing has leads nowhere', () => {
    expect(definitionsAt(`${sync}${apps('  dependsOn:\n    - name: in$0fra\n')}`)).toEqual([]);
  });
});

describe('a component of a Flux Kustomization', () => {
  const component = '//- components/backup/kustomization.yaml\napiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources: [a.yaml, b.yaml]\npatches:\n  - patch: "[]"\n//- components/backup/a.yaml\n';
  test('leads to its kustomize file, from the folder that is built', () => {
    expect(definitionsAt(`${sync}${apps(`  components:\n    - ../compo$0nents/backup\n`)}//- apps/web.yaml\n${web}${component}`)).toEqual(['repo/components/backup/kustomization.yaml:1']);
    expect(definitionsAt(`${sync}${apps(`  components:\n    - ../compo$0nents/gone\n`)}//- apps/web.yaml\n${web}${component}`)).toEqual([]);
  });
  test('is a link to the same file', () => {
    const { snapshot, cursor } = memoryWorkspace(`${sync}${apps('  components:\n    - ../compo$0nents/backup\n    - ../components/gone\n')}//- apps/web.yaml\n${web}${component}`);
    expect(findDocumentLinks(snapshot, cursor.file).map(({ span, target }) => `${span.file.text.slice(span.start, span.end)} ${target.path}`)).toEqual(['./apps apps/web.yaml', '../components/backup components/backup/kustomization.yaml']);
  });
});

describe('a variable', () => {
  test('leads to where its value is set, in every Flux Kustomization that reads the place', () => {
    const use = `//- apps/a.yaml\n${configMap('a', 'shop', { url: 'https://${HO$0ST:=x}/' })}`;
    expect(definitionsAt(`${sync}${apps('  postBuild:\n    substitute:\n      HOST: a.example\n')}${use}`)).toEqual(['repo/clusters/prod/apps.yaml:15 HOST']);
    expect(definitionsAt(`${sync}${apps('  postBuild:\n    substituteFrom:\n      - kind: ConfigMap\n        name: vars\n')}---\n${configMap('vars', 'flux-system', { HOST: 'b.example' })}${use}`)).toEqual(['repo/clusters/prod/apps.yaml:24 HOST']);
    expect(definitionsAt(`${sync}${apps()}${use}`)).toEqual([]);
  });
});

describe('a marker of image automation', () => {
  test('leads to its policy from any part of it', () => {
    const policy = '//- clusters/prod/policy.yaml\napiVersion: image.toolkit.fluxcd.io/v1\nkind: ImagePolicy\nmetadata:\n  name: web\n  namespace: flux-system\nspec:\n  imageRepositoryRef:\n    name: web\n';
    for (const marker of ['{"$image$0policy": "flux-system:web"}', '{"$imagepolicy": "flux$0-system:web:tag"}', '{"$imagepolicy": "flux-system:w$0eb"}']) {
      expect(definitionsAt(`${folder('')}${policy}`.replace('web:1.0.0', () => `web:1.0.0 # ${marker}`))).toEqual(['repo/clusters/prod/policy.yaml:4 web']);
    }
  });
});

describe('what an entry changes', () => {
  test('is where an image, a pointer and a field of a patch lead', () => {
    expect(definitionsAt(folder('images:\n  - name: registry.exa$0mple/web\n    newTag: 2.0.0\n'))).toEqual(['repo/apps/web.yaml:12 registry.example/web:1.0.0']);
    expect(definitionsAt(folder('patches:\n  - target:\n      kind: Deployment\n    patch: |\n      - op: replace\n        path: /spec/repl$0icas\n        value: 3\n'))).toEqual(['repo/apps/web.yaml:7 2']);
    expect(definitionsAt(folder('patches:\n  - path: more.yaml\n//- apps/more.yaml\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n  namespace: shop\nspec:\n  repl$0icas: 4\n'))).toEqual(['repo/apps/web.yaml:7 2']);
  });
});

test('a value that a patch before has set leads into that patch', () => {
  const first = '  - patch: |\n      apiVersion: apps/v1\n      kind: Deployment\n      metadata:\n        name: web\n        namespace: shop\n      spec:\n        replicas: 7\n';
  expect(definitionsAt(folder(`patches:\n${first}  - target:\n      kind: Deployment\n    patch: |\n      - op: replace\n        path: /spec/repl$0icas\n        value: 3\n`))).toEqual(['repo/apps/kustomization.yaml:10 7']);
});

describe('paths', () => {
  test('lead to the kustomize file of a folder, once', () => {
    expect(definitionsAt(`${folder('').replace('[web.yaml]', '[web.yaml, ../ba$0se]')}//- base/kustomization.yaml\nresources: []\n`)).toEqual(['repo/base/kustomization.yaml:1']);
    expect(definitionsAt(folder('').replace('path: ./apps', 'path: ./ap$0ps'))).toEqual(['repo/apps/kustomization.yaml:1']);
  });
  test('of a chart lead into the repository that holds it, and so do its values', () => {
    const release = (chart: string, values: string): string => `${sync}//- clusters/prod/release.yaml\napiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata:\n  name: charts\n  namespace: flux-system\nspec:\n  interval: 1m\n  url: ssh://git@git.example/charts\n---\napiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: shop\n  namespace: flux-system\nspec:\n  chart:\n    spec:\n      chart: ${chart}\n      sourceRef:\n        kind: GitRepository\n        name: charts\n  values:\n    ${values}\n//- [charts] shop/Chart.yaml\nname: shop\nversion: 1.0.0\n//- [charts] shop/values.yaml\nreplicas: 3\n`;
    expect(definitionsAt(release('./sh$0op', 'replicas: 1'))).toEqual(['charts/shop/Chart.yaml:1']);
    expect(definitionsAt(release('./shop', 'repl$0icas: 1'))).toEqual(['charts/shop/values.yaml:1 replicas']);
  });
});
