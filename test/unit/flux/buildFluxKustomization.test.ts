// What a Flux Kustomization applies: generated kustomize files, merged fields and the steps after kustomize (FACTS A1 to A4).
import { describe, expect, test } from 'vitest';
import { artifactTree } from '../../../server/src/flux/artifactTree.ts';
import { buildFluxKustomization, type FluxBuild } from '../../../server/src/flux/buildFluxKustomization.ts';
import { buildFluxTree } from '../../../server/src/flux/buildFluxTree.ts';
import type { YamlNode } from '../../../server/src/yaml/yamlNode.ts';
import { plainValue, type PlainValue } from '../../../server/src/yaml/yamlValue.ts';
import { build, configMap, kustomizationOf, mapOf, spanText, treeOf } from './fluxFixtures.ts';

const names = ({ objects }: FluxBuild) => objects.map(({ kind, namespace, name }) => [kind, namespace, name].filter((part) => part !== undefined).join(' '));
const codes = ({ problems }: FluxBuild) => problems.map(({ code }) => code);
const valueAt = (result: FluxBuild, index: number, ...path: string[]): PlainValue | undefined => {
  const node = nodeAt(result, index, ...path);
  return node && plainValue(node);
};
const nodeAt = (result: FluxBuild, index: number, ...path: string[]): YamlNode | undefined => result.objects[index]?.root.get(...path);

describe('the folder', () => {
  const tree = { 'apps/a.yaml': configMap('a') };

  test.each(['apps', './apps', '/apps/', 'apps/.', '../../apps', 'x/../apps'])('path %j is the same folder', (path) => {
    expect(names(build(tree, `path: ${path}`))).toEqual(['ConfigMap a']);
  });

  test('no path is the root of the source', () => {
    expect(names(build(tree, 'interval: 1m'))).toEqual(['ConfigMap a']);
  });

  test('a folder that does not exist is a fault on the path', () => {
    const result = build(tree, 'path: ./nope');
    expect(result.problems.map(({ code, span }) => [code, spanText(span)])).toEqual([['path-not-found', './nope']]);
    expect(result.reads.has('nope')).toBe(true);
  });

  test('what the source ignores does not exist', () => {
    const repository = treeOf({ ...tree, 'apps/values.yaml': 'replicas: 1\n', '.sourceignore': 'values.yaml\n' });
    const result = buildFluxKustomization(artifactTree(repository, { ignore: undefined, sparseCheckout: [] }), kustomizationOf('path: apps'), { variables: () => undefined, fluxVersion: [2, 9] });
    expect(codes(result)).toEqual([]);
    expect(names(result)).toEqual(['ConfigMap a']);
  });
});

describe('a folder without a kustomize file', () => {
  test('every YAML file below counts, hidden ones too, in lexical order; a folder with a kustomize file is one entry', () => {
    const result = build(
      {
        'app/b.yml': configMap('b'),
        'app/.hidden.yaml': configMap('hidden'),
        'app/a/deep/x.yaml': configMap('x'),
        'app/c/kustomization.yaml': 'resources: [only.yaml]\nnamePrefix: c-\n',
        'app/c/only.yaml': configMap('only'),
        'app/c/other.yaml': configMap('other'),
        'app/notes.txt': 'no YAML: [',
        'app/data.json': '{}',
      },
      'path: app',
    );
    expect(codes(result)).toEqual([]);
    expect(names(result)).toEqual(['ConfigMap hidden', 'ConfigMap x', 'ConfigMap b', 'ConfigMap c-only']);
  });

  test('a YAML file without Kubernetes objects fails the build, on that file', () => {
    const result = build({ 'app/a.yaml': configMap('a'), 'app/values.yaml': 'replicas: 1\n' }, 'path: app');
    expect(result.problems).toMatchObject([{ code: 'not-kubernetes-yaml', span: { file: { path: 'app/values.yaml' } } }]);
    expect(names(result)).toEqual(['ConfigMap a']);
  });

  test('an empty folder yields nothing and no fault', () => {
    const result = build({ 'app/readme.md': '' }, 'path: app\ntargetNamespace: x');
    expect([codes(result), names(result)]).toEqual([[], []]);
  });

  test('files that appear or vanish change the build: the folder is among the reads', () => {
    const { reads } = build({ 'app/sub/a.yaml': configMap('a') }, 'path: app');
    expect([...reads]).toEqual(expect.arrayContaining(['app', 'app/sub', 'app/sub/a.yaml', 'app/kustomization.yaml', 'app/sub/kustomization.yml']));
  });
});

