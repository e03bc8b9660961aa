/** What is wrong inside a block of text is said once, on the words at fault in the outer file: patches of both sorts, in kustomize files and in Flux Kustomizations, and data that is YAML. */
import { describe, expect, test } from 'vitest';
import { findingsOf } from '../../harness/fixtures/checkFixture.ts';
import { bootstrap, fluxKustomization, memoryWorkspace } from '../../harness/memoryWorkspace.ts';

const web = 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n  namespace: shop\nspec:\n  replicas: 2\n  template:\n    spec:\n      containers:\n        - name: main\n          image: registry.example/web:1.0.0\n';
const release = 'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: shop\n  namespace: shop\nspec:\n  interval: 1h\n  chartRef:\n    kind: OCIRepository\n    name: shop\n  valuesFrom:\n    - kind: ConfigMap\n      name: shop\n';
const source = 'apiVersion: source.toolkit.fluxcd.io/v1\nkind: OCIRepository\nmetadata:\n  name: shop\n  namespace: shop\nspec:\n  interval: 1h\n  url: oci://registry.example/shop\n  ref:\n    tag: 1.0.0\n';
const config = (data: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: shop\n  namespace: shop\ndata:\n${data}`;
const space = 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n';

/** The findings of a workspace where the text between `⟦` and `⟧` is at fault, less those that the same workspace has by itself. */
function findingsIn(files: (marked: string) => string, marked: string, sound: string): { readonly told: readonly string[]; readonly fault: string } {
  const plain = marked.replaceAll(/[⟦⟧]/g, '');
  const of = (text: string): readonly string[] => findingsOf(memoryWorkspace(files(text)).session).map(({ rule, span }) => `${rule} ${span.file.path} ${span.file.text.slice(span.start, span.end)}`);
  const usual = of(sound);
  return { told: of(plain).filter((line) => !usual.includes(line)), fault: /⟦([^⟧]*)⟧/.exec(marked)?.[1] ?? '' };
}

const indented = (text: string, by: number): string => text.replaceAll(/^(?=.)/gm, ' '.repeat(by));

interface Case {
  readonly rule: string;
  readonly patch: string;
  readonly kind?: string;
}

const jsonCases: Readonly<Record<string, Case>> = {
  'an unknown operation': { rule: 'kustomize/json-patch-fails', patch: '- op: ⟦replaec⟧\n  path: /spec/replicas\n  value: 3\n' },
  'a pointer that leads nowhere': { rule: 'kustomize/json-patch-fails', patch: '- op: replace\n  path: ⟦/spec/tmplate/x⟧\n  value: 3\n' },
  'an index that the list does not have': { rule: 'kustomize/json-patch-fails', patch: '- op: replace\n  path: ⟦/spec/template/spec/containers/4/image⟧\n  value: x\n' },
  'what is not there to remove': { rule: 'kustomize/json-patch-fails', patch: '- op: replace\n  path: /spec/replicas\n  value: 3\n- op: remove\n  path: ⟦/spec/nothing⟧\n' },
  'a field that the kind does not have': { rule: 'schema/unknown-field', kind: 'HelmRelease', patch: '- op: add\n  path: ⟦/spec/timeuot⟧\n  value: 5m\n' },
  'a value that the field does not take': { rule: 'flux/bad-duration', kind: 'HelmRelease', patch: '- op: replace\n  path: /spec/interval\n  value: ⟦5 minutes⟧\n' },
};
const mergeCases: Readonly<Record<string, Case>> = {
  'an object that the build does not have': { rule: 'kustomize/patch-without-match', patch: 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: ⟦wbe⟧\n  namespace: shop\nspec:\n  replicas: 3\n' },
  'a single value for a list': { rule: 'kustomize/patch-malformed', patch: 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n  namespace: shop\nspec:\n  template:\n    spec:\n      containers: ⟦main⟧\n' },
  'a field that the kind does not have': { rule: 'schema/unknown-field', patch: 'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: shop\n  namespace: shop\nspec:\n  ⟦timeuot⟧: 5m\n' },
  'a value that the field does not take': { rule: 'flux/bad-duration', patch: 'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: shop\n  namespace: shop\nspec:\n  timeout: ⟦5 minutes⟧\n' },
  'a variable that nothing sets': { rule: 'kustomization/variable-missing', patch: 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n  namespace: shop\n  annotations:\n    host: a.⟦${NOPE}⟧.example\n' },
};
const soundPatch = '- op: replace\n  path: /spec/replicas\n  value: 3\n';
const substitute = '  postBuild:\n    substitute:\n      HOST: example.org\n';
const everything = `//- apps/web.yaml\n${web}---\n${release}---\n${source}---\n${space}---\n${config('  plain: text\n')}`;

describe.each([
  ['a kustomize file', (patch: string) => (kind: string) => (text: string) => `${bootstrap('clusters/a')}//- clusters/a/apps.yaml\n${fluxKustomization('apps', './apps', substitute)}${everything}//- apps/kustomization.yaml\nresources: [web.yaml]\npatches:\n  - ${kind === '' ? '' : `target:\n      kind: ${kind}\n    `}patch: |\n${indented(text === '' ? patch : text, 6)}`],
  ['a Flux Kustomization', (patch: string) => (kind: string) => (text: string) => `${bootstrap('clusters/a')}//- clusters/a/apps.yaml\n${fluxKustomization('apps', './apps', `${substitute}  patches:\n    - ${kind === '' ? '' : `target:\n        kind: ${kind}\n      `}patch: |\n${indented(text === '' ? patch : text, 8)}`)}${everything}//- apps/kustomization.yaml\nresources: [web.yaml]\n`],
])('an inline patch in %s', (where, files) => {
  const file = where === 'a kustomize file' ? 'apps/kustomization.yaml' : 'clusters/a/apps.yaml';
  test.each(Object.entries(jsonCases))('JSON operations: %s', (_, { rule, patch, kind = 'Deployment' }) => {
    const { told, fault } = findingsIn(files(soundPatch)(kind), patch, '- op: add\n  path: /metadata/labels\n  value: {a: b}\n');
    expect(told).toEqual([`${rule} ${file} ${fault}`]);
  });
  test.each(Object.entries(mergeCases))('a merge: %s', (_, { rule, patch }) => {
    const { told, fault } = findingsIn(files(soundPatch)(''), patch, 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n  namespace: shop\n');
    expect(told).toEqual([`${rule} ${file} ${fault}`]);
  });
  test('what is no YAML and what is no JSON is said so, once', () => {
    const sound = '- op: add\n  path: /metadata/labels\n  value: {a: b}\n';
    const rules = (text: string): readonly string[] => findingsIn(files(soundPatch)('Deployment'), text, sound).told.map((line) => line.split(' ').slice(0, 2).join(' '));
    expect(rules('- op: replace\n  path: [open\n  value: 3\n')).toEqual([`kustomize/not-kubernetes ${file}`]);
    expect(rules('[{"op": "replace", "path": "/spec/replicas", "value": }]\n')).toEqual([`kustomize/patch-malformed ${file}`]);
    const { session } = memoryWorkspace(files('')('Deployment')('[{"op": "replace", "path": "/spec/replicas", "value": }]\n'));
    expect(findingsOf(session).map(({ message }) => message)).toContain('the patch is unusable: what begins with `[` is read as JSON, and this is none');
  });
});

describe('data that is YAML', () => {
  const files = (data: string): string => `${bootstrap('clusters/a')}//- clusters/a/shop.yaml\n${release}---\n${source}---\n${space}---\n${config(data)}`;
  test.each([
    ['values that Helm cannot read', 'helm/values-unreadable', '  values.yaml: |\n    replicas: [3\n    more: x\n'],
    ['values that are a list', 'helm/values-unreadable', '  values.yaml: |\n    - a\n'],
    ['a file of another reader', 'flux/data-unreadable', '  values.yaml: |\n    replicas: 3\n  other.yaml: |\n    a: [b\n    c: d\n'],
  ])('%s', (_, rule, data) => {
    expect(findingsIn(files, data, '  values.yaml: |\n    replicas: 3\n').told.map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([`${rule} clusters/a/shop.yaml`]);
  });
});

test('a kustomize file that is no YAML is not judged by its fields', () => {
  const files = (text: string): string => `${bootstrap('clusters/a')}//- clusters/a/apps.yaml\n${fluxKustomization('apps', './apps')}//- apps/web.yaml\n${web}//- apps/kustomization.yaml\n${text}`;
  const { told } = findingsIn(files, 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [web.yaml]\npatches:\n  - target:\n      kind: Deployment\n    patch: |\n      - op: replace\n        path: /spec/replicas\n\tvalue: 3\n', 'resources: [web.yaml]\n');
  expect(told.map((line) => line.split(' ')[0])).toEqual(['kustomize/not-kubernetes']);
});
