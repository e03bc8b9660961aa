// What templates of a ResourceSet make, and what was applied by hand beside a guessed entry point, is not accused of missing.
import { expect, test } from 'vitest';
import { checkWorkspace } from '../../../server/src/rules/checkWorkspace.ts';
import { RuleCache } from '../../../server/src/rules/ruleCache.ts';
import { bootstrap, configMap, fluxKustomization, memoryWorkspace } from '../../harness/memoryWorkspace.ts';

function errorsOf(text: string): readonly string[] {
  const { snapshot } = memoryWorkspace(text);
  const findings = [...checkWorkspace(snapshot, new RuleCache(), (message) => expect.unreachable(message)).values()].flat();
  return findings.filter(({ severity }) => severity === 'error').map(({ rule }) => rule);
}

const tenant = (resourceSet: string): string => `${bootstrap('clusters/a')}//- clusters/a/tenants.yaml
${configMap('runtime-info', 'flux-system')}---
${fluxKustomization('app', './apps', '  postBuild:\n    substituteFrom:\n      - kind: ConfigMap\n        name: runtime-info\n').replace('namespace: flux-system', 'namespace: tenant')}${resourceSet}//- apps/cm.yaml
${configMap('a', 'x')}`;

test('a ConfigMap that a ResourceSet copies', () => {
  const copy = '---\napiVersion: fluxcd.controlplane.io/v1\nkind: ResourceSet\nmetadata:\n  name: tenants\n  namespace: flux-system\nspec:\n  inputs:\n    - tenant: tenant\n  resources:\n    - apiVersion: v1\n      kind: ConfigMap\n      metadata:\n        name: runtime-info\n        namespace: << inputs.tenant >>\n        annotations:\n          fluxcd.controlplane.io/copyFrom: flux-system/runtime-info\n';
  expect(errorsOf(tenant(''))).toContain('kustomization/variable-source-missing');
  expect(errorsOf(tenant(copy))).not.toContain('kustomization/variable-source-missing');
});

test('a ConfigMap that Kyverno or a reflector copies', () => {
  const kyverno = '---\napiVersion: kyverno.io/v1\nkind: ClusterPolicy\nmetadata:\n  name: sync\nspec:\n  rules:\n    - name: copy\n      generate:\n        kind: ConfigMap\n';
  const validating = kyverno.replace('generate', 'validate');
  expect(errorsOf(tenant(kyverno))).not.toContain('kustomization/variable-source-missing');
  expect(errorsOf(tenant(validating))).toContain('kustomization/variable-source-missing');
  const reflected = tenant('').replace('  name: runtime-info\n', '  name: runtime-info\n  annotations:\n    reflector.v1.k8s.emberstack.com/reflection-allowed: "true"\n');
  expect(errorsOf(reflected)).not.toContain('kustomization/variable-source-missing');
});

test('the source of a lone Flux Kustomization that works in another namespace', () => {
  const lone = fluxKustomization('podinfo', './kustomize', '  targetNamespace: web\n').replace('    name: flux-system', '    name: podinfo');
  expect(errorsOf(`//- podinfo.yaml\n${lone}`)).toEqual([]);
});
