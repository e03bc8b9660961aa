// Refactorings: what each changes, and that all else stays to the byte.
import { describe, expect, test } from 'vitest';
import { findRefactorings } from '../../../server/src/features/refactorings/index.ts';
import { fixAll } from '../../../server/src/features/refactorings/fixAll.ts';
import type { Refactoring } from '../../../server/src/features/refactorings/refactoring.ts';
import { textsAfter } from '../../../server/src/features/rename/textsAfter.ts';
import { findingsOf } from '../../harness/fixtures/checkFixture.ts';
import { bootstrap, configMap, fluxKustomization, memoryWorkspace } from '../../harness/memoryWorkspace.ts';

interface Outcome {
  readonly titles: readonly string[];
  /** Text of the file with the cursor after the refactoring with this title. */
  readonly after: (title: string) => string;
  readonly find: (title: string) => Refactoring;
  readonly textOf: (title: string, path: string) => string;
}

function refactor(text: string): Outcome {
  const workspace = memoryWorkspace(text);
  const { file, offset } = workspace.cursor;
  const found = findRefactorings({ snapshot: workspace.snapshot, file, offset });
  const find = (title: string): Refactoring => {
    const one = found.find((each) => each.title === title);
    if (one === undefined) throw new Error(`only ${found.map((each) => each.title).join(', ')}`);
    return one;
  };
  const textOf = (title: string, uri: string): string => textsAfter(find(title).edits).get(uri) ?? '(unchanged)';
  return { titles: found.map(({ title }) => title), find, after: (title) => textOf(title, file.uri), textOf: (title, path) => textOf(title, `file:///w/repo/${path}`) };
}

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: "web:1"}]
`;

describe('old fields of a kustomize file', () => {
  test('patchesStrategicMerge become patches, inline ones too; comments stay', () => {
    const { after } = refactor(`//- kustomization.yaml
resources: [web.yaml]
patches$0StrategicMerge: # old
  - a.yaml # one
  - |-
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: web

    spec:
      replicas: 2
# end
//- web.yaml
${deployment}//- a.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec: {paused: true}
`);
    expect(after('Convert patchesStrategicMerge to patches')).toBe(`resources: [web.yaml]
patches: # old
  - path: a.yaml # one
  - patch: |-
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: web

      spec:
        replicas: 2
# end
`);
  });
  test('patchesJson6902 join the patches that are there', () => {
    const { after } = refactor(`//- kustomization.yaml
resources: [web.yaml]
patches$0Json6902:
- target: {version: v1, group: apps, kind: Deployment, name: web}
  path: b.yaml
patches:
  - path: a.yaml
//- web.yaml
${deployment}//- a.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec: {paused: true}
//- b.yaml
- {op: add, path: /spec/replicas, value: 3}
`);
    expect(after('Convert patchesJson6902 to patches')).toBe(`resources: [web.yaml]
patches:
  - path: a.yaml
  - target: {version: v1, group: apps, kind: Deployment, name: web}
    path: b.yaml
`);
  });
  test('commonLabels become labels that select', () => {
    const { after } = refactor(`//- kustomization.yaml\r\ncommon$0Labels:\r\n  team: a # why\r\n  "tier": b\r\nresources: [web.yaml]\r\n//- web.yaml\r\n${deployment}`);
    expect(after('Convert commonLabels to labels')).toBe('labels:\r\n  - includeSelectors: true\r\n    pairs:\r\n      team: a # why\r\n      "tier": b\r\nresources: [web.yaml]\r\n');
  });
  test('is not offered where the build would change', () => {
    // A JSON patch of the old field runs behind the prefix and finds the new name; in `patches` it would come before it.
    const { titles } = refactor(`//- kustomization.yaml
namePrefix: a-
resources: [web.yaml]
patches$0Json6902:
  - target: {version: v1, group: apps, kind: Deployment, name: a-web}
    patch: '[{"op": "add", "path": "/spec/replicas", "value": 3}]'
//- web.yaml
${deployment}`);
    expect(titles).not.toContain('Convert patchesJson6902 to patches');
  });
});