describe("the folder's own kustomize file", () => {
  const own = (text: string, spec = '', more: Readonly<Record<string, string>> = {}) => build({ 'app/kustomization.yaml': text, 'app/a.yaml': configMap('a'), ...more }, `path: app\n${spec}`);

  test('unknown fields vanish at the top, but not in a folder below', () => {
    expect(codes(own('resources: [a.yaml]\nnonsense: 1\npatches: [{patch: "", oops: 2}]\n'))).not.toContain('unknown-field');
    const below = own('resources: [sub]\n', '', { 'app/sub/kustomization.yaml': 'nonsense: 1\nresources: []\n' });
    expect(codes(below)).toContain('unknown-field');
  });

  test('field names match in any case, and numbers become texts', () => {
    const result = own('Resources: [a.yaml]\nnamespace: 5\nimages: [{name: x, newTag: 1.10}]\n');
    expect(names(result)).toEqual(['ConfigMap 5 a']);
    expect(plainValue(result.generated ?? expect.fail())).toMatchObject({ images: [{ newTag: '1.1' }] });
  });

  test('a wrong type is a fault', () => {
    expect(codes(own('resources: a.yaml\n'))).toContain('wrong-type');
  });

  test('two kustomize files are a fault', () => {
    expect(codes(own('resources: [a.yaml]\n', '', { 'app/Kustomization': 'resources: []\n' }))).toContain('kustomization-several');
  });

  test('without resources, generated objects are annotated with their origin', () => {
    const result = own('configMapGenerator: [{name: g, literals: [a=b]}]\ngeneratorOptions: {disableNameSuffixHash: true}\n');
    expect(valueAt(result, 0, 'metadata', 'annotations', 'config.kubernetes.io/origin')).toContain('ConfigMapGenerator');
  });
});

