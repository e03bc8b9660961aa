// Flux Kustomizations with one name: the one that starts Flux and one that it applies.
import { expect, test } from 'vitest';
import { checkWorkspace } from '../../../server/src/rules/checkWorkspace.ts';
import { RuleCache } from '../../../server/src/rules/ruleCache.ts';
import { bootstrap, configMap, fluxKustomization, memoryWorkspace } from '../../harness/memoryWorkspace.ts';

/** Where the rule finds something. */
function told(text: string): readonly string[] {
  const findings = [...checkWorkspace(memoryWorkspace(text).snapshot, new RuleCache(), (message) => expect.unreachable(message)).values()].flat();
  return findings.filter(({ rule }) => rule === 'kustomization/name-taken').map(({ severity, span }) => `${severity} ${span.file.path}:${span.file.lines.positionAt(span.start).line + 1}`);
}

const app = `//- apps/cm.yaml\n${configMap('a', 'x')}`;
const list = 'resources: [gotk-sync.yaml]\n';

test('what bootstrap wrote applies another one of its name', () => {
  const of = (path: string, more = ''): readonly string[] => told(`${bootstrap('clusters/a')}${more}//- clusters/a/apps.yaml\n${fluxKustomization('flux-system', path)}${app}`);
  // With a kustomize file that leaves gotk-sync.yaml out, as otherwise the build has the id twice.
  expect([...of('./apps', '//- clusters/a/kustomization.yaml\nresources: [apps.yaml]\n')].sort()).toEqual(['warning clusters/a/apps.yaml:4', 'warning clusters/a/flux-system/gotk-sync.yaml:15']);
  // A copy that says the same.
  expect(of('./clusters/a/', '//- clusters/a/kustomization.yaml\nresources: [apps.yaml]\n')).toEqual([]);
});

test('what a FluxInstance syncs holds another one of the name of its Kustomization', () => {
  const of = (path: string): readonly string[] => told(`//- clusters/a/flux-system/instance.yaml\napiVersion: fluxcd.controlplane.io/v1\nkind: FluxInstance\nmetadata:\n  name: flux\n  namespace: flux-system\nspec:\n  distribution:\n    version: 2.9.x\n    registry: ghcr.io/fluxcd\n  sync:\n    kind: GitRepository\n    url: https://git.example/fleet\n    ref: refs/heads/main\n    path: clusters/a\n//- clusters/a/apps.yaml\n${fluxKustomization('flux-system', path)}${app}`);
  expect(of('./apps')).toEqual(['warning clusters/a/apps.yaml:4']);
  expect(of('./clusters/a')).toEqual([]);
  // What the variable is for this cluster is not known.
  expect(of('./clusters/${CLUSTER}')).toEqual([]);
});

test('what bootstrap wrote applies itself', () => {
  expect(told(`${bootstrap('clusters/a')}//- clusters/a/flux-system/kustomization.yaml\n${list}//- clusters/a/apps.yaml\n${fluxKustomization('apps', './apps')}${app}`)).toEqual([]);
  const patched = `${list}patches:\n  - target:\n      kind: Kustomization\n    patch: |\n      - op: add\n        path: /spec/force\n        value: false\n`;
  const moved = patched.replace('/spec/force', '/spec/path').replace('value: false', 'value: ./');
  expect(told(`${bootstrap('clusters/a')}//- clusters/a/flux-system/kustomization.yaml\n${moved}//- clusters/a/apps.yaml\n${fluxKustomization('apps', './apps')}${app}`)).toEqual([]);
  expect(told(`${bootstrap('clusters/a')}//- clusters/a/flux-system/kustomization.yaml\n${patched}//- clusters/a/apps.yaml\n${fluxKustomization('apps', './apps')}${app}`)).toEqual([]);
});

test('what bootstrap wrote applies one of its name to another cluster', () => {
  const hub = (kubeConfig: string): readonly string[] => told(`${bootstrap('clusters/a')}//- clusters/a/kustomization.yaml\nresources: [b.yaml]\n//- clusters/a/b.yaml\n${fluxKustomization('cluster-b', './clusters/b', kubeConfig)}//- clusters/b/sync.yaml\n${fluxKustomization('flux-system', './clusters/b')}`);
  expect(hub('  kubeConfig:\n    secretRef:\n      name: b\n')).toEqual([]);
  expect(hub('')).toHaveLength(2);
});

test('two files of one folder with one name, which may be for two clusters', () => {
  const of = (first: string, second: string, more = ''): readonly string[] => told(`//- clusters/${first}.yaml\n${fluxKustomization('apps', './apps')}//- clusters/${second}.yaml\n${fluxKustomization('apps', './overlays/prod')}${more}${app}//- overlays/prod/cm.yaml\n${configMap('a', 'x')}`);
  expect(of('dev', 'prod')).toEqual([]);
  expect(of('apps', 'prod')).toEqual([]);
  // Where something waits for a Kustomization prod, or there is one, the name was forgotten.
  for (const more of [fluxKustomization('last', './apps', '  dependsOn:\n    - name: prod\n'), fluxKustomization('prod', './apps')]) expect(of('apps', 'prod', `//- clusters/more.yaml\n${more}`)).toEqual(['warning clusters/prod.yaml:4']);
});
