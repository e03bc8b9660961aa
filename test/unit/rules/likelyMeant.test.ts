// What is not in the workspace may exist elsewhere: that is a hint. A likeness tells more, and so does a name that stands alone (loneReference.test.ts).
import { expect, test } from 'vitest';
import { checkWorkspace } from '../../../server/src/rules/checkWorkspace.ts';
import { RuleCache } from '../../../server/src/rules/ruleCache.ts';
import { TextFile } from '../../../server/src/text/textFile.ts';
import { yamlOf } from '../../../server/src/yaml/parseYaml.ts';
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
  expect(found(of('my-repository'), 'kustomization/source-missing')).toEqual([expect.stringMatching(/^hint clusters\/a\/apps\.yaml:\d+ nothing in this workspace brings GitRepository my-repository in namespace flux-system; the other Kustomizations name GitRepository flux-system in namespace flux-system$/)]);
});

test('the only source in the file, which nothing names', () => {
  const source = 'apiVersion: source.toolkit.fluxcd.io/v1\nkind: OCIRepository\nmetadata:\n  name: kyverno\n  namespace: flux-system\nspec:\n  interval: 1h\n  url: oci://registry.example/kyverno\n  ref:\n    tag: "1"\n';
  const of = (name: string): string => `${bootstrap('clusters/a')}//- clusters/a/elsewhere.yaml
${list('apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata:\n  name: elsewhere\n  namespace: flux-system\nspec:\n  interval: 1h\n  url: https://git.example/elsewhere\n  ref:\n    branch: main\n', fluxKustomization('elsewhere', './').replace('    name: flux-system', '    name: elsewhere'))}//- clusters/a/kyverno.yaml
${list(source, fluxKustomization('policies', './policies').replace('    kind: GitRepository\n    name: flux-system', `    kind: OCIRepository\n    name: ${name}`))}`;
  expect(found(of('kyverno'), 'kustomization/source-missing')).toEqual([]);
  expect(found(of('policy-engine'), 'kustomization/source-missing')).toEqual([expect.stringMatching(/^hint .*OCIRepository policy-engine in namespace flux-system; kyverno in this file is named by nothing$/)]);
});

const clusterWith = (more: string, names: readonly string[]): string => `${bootstrap('clusters/a')}//- clusters/a/apps.yaml
${list(fluxKustomization('namespaces', './namespaces'), more)}//- namespaces/all.yaml
${list(namespaces(...names), settings('front', 'back', 'data'))}//- one/cm.yaml
${configMap('a', 'x').replace(/ {2}namespace: x\n/, '')}`;

