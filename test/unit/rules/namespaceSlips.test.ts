// Slips of the finger in namespaces: overridden ones, ones that no Namespace object tells of, ones that Helm makes.
import { expect, test } from 'vitest';
import { checkWorkspace } from '../../../server/src/rules/checkWorkspace.ts';
import { RuleCache } from '../../../server/src/rules/ruleCache.ts';
import type { Finding } from '../../../server/src/rules/rule.ts';
import { bootstrap, configMap, fluxKustomization, memoryWorkspace } from '../../harness/memoryWorkspace.ts';

const lineOf = ({ file, start }: Finding['span']): string => `${file.path}:${file.lines.positionAt(start).line + 1}`;

/** Findings of namespaces as `severity file:line message`, with their related places. */
function told(text: string): readonly string[] {
  const findings = [...checkWorkspace(memoryWorkspace(text).snapshot, new RuleCache(), (message) => expect.unreachable(message)).values()].flat();
  return findings.filter(({ rule }) => /namespace-(missing|renamed)/.test(rule)).map(({ severity, span, message, related }) => [`${severity} ${lineOf(span)} ${message}`, ...related.map((one) => lineOf(one.span))].join(' | '));
}

const namespace = (name: string): string => `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ${name}\n`;
const list = (...documents: readonly string[]): string => documents.join('---\n');
const kustomizeFile = (name: string, ...resources: readonly string[]): string => `namespace: ${name}\nresources:\n${resources.map((resource) => `  - ${resource}\n`).join('')}`;
const cluster = (...kustomizations: readonly string[]): string => `${bootstrap('clusters/a')}//- clusters/a/apps.yaml\n${list(...kustomizations)}`;

test('in a kustomize file that targetNamespace overrides', () => {
  const of = (own: string): string => `${cluster(fluxKustomization('one', './one', '  targetNamespace: metrics\n'), namespace('metrics'))}//- one/kustomization.yaml\n${kustomizeFile(own, 'cm.yaml')}//- one/cm.yaml\n${configMap('a', 'x')}`;
  expect(told(of('metrcis'))).toEqual(['warning one/kustomization.yaml:1 Namespace metrcis does not exist, and no object ends up in it; nearest: metrics']);
  for (const own of ['metrics', 'placeholder', 'metrics_A', 'metrics-2', '_placeholder']) expect(told(of(own))).toEqual([]);
});

test('in a base that an overlay overrides; a Namespace of it that is renamed is told once for each overlay', () => {
  const of = (own: string, base: string): string => `${cluster(fluxKustomization('one', './one'))}//- one/kustomization.yaml\n${kustomizeFile('team', '../base')}//- base/kustomization.yaml\n${kustomizeFile(own, 'all.yaml')}//- base/all.yaml\n${base}`;
  expect(told(of('taem', list(namespace('team'), configMap('a', 'team'))))).toEqual(['warning one/kustomization.yaml:1 this renames Namespace taem to team: one of the two is likely misspelt | base/kustomization.yaml:1']);
  expect(told(of('team', list(namespace('team'), configMap('a', 'team'))))).toEqual([]);
});

test('a slip leads to where the other one gets its name', () => {
  const of = (own: string): string => `${cluster(fluxKustomization('one', './one'), fluxKustomization('two', './two'))}//- one/kustomization.yaml\n${kustomizeFile('metrics', 'all.yaml')}//- one/all.yaml\n${namespace('not-used')}//- two/kustomization.yaml\n${kustomizeFile(own, 'cm.yaml')}//- two/cm.yaml\n${configMap('a', 'x')}`;
  expect(told(of('metrcis'))).toEqual(['warning two/kustomization.yaml:1 Namespace metrcis does not exist; nearest: metrics | one/kustomization.yaml:1']);
  expect(told(of('metrics'))).toEqual([]);
});

test('no Namespace is in Git, and many are in one that this place writes otherwise', () => {
  const of = (names: readonly string[], target: string): string => `${cluster(...names.map((_name, index) => fluxKustomization(`k${index}`, `./k${index}`)), fluxKustomization('last', './last', `  targetNamespace: ${target}\n`))}${names.map((name, index) => `//- k${index}/kustomization.yaml\n${kustomizeFile(name, 'cm.yaml')}//- k${index}/cm.yaml\n${list(configMap(`a${index}`, 'x'), configMap(`b${index}`, 'x'))}`).join('')}//- last/cm.yaml\n${configMap('a', 'x')}`;
  expect(told(of(['metrics', 'metrics', 'metrics', 'metrcis'], 'metrics'))).toEqual(['warning k3/kustomization.yaml:1 nothing else is in namespace metrcis; nearest: metrics']);
  // Two places are not many, and two that agree are no slip.
  expect(told(of(['metrics', 'metrics', 'metrcis'], 'other'))).toEqual([]);
  expect(told(of(['metrics', 'metrics', 'metrics', 'metrcis', 'metrcis'], 'other'))).toEqual([]);
  // Short names are near by chance.
  expect(told(of(['home', 'home', 'home', 'homer'], 'other'))).toEqual([]);
  expect(told(of(['metrics', 'metrics', 'metrics'], 'metriccs'))).toEqual([expect.stringMatching(/^warning clusters\/a\/apps\.yaml:\d+ nothing else is in namespace metriccs; nearest: metrics$/)]);
});