describe('lists of a kustomize file', () => {
  test('are sorted; comments go with their entry', () => {
    const { after } = refactor(`//- kustomization.yaml
resources:
  # last
  - c.yaml
  - a.yaml # first
  - "b.yaml"$0
images: []
`);
    expect(after('Sort resources')).toBe('resources:\n  - a.yaml # first\n  - "b.yaml"\n  # last\n  - c.yaml\nimages: []\n');
  });
  test('get a file that they lack, and only such a file', () => {
    const text = (listed: string): string => `//- kustomization.yaml\nresources:\n  - ${listed}\n//- b.yaml\n$0${configMap('b', undefined)}//- a.yaml\n${configMap('a', undefined)}`;
    expect(refactor(text('a.yaml')).textOf('Add to resources of kustomization.yaml', 'kustomization.yaml')).toBe('resources:\n  - a.yaml\n  - b.yaml\n');
    expect(refactor(text('./b.yaml')).titles).not.toContain('Add to resources of kustomization.yaml');
  });
  test('lead to a file that is made', () => {
    expect(refactor('//- kustomization.yaml\nresources:\n  - n$0ew.yaml\n').find('Create new.yaml').creates).toEqual([{ uri: 'file:///w/repo/new.yaml', text: '' }]);
    expect(refactor('//- kustomization.yaml\nresources:\n  - f$0older\n//- folder/x.yaml\na: b\n').find('Create folder/kustomization.yaml').creates?.[0]?.text).toContain('resources:\n  - x.yaml\n');
  });
});

describe('a patch', () => {
  const inline = `resources: [web.yaml]
patches:
  - target: {kind: Deployment}
    patch: |
      - op: add
        path: /spec/replicas
        value: 3
    options: {allowNameChange: false}
`;
  const file = `- op: add
  path: /spec/replicas
  value: 3
`;
  const outside = inline.replace(/patch: \|[\s\S]*value: 3/, 'path: patch-deployment.yaml');
  test('goes into a file', () => {
    const { find, after } = refactor(`//- kustomization.yaml\n${inline.replace('op: add', 'op$0: add')}//- web.yaml\n${deployment}`);
    expect(find('Extract the patch to patch-deployment.yaml').creates).toEqual([{ uri: 'file:///w/repo/patch-deployment.yaml', text: file }]);
    expect(after('Extract the patch to patch-deployment.yaml')).toBe(outside);
  });
  test('and back; the file goes where nothing else names it', () => {
    const { find, after } = refactor(`//- kustomization.yaml\n${outside.replace('path: patch', 'path$0: patch')}//- web.yaml\n${deployment}//- patch-deployment.yaml\n${file}`);
    expect(after('Write the patch here')).toBe(inline);
    expect(find('Write the patch here').deletes).toEqual(['file:///w/repo/patch-deployment.yaml']);
  });
});

describe('an object', () => {
  test('gets a file of its own, named beside the old one', () => {
    const { find, textOf } = refactor(`//- kustomization.yaml
resources:
  - all.yaml
//- all.yaml
# head
${configMap('a', undefined)}---
# about b
${configMap('b$0', undefined)}---
${configMap('c', undefined)}`);
    const title = 'Move ConfigMap b to configmap-b.yaml';
    expect(find(title).creates).toEqual([{ uri: 'file:///w/repo/configmap-b.yaml', text: `# about b\n${configMap('b', undefined)}` }]);
    expect(textOf(title, 'all.yaml')).toBe(`# head\n${configMap('a', undefined)}---\n${configMap('c', undefined)}`);
    expect(textOf(title, 'kustomization.yaml')).toBe('resources:\n  - all.yaml\n  - configmap-b.yaml\n');
  });
  test('is kept out of substitution', () => {
    const { after } = refactor(`//- a.yaml\n${configMap('a', 'x', { text: '${A}' }).replace('name: a', 'na$0me: a')}`);
    expect(after('Switch off substitution for this object')).toBe('apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  annotations:\n    kustomize.toolkit.fluxcd.io/substitute: disabled\n  namespace: x\ndata:\n  text: "${A}"\n');
  });
  test('that is named and nowhere is made', () => {
    const { after } = refactor(`${bootstrap('clusters/prod')}//- clusters/prod/apps.yaml\n${fluxKustomization('apps', './apps', '  postBuild:\n    substituteFrom:\n      - kind: ConfigMap\n        name: va$0rs\n')}//- apps/a.yaml\n${configMap('a', 'x')}`);
    expect(after('Create ConfigMap flux-system/vars in this file')).toMatch(/name: vars\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n {2}name: vars\n {2}namespace: flux-system\ndata: \{\}\n$/);
  });
});