describe('fields of the spec', () => {
  const deployment = 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  template:\n    spec:\n      containers: [{name: main, image: "nginx:1"}]\n';
  const image = (kustomize: string, spec: string) =>
    valueAt(build({ 'app/kustomization.yaml': `resources: [d.yaml]\n${kustomize}`, 'app/d.yaml': deployment }, `path: app\n${spec}`), 0, 'spec', 'template', 'spec', 'containers');

  test('targetNamespace, namePrefix and nameSuffix replace those of the file', () => {
    const result = build({ 'app/kustomization.yaml': 'resources: [a.yaml]\nnamespace: old\nnamePrefix: old-\n', 'app/a.yaml': configMap('a') }, 'path: app\ntargetNamespace: new\nnamePrefix: p-\nnameSuffix: -s');
    expect(names(result)).toEqual(['ConfigMap new p-a-s']);
  });

  test('patches come after those of the file, and their values lead to the spec', () => {
    const patch = (value: string) => `- {target: {kind: ConfigMap}, patch: '[{"op": "replace", "path": "/data/key", "value": "${value}"}]'}`;
    const result = build({ 'app/kustomization.yaml': `resources: [a.yaml]\npatches:\n${patch('file')}\n`, 'app/a.yaml': configMap('a') }, `path: app\npatches:\n${patch('spec')}`);
    expect(nodeAt(result, 0, 'data', 'key')).toMatchObject({
      text: 'spec',
      changes: [{ by: 'patch', span: { file: { path: 'app/kustomization.yaml' } } }, { by: 'patch', span: { file: { path: 'clusters/ks.yaml' } } }],
    });
  });

  test.each([
    ['images: [{name: nginx, newTag: "2"}]', 'images: [{name: nginx, newName: mine}]', 'mine:2'],
    ['images: [{name: nginx, newName: mine, digest: "sha256:1"}]', 'images: [{name: nginx, newTag: "3"}]', 'mine:3'],
    ['images: [{name: nginx, newTag: "2"}]', 'images: [{name: nginx, digest: "sha256:9"}]', 'nginx@sha256:9'],
    ['', 'images: [{name: nginx, newTag: "4"}]', 'nginx:4'],
  ])('images merge by name: %s + %s', (kustomize, spec, expected) => {
    expect(image(`${kustomize}\n`, spec)).toEqual([{ name: 'main', image: expected }]);
  });

  test('components are added; a missing one is a fault unless the spec forgives it', () => {
    const tree = {
      'app/a.yaml': configMap('a'),
      'parts/c/kustomization.yaml': 'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nnamePrefix: part-\n',
    };
    expect(names(build(tree, 'path: app\ncomponents: [../parts/c]'))).toEqual(['ConfigMap part-a']);
    expect(codes(build(tree, 'path: app\ncomponents: [../parts/none]'))).toHaveLength(1);
    expect(codes(build(tree, 'path: app\ncomponents: [../parts/none]\nignoreMissingComponents: true'))).toEqual([]);
  });

  test.each(['/abs', 'https://example.com/x', 'git@github.com:a/b', 'github.com/a/b'])('component %s is not local', (component) => {
    const result = build({ 'app/a.yaml': configMap('a') }, `path: app\ncomponents: ["${component}"]`);
    expect(result.problems.map(({ code, span }) => [code, spanText(span)])).toEqual([['component-not-local', `"${component}"`]]);
  });

  test('patches of API versions before v1 count for a Flux that serves these', () => {
    const tree = { 'app/a.yaml': configMap('a') };
    const kustomization = kustomizationOf('path: app\npatchesStrategicMerge:\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {key: patched}}', 'kustomize.toolkit.fluxcd.io/v1beta2');
    const old = buildFluxKustomization(treeOf(tree), kustomization, { variables: () => undefined, fluxVersion: [0, 39] });
    expect(valueAt(old, 0, 'data', 'key')).toBe('patched');
    expect(valueAt(buildFluxKustomization(treeOf(tree), kustomization, { variables: () => undefined, fluxVersion: [2, 9] }), 0, 'data', 'key')).toBe('value');
  });

  test('commonMetadata wins over what is there and stays off pod templates', () => {
    const result = build({ 'app/d.yaml': deployment.replace('{name: web}', '{name: web, labels: {team: a, keep: b}}') }, 'path: app\ncommonMetadata:\n  labels: {team: z}\n  annotations: {note: "1"}');
    expect(valueAt(result, 0, 'metadata')).toEqual({ name: 'web', labels: { team: 'z', keep: 'b' }, annotations: { note: '1' } });
    expect(valueAt(result, 0, 'spec', 'template', 'metadata')).toBeUndefined();
    expect(nodeAt(result, 0, 'metadata', 'labels', 'team')).toMatchObject({ file: { path: 'clusters/ks.yaml' }, changes: [{ by: 'commonMetadata', before: 'a' }] });
  });

  test('a label that substitution made a number costs the object its other labels, once there is common metadata', () => {
    const labelled = configMap('a').replace('  name: a', '  name: a\n  labels: {id: "${n}", app: x}');
    const substitute = 'postBuild: {substitute: {n: "5"}}';
    expect(valueAt(build({ 'app/a.yaml': labelled }, `path: app\n${substitute}`), 0, 'metadata', 'labels')).toEqual({ id: 5, app: 'x' });
    expect(valueAt(build({ 'app/a.yaml': labelled }, `path: app\n${substitute}\ncommonMetadata: {labels: {c: d}}`), 0, 'metadata', 'labels')).toEqual({ c: 'd' });
  });
});

