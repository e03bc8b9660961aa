// What kustomize refuses is refused here, with a clear message on the line that causes it; the rest is still built.
import { describe, expect, test } from 'vitest';
import { DirectoryTree, type Listing } from '../../../server/src/files/directoryTree.ts';
import { buildDirectory } from '../../../server/src/kustomize/buildDirectory.ts';
import { build, configMap, deployment, describeProblem } from './project.ts';

function problemsOf(texts: Readonly<Record<string, string>>, directory = ''): string[] {
  return build(texts, directory).problems.map(describeProblem);
}

describe('faults of a kustomization file', () => {
  test.each([
    ['a missing resource', 'resources:\n- a.yaml\n- nope.yaml\n', 'resource-missing kustomization.yaml:3 `nope.yaml` does not exist'],
    ['an unknown field', 'resources: [a.yaml]\nresource: []\n', 'unknown-field kustomization.yaml:2 kustomize knows no field `resource`'],
    ['a number where a text is needed', 'resources: [a.yaml]\nimages:\n- name: nginx\n  newTag: 1.2\n', 'wrong-type kustomization.yaml:4 `images.newTag` must be a text (quote it), not `1.2`'],
    ['an empty file', 'kind: Kustomization\n', 'kustomization-empty kustomization.yaml:1 this kustomization file is empty'],
    ['a wrong version', 'apiVersion: kustomize.config.k8s.io/v1\nkind: Kustomization\nresources: [a.yaml]\n', 'kustomization-kind kustomization.yaml:1 `apiVersion` of a `Kustomization` must be `kustomize.config.k8s.io/v1beta1`, not `kustomize.config.k8s.io/v1`'],
    ['a path out of the repository', 'resources:\n- ../../x\n', 'path-outside kustomization.yaml:2 `../../x` lies outside the repository'],
    ['the directory itself', 'resources:\n- .\n', 'cycle kustomization.yaml:2 `.` leads back to a directory that is being built'],
    ['a directory without kustomization', 'resources:\n- empty\n', 'kustomization-missing kustomization.yaml:2 `empty` has no kustomization.yaml'],
    ['an object that is there twice', 'resources:\n- a.yaml\n- ./a.yaml\n', 'id-conflict kustomization.yaml:3 `ConfigMap conf` is already part of this build (the same file is reached twice)'],
    ['a patch without match', 'resources: [a.yaml]\npatches:\n- patch: |\n    apiVersion: v1\n    kind: ConfigMap\n    metadata:\n      name: other\n', 'patch-no-match kustomization.yaml:7 no object of this build is `ConfigMap other` (v1)'],
    ['a JSON patch without target', 'resources: [a.yaml]\npatches:\n- patch: |\n    - {op: remove, path: /data}\n', 'patch-no-target kustomization.yaml:3 a JSON patch needs a `target`'],
    ['a JSON patch into nothing', 'resources: [a.yaml]\npatches:\n- target: {kind: ConfigMap}\n  patch: |\n    - op: remove\n      path: /spec/x\n', 'json-patch-path kustomization.yaml:6 `/spec/x` does not exist in the object'],
    ['a bad regular expression', 'resources: [a.yaml]\npatches:\n- target:\n    name: "("\n  patch: |\n    - {op: remove, path: /data}\n', 'bad-regular-expression kustomization.yaml:4'],
    ['a label selector that is none, where an object is met', 'resources: [a.yaml]\npatches:\n- target:\n    kind: ConfigMap\n    labelSelector: "a in ("\n  patch: |\n    - {op: remove, path: /data}\n', 'bad-selector kustomization.yaml:5'],
    ['both patch and path', 'resources: [a.yaml]\npatches:\n- patch: "a: b"\n  path: a.yaml\n', 'patch-both kustomization.yaml:4 only one of `patch` and `path` may be set'],
    ['replicas for nobody', 'resources: [a.yaml]\nreplicas:\n- name: typo\n  count: 2\n', 'replicas-no-match kustomization.yaml:3'],
    ['a generator that exists', 'resources: [a.yaml]\nconfigMapGenerator:\n- name: conf\n', 'generator-exists kustomization.yaml:3'],
    ['a generator with nothing to merge', 'resources: [a.yaml]\nconfigMapGenerator:\n- name: new\n  behavior: merge\n', 'generator-nothing-to-merge kustomization.yaml:4'],
    ['a generator file that is missing', 'configMapGenerator:\n- name: new\n  files:\n  - nope.txt\n', 'file-missing kustomization.yaml:4 file `nope.txt` does not exist'],
    ['a generator file that is missing behind its key', 'secretGenerator:\n- name: new\n  files:\n  - a.yaml\n  - key=nope.txt\n', 'file-missing kustomization.yaml:5'],
    ['an environment file that is missing', 'configMapGenerator:\n- name: new\n  envs:\n  - nope.env\n', 'file-missing kustomization.yaml:4'],
    ['a merge over a key that is no text', 'resources: [keys.yaml]\nconfigMapGenerator:\n- name: keys\n  behavior: merge\n  literals: [a=b]\n', 'key-no-text keys.yaml:4'],
    ['a JSON patch that is no YAML', 'resources: [a.yaml]\npatches:\n- target: {kind: ConfigMap}\n  patch: |\n    - {op: remove, path: /data/k}\n    - op: remove\n     path: /metadata/labels\n', 'yaml kustomization.yaml:7 the patch is unusable'],
    ['a replacement without source', 'resources: [a.yaml]\nreplacements:\n- source: {kind: Secret}\n  targets:\n  - select: {kind: ConfigMap}\n', 'replacement-no-source kustomization.yaml:3 no object of this build matches this source'],
    ['a replacement that makes a field behind nothing', 'resources: [empty.yaml]\nreplacements:\n- sourceValue: x\n  targets:\n  - select: {kind: ConfigMap}\n    fieldPaths: [metadata.annotations.a]\n    options: {create: true}\n', 'field-path kustomization.yaml:6 `annotations` is empty'],
    ['a replacement whose text takes the place of a number', 'resources: [number.yaml]\nreplacements:\n- sourceValue: x\n  targets:\n  - select: {kind: Widget}\n    fieldPaths: [spec.value]\n', 'replacement-type kustomization.yaml:6 `x` cannot take this place, where the object has a value of type int'],
    ['a replacement whose text takes the place of a number that a patch merged over a quoted text', 'resources: [quoted-value.yaml]\npatches:\n- patch: |\n    apiVersion: example.com/v1\n    kind: Widget\n    metadata: {name: q}\n    spec: {value: 010}\nreplacements:\n- sourceValue: x\n  targets:\n  - select: {kind: Widget}\n    fieldPaths: [spec.value]\n', 'replacement-type kustomization.yaml:12 `x` cannot take this place, where the object has a value of type int'],
    ['a label whose key is a number', 'resources: [a.yaml]\nlabels:\n- pairs:\n    "1": x\n', 'key-no-text kustomization.yaml:4 key `1` must be quoted: only texts can be keys'],
    ['a literal whose key is a truth value', 'configMapGenerator:\n- name: c\n  literals:\n  - true=x\n', 'key-no-text kustomization.yaml'],
    ['a literal whose key is a truth value, without a hash', 'configMapGenerator:\n- name: c\n  literals:\n  - true=x\n  options: {disableNameSuffixHash: true}\n', 'key-no-text kustomization.yaml'],
    ['a validator over an object that another one signed', 'resources: [signed]\nvalidators:\n- |-\n  apiVersion: builtin\n  kind: LabelTransformer\n  metadata: {name: v}\n  labels: {validated-by: kustomize}\n  fieldSpecs:\n  - {path: metadata/labels, create: true}\n', 'validator-changes kustomization.yaml:4 a validator may change nothing'],
    ['a validator over labels that others follow', 'resources: [a.yaml]\ncommonLabels: {l: x}\ncommonAnnotations: {n: x}\nvalidators:\n- |-\n  apiVersion: builtin\n  kind: LabelTransformer\n  metadata: {name: v}\n  labels: {validated-by: kustomize}\n  fieldSpecs:\n  - {path: metadata/labels, create: true}\n', 'validator-changes kustomization.yaml:6'],
    ['a validator over labels that were there before the name was changed', "resources: [a.yaml]\ncommonLabels: {l: x}\ntransformers: ['{apiVersion: builtin, kind: PrefixTransformer, metadata: {name: p}, prefix: p-, fieldSpecs: [{path: metadata/name}]}']\nvalidators:\n- |-\n  apiVersion: builtin\n  kind: LabelTransformer\n  metadata: {name: v}\n  labels: {validated-by: kustomize}\n  fieldSpecs:\n  - {path: metadata/labels, create: true}\n", 'validator-changes kustomization.yaml:6'],
    ['a validator over a label that took the quotes of another', 'resources: [quoted.yaml]\ncommonLabels: {l: x}\nvalidators:\n- |-\n  apiVersion: builtin\n  kind: LabelTransformer\n  metadata: {name: v}\n  labels: {validated-by: kustomize}\n  fieldSpecs:\n  - {path: metadata/labels, create: true}\n', 'validator-changes kustomization.yaml:5'],
    ['a validator over labels that are written, if without any', 'resources: [no-labels.yaml]\nlabels: [{pairs: {a: b}}]\nvalidators:\n- |-\n  apiVersion: builtin\n  kind: LabelTransformer\n  metadata: {name: v}\n  labels: {validated-by: kustomize}\n  fieldSpecs:\n  - {path: metadata/labels, create: true}\n', 'validator-changes kustomization.yaml:5'],
    ['a comma in a name that is to be changed', 'resources: [comma.yaml]\nnamePrefix: x-\n', 'id-comma comma.yaml:3 kustomize keeps former names in a list with commas'],
    ['a namespace over a subject that is a word', 'namespace: x\nresources: [binding.yaml]\n', 'field-no-map binding.yaml:4 a subject must be a mapping'],
    ['a generator over what a patch made another kind of', 'resources: [other]\nconfigMapGenerator:\n- name: made\n  behavior: merge\n', 'generator-nothing-to-merge kustomization.yaml:3 what was `ConfigMap made` is `Widget made` by now, and kustomize cannot merge it'],
    ['a patch with a number for a key', 'resources: [a.yaml]\npatches:\n- patch: |\n    apiVersion: v1\n    kind: ConfigMap\n    metadata: {name: conf}\n    data:\n      2020-01-01: x\n', 'key-no-text kustomization.yaml:8 key `2020-01-01` must be quoted: only texts can be keys'],
    ['patches that are only comments', 'resources: [a.yaml]\npatchesStrategicMerge:\n- |-\n  # nothing\n  ---\n', 'patch-empty kustomization.yaml:3 the patch is empty'],
    ['a Component under resources', 'resources:\n- part\n', 'component-as-resource kustomization.yaml:2 `part` is a Component: list it under `components`'],
  ])('%s', (_what, text, wanted) => {
    const texts = { 'kustomization.yaml': text, 'a.yaml': configMap('conf'), 'keys.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: keys}\ndata: {"1": x}\n', 'empty.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: e\n  annotations:\n', 'number.yaml': 'apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: n}\nspec: {value: 1}\n', 'quoted-value.yaml': 'apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: q}\nspec: {value: "x"}\n', 'binding.yaml': 'apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: b}\nsubjects: [x]\n', 'other/kustomization.yaml': 'configMapGenerator:\n- name: made\npatches:\n- target: {name: made}\n  patch: |\n    kind: Widget\n    metadata: {name: x}\n  options: {allowKindChange: true}\n', 'signed/kustomization.yaml': 'configMapGenerator: [{name: made}]\nvalidators:\n- |-\n  apiVersion: builtin\n  kind: LabelTransformer\n  metadata: {name: v}\n  labels: {validated-by: kustomize}\n  fieldSpecs:\n  - {path: metadata/labels, create: true}\n', 'no-labels.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: e, labels: {}}\n', 'quoted.yaml': 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: q}\nspec: {template: {metadata: {labels: {l: "y"}}}}\n', 'comma.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: "a,b"}\n', 'empty/x.txt': '', 'part/kustomization.yaml': 'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n' };
    expect(problemsOf(texts)[0]).toContain(wanted);
  });

  test('two kustomization files in one directory', () => {
    const texts = { 'kustomization.yaml': 'resources: [a.yaml]\n', 'kustomization.yml': 'resources: [a.yaml]\n', 'a.yaml': configMap('conf') };
    expect(problemsOf(texts)[0]).toContain('kustomization-several');
  });

  test('a component whose patches give two objects one name', () => {
    const files = (second: string) => ({
      'kustomization.yaml': 'resources: [a.yaml, b.yaml]\ncomponents: [part]\n',
      'part/kustomization.yaml': `apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\npatches:\n- target: {kind: ConfigMap, name: ${second}}\n  patch: |\n    - {op: replace, path: /metadata/name, value: a}\n`,
      'a.yaml': configMap('a'),
      'b.yaml': configMap('b'),
    });
    expect(problemsOf(files('none'))).toEqual([]);
    expect(problemsOf(files('b'))[0]).toContain('id-conflict');
  });

  test('a component whose kind is misspelt is at fault itself, and not the entry that lists it', () => {
    const files = (head: string) => ({ 'kustomization.yaml': 'resources: [a.yaml]\ncomponents: [part]\n', 'a.yaml': configMap('a'), 'part/kustomization.yaml': `${head}namePrefix: x-\n` });
    expect(problemsOf(files('kind: Cmponent\n'))).toEqual(['kustomization-kind part/kustomization.yaml:1 `kind` must be `Kustomization` or `Component`, not `Cmponent`']);
    expect(problemsOf(files('kind: Kustomization\n'))).toEqual([expect.stringContaining('resource-as-component kustomization.yaml:2')]);
    expect(problemsOf(files('kind: Component\n'))).toEqual([]);
  });

  test('two objects that a namespace makes one are both named', () => {
    const [problem] = build({ 'kustomization.yaml': 'namespace: apps\nresources: [a.yaml, b.yaml]\n', 'a.yaml': configMap('conf'), 'b.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: conf\n  namespace: other\n' }).problems;
    expect(problem?.code).toBe('namespace-conflict');
    expect(problem?.related?.map(({ span }) => span.file.path).sort()).toEqual(['a.yaml', 'b.yaml']);
  });

  test('what can be built is built beside a fault', () => {
    const result = build({ 'kustomization.yaml': 'namespace: apps\nresources: [nope.yaml, a.yaml]\n', 'a.yaml': configMap('conf') });
    expect(result.problems).toHaveLength(1);
    expect(result.objects.map(({ name, namespace }) => `${namespace}/${name}`)).toEqual(['apps/conf']);
  });
});

