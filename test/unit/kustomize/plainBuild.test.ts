import { describe, expect, test } from 'vitest';
import { DirectoryTree } from '../../../server/src/files/directoryTree.ts';
import type { KustomizeBuild } from '../../../server/src/kustomize/build.ts';
import { buildDirectory } from '../../../server/src/kustomize/buildDirectory.ts';
import { plainBuild } from '../../../server/src/kustomize/plainBuild.ts';
import { readKustomizeFile } from '../../../server/src/kustomize/kustomizeFile.ts';
import { plainValue } from '../../../server/src/yaml/yamlValue.ts';

const object = (kind: string, name: string, more = ''): string => `apiVersion: v1\nkind: ${kind}\nmetadata:\n  name: ${name}\n${more}`;
const listing = (...files: readonly string[]): string => `resources:\n${files.map((file) => `  - ${file}\n`).join('')}`;
const binding = (namespace: string): string => `apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata:\n  name: b\nroleRef:\n  apiGroup: rbac.authorization.k8s.io\n  kind: Role\n  name: r\nsubjects:\n  - kind: ServiceAccount\n    name: default\n    namespace: ${namespace}\n`;

/** Folders, with whether kustomize's steps can be spared there. */
const cases: Readonly<Record<string, { readonly isPlain: boolean; readonly files: Readonly<Record<string, string>> }>> = {
  'objects of several files and documents': { isPlain: true, files: { 'a.yaml': `${object('ConfigMap', 'a')}---\n${object('Secret', 'a')}`, 'b.yaml': object('ConfigMap', 'b', 'data:\n  x: &x "1"\n  y: *x\n') } },
  'a list': { isPlain: true, files: { 'a.yaml': `apiVersion: v1\nkind: List\nitems:\n- ${object('ConfigMap', 'a').replaceAll('\n', '\n  ').trimEnd()}\n`, 'b.yaml': object('ConfigMap', 'b') } },
  'an annotation that is no text': { isPlain: true, files: { 'a.yaml': object('ConfigMap', 'a', '  annotations:\n    on: true\n') } },
  'a folded text': { isPlain: true, files: { 'a.yaml': object('ConfigMap', 'a', 'data:\n  x: >\n    one\n    two\n\n    three\n') } },
  'references to what is there': { isPlain: true, files: { 'a.yaml': binding('default'), 'b.yaml': object('ServiceAccount', 'default') } },
  'an object that is for local tools': { isPlain: false, files: { 'a.yaml': object('ConfigMap', 'a', '  annotations:\n    config.kubernetes.io/local-config: "true"\n'), 'b.yaml': object('ConfigMap', 'b') } },
  'the same object in two files': { isPlain: false, files: { 'a.yaml': object('ConfigMap', 'a'), 'b.yaml': object('ConfigMap', 'a') } },
  'the same object twice in a file': { isPlain: false, files: { 'a.yaml': `${object('ConfigMap', 'a')}---\n${object('ConfigMap', 'a')}` } },
  'a key that stands twice': { isPlain: false, files: { 'a.yaml': object('ConfigMap', 'a', 'data:\n  x: "1"\n  x: "2"\n') } },
  'no object': { isPlain: false, files: { 'a.yaml': 'just: this\n', 'b.yaml': object('ConfigMap', 'b') } },
  'a reference that kustomize refuses': { isPlain: false, files: { 'a.yaml': binding('1') } },
  'what kustomize keeps in annotations': { isPlain: false, files: { 'a.yaml': object('ConfigMap', 'a', '  annotations:\n    internal.config.kubernetes.io/needsHashSuffix: enabled\n') } },
};

function told({ objects, problems, unresolved, hits, reads }: KustomizeBuild): unknown {
  return {
    objects: objects.map(({ root, origin, ...id }) => ({ ...id, data: plainValue(root), at: [origin.file.path, origin.start, origin.end] })),
    problems: problems.map(({ code, message, span }) => [code, message, span.file.path, span.start, span.end]),
    unresolved,
    hits,
    reads: [...reads].sort(),
  };
}

describe('a folder that only lists files is built as by all of the steps of kustomize', () => {
  test.each(Object.entries(cases))('%s', (_, { isPlain, files }) => {
    const names = Object.keys(files);
    // `fifo` is the order that stands anyway, but a field for which the steps are gone through.
    const spared = DirectoryTree.ofTexts('file:///w', { ...files, 'kustomization.yaml': listing(...names) });
    const stepped = DirectoryTree.ofTexts('file:///w', { ...files, 'kustomization.yaml': `${listing(...names)}sortOptions:\n  order: fifo\n` });
    const file = spared.file('kustomization.yaml');
    expect(file !== undefined && plainBuild(spared, '', readKustomizeFile(file)) !== undefined).toBe(isPlain);
    expect(told(buildDirectory(spared, ''))).toEqual(told(buildDirectory(stepped, '')));
  });

  test('after an edit, what other files bring is the very same', () => {
    const files = { 'a.yaml': object('ConfigMap', 'a'), 'b.yaml': object('ConfigMap', 'b'), 'kustomization.yaml': listing('a.yaml', 'b.yaml') };
    const before = DirectoryTree.ofTexts('file:///w', files);
    const [a, b] = buildDirectory(before, '').objects;
    const [sameA, newB] = buildDirectory(before.withText('b.yaml', object('ConfigMap', 'c')), '').objects;
    expect(sameA).toBe(a);
    expect(newB).not.toBe(b);
    expect(newB?.name).toBe('c');
  });
});
