// What is not in the workspace may exist elsewhere; but where everything else is here, or the one that can be meant is named by nothing, a person hears more than a hint.
import { expect, test } from 'vitest';
import { checkWorkspace } from '../../../server/src/rules/checkWorkspace.ts';
import { RuleCache } from '../../../server/src/rules/ruleCache.ts';
import { bootstrap, configMap, fluxKustomization, memoryWorkspace } from '../../harness/memoryWorkspace.ts';

/** Findings of a rule as `severity file:line message`. */
function found(text: string, rule: string): readonly string[] {
  const { snapshot } = memoryWorkspace(text);
  const findings = [...checkWorkspace(snapshot, new RuleCache(), (message) => expect.unreachable(message)).values()].flat();
  return findings.filter((finding) => finding.rule === rule).map(({ severity, span, message }) => `${severity} ${span.file.path}:${span.file.lines.positionAt(span.start).line + 1} ${message}`);
}

const namespaces = (...names: readonly string[]): string => names.map((name) => `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ${name}\n`).join('---\n');
const settings = (...places: readonly string[]): string => places.map((namespace) => configMap('settings', namespace)).join('---\n');
const list = (...documents: readonly string[]): string => documents.join('---\n');

test('a source that only one of many Kustomizations names', () => {
  const of = (source: string): string => `${bootstrap('clusters/a')}//- clusters/a/apps.yaml
${list(fluxKustomization('one', './one'), fluxKustomization('two', './two'), fluxKustomization('three', './three').replace('    name: flux-system', `    name: ${source}`))}//- one/cm.yaml
${configMap('a', 'x')}//- two/cm.yaml
${configMap('b', 'x')}//- three/cm.yaml
${configMap('c', 'x')}`;
  expect(found(of('flux-system'), 'kustomization/source-missing')).toEqual([]);
  expect(found(of('my-repository'), 'kustomization/source-missing')).toEqual([expect.stringMatching(/^warning clusters\/a\/apps\.yaml:\d+ nothing in this workspace brings GitRepository my-repository in namespace flux-system; the other Kustomizations name GitRepository flux-system in namespace flux-system$/)]);
});

test('the only source in the file, which nothing names', () => {
  const source = 'apiVersion: source.toolkit.fluxcd.io/v1\nkind: OCIRepository\nmetadata:\n  name: kyverno\n  namespace: flux-system\nspec:\n  interval: 1h\n  url: oci://registry.example/kyverno\n  ref:\n    tag: "1"\n';
  const of = (name: string): string => `${bootstrap('clusters/a')}//- clusters/a/elsewhere.yaml
${list('apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata:\n  name: elsewhere\n  namespace: flux-system\nspec:\n  interval: 1h\n  url: https://git.example/elsewhere\n  ref:\n    branch: main\n', fluxKustomization('elsewhere', './').replace('    name: flux-system', '    name: elsewhere'))}//- clusters/a/kyverno.yaml
${list(source, fluxKustomization('policies', './policies').replace('    kind: GitRepository\n    name: flux-system', `    kind: OCIRepository\n    name: ${name}`))}`;
  expect(found(of('kyverno'), 'kustomization/source-missing')).toEqual([]);
  expect(found(of('policy-engine'), 'kustomization/source-missing')).toEqual([expect.stringContaining('OCIRepository policy-engine in namespace flux-system; kyverno in this file is named by nothing')]);
});

const clusterWith = (more: string, names: readonly string[]): string => `${bootstrap('clusters/a')}//- clusters/a/apps.yaml
${list(fluxKustomization('namespaces', './namespaces'), more)}//- namespaces/all.yaml
${list(namespaces(...names), settings('front', 'back', 'data'))}//- one/cm.yaml
${configMap('a', 'x').replace(/ {2}namespace: x\n/, '')}`;

test('the only namespace that is not in Git', () => {
  const more = fluxKustomization('one', './one', '  targetNamespace: metrics\n');
  const words = 'nothing in this workspace brings Namespace metrics, though all other namespaces in use are here';
  expect(found(clusterWith(more, ['front', 'back', 'data']), 'flux/namespace-missing')).toEqual([expect.stringMatching(new RegExp(`^warning clusters/a/apps\\.yaml:\\d+ ${words}$`))]);
  // Here two are made elsewhere.
  expect(found(clusterWith(more, ['front', 'back']), 'flux/namespace-missing')).toEqual([expect.stringMatching(/^hint /)]);
  expect(found(clusterWith(more, ['front', 'back', 'data', 'metrics']), 'flux/namespace-missing')).toEqual([]);
});

