// Artifacts of test/fixtures/flux-builds, each against what the real flux 2.9.5 printed for it (`expected.yaml`, written by test/oracle/expected.mjs).
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { DirectoryTree } from '../../../server/src/files/directoryTree.ts';
import { buildFluxTree, type FluxTreeBuild } from '../../../server/src/flux/buildFluxTree.ts';
import { readFluxKustomization } from '../../../server/src/manifests/fluxKustomization.ts';
import { manifestsOf } from '../../../server/src/manifests/manifest.ts';
import { TextFile } from '../../../server/src/text/textFile.ts';
import { parseYaml } from '../../../server/src/yaml/parseYaml.ts';
import { plainValue } from '../../../server/src/yaml/yamlValue.ts';
import { describeProblem } from '../kustomize/project.ts';

const fixtures = resolve(import.meta.dirname, '../../fixtures/flux-builds');

function build(texts: Readonly<Record<string, string>>): FluxTreeBuild {
  const tree = DirectoryTree.ofTexts('file:///project', texts);
  const [root] = manifestsOf(tree.file('clusters/root.yaml') ?? expect.fail('clusters/root.yaml is missing')).flatMap((manifest) => readFluxKustomization(manifest) ?? []);
  return buildFluxTree(root ?? expect.fail('there is no Kustomization'), () => tree, { variables: () => undefined, fluxVersion: [2, 9], dryRun: true });
}

test.each(readdirSync(fixtures))('%s builds as flux does', (name) => {
  const folder = join(fixtures, name);
  const texts: Record<string, string> = {};
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) texts[path.slice(folder.length + 1).replaceAll('\\', '/')] = readFileSync(path, 'utf8');
  }
  const { 'expected.yaml': expected = '', ...files } = texts;
  const printed = parseYaml(new TextFile('file:///expected.yaml', 'expected.yaml', expected)).documents.flatMap(({ root }) => (root === undefined ? [] : [plainValue(root)]));
  const { objects, problems } = build(files);
  expect(problems.map(describeProblem)).toEqual([]);
  expect(objects.map(({ root }) => plainValue(root))).toEqual(printed);
});

test('a child whose label becomes a number is refused, where the label is written', () => {
  const kustomization = (name: string, rest: string) => `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: ${name}\n  namespace: flux-system\n${rest}`;
  const { problems } = build({
    'clusters/root.yaml': kustomization('root', 'spec:\n  path: ./apps\n  sourceRef: {kind: GitRepository, name: flux-system}\n  postBuild: {substitute: {number: "5"}}\n'),
    'apps/child.yaml': kustomization('child', '  labels:\n    made: "${number}"\nspec:\n  path: ./child\n  sourceRef: {kind: GitRepository, name: flux-system}\n'),
    'child/c.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n',
  });
  expect(problems.map(describeProblem)).toEqual(['wrong-type apps/child.yaml:7 `metadata.labels.made` must be a text (quote it), not `5`']);
});

test('an object that SOPS encrypts with its version and kind is refused, as the CLI does not decrypt', () => {
  const encrypted = 'ENC[AES256_GCM,data:a/b/c=,type:str]';
  const { problems } = build({
    'clusters/root.yaml': 'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: root, namespace: flux-system}\nspec:\n  path: ./apps\n  sourceRef: {kind: GitRepository, name: flux-system}\n',
    'apps/a.yaml': `kind: ${encrypted}\napiVersion: ${encrypted}\nmetadata:\n  name: ${encrypted}\nsops:\n  mac: ${encrypted}\n`,
  });
  expect(problems.map(describeProblem)).toEqual([expect.stringContaining('api-version-malformed apps/a.yaml:2')]);
});

test('labels that are a word are refused, for Flux puts its own among them', () => {
  const { problems } = build({
    'clusters/root.yaml': 'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: root, namespace: flux-system}\nspec:\n  path: ./apps\n  sourceRef: {kind: GitRepository, name: flux-system}\n',
    'apps/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  labels: word\n',
  });
  expect(problems.map(describeProblem)).toEqual([expect.stringContaining('labels-no-map apps/a.yaml:5')]);
});