describe('faults of manifests', () => {
  test.each([
    ['a duplicate key', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  x: 1\n  x: 2\n', 'duplicate-key a.yaml:6'],
    ['a key that is a number', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  1: x\n', 'key-no-text a.yaml:5'],
    ['no kind', 'a: b\n', 'no-kind a.yaml:1'],
    ['a subject with an empty namespace', 'apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: a}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: r}\nsubjects:\n- kind: ServiceAccount\n  name: s\n  namespace:\n', 'subject-namespace a.yaml:8 the `namespace` of this subject is no text'],
    ['a subject that is a word', 'apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: a}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: r}\nsubjects:\n- x\n', 'subject-form a.yaml:6 a subject is a mapping'],
    ['an escape that go-yaml does not know', 'kind: X\nmetadata: {name: a}\nx: "a\\/b"\n', 'yaml a.yaml:3 `\\/` is no escape'],
    ['a tag without a space before the bracket', 'kind: X\nmetadata: {name: a}\nx: [!!null]\n', 'yaml a.yaml:3 a space is needed between `!!null` and `]`'],
    ['a tag without a space before the comma', 'kind: X\nmetadata: {name: a}\nx: {k: !!str, l: m}\n', 'yaml a.yaml:3 a space is needed between `!!str` and `,`'],
    ['a tab behind a dash', 'kind: X\nmetadata: {name: a}\nx:\n- \ta\n', 'yaml a.yaml:4 a tab may not stand behind `-`'],
    ['a tab behind the colon of a long key', 'kind: X\nmetadata: {name: a}\nx:\n  ? k\n  :\ta\n', 'yaml a.yaml:5 a tab may not stand behind `:`'],
    ['a block that kustomize cannot print', 'kind: X\nmetadata: {name: a}\nx: |2\n  \ta\n  b\n', 'block-tab a.yaml:3'],
    ['no name', 'apiVersion: v1\nkind: ConfigMap\n', 'no-name a.yaml:1'],
    ['broken YAML', 'apiVersion: v1\nkind: [\n', 'yaml a.yaml'],
  ])('%s', (_what, manifest, wanted) => {
    expect(problemsOf({ 'kustomization.yaml': 'resources: [a.yaml]\n', 'a.yaml': manifest })[0]).toContain(wanted);
  });

  // kustomize 5.8.1 builds this: its own annotations, into which the replacement writes, were there before the labels.
  test('a validator over an annotation that a replacement adds to a renamed object', () => {
    const validator = 'apiVersion: builtin\nkind: LabelTransformer\nmetadata: {name: v}\nlabels: {validated-by: kustomize}\nfieldSpecs:\n- {path: metadata/labels, create: true}\n';
    const files = (prefix: string) => ({
      'kustomization.yaml': `resources: [a.yaml]\n${prefix}labels: [{pairs: {l: x}}]\nreplacements:\n- source: {kind: ConfigMap, name: a, fieldPath: kind}\n  targets: [{select: {kind: ConfigMap}, fieldPaths: [metadata.annotations.copied], options: {create: true}}]\nvalidators: [v.yaml]\n`,
      'a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n',
      'v.yaml': validator,
    });
    expect(problemsOf(files('namePrefix: p-\n'))).toEqual([]);
    expect(problemsOf(files(''))).toEqual([expect.stringContaining('validator-changes')]);
  });

  test('a comment in a patch that comes between braces', () => {
    const files = (comment: string) => ({
      'kustomization.yaml': `resources: [a.yaml]\npatches:\n- patch: |\n    apiVersion: v1\n    kind: ConfigMap\n    metadata: {name: a}\n    spec:\n      odd:${comment}\n        k:${comment}\n          l: x\n`,
      'a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\nspec: {g: h}\n',
    });
    expect(problemsOf(files(''))).toEqual([]);
    expect(problemsOf(files(' # c'))[0]).toContain('comment-in-braces kustomization.yaml:9');
  });

  // Each outcome is that of kustomize 5.8.1 for the same patch.
  test.each([
    ['k: &m # c\n          j: [1]', true],
    ['k: !!map # c\n          j: {a: b}', true],
    ['k: &m # c\n        - j: [1]', true],
    ['k:\n        - &m # c\n          j: [1]', true],
    ["k: {'i':, # c\n          j: [1]}", true],
    ["k: {'i':, # c\n          j: []}", true],
    ["k: {'i':, # c\n          j: !!seq []}", false],
    ["k: {'i':, # c\n          j: !!map {l: m}}", false],
    ["k: {'i':, # c\n          j: !!seq [], l: m}", true],
    ['k: &m # c\n          j: x', false],
    ['k: &m # c\n          i: x\n          j: [1]', false],
    ['k: [ # c\n          l]', false],
  ])('a comment behind a mark in a patch that comes between braces: %j', (value, refused) => {
    const problems = problemsOf({
      'kustomization.yaml': `resources: [a.yaml]\npatches:\n- patch: |\n    apiVersion: v1\n    kind: ConfigMap\n    metadata: {name: a}\n    spec:\n      odd:\n        ${value}\n`,
      'a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\nspec: {g: h}\n',
    });
    expect(problems).toEqual(refused ? [expect.stringContaining('comment-in-braces kustomization.yaml:')] : []);
  });

  test('a comment behind a tab behind the colon of a long key is none', () => {
    expect(problemsOf({ 'kustomization.yaml': 'resources: [a.yaml]\n', 'a.yaml': 'apiVersion: v1\nkind: X\nmetadata: {name: a}\nx:\n  ? k\n  : \t# c\n' })).toEqual([]);
  });

  // Each outcome is that of kustomize 5.8.1 for the same file.
  test.each([
    ['{k0: , # c\n  k1: [a]}', true],
    ['{k0: , # c\n  k1: {}, k2: b}', true],
    ['{k0: # c\n  # d\n  , k1: {a: b}}', true],
    ['{k0: !!str , # c\n  k1: [a]}', true],
    ['[k0: x, {k1: , # c\n  k2: [a]}]', true],
    ["{k0: '', # c\n  k1: [a]}", false],
    ['{k0: null, # c\n  k1: [a]}', false],
    ['{k0: ,\n  # c\n  k1: [a]}', false],
    ['{k0: , # c\n  k1: a, k2: [b]}', false],
    ['{k0, # c\n  k1: [a]}', false],
    ['{k0:, # c\n  k1: [a]}', false],
    ['{k0: ,# c\n  k1: [a]}', true],
    ['{"k0":,# c\n  k1: [a]}', true],
  ])('a comment between braces behind no value: %j', (value, refused) => {
    const problems = problemsOf({ 'kustomization.yaml': 'resources: [a.yaml]\n', 'a.yaml': `apiVersion: v1\nkind: X\nmetadata: {name: a}\nv: ${value}\n` });
    expect(problems).toEqual(refused ? [expect.stringContaining('comment-in-braces a.yaml:')] : []);
  });

  test.each([
    ['5', true],
    ['[a]', true],
    ["''", true],
    ['null', false],
    ['{a: b}', false],
  ])('labels that are %s, where managedByLabel adds one', (labels, refused) => {
    const problems = problemsOf({ 'kustomization.yaml': 'resources: [a.yaml]\nbuildMetadata: [managedByLabel]\n', 'a.yaml': `apiVersion: v1\nkind: X\nmetadata:\n  name: a\n  labels: ${labels}\n` });
    expect(problems).toEqual(refused ? [expect.stringContaining('field-no-mapping a.yaml:5 `metadata.labels` must be a mapping')] : []);
  });

  test('an override of a merge key is no duplicate', () => {
    const manifest = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\nbase: &base {x: a, y: b}\ndata:\n  <<: *base\n  x: c\n';
    const result = build({ 'kustomization.yaml': 'resources: [a.yaml]\n', 'a.yaml': manifest });
    expect(result.problems).toEqual([]);
    expect(result.objects[0]?.root.get('data', 'x')).toMatchObject({ text: 'c' });
    expect(result.objects[0]?.root.get('data', 'y')).toMatchObject({ text: 'b' });
  });
});

describe('bad input ends with an answer', () => {
  test('a cycle of directories', () => {
    const texts = { 'a/kustomization.yaml': 'resources: [../b]\n', 'b/kustomization.yaml': 'resources:\n- ../a\n' };
    expect(problemsOf(texts, 'a')).toEqual(['cycle b/kustomization.yaml:2 `../a` leads back to a directory that is being built']);
  });

  test.each([
    ['by its path', '../../apps'],
    ['by `..`', '..'],
  ])('a kustomization that includes the directory it is part of, %s', (_what, path) => {
    const texts = { 'apps/kustomization.yaml': 'resources:\n- base\n- a.yaml\n', 'apps/base/kustomization.yaml': `namespace: apps\nresources:\n- ${path}\n`, 'apps/a.yaml': configMap('conf') };
    const cycle = `cycle apps/base/kustomization.yaml:3 \`${path}\` leads back to a parent of a directory that is being built`;
    expect(problemsOf(texts, 'apps')).toEqual([cycle]);
    expect(build(texts, 'apps').objects.map(({ name }) => name)).toEqual(['conf']);
    expect(problemsOf(texts, 'apps/base')).toEqual([cycle]);
  });

  test('a file that is too large to be read stops nothing else', () => {
    const large = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: large}\ndata:\n  text: ${'x'.repeat(11 * 1024 * 1024)}\n`;
    const result = build({ 'kustomization.yaml': 'resources: [large.yaml, a.yaml]\n', 'large.yaml': large, 'a.yaml': configMap('conf') });
    expect(result.problems.map(({ code, span }) => `${code} ${span.file.path}`)).toEqual(['yaml large.yaml']);
    expect(result.objects.map(({ name }) => name)).toEqual(['conf']);
  });

  test('a regular expression that explodes in other engines', () => {
    const texts = { 'kustomization.yaml': 'resources: [a.yaml]\npatches:\n- target: {name: "(a+)+$"}\n  patch: |\n    - {op: remove, path: /data}\n', 'a.yaml': configMap(`${'a'.repeat(60)}-x`) };
    expect(build(texts).problems).toEqual([]);
  });

  test('a loop of symbolic links', () => {
    const listing: Listing = new Map<string, 'file' | Listing | { link: string }>([['kustomization.yaml', 'file'], ['loop', { link: 'loop' }]]);
    const tree = DirectoryTree.ofListing('file:///project', listing, () => new TextEncoder().encode('resources:\n- loop\n'));
    expect(buildDirectory(tree, '').problems.map(describeProblem)).toEqual(['resource-missing kustomization.yaml:2 `loop` does not exist']);
  });

  test('aliases that explode', () => {
    const lines = Array.from({ length: 12 }, (_, index) => `a${index + 1}: &a${index + 1} [${Array.from({ length: 9 }, () => `*a${index}`).join(', ')}]`);
    const manifest = `apiVersion: v1\nkind: X\nmetadata: {name: a}\na0: &a0 [x]\n${lines.join('\n')}\n`;
    expect(problemsOf({ 'kustomization.yaml': 'resources: [a.yaml]\n', 'a.yaml': manifest })[0]).toContain('yaml a.yaml');
  });

  test('objects nested thousands of levels deep', () => {
    const manifest = `apiVersion: v1\nkind: X\nmetadata: {name: a}\nspec: ${'['.repeat(4000)}${']'.repeat(4000)}\n`;
    const texts = { 'kustomization.yaml': 'resources: [a.yaml]\nnamespace: n\n', 'a.yaml': manifest };
    expect(() => build(texts)).not.toThrow();
  });

  test('a binary file in a generator goes to binaryData', () => {
    const listing: Listing = new Map([['kustomization.yaml', 'file'], ['b.bin', 'file']]);
    const tree = DirectoryTree.ofListing('file:///project', listing, (path) => (path === 'b.bin' ? Uint8Array.from([0xff, 0x00, 0xfe]) : new TextEncoder().encode('configMapGenerator:\n- name: c\n  files: [b.bin]\n')));
    const [object] = buildDirectory(tree, '').objects;
    expect(object?.root.get('binaryData', 'b.bin')).toMatchObject({ text: '/wD+' });
  });

  test('a directory that does not exist', () => {
    expect(build({}, 'nope').problems.map(({ code }) => code)).toEqual(['kustomization-missing']);
  });

  test('an append to a list with `/-` and keys with `~1`', () => {
    const patch = '- {op: add, path: /spec/template/spec/containers/-, value: {name: b}}\n    - {op: add, path: /metadata/annotations/a~1b~0c, value: x}\n';
    const result = build({ 'kustomization.yaml': `resources: [a.yaml]\npatches:\n- target: {kind: Deployment}\n  patch: |\n    ${patch}`, 'a.yaml': deployment('web') });
    expect(result.problems).toEqual([]);
    expect(result.objects[0]?.root.get('metadata', 'annotations', 'a/b~c')).toMatchObject({ text: 'x' });
  });
});

test('files of a generator that only the network has are no fault, however many; one that is missing beside them is', () => {
  const result = build({ 'kustomization.yaml': 'configMapGenerator:\n- name: dashboards\n  files:\n  - a.json=https://example.com/a.json\n  - nope.json\n  - b.json=https://example.com/b.json\n' });
  expect(result.problems.map(describeProblem)).toEqual([expect.stringContaining('file-missing kustomization.yaml:5')]);
  expect(result.unresolved.map(({ reason }) => reason)).toEqual(['remote']);
});