describe('substitution', () => {
  const tree = { 'app/a.yaml': configMap('${name}', 'key: ${value}\nuntouched: $${value}') };

  test('without postBuild nothing is substituted, not even $$', () => {
    expect(valueAt(build(tree, 'path: app'), 0, 'data')).toEqual({ key: '${value}', untouched: '$${value}' });
  });

  test('names change with their objects', () => {
    const result = build(tree, 'path: app\npostBuild: {substitute: {name: n1, value: v1}}');
    expect(names(result)).toEqual(['ConfigMap n1']);
    expect(valueAt(result, 0, 'data')).toEqual({ key: 'v1', untouched: '${value}' });
  });

  test('a variable that is not set is a fault where it is written: in the patch that brought it', () => {
    const own = { 'app/a.yaml': configMap('a', 'key: plain'), 'app/kustomization.yaml': 'resources: [a.yaml]\npatches:\n  - patch: |\n      apiVersion: v1\n      kind: ConfigMap\n      metadata:\n        name: a\n      data:\n        key: x-${gone}\n' };
    const placesOf = (spec: string): readonly (readonly [string, string])[] => build(own, spec).problems.map(({ span }) => [span.file.path, spanText(span)]);
    expect(placesOf('path: app\npostBuild: {substitute: {name: web}}')).toEqual([['app/kustomization.yaml', '${gone}']]);
    const pointer = '\npatches:\n  - target: {kind: ConfigMap}\n    patch: |\n      - op: replace\n        path: /data/key\n        value: "more ${lost} words"\n';
    expect(placesOf(`path: app${pointer}postBuild: {substitute: {name: web}}`).map(([, text]) => text)).toEqual(['${lost}']);
  });

  test('a variable that is not set fails since Flux 2.9 and is empty before, and in a dry run', () => {
    const spec = 'path: app\npostBuild: {substitute: {name: web}}';
    expect(codes(build(tree, spec))).toEqual(['variable-not-set']);
    expect(codes(build(tree, spec, { fluxVersion: [2, 8] }))).toEqual([]);
    expect(codes(build(tree, spec, { dryRun: true }))).toEqual([]);
    expect(codes(build(tree, spec, { dryRun: true, strict: true }))).toEqual(['variable-not-set']);
  });

  test('defaults need a variable, or the strategy Always', () => {
    const withDefault = { 'app/a.yaml': configMap('a', 'key: ${x:-d}') };
    expect(valueAt(build(withDefault, 'path: app\npostBuild: {}'), 0, 'data', 'key')).toBe('${x:-d}');
    expect(valueAt(build(withDefault, 'path: app\npostBuild: {substituteStrategy: Always}'), 0, 'data', 'key')).toBe('d');
    expect(valueAt(build(withDefault, 'path: app\npostBuild: {substitute: {y: z}}'), 0, 'data', 'key')).toBe('d');
  });

  test('variables come from ConfigMaps of the own namespace', () => {
    const asked: string[] = [];
    const result = build(tree, 'path: app\npostBuild:\n  substituteFrom: [{kind: ConfigMap, name: vars}]', {
      variables: (kind, namespace, name) => {
        asked.push(`${kind} ${namespace}/${name}`);
        return mapOf('kind: ConfigMap\ndata: {name: from-cm, value: v}', 'vars.yaml');
      },
    });
    expect(asked).toEqual(['ConfigMap flux-system/vars']);
    expect(names(result)).toEqual(['ConfigMap from-cm']);
    expect(nodeAt(result, 0, 'data', 'key')).toMatchObject({ changes: [{ by: 'substitution', detail: 'value', span: { file: { path: 'vars.yaml' } } }] });
  });

  test('variables of a Secret that only the cluster has are unresolved, never a fault', () => {
    const result = build(tree, 'path: app\npostBuild:\n  substitute: {name: web}\n  substituteFrom: [{kind: Secret, name: cluster-secrets}]');
    expect(codes(result)).toEqual([]);
    expect(valueAt(result, 0, 'data', 'key')).toBe('${value}');
    expect(result.unresolved).toMatchObject([{ reason: 'unknown-variable', what: 'value' }]);
  });

  test.each(['labels', 'annotations'])('an object opts out by %s', (field) => {
    const text = configMap('a', 'key: ${value}').replace('  name: a', `  name: a\n  ${field}:\n    kustomize.toolkit.fluxcd.io/substitute: disabled`);
    const result = build({ 'app/a.yaml': text, 'app/b.yaml': configMap('b', 'key: ${value}') }, 'path: app\npostBuild: {substitute: {value: v}}');
    expect([0, 1].map((index) => valueAt(result, index, 'data', 'key'))).toEqual(['${value}', 'v']);
  });

  test('two objects that become one fail', () => {
    const result = build({ 'app/a.yaml': configMap('x-${n}'), 'app/b.yaml': configMap('x-1') }, 'path: app\npostBuild: {substitute: {n: "1"}}');
    expect(codes(result)).toEqual(['substitution-duplicate']);
  });

  // Each answer is that of flux 2.9.5 (`in Replace: id matched 2 resources`).
  test.each([
    ['nothing, and nothing', '${none:=}', '${nothing:=}', ['substitution-duplicate']],
    ['a number, and a text of the same digits', '${n}', '"1"', ['substitution-duplicate']],
    ['lists', '${list:=[]}', '${other:=[]}', ['substitution-duplicate']],
    ['null, and the text of it', '${none:=null}', '"null"', []],
    ['nothing, and a name', '${none:=}', 'b', []],
    ['a number, and a longer name', '${n}', '${n}x', []],
  ])('names that become %s', (_, one, other, expected) => {
    const result = build({ 'app/a.yaml': configMap(one), 'app/b.yaml': configMap(other) }, 'path: app\npostBuild: {substitute: {n: "1"}}');
    expect(codes(result)).toEqual(expected);
  });

  test('bash in a ConfigMap breaks the build where it stands', () => {
    const result = build({ 'app/a.yaml': configMap('a', 'script: |\n  for f in ${files[@]}; do echo $f; done') }, 'path: app\npostBuild: {substitute: {n: "1"}}');
    expect(result.problems.map(({ code, span }) => [code, span.file.path, spanText(span)])).toEqual([['substitution-syntax', 'app/a.yaml', '${files[']]);
  });
});