test('a Namespace whose own line is the one that is misspelt', () => {
  const more = list(fluxKustomization('one', './one', '  targetNamespace: observability\n'), fluxKustomization('two', './one', '  targetNamespace: observability\n'));
  const findings = found(clusterWith(more, ['front', 'back', 'data', 'observabilty']), 'flux/namespace-missing');
  expect(findings.filter((line) => line.startsWith('error clusters/a/apps.yaml'))).toHaveLength(2);
  expect(findings.filter((line) => line.startsWith('warning namespaces/all.yaml:19 Namespace observabilty is the target of nothing, and observability'))).toHaveLength(1);
  const inUse = clusterWith(list(more, configMap('own', 'observabilty')), ['front', 'back', 'data', 'observabilty']);
  expect(found(inUse, 'flux/namespace-missing').filter((line) => line.includes('is the target of nothing'))).toEqual([]);
});

test('an alias without its anchor is one mistake, not two', () => {
  const text = `${bootstrap('clusters/a')}//- clusters/a/apps.yaml\n${fluxKustomization('one', './one', '  timeout: 5m\n  healthChecks:\n    - apiVersion: apps/v1\n      kind: Deployment\n      name: *app\n      namespace: x\n')}//- one/cm.yaml\n${configMap('a', 'x')}`;
  expect(found(text, 'schema/missing-field')).toEqual([]);
  expect(found(text.replace(' *app', ''), 'schema/missing-field')).not.toEqual([]);
  expect(found(text, 'kustomize/not-kubernetes')).toEqual([expect.stringContaining('no anchor `&app` stands before this alias')]);
});

test('variables that a webhook gives to Flux Kustomizations as they come in', () => {
  const of = (more: string): string => `${bootstrap('clusters/a')}//- clusters/a/apps.yaml
${list(fluxKustomization('one', './one', '  postBuild:\n    substitute:\n      app: one\n'), more)}//- one/cm.yaml
${configMap('a', 'x')}data:
  domain: \${DOMAIN}
`;
  const webhook = 'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: hook\n  namespace: flux-system\nspec:\n  interval: 1h\n  chartRef:\n    kind: OCIRepository\n    name: kustomize-mutating-webhook\n';
  const policy = (group: string): string => `apiVersion: admissionregistration.k8s.io/v1\nkind: MutatingAdmissionPolicy\nmetadata:\n  name: hook\nspec:\n  matchConstraints:\n    resourceRules:\n      - apiGroups: [${group}]\n`;
  expect(found(of(configMap('b', 'x')), 'kustomization/variable-missing')).toEqual([expect.stringMatching(/^error one\/cm\.yaml/)]);
  expect(found(of(policy('apps')), 'kustomization/variable-missing')).toEqual([expect.stringMatching(/^error /)]);
  for (const more of [webhook, policy('kustomize.toolkit.fluxcd.io')]) expect(found(of(more), 'kustomization/variable-missing')).toEqual([expect.stringMatching(/^hint one\/cm\.yaml:\d+ unresolved: variable `DOMAIN`/)]);
});

test('the only namespace that is in a file which is applied by hand', () => {
  const more = fluxKustomization('one', './one', '  targetNamespace: metrics\n');
  const text = `${clusterWith(more, ['front', 'back', 'data'])}//- bootstrap/metrics.yaml\n${namespaces('metrics')}`;
  expect(found(text, 'flux/namespace-missing')).toEqual([expect.stringMatching(/^hint /)]);
});

test('a patch for objects with a label that none has yet', () => {
  const of = (selector: string): string => `${bootstrap('clusters/a')}//- clusters/a/apps.yaml
${fluxKustomization('one', './one', `  patches:\n    - target:\n        kind: ConfigMap\n        labelSelector: ${selector}\n      patch: |\n        - op: add\n          path: /data/a\n          value: b\n`)}//- one/cm.yaml
${configMap('a', 'x').replace('  name: a\n', '  name: a\n  labels:\n    stage: prod\n')}`;
  expect(found(of('stage=prod'), 'kustomization/patch-hits-nothing')).toEqual([]);
  expect(found(of('backup=yes'), 'kustomization/patch-hits-nothing')).toEqual([expect.stringMatching(/^hint /)]);
  expect(found(of('stage=prodx'), 'kustomization/patch-hits-nothing')).toEqual([expect.stringMatching(/^warning /)]);
});