test('a namespace that is not in Git is no more than a hint, also where all others are', () => {
  const more = fluxKustomization('one', './one', '  targetNamespace: metrics\n');
  const words = 'unresolved: nothing in this workspace brings Namespace metrics';
  expect(found(clusterWith(more, ['front', 'back', 'data']), 'flux/namespace-missing')).toEqual([expect.stringMatching(new RegExp(`^hint clusters/a/apps\\.yaml:\\d+ ${words}$`))]);
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

test('a name that Kubernetes refuses is surely wrong, also where anything may come from outside', () => {
  const outside = 'apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata:\n  name: elsewhere\n  namespace: flux-system\nspec:\n  interval: 1h\n  url: https://git.example/elsewhere\n  ref:\n    branch: main\n';
  const of = (name: string): string => `${bootstrap('clusters/a')}//- clusters/a/apps.yaml\n${list(outside, fluxKustomization('elsewhere', './').replace('    name: flux-system', '    name: elsewhere'), fluxKustomization('one', './one').replace('    name: flux-system', `    name: ${name}`))}`;
  expect(found(of('teamWeb'), 'kustomization/source-missing')).toEqual([expect.stringMatching(/^error clusters\/a\/apps\.yaml:\d+ no GitRepository can be called `teamWeb`: /)]);
  expect(found(of('team-web'), 'kustomization/source-missing')).toEqual([expect.stringMatching(/^hint /)]);
});

test('the namespace of plain objects: refused, or a slip', () => {
  const of = (namespace: string): string => `${bootstrap('clusters/a')}//- clusters/a/apps.yaml
${list(namespaces('front'), fluxKustomization('one', './one'))}//- one/kustomization.yaml
namespace: ${namespace}
resources:
  - cm.yaml
//- one/cm.yaml
${configMap('a', 'x')}`;
  const rule = 'flux/namespace-missing';
  for (const namespace of ['front', 'kube-system', 'elsewhere', 'front-2']) expect(found(of(namespace), rule)).toEqual([]);
  expect(found(of('front_A'), rule)).toEqual([expect.stringMatching(/^error one\/kustomization\.yaml:1 no Namespace can be called `front_A`: /)]);
  expect(found(of('frnot'), rule)).toEqual(['warning one/kustomization.yaml:1 Namespace frnot does not exist; nearest: front']);
});

test('a refused namespace is told once at each place, whatever object says it', () => {
  const object = (apiVersion: string, kind: string, name: string, namespace: string): string => `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: ${name}\n  namespace: ${namespace}\n`;
  const release = (name: string, target: string, more = ''): string => `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: ${name}\n  namespace: front\nspec:\n  interval: 1h\n  targetNamespace: ${target}\n${more}  chartRef:\n    kind: OCIRepository\n    name: chart\n`;
  const of = (objects: string, extra = ''): string => `${bootstrap('clusters/a')}//- clusters/a/apps.yaml\n${list(namespaces('front'), fluxKustomization('one', './one', extra))}//- one/all.yaml\n${objects}`;
  const told = (text: string): readonly string[] => [...found(text, 'flux/namespace-missing'), ...found(text, 'schema/bad-value')].filter((line) => /^error .*(Team_A|team\.a|tttt)/.test(line)).map((line) => /(?<=:)\d+ \S+ \S+/.exec(line)?.[0] ?? line);
  // Foreign kinds that are called like Flux's; two ConfigMaps, each with its line.
  expect(told(of(list(object('cloud.example/v1', 'Provider', 'p', 'Team_A'), object('v1', 'ConfigMap', 'a', 'Team_A'), object('s3.example/v1', 'Bucket', 'b', 'team.a'), object('v1', 'ConfigMap', 'c', 'Team_A'))))).toEqual(['5 no Namespace', '11 no Namespace', '17 no Namespace', '23 no Namespace']);
  expect(found(of(object('cloud.example/v1', 'Provider', 'p', 'frnot')), 'flux/namespace-missing')).toEqual(['warning one/all.yaml:5 Namespace frnot does not exist; nearest: front']);
  expect(told(of(object('v1', 'ConfigMap', 'a', 't'.repeat(64))))).toEqual(['5 no Namespace']);
  expect(found(of(object('v1', 'ConfigMap', 'a', 't'.repeat(63))), 'flux/namespace-missing')).toEqual([]);
  // The form of all fields of Flux's and Flagger's kinds is judged already.
  expect(told(of(list(object('flagger.app/v1beta1', 'Canary', 'c', 'Team_A'), object('notification.toolkit.fluxcd.io/v1beta3', 'Provider', 'p', 'team.a'))))).toEqual(['5 `metadata.namespace` does', '11 `metadata.namespace` does']);
  // Targets: a Namespace has no dots, and Helm cannot make it either.
  expect(told(of(configMap('a', 'front'), '  targetNamespace: team.a\n'))).toEqual(['18 no Namespace']);
  expect(told(of(list(release('a', 'team.a'), release('b', 'Team_A', '  install:\n    createNamespace: true\n'), release('c', 'made', '  install:\n    createNamespace: true\n'))))).toEqual(['8 no Namespace', '20 no Namespace']);
});

test('a namespace with variables is judged by what substitution gives, and not where that is unknown', () => {
  const of = (namespace: string, extra: string): string => `${bootstrap('clusters/a')}//- clusters/a/apps.yaml\n${list(namespaces('front'), fluxKustomization('one', './one', extra))}//- one/cm.yaml\n${configMap('a', namespace)}`;
  const told = (namespace: string, extra: string): readonly string[] => found(of(namespace, extra), 'flux/namespace-missing');
  const given = (team: string): string => `  postBuild:\n    substitute:\n      team: ${team}\n`;
  expect(told('x-${team}', given('Team_A'))).toEqual([expect.stringMatching(/^error one\/cm\.yaml:5 no Namespace can be called `x-Team_A`: /)]);
  expect(told('x-${team}', given('a'))).toEqual([]);
  const outside = '  postBuild:\n    substituteFrom:\n      - kind: ConfigMap\n        name: outside\n';
  for (const namespace of ['x-${team}', 'X-${team}', '${team}', '${team:-Team_A}']) expect(told(namespace, outside)).toEqual([]);
  for (const extra of ['', outside]) expect(told('X_${team}', extra)).toEqual([]);
  expect(told('${team:-Team_A}', given('a'))).toEqual([]);
  expect(told('${other:-Team_A}', given('a'))).toEqual([expect.stringMatching(/^error one\/cm\.yaml:5 /)]);
  // The target comes from the Kustomization above.
  const target = (more: string): readonly string[] => found(`${bootstrap('clusters/a')}//- clusters/a/apps.yaml\n${fluxKustomization('top', './top', more)}//- top/one.yaml\n${fluxKustomization('one', './one', '  targetNamespace: ${team:-Team_A}\n')}//- one/cm.yaml\n${configMap('a', 'front')}`, 'flux/namespace-missing');
  expect(target(outside)).toEqual([]);
  expect(target(given('Team_B'))).toEqual([expect.stringMatching(/^error .* no Namespace can be called `Team_B`: /)]);
});

test('the field of a target that keeps a patch from its object', () => {
  const of = (target: string): string => `${bootstrap('clusters/a')}//- clusters/a/apps.yaml
${fluxKustomization('one', './one')}//- one/kustomization.yaml
resources:
  - a.yaml
  - b.yaml
patches:
  - target:
      kind: ConfigMap
${target}    patch: |
      - op: add
        path: /data
        value: {}
//- one/a.yaml
${configMap('a', 'x').replace('  name: a\n', '  name: a\n  labels:\n    stage: prod\n')}//- one/b.yaml
${configMap('b', 'w')}`;
  const rule = 'kustomization/patch-hits-nothing';
  expect(found(of('      name: a\n      namespace: x\n'), rule)).toEqual([]);
  // Without the name the other one would be met, without the namespace this one: the target as a whole.
  expect(found(of('      name: a\n      namespace: w\n'), rule)).toEqual([expect.stringMatching(/^warning one\/kustomization\.yaml:6 /)]);
  expect(found(of('      name: a\n      namespace: z\n'), rule)).toEqual([expect.stringMatching(/^warning one\/kustomization\.yaml:8 /)]);
  expect(found(of('      name: a\n      labelSelector: stage=prodd\n'), rule)).toEqual([expect.stringMatching(/^warning one\/kustomization\.yaml:8 /)]);
});

test('a quote that is closed only by the next one is told where it opens', () => {
  const text = `${bootstrap('clusters/a')}//- clusters/a/apps.yaml\n${fluxKustomization('one', './one')}//- one/cm.yaml\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  one: "1\n  two: 2\n  three: "3"\n`;
  expect(found(text, 'kustomize/not-kubernetes')).toEqual([expect.stringMatching(/^error one\/cm\.yaml:6 .*the quote that opens here is closed only lines below$/)]);
});

test('a quote that makes a key of what it swallows is told where it opens', () => {
  const text = `${bootstrap('clusters/a')}//- clusters/a/apps.yaml\n${fluxKustomization('one', './one')}//- one/cm.yaml\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  one: "1\n  more:\n    two: "3"\n    three: 4\n`;
  expect(yamlOf(new TextFile('file:///cm.yaml', 'cm.yaml', text.slice(text.indexOf('apiVersion: v1\nkind: ConfigMap')))).problems).toHaveLength(1);
  expect(found(text, 'kustomize/not-kubernetes')).toEqual([expect.stringMatching(/^error one\/cm\.yaml:6 .*the quote that opens here is closed only lines below$/)]);
});

test('a bracket that is never closed is one error, where it opens', () => {
  const all = (text: string): readonly string[] => {
    const { snapshot } = memoryWorkspace(text);
    const findings = [...checkWorkspace(snapshot, new RuleCache(), (message) => expect.unreachable(message)).values()].flat();
    return findings.map(({ rule, severity, span, message }) => `${severity} ${span.file.path}:${span.file.lines.positionAt(span.start).line + 1} ${rule} ${message}`);
  };
  const of = (apps: string, file = 'one/cm.yaml', text = configMap('a', 'x')): string => `${bootstrap('clusters/a')}//- clusters/a/apps.yaml\n${apps}//- ${file}\n${text}`;
  const one = fluxKustomization('one', './one');
  const words = (open: string): string => `kustomize/not-kubernetes .*the \`\\${open}\` that opens here is never closed$`;
  expect(all(of(one.replace('  prune:', '  dependsOn: [infra\n  prune:')))).toEqual([expect.stringMatching(new RegExp(`^error clusters/a/apps.yaml:9 ${words('[')}`))]);
  expect(all(of(one, 'one/kustomization.yaml', 'resources:\n  - cm.yaml\nlabels: {a: b\n'))).toEqual([expect.stringMatching(new RegExp(`^error one/kustomization.yaml:3 ${words('{')}`))]);
  expect(all(of(one, 'one/cm.yaml', `${configMap('a', 'x')}foo: [a, {b: c]\n`))).toEqual([expect.stringMatching(new RegExp(`^error one/cm.yaml:6 ${words('{')}`))]);
  expect(all(of(one))).toEqual([]);
});

test('variables that a webhook gives to Flux Kustomizations as they come in', () => {
  const of = (more: string): string => `${bootstrap('clusters/a')}//- clusters/a/apps.yaml
${list(fluxKustomization('one', './one', '  postBuild:\n    substitute:\n      app: one\n'), more)}//- one/cm.yaml
${configMap('a', 'x')}data:
  domain: \${DOMAIN}
`;
  const webhook = 'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: hook\n  namespace: flux-system\nspec:\n  interval: 1h\n  chartRef:\n    kind: OCIRepository\n    name: kustomize-mutating-webhook\n';
  const policy = (group: string): string => `apiVersion: admissionregistration.k8s.io/v1\nkind: MutatingAdmissionPolicy\nmetadata:\n  name: hook\nspec:\n  matchConstraints:\n    resourceRules:\n      - apiGroups: [${group}]\n`;
  expect(found(of(configMap('b', 'x')), 'kustomization/variable-missing')).toEqual([expect.stringMatching(/^warning one\/cm\.yaml/)]);
  expect(found(of(policy('apps')), 'kustomization/variable-missing')).toEqual([expect.stringMatching(/^warning /)]);
  for (const more of [webhook, policy('kustomize.toolkit.fluxcd.io')]) expect(found(of(more), 'kustomization/variable-missing')).toEqual([expect.stringMatching(/^hint one\/cm\.yaml:\d+ unresolved: variable `DOMAIN`/)]);
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

test('who should leave a circle: the one for which most others wait, each counted once and never itself', () => {
  const waits = (name: string, ...on: readonly string[]): string => fluxKustomization(name, `./${name}`, `  dependsOn:\n${on.map((other) => `    - name: ${other}\n`).join('')}`);
  const culprits = (...documents: readonly string[]): readonly string[] => {
    const names = ['apps', 'base', 'more', 'shop', 'web'];
    const text = `${bootstrap('clusters/a')}//- clusters/a/apps.yaml\n${list(...documents)}${names.map((name) => `//- ${name}/cm.yaml\n${configMap(name, 'x')}`).join('')}`;
    return found(text, 'kustomization/depends-on-cycle').filter((line) => line.startsWith('error ')).map((line) => line.replace(/^error \S+ /, '').replace(/:.*/, ''));
  };
  const circle = ['base waits for apps, and apps for base'];
  expect(culprits(waits('apps', 'base'), waits('base', 'apps'), waits('web', 'base'))).toEqual(circle);
  // Apps is named four times in each, but only one and two others wait for it.
  expect(culprits(waits('apps', 'base', 'apps', 'apps', 'apps'), waits('base', 'apps'), waits('web', 'base')).filter((words) => !words.includes('itself'))).toEqual(circle);
  expect(culprits(waits('apps', 'base'), waits('base', 'apps'), waits('web', 'base'), waits('more', 'base'), waits('shop', 'apps', 'apps', 'apps'))).toEqual(circle);
});

test('an object of another group is never meant by a reference of Flux', () => {
  const alert = 'apiVersion: notification.toolkit.fluxcd.io/v1beta3\nkind: Alert\nmetadata:\n  name: alert\n  namespace: x\nspec:\n  eventSeverity: info\n  eventSources:\n    - kind: Kustomization\n      name: "*"\n      namespace: flux-system\n  providerRef:\n    name: on-call\n';
  const provider = (apiVersion: string): string => `apiVersion: ${apiVersion}\nkind: Provider\nmetadata:\n  name: on-calll\n  namespace: x\nspec:\n  type: slack\n`;
  const of = (apiVersion: string): readonly string[] => found(`${bootstrap('clusters/a')}//- clusters/a/all.yaml\n${list(alert, provider(apiVersion))}`, 'notification/provider-missing');
  expect(of('notification.toolkit.fluxcd.io/v1beta3')).toEqual([expect.stringContaining('does not exist; nearest: on-calll')]);
  expect(of('cloud.example/v1')).toEqual([expect.stringMatching(/does not exist$/)]);
});
