/** What is not in this checkout may be in another branch, or made before an artifact is packed; a slip of the pen is told all the same. */
import { expect, test } from 'vitest';
import { checkWorkspace } from '../../../server/src/rules/checkWorkspace.ts';
import { RuleCache } from '../../../server/src/rules/ruleCache.ts';
import { bootstrap, configMap, fluxKustomization, memoryWorkspace } from '../../harness/memoryWorkspace.ts';

/** The paths that are called missing. */
function missingPaths(text: string): readonly string[] {
  const { snapshot } = memoryWorkspace(text);
  const findings = [...checkWorkspace(snapshot, new RuleCache(), (message) => expect.unreachable(message)).values()].flat();
  return findings.filter(({ rule }) => rule === 'kustomization/path-missing').map(({ span }) => span.file.text.slice(span.start, span.end));
}

test('a source that names a commit beside its branch is still the one that the entry point is synced from', () => {
  const pinned = bootstrap('clusters/a').replace(/( *)branch: main\n/, '$1branch: main\n$1commit: 0123456789abcdef0123456789abcdef01234567\n');
  expect(pinned).toContain('commit:');
  expect(missingPaths(`${pinned}//- clusters/a/apps.yaml\n${fluxKustomization('one', './oen')}//- one/cm.yaml\n${configMap('a', 'x')}`)).toEqual(['./oen']);
});

test('of an OCI artifact that holds its own FluxInstance a misspelt path is told, and none that is made before it is packed', () => {
  const instance = 'apiVersion: fluxcd.controlplane.io/v1\nkind: FluxInstance\nmetadata:\n  name: flux\n  namespace: flux-system\nspec:\n  distribution:\n    version: 2.x\n    registry: ghcr.io/fluxcd\n  sync:\n    kind: OCIRepository\n    url: oci://registry.example/fleet\n    ref: latest\n    path: clusters/a\n';
  const of = (path: string): string => `//- clusters/a/instance.yaml\n${instance}//- clusters/a/apps.yaml\n${fluxKustomization('apps', path).replace('GitRepository', 'OCIRepository')}//- tenants/cm.yaml\n${configMap('a', 'x')}`;
  expect(missingPaths(of('./tenats'))).toEqual(['./tenats']);
  expect(missingPaths(of('./rendered/tenants'))).toEqual([]);
});
