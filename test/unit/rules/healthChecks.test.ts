/** A health check in the wrong namespace is known by the release that makes the object elsewhere. */
import { expect, test } from 'vitest';
import { checkWorkspace } from '../../../server/src/rules/checkWorkspace.ts';
import { RuleCache } from '../../../server/src/rules/ruleCache.ts';
import { bootstrap, fluxKustomization, memoryWorkspace } from '../../harness/memoryWorkspace.ts';

function found(namespace: string, releases: readonly string[]): readonly string[] {
  const check = `  timeout: 5m\n  healthChecks:\n    - apiVersion: apps/v1\n      kind: Deployment\n      name: gateway\n      namespace: ${namespace}\n`;
  const { snapshot } = memoryWorkspace(`${bootstrap('clusters/a')}//- clusters/a/apps.yaml\n${fluxKustomization('one', './one', check)}//- one/releases.yaml\n${releases.join('---\n')}`);
  const findings = [...checkWorkspace(snapshot, new RuleCache(), (message) => expect.unreachable(message)).values()].flat();
  return findings.filter(({ rule }) => rule === 'kustomization/health-check-missing').map(({ severity, span, message }) => `${severity} ${span.file.text.slice(span.start, span.end)}: ${message}`);
}

const release = (name: string, namespace: string): string => `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: ${name}\n  namespace: ${namespace}\nspec:\n  interval: 1h\n  chartRef:\n    kind: OCIRepository\n    name: charts\n`;

test('the namespace is at fault where a release of that name installs into another one', () => {
  expect(found('default', [release('gateway', 'ingress')])).toEqual(['warning default: nothing in this workspace brings Deployment gateway in namespace default; HelmRelease gateway in namespace ingress, which may bring it, installs into ingress']);
});

test('nothing is said where a release in that namespace may bring it, or several elsewhere may', () => {
  expect(found('ingress', [release('gateway', 'ingress')])).toEqual([]);
  expect(found('default', [release('gateway', 'ingress'), release('gateway', 'default')])).toEqual([]);
  for (const line of found('default', [release('gateway', 'ingress'), release('gateway', 'edge')])) expect(line).not.toContain('installs into');
});

test('nothing is said where the release may well install there: by its values or post-renderers, by those that are not here, or as its chart is of a Git repository', () => {
  const plain = release('gateway', 'ingress');
  const may = [
    `${plain}  values:\n    namespaceOverride: edge-system\n`,
    `${plain}  postRenderers:\n    - kustomize:\n        patches:\n          - target:\n              kind: Deployment\n            patch: "[{op: replace, path: /metadata/namespace, value: edge-system}]"\n`,
  ];
  may.push(`${plain}  valuesFrom:\n    - kind: Secret\n      name: gateway-values\n`, plain.replace(/chartRef:[^]*/, 'chart:\n    spec:\n      chart: ./charts/gateway\n      sourceRef:\n        kind: GitRepository\n        name: own\n'));
  for (const one of may) expect(found('edge-system', [one])).toEqual([]);
});