test('Flux Kustomizations that were written down from a cluster are no entry point', () => {
  const text = `//- backup.yaml\n${fluxKustomization('flux-system', './gone').replace('  name: flux-system\n', '  name: flux-system\n  resourceVersion: "12"\n')}`;
  expect(found(text, 'kustomization/path-missing')).toEqual([]);
  expect(found(text.replace('  resourceVersion: "12"\n', ''), 'kustomization/path-missing')).toHaveLength(1);
  const instance = (version: string): string => `//- backup.yaml\napiVersion: fluxcd.controlplane.io/v1\nkind: FluxInstance\nmetadata:\n  name: flux\n  namespace: flux-system\n${version}spec:\n  distribution:\n    version: 2.x\n    registry: ghcr.io/fluxcd\n  sync:\n    kind: GitRepository\n    url: https://git.example/fleet\n    ref: refs/heads/main\n    path: clusters/a\n//- clusters/a/apps.yaml\n${fluxKustomization('one', './one')}//- one/cm.yaml\n${configMap('a', 'x')}`;
  const entryOf = (version: string): readonly string[] => memoryWorkspace(instance(version)).snapshot.graph.clusters.map(({ entry }) => entry.by);
  expect(entryOf('  resourceVersion: "12"\n')).toEqual(['kustomization']);
  expect(entryOf('')).toEqual(['instance']);
});

test('an account that is nearly one of Flux itself', () => {
  const of = (account: string): string => `${bootstrap('clusters/a')}//- clusters/a/apps.yaml\n${fluxKustomization('one', './one', `  serviceAccountName: ${account}\n`)}//- one/cm.yaml\n${configMap('a', 'x')}`;
  expect(found(of('kustomize-controller'), 'flux/service-account-missing')).toEqual([]);
  expect(found(of('deployer'), 'flux/service-account-missing')).toEqual([]);
  expect(found(of('kustomize-controler'), 'flux/service-account-missing')).toEqual([expect.stringContaining('nearest: kustomize-controller, which Flux brings')]);
});

test('a strategy of nothing', () => {
  const of = (steps: string, more = ''): string => `${bootstrap('clusters/a')}//- clusters/a/canary.yaml\napiVersion: flagger.app/v1beta1\nkind: Canary\nmetadata:\n  name: app\n  namespace: x\nspec:\n${more}  targetRef:\n    apiVersion: apps/v1\n    kind: Deployment\n    name: app\n  service:\n    port: 80\n  analysis:\n    interval: 1m\n    threshold: 5\n    ${steps}\n`;
  const rule = 'canary/strategy-unclear';
  expect(found(of('iterations: 5'), rule)).toEqual([]);
  for (const steps of ['iterations: 0', 'stepWeight: 0', 'stepWeights: []']) {
    expect(found(of(steps, '  provider: linkerd\n'), rule)).toEqual([expect.stringMatching(/^error .*of nothing is no strategy.* never ends$/)]);
    // Flagger may run with a provider for which it makes ten iterations of nothing.
    expect(found(of(steps), rule)).toEqual([expect.stringMatching(/^warning .*unless Flagger runs with the provider `kubernetes`$/)]);
    expect(found(of(steps, '  provider: kubernetes\n'), rule)).toEqual([]);
    expect(found(of(steps, '  provider: linkerd\n  skipAnalysis: true\n'), rule)).toEqual([]);
  }
});

test('an object whose version is empty is told as one without', () => {
  const text = `${bootstrap('clusters/a')}//- clusters/a/apps.yaml\n${fluxKustomization('one', './one')}//- one/kustomization.yaml\nresources: [web.yaml]\n//- one/web.yaml\napiVersion: ""\nkind: Deployment\nmetadata:\n  name: web\nspec: {}\n`;
  expect(found(text, 'flux/object-left-out')).toEqual([expect.stringContaining('Deployment web has no `apiVersion`')]);
});

test('a namespace that is declared by this very name is meant so, however near to one of every cluster', () => {
  const apps = list(namespaces('defaultt'), 'apiVersion: source.toolkit.fluxcd.io/v1\nkind: HelmRepository\nmetadata:\n  name: charts\n  namespace: defaultt\nspec:\n  interval: 1h\n  url: https://charts.example\n');
  expect(found(`${bootstrap('clusters/a')}//- clusters/a/all.yaml\n${apps}`, 'flux/namespace-missing')).toEqual([]);
});

test('a namespace of every cluster, misspelt where a kustomize file gives it', () => {
  const of = (name: string): string => `${bootstrap('clusters/a')}//- clusters/a/kustomization.yaml\nnamespace: ${name}\nresources:\n  - flux-system\n  - all.yaml\n//- clusters/a/flux-system/kustomization.yaml\nresources:\n  - gotk-sync.yaml\n//- clusters/a/all.yaml
${list(namespaces('not-used'), 'apiVersion: source.toolkit.fluxcd.io/v1\nkind: HelmRepository\nmetadata:\n  name: charts\nspec:\n  interval: 1h\n  url: https://charts.example\n')}`;
  expect(found(of('kube-system'), 'flux/namespace-missing')).toEqual([]);
  expect(found(of('kube-tools'), 'flux/namespace-missing')).toEqual([]);
  expect(found(of('kube-systtem'), 'flux/namespace-missing')).toEqual(['warning clusters/a/kustomization.yaml:1 Namespace kube-systtem is likely kube-system, misspelt']);
});
