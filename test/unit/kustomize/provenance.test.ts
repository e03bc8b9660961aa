// Every built value knows the place it was written at and, in order, what changed it.
import { describe, expect, test } from 'vitest';
import type { YamlNode } from '../../../server/src/yaml/yamlNode.ts';
import { build, configMap, deployment } from './project.ts';

function trail(node: YamlNode | undefined): string[] {
  if (node?.kind !== 'scalar') return [];
  const at = (file: { path: string; text: string }, start: number) => `${file.path}:${file.text.slice(0, start).split('\n').length}`;
  return [at(node.file, node.start), ...(node.changes ?? []).map(({ by, span, before }) => `${by} ${span === undefined ? '' : at(span.file, span.start)} was ${before}`)];
}

const overlay = `resources: [../base]
namespace: apps
namePrefix: dev-
images:
- name: nginx
  newTag: "2"
patches:
- patch: |-
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: web
    spec:
      replicas: 3
      template:
        spec:
          containers:
          - name: main
            image: nginx:9
`;

describe('provenance', () => {
  const result = build({ 'base/kustomization.yaml': 'resources: [web.yaml]\n', 'base/web.yaml': deployment('web'), 'top/kustomization.yaml': overlay }, 'top');
  const root = result.objects[0]?.root;
  const container = root?.get('spec', 'template', 'spec', 'containers');
  const image = container?.kind === 'seq' && container.items[0]?.kind === 'map' ? container.items[0].get('image') : undefined;

  test('a value that a patch and then images changed keeps its first place and both steps', () => {
    expect(image).toMatchObject({ text: 'nginx:2' });
    expect(trail(image)).toEqual(['base/web.yaml:10', 'patch top/kustomization.yaml:19 was nginx:1', 'images top/kustomization.yaml:6 was nginx:9']);
  });

  test('a value that a patch adds stands in the patch', () => {
    expect(trail(root?.get('spec', 'replicas'))).toEqual(['top/kustomization.yaml:14']);
  });

  test('a name with a prefix, and a namespace that was not there', () => {
    expect(trail(root?.get('metadata', 'name'))).toEqual(['base/web.yaml:4', 'namePrefix top/kustomization.yaml:3 was web']);
    expect(trail(root?.get('metadata', 'namespace'))).toEqual(['top/kustomization.yaml:2', 'namespace top/kustomization.yaml:2 was undefined']);
  });

  test('an unchanged part is the very node of its source', () => {
    const unchanged = build({ 'kustomization.yaml': 'resources: [a.yaml]\nnamespace: apps\n', 'a.yaml': configMap('conf') });
    const again = build({ 'kustomization.yaml': 'resources: [a.yaml]\n', 'a.yaml': configMap('conf') });
    const data = unchanged.objects[0]?.root.get('data');
    expect(data?.file.path).toBe('a.yaml');
    expect(again.objects[0]?.root.get('data')?.start).toBe(data?.start);
  });

  test('generated data stand where they are written', () => {
    const generated = build({ 'kustomization.yaml': 'configMapGenerator:\n- name: c\n  literals:\n  - a=b\n  files: [x.txt]\n  envs: [e.env]\n', 'x.txt': 'hello', 'e.env': '# c\nE=f\n' });
    const data = (key: string) => trail(generated.objects[0]?.root.get('data', key));
    expect([data('a'), data('x.txt'), data('E')]).toEqual([['kustomization.yaml:4'], ['x.txt:1'], ['e.env:2']]);
    expect(trail(generated.objects[0]?.root.get('metadata', 'name'))[1]).toContain('hash');
  });

  test('hits say which objects an entry changed', () => {
    expect(result.hits.map(({ by, objects, of }) => ({ by, objects, of }))).toEqual([
      { by: 'patch', objects: ['Deployment web'], of: 1 },
      { by: 'images', objects: ['Deployment apps/dev-web'], of: 1 },
    ]);
  });

  test('reads name every path that matters, missing ones too', () => {
    const { reads } = build({ 'kustomization.yaml': 'resources: [a.yaml, nope.yaml]\n', 'a.yaml': configMap('conf') });
    expect([...reads].sort()).toEqual(['Kustomization', 'a.yaml', 'kustomization.yaml', 'kustomization.yml', 'nope.yaml']);
  });
});