test('no Namespace is in Git, and several releases go where only a slip would lead', () => {
  const release = (index: number, target: string): string => `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: r${index}\n  namespace: flux-system\nspec:\n  interval: 1h\n  targetNamespace: ${target}\n  chartRef:\n    kind: OCIRepository\n    name: chart\n`;
  const of = (targets: readonly string[], more: readonly string[] = []): string => cluster(...targets.map((target, index) => release(index, target)), fluxKustomization('all', './all')).concat(`//- all/all.yaml\n${list(...['team-ab', 'team-ab', 'team-ab', ...more].map((own, index) => configMap(`c${index}`, own)))}`);
  expect(told(of(['team-ba']))).toEqual([expect.stringContaining('nothing else is in namespace team-ba; nearest: team-ab')]);
  expect(told(of(['team-ba', 'team-ba']))).toEqual([]);
  // An object in the namespace that a release goes to, too.
  expect(told(of([], ['team-ba']))).toEqual([expect.stringMatching(/^warning all\/all\.yaml:\d+ nothing else is in namespace team-ba; nearest: team-ab$/)]);
  expect(told(of(['team-ba'], ['team-ba'])).filter((line) => line.includes('all/all.yaml'))).toEqual([]);
});

test('a namespace that Helm makes beside the one that is there', () => {
  const release = (name: string, target: string): string => `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: ${name}\n  namespace: flux-system\nspec:\n  interval: 1h\n  targetNamespace: ${target}\n  install:\n    createNamespace: true\n  chartRef:\n    kind: OCIRepository\n    name: chart\n`;
  const of = (...releases: readonly string[]): string => cluster(namespace('metrics'), ...releases);
  expect(told(of(release('one', 'metrcis')))).toEqual([expect.stringMatching(/^warning clusters\/a\/apps\.yaml:\d+ Helm makes Namespace metrcis for this release; nearest that is there: metrics$/)]);
  for (const target of ['metrics', 'other', 'kube-system']) expect(told(of(release('one', target)))).toEqual([]);
  expect(told(of(release('one', 'metrcis'), release('two', 'metrcis')))).toEqual([]);
});

test('a namespace that a platform makes need not be in Git, and a slip of one that is there is told all the same', () => {
  const of = (target: string): string => `${cluster(fluxKustomization('one', './one', `  targetNamespace: ${target}\n`), namespace('openshift-extras'))}//- one/cm.yaml\n${configMap('a', 'x')}`;
  for (const target of ['openshift-monitoring', 'openshift', 'cattle-fleet-system', 'gke-managed-system', 'gmp-public', 'calico-system', 'tigera-operator']) expect(told(of(target))).toEqual([]);
  for (const target of ['openshiftx', 'my-openshift-monitoring', 'calico-systems', 'cattle', 'kube-tools']) expect(told(of(target))).toEqual([expect.stringMatching(/^hint .* unresolved: /)]);
  expect(told(of('openshift-extra'))).toEqual([expect.stringContaining('does not exist; nearest: openshift-extras')]);
});

test('a target namespace that is an alias of the own one is told where the text is written', () => {
  const of = (own: string, target: string): string => `${cluster(namespace('metrics'), fluxKustomization('one', './one', `  targetNamespace: ${target}\n`).replace('namespace: flux-system', `namespace: ${own}`))}//- one/cm.yaml\n${configMap('a', 'x')}`;
  const [line] = told(of('&own metrcis', "*own"));
  expect(line).toMatch(/^error clusters\/a\/apps\.yaml:\d+ Namespace metrcis does not exist; nearest: metrics/);
  const written = of('&own metrcis', '*own').split('//- clusters/a/apps.yaml\n')[1]?.split('\n').findIndex((text) => text.includes('&own')) ?? -1;
  expect(line).toContain(`apps.yaml:${written + 1} `);
  expect(told(of('&own metrcis', '*own'))).toHaveLength(1);
  expect(told(of('&own metrics', '*own'))).toEqual([]);
  // Also where a kustomize file around it sets the namespace, so that only the target is wrong.
  const within = `${bootstrap('clusters/a')}//- clusters/a/kustomization.yaml\nnamespace: metrics\nresources: [apps.yaml, metrics.yaml]\n//- clusters/a/metrics.yaml\n${namespace('metrics')}//- clusters/a/apps.yaml\n${fluxKustomization('one', './one', '  targetNamespace: *own\n').replace('namespace: flux-system', 'namespace: &own metrcis').replace('name: flux-system', 'name: flux-system\n    namespace: flux-system')}//- one/cm.yaml\n${configMap('a', 'x')}`;
  expect(told(within).map((one) => one.slice(0, 31))).toEqual(['error clusters/a/apps.yaml:5 Na']);
  // An alias of something else is at fault itself.
  const ofName = `${cluster(namespace('metrics'), fluxKustomization('&own metrcis', './one', '  targetNamespace: *own\n'))}//- one/cm.yaml\n${configMap('a', 'x')}`;
  expect(told(ofName)).toEqual([expect.stringMatching(/^error clusters\/a\/apps\.yaml:18 /)]);
  expect(told(of('metrics', 'metrcis'))).toEqual([expect.stringMatching(/^error .*nearest: metrics/)]);
});