describe('Flux objects', () => {
  test('get wait, storageNamespace and newer API versions: one, file, repository', () => {
    const old = (name: string): string => `apiVersion: kustomize.toolkit.fluxcd.io/v1beta2 # ${name}\nkind: Kustomization\nmetadata: {name: ${name}}\nspec:\n  interval: 1m\n  prune: true\n`;
    const { titles, after, textOf } = refactor(`//- a.yaml\n${old('a').replace('kind', 'ki$0nd')}---\n${old('b')}//- c.yaml\n${old('c')}`);
    for (const title of ['Migrate to kustomize.toolkit.fluxcd.io/v1', 'Migrate 2 API versions of this file', 'Migrate 3 API versions of this repository', 'Add wait: true']) expect(titles).toContain(title);
    expect(after('Migrate to kustomize.toolkit.fluxcd.io/v1')).toBe(`${old('a').replace('v1beta2', 'v1')}---\n${old('b')}`);
    expect(textOf('Migrate 3 API versions of this repository', 'c.yaml')).toBe(old('c').replace('v1beta2', 'v1'));
    expect(after('Add wait: true')).toContain('  prune: true\n  wait: true\n---\n');
    const release = refactor('//- r.yaml\napiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: r$0}\nspec:\n  targetNamespace: apps # here\n  interval: 1m\n');
    expect(release.after('Add storageNamespace: apps')).toContain('  targetNamespace: apps # here\n  storageNamespace: apps\n  interval');
  });
  test('keep a variable as text, or give it what it is now as default', () => {
    const { after } = refactor(`${bootstrap('clusters/prod')}//- clusters/prod/apps.yaml\n${fluxKustomization('apps', './apps', '  postBuild:\n    substitute:\n      HOST: shop.example\n')}//- apps/a.yaml\n${configMap('a', 'x', { url: '${HO$0ST}/x' })}`);
    expect(after('Give HOST the default shop.example')).toContain('"${HOST:=shop.example}/x"');
    expect(after('Keep ${HOST} as text')).toContain('"$${HOST}/x"');
  });
});

test('fix all makes the safe fixes of a file in one edit', () => {
  const workspace = memoryWorkspace(`${bootstrap('clusters/prod')}//- clusters/prod/a.yaml
apiVersion: kustomize.toolkit.fluxcd.io/v1beta2
kind: Kustomization
metadata: {name: a, namespace: flux-system}
spec: {interval: 1m, prune: "true", path: ./x, sourceRef: {kind: GitRepository, name: flux-system}}
//- x/a.yaml
${configMap('a', 'x')}`);
  const file = workspace.snapshot.file('file:///w/repo/clusters/prod/a.yaml');
  const findings = findingsOf(workspace.session).filter(({ span }) => span.file === file);
  const [action, ...others] = fixAll(workspace.snapshot, findings);
  expect(others).toEqual([]);
  const text = textsAfter(action?.edits ?? []).get(file?.uri ?? '') ?? '';
  expect(text).toContain('apiVersion: kustomize.toolkit.fluxcd.io/v1\n');
  expect(text).toContain('prune: true,');
  expect(fixAll(workspace.snapshot, [])).toEqual([]);
});