describe('the end of the pipeline', () => {
  test('kustomize files among the objects are not applied', () => {
    const result = build({ 'app/a.yaml': configMap('a'), 'app/k.yaml': 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nmetadata: {name: k}\n' }, 'path: app');
    expect(names(result)).toEqual(['ConfigMap a']);
  });

  const encrypted = 'apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {password: "ENC[AES256_GCM,data:x]"}\nsops: {mac: "ENC[AES256_GCM,data:y]", version: 3.9.0}\n';

  test('SOPS objects pass through and are marked', () => {
    const result = build({ 'app/s.yaml': encrypted }, 'path: app');
    expect([...result.encrypted].map(({ name }) => name)).toEqual(['s']);
    expect(result.unresolved).toMatchObject([{ reason: 'encrypted', span: { file: { path: 'app/s.yaml' } } }]);
    expect(valueAt(result, 0, 'stringData', 'password')).toBe('ENC[AES256_GCM,data:x]');
  });

  test('a dry run prints owner labels and masks, the controller build does not', () => {
    const result = build({ 'app/s.yaml': encrypted }, 'path: app', { dryRun: true });
    expect(plainValue(result.objects[0]?.root ?? expect.fail())).toEqual({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 's', labels: { 'kustomize.toolkit.fluxcd.io/name': 'app', 'kustomize.toolkit.fluxcd.io/namespace': 'flux-system' } },
      stringData: { password: '**SOPS**' },
    });
  });

  test('a dry run filters entries by .sourceignore', () => {
    const tree = { 'app/a.yaml': configMap('a'), 'app/b.yaml': configMap('b'), 'app/.sourceignore': 'b.yaml\n' };
    expect(names(build(tree, 'path: app', { dryRun: true }))).toEqual(['ConfigMap a']);
    expect(names(build(tree, 'path: app'))).toEqual(['ConfigMap a', 'ConfigMap b']);
  });
});

describe('trees', () => {
  const child = (name: string, path: string) => `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: ${name}, namespace: flux-system}\nspec: {path: "${path}", interval: 1m, prune: true}\n`;

  test('children are built as their parent makes them, after its own objects', () => {
    const tree = treeOf({ 'root/one.yaml': child('one', './${where}'), 'root/x.yaml': configMap('x'), 'apps/a.yaml': configMap('a', 'key: ${v:-d}') });
    const parent = kustomizationOf('path: root\npostBuild: {substitute: {where: apps}}\npatches:\n- target: {kind: Kustomization}\n  patch: |\n    - {op: add, path: /spec/postBuild, value: {substitute: {v: given}}}');
    const result = buildFluxTree(parent, () => tree, { variables: () => undefined, fluxVersion: [2, 9] });
    expect(result.objects.map(({ name }) => name)).toEqual(['one', 'x', 'a']);
    const data = result.objects[2]?.root.get('data', 'key');
    expect(data && plainValue(data)).toBe('given');
  });

  test('a cycle ends with a fault, a missing source with a hole', () => {
    const tree = treeOf({ 'root/one.yaml': child('one', './apps'), 'apps/app.yaml': child('app', './root') });
    const options = { variables: () => undefined, fluxVersion: [2, 9] } as const;
    expect(buildFluxTree(kustomizationOf('path: root'), () => tree, options).problems.map(({ code }) => code)).toEqual(['kustomization-cycle']);
    const holed = buildFluxTree(kustomizationOf('path: root'), ({ name }) => (name?.value === 'app' ? tree : undefined), options);
    expect(holed.unresolved).toMatchObject([{ reason: 'missing-source', what: 'flux-system/one' }]);
  });
});
