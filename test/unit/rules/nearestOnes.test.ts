// What a name was likely meant to be, where the object itself is in no file, or stands elsewhere too.
import { expect, test } from 'vitest';
import { checkWorkspace } from '../../../server/src/rules/checkWorkspace.ts';
import { RuleCache } from '../../../server/src/rules/ruleCache.ts';
import { bootstrap, configMap, fluxKustomization, memoryWorkspace } from '../../harness/memoryWorkspace.ts';

/** Findings of a rule as `severity line message`, all of the file `file`. */
function told(text: string, rule: string, file = 'clusters/a/all.yaml'): readonly string[] {
  const findings = [...checkWorkspace(memoryWorkspace(text).snapshot, new RuleCache(), (message) => expect.unreachable(message)).values()].flat();
  return findings.filter((finding) => finding.rule === rule && finding.span.file.path === file).map(({ severity, span, message }) => `${severity} ${span.file.lines.positionAt(span.start).line + 1} ${message}`);
}

const list = (...documents: readonly string[]): string => documents.join('---\n');
const cluster = (...documents: readonly string[]): string => `${bootstrap('clusters/a')}//- clusters/a/all.yaml\n${list(...documents)}`;
const release = (name: string, namespace: string, more = ''): string => `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: ${name}\n  namespace: ${namespace}\nspec:\n  interval: 1h\n${more}  chart:\n    spec:\n      chart: app\n      version: 1.0.0\n      sourceRef:\n        kind: HelmRepository\n        name: stable\n`;
const repository = (name: string, namespace: string): string => `apiVersion: source.toolkit.fluxcd.io/v1\nkind: HelmRepository\nmetadata:\n  name: ${name}\n  namespace: ${namespace}\nspec:\n  interval: 1h\n  url: https://charts.example\n`;
const canary = (scaler: string): string => `apiVersion: flagger.app/v1beta1\nkind: Canary\nmetadata:\n  name: app\n  namespace: x\nspec:\n  targetRef:\n    apiVersion: apps/v1\n    kind: Deployment\n    name: podinfo\n  autoscalerRef:\n    apiVersion: autoscaling/v2\n    kind: HorizontalPodAutoscaler\n    name: ${scaler}\n  service:\n    port: 80\n  analysis:\n    interval: 1m\n    threshold: 5\n    iterations: 5\n`;

test('a health check of what a chart brings, which is called like its release', () => {
  const of = (name: string, more = ''): readonly string[] => told(cluster(repository('stable', 'x'), release('gateway', 'x', more), fluxKustomization('one', './one', `  timeout: 5m\n  healthChecks:\n    - apiVersion: apps/v1\n      kind: Deployment\n      name: ${name}\n      namespace: x\n`)).concat(`//- one/cm.yaml\n${configMap('a', 'x')}`), 'kustomization/health-check-missing');
  expect(of('gatewya')).toEqual([expect.stringMatching(/^warning \d+ nothing in this workspace brings Deployment gatewya in namespace x; nearest: HelmRelease gateway$/)]);
  const inOwn = (name: string): readonly string[] => told(cluster(repository('stable', 'rook-ceph'), release('cluster', 'rook-ceph'), fluxKustomization('one', './one', `  timeout: 5m\n  healthChecks:\n    - apiVersion: ceph.rook.io/v1\n      kind: CephCluster\n      name: ${name}\n      namespace: rook-ceph\n`)).concat(`//- one/cm.yaml\n${configMap('a', 'x')}`), 'kustomization/health-check-missing');
  expect(inOwn('rook-cehp')).toEqual([expect.stringMatching(/^warning \d+ nothing in this workspace brings CephCluster rook-cehp in namespace rook-ceph; nearest: rook-ceph, as its namespace is called$/)]);
  for (const name of ['rook-ceph', 'rook-ceph-2', 'cluster']) expect(inOwn(name)).toEqual([]);
  for (const name of ['gateway', 'gateway-proxy', 'worker']) expect(of(name)).toEqual([]);
  expect(of('gatewya', '  targetNamespace: y\n').join()).not.toContain('HelmRelease');
});

test('a health check of what a chart brings under another name than its HelmRelease has', () => {
  const of = (name: string, namespace: string, more: string, objects = ''): readonly string[] => told(cluster(repository('stable', namespace), release('webapp', namespace, more), ...(objects === '' ? [] : [objects]), fluxKustomization('one', './one', `  timeout: 5m\n  healthChecks:\n    - apiVersion: apps/v1\n      kind: Deployment\n      name: ${name}\n      namespace: ${namespace}\n`)).concat(`//- one/cm.yaml\n${configMap('a', 'x')}`), 'kustomization/health-check-missing').filter((line) => line.startsWith('warning'));
  expect(of('web-app', 'x', '')).toEqual([expect.stringContaining('nearest: HelmRelease webapp')]);
  expect(of('web-app', 'x', '  releaseName: web-app\n')).toEqual([]);
  expect(of('web-ap', 'x', '  releaseName: web-app\n')).toEqual([expect.stringContaining('nearest: web-app, as HelmRelease webapp calls its release')]);
  expect(of('x-webapp', 'x', '  targetNamespace: x\n')).toEqual([]);
  expect(of('x-webap', 'x', '  targetNamespace: x\n')).toEqual([expect.stringContaining('nearest: x-webapp, as HelmRelease webapp calls its release')]);
  // The chart is called app: charts call what they bring after both where the release does not hold the name of the chart.
  expect(of('shp-app', 'x', '  releaseName: shop\n')).toEqual([expect.stringContaining('nearest: shop-app, which is what the chart of HelmRelease webapp likely calls it')]);
  expect(of('shop-app', 'x', '  releaseName: shop\n')).toEqual([]);
  const ofArtifact = (name: string): readonly string[] => told(cluster('apiVersion: source.toolkit.fluxcd.io/v1\nkind: OCIRepository\nmetadata:\n  name: webapp\n  namespace: x\nspec:\n  interval: 1h\n  url: oci://charts.example/team/frontend\n', 'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: shop\n  namespace: x\nspec:\n  interval: 1h\n  chartRef:\n    kind: OCIRepository\n    name: webapp\n', fluxKustomization('one', './one', `  timeout: 5m\n  healthChecks:\n    - apiVersion: apps/v1\n      kind: Deployment\n      name: ${name}\n      namespace: x\n`)).concat(`//- one/cm.yaml\n${configMap('a', 'x')}`), 'kustomization/health-check-missing').filter((line) => line.startsWith('warning'));
  expect(ofArtifact('shop-fronted')).toEqual([expect.stringContaining('nearest: shop-frontend, which is what the chart of HelmRelease shop likely calls it')]);
  for (const name of ['shop-frontend', 'shop', 'shop-worker']) expect(ofArtifact(name)).toEqual([]);
  for (const key of ['fullnameOverride', 'nameOverride']) expect(of('web-app', 'x', `  values:\n    app:\n      - ${key}: web-app\n`)).toEqual([]);
  expect(of('web-app', 'x', '  valuesFrom:\n    - kind: ConfigMap\n      name: values\n', 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: values\n  namespace: x\ndata:\n  values.yaml: |\n    fullnameOverride: web-app\n')).toEqual([]);
  // The name of the namespace is no better a guess where a release says what it is.
  expect(of('team-web', 'teamweb', '')).toEqual([expect.stringContaining('as its namespace is called')]);
  expect(of('team-web', 'teamweb', '  releaseName: team-web\n')).toEqual([]);
  expect(of('team-web', 'teamweb', '  values:\n    fullnameOverride: team-web\n')).toEqual([]);
});

test('an autoscaler that is called nearly like the target', () => {
  // The target and its autoscaler come from elsewhere.
  const source = 'apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata:\n  name: elsewhere\n  namespace: flux-system\nspec:\n  interval: 1h\n  url: https://git.example/elsewhere\n  ref:\n    branch: main\n';
  const of = (scaler: string): readonly string[] => told(cluster(source, fluxKustomization('elsewhere', './').replace('    name: flux-system', '    name: elsewhere'), canary(scaler)), 'canary/autoscaler-missing');
  expect(of('poinfo')).toEqual([expect.stringMatching(/^warning \d+ nothing in this workspace brings HorizontalPodAutoscaler poinfo in namespace x; nearest: podinfo, as the target is called$/)]);
  for (const scaler of ['podinfo', 'podinfo-hpa', 'other']) expect(of(scaler)).toEqual([]);
});

test('one beside that nothing names is nearer than one of the very name elsewhere', () => {
  const of = (...repositories: readonly string[]): readonly string[] => told(cluster(...repositories, release('app', 'x')), 'helm/source-missing');
  expect(of(repository('stable', 'y'), repository('stabel', 'x'))).toEqual([expect.stringMatching(/HelmRepository stable in namespace x does not exist; nearest: stabel$/)]);
  expect(of(repository('stable', 'y'), repository('stabel', 'x'), release('other', 'x').replace('name: stable', 'name: stabel'))).toEqual([expect.stringMatching(/^error \d+ HelmRepository stable in namespace x does not exist; there is one in namespace y$/)]);
});

test('the group of a target that nothing fits', () => {
  const of = (target: string): readonly string[] => told(`${bootstrap('clusters/a')}//- clusters/a/apps.yaml\n${fluxKustomization('one', './one')}//- one/kustomization.yaml\nresources: [cm.yaml]\npatches:\n  - target:\n${target}    patch: |-\n      - op: add\n        path: /data\n        value: {}\n//- one/cm.yaml\n${configMap('a', 'x')}`, 'kustomization/patch-hits-nothing', 'one/kustomization.yaml');
  expect(of('      kind: ConfigMap\n      group: apps\n')).toEqual([expect.stringMatching(/^warning 5 /)]);
  expect(of('      kind: ConfigMap\n      version: v2\n      name: a\n')).toEqual([expect.stringMatching(/^warning 5 /)]);
  expect(of('      kind: ConfigMap\n      version: v1\n')).toEqual([]);
});

test('the label of a target that is nearly one that Flagger looks for', () => {
  const deployment = (label: string): string => `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: podinfo\n  namespace: x\nspec:\n  selector:\n    matchLabels:\n      tier: web\n      ${label}: podinfo\n`;
  const of = (label: string): readonly string[] => told(cluster(deployment(label), canary('podinfo')), 'canary/selector-label-missing');
  expect(of('appp')).toEqual([expect.stringMatching(/^warning 10 Canary app cannot start: .*; nearest to `appp`: `app`$/)]);
  expect(of('component')).toEqual([expect.stringMatching(/^warning 8 /)]);
  expect(of('app')).toEqual([]);
});

test('a host with a dot behind', () => {
  const service = 'apiVersion: v1\nkind: Service\nmetadata:\n  name: flagger-loadtester\n  namespace: tests\n';
  const hook = (url: string, cmd = ''): string => `${canary('podinfo')}    webhooks:\n      - name: load\n        url: ${url}\n${cmd}`;
  expect(told(cluster(service, hook('http://flagger-loadtester.x.svc.cluster.local./')), 'canary/webhook-host-missing')).toEqual([expect.stringContaining('there is one in namespace tests')]);
  const load = (namespace: string): readonly string[] => told(cluster(service, hook('http://flagger-loadtester.tests/', `        metadata:\n          cmd: hey http://podinfo-canary.${namespace}.svc.cluster.local./\n`)), 'canary/load-test-elsewhere');
  expect(load('x')).toEqual([]);
  expect(load('tests')).toEqual([expect.stringContaining('this load test calls podinfo-canary in namespace tests')]);
});

test('the folder of an image automation, and that it came', () => {
  const automation = 'apiVersion: image.toolkit.fluxcd.io/v1\nkind: ImageUpdateAutomation\nmetadata:\n  name: apps\n  namespace: flux-system\nspec:\n  interval: 1h\n  sourceRef:\n    kind: GitRepository\n    name: flux-system\n  git:\n    commit:\n      author:\n        email: a@b.example\n  update:\n    path: ./apps\n';
  const { session } = memoryWorkspace(cluster(automation));
  const cache = new RuleCache();
  const messages = (): readonly string[] => [...checkWorkspace(session.snapshot, cache, (message) => expect.unreachable(message)).values()].flat().filter(({ rule }) => rule === 'image/path-missing').map(({ message }) => message);
  expect(messages()).toEqual(['./apps does not exist in GitRepository flux-system']);
  session.apply({ kind: 'text', uri: 'file:///w/repo/app/cm.yaml', text: configMap('a', 'x') });
  expect(messages()).toEqual(['./apps does not exist in GitRepository flux-system; nearest: ./app']);
  session.apply({ kind: 'text', uri: 'file:///w/repo/apps/cm.yaml', text: configMap('a', 'x') });
  expect(messages()).toEqual([]);
});

test('a target by labels whose kind or group is misspelt', () => {
  const of = (target: string): readonly string[] => told(`${bootstrap('clusters/a')}//- clusters/a/apps.yaml\n${fluxKustomization('one', './one')}//- one/kustomization.yaml\nresources: [cm.yaml]\npatches:\n  - target:\n${target}      labelSelector: tier=web\n    patch: |-\n      - op: add\n        path: /data\n        value: {}\n//- one/cm.yaml\n${configMap('a', 'x')}`, 'kustomization/patch-hits-nothing', 'one/kustomization.yaml');
  expect(of('      kind: ConfgiMap\n')).toEqual([expect.stringMatching(/^warning 4 /)]);
  expect(of('      group: pas\n')).toEqual([expect.stringMatching(/^hint /)]);
  const route = (kind: string): readonly string[] => told(`${bootstrap('clusters/a')}//- clusters/a/apps.yaml\n${fluxKustomization('one', './one')}//- one/kustomization.yaml\nresources: [route.yaml]\npatches:\n  - target:\n${kind}      labelSelector: tier=web\n    patch: |-\n      - op: add\n        path: /data\n        value: {}\n//- one/route.yaml\napiVersion: gateway.networking.k8s.io/v1alpha2\nkind: TLSRoute\nmetadata:\n  name: a\n  namespace: x\n`, 'kustomization/patch-hits-nothing', 'one/kustomization.yaml');
  for (const kind of ['kind: TCPRoute', 'kind: UDPRoute', 'group: TLSRuote']) expect(route(`      ${kind}\n`), kind).toEqual([expect.stringMatching(/^hint /)]);
  for (const kind of ['kind: TLSRuote', 'group: gateway.netwroking.k8s.io']) expect(route(`      ${kind}\n`), kind).toEqual([expect.stringMatching(/^warning /)]);
  // That nobody bears a label at present, or that there is no object of a kind, is no mistake.
  for (const kind of ['ConfigMap', 'Secret', 'Deployment']) expect(of(`      kind: ${kind}\n`)).toEqual([expect.stringMatching(/^hint \d /)]);
});

test('a patch that hits nothing, so that another one below it fails', () => {
  const of = (kind: string, last = 'ConfigMap'): readonly string[] => {
    const patch = (target: string, path: string): string => `  - target:\n      kind: ${target}\n    patch: |-\n      - op: add\n        path: ${path}\n        value: {}\n`;
    const files = `//- one/kustomization.yaml\nresources: [cm.yaml]\npatches:\n${patch(kind, '/data')}${patch(last, '/data/a/b')}${patch('Secrte', '/data')}//- one/cm.yaml\n${configMap('a', 'x')}`;
    return told(`${bootstrap('clusters/a')}//- clusters/a/apps.yaml\n${fluxKustomization('one', './one')}${files}`, 'kustomization/patch-hits-nothing', 'one/kustomization.yaml');
  };
  // What stands below the one that fails may have been meant for what that makes.
  expect(of('ConfigMpa')).toEqual([expect.stringMatching(/^warning 4 /)]);
  expect(of('ConfigMap')).toEqual([]);
});

test('an optional source of variables that is only a slip of one that is there', () => {
  const of = (name: string, more: readonly string[] = [], optional = true): readonly string[] => {
    const entry = (one: string, is: boolean): string => `      - kind: ConfigMap\n        name: ${one}\n        optional: ${is}\n`;
    return told(cluster(configMap('cluster-vars', 'flux-system'), fluxKustomization('one', './one', `  postBuild:\n    substituteFrom:\n${entry(name, optional)}${more.map((one) => entry(one, true)).join('')}`)).concat(`//- one/cm.yaml\n${configMap('a', 'x')}`), 'kustomization/variable-source-missing');
  };
  expect(of('clutser-vars')).toEqual([expect.stringMatching(/^warning \d+ ConfigMap clutser-vars in namespace flux-system does not exist; nearest: cluster-vars$/)]);
  expect(of('clutser-vars', [], false)).toEqual([expect.stringMatching(/^error /)]);
  // One for this cluster alone, which need not be there.
  for (const name of ['cluster-vars', 'cluster-vars-a', 'cluster-vars2', 'cluster-var', 'other']) expect(of(name)).toEqual([]);
  expect(of('clutser-vars', ['cluster-vars'])).toEqual([]);
});

test('an optional source of variables that is called after its own Kustomization, and one that is another one’s', () => {
  const vars = (name: string, from: string, optional = ''): string => fluxKustomization(name, './one', `  postBuild:\n    substituteFrom:\n      - kind: ConfigMap\n        name: ${from}\n${optional}`);
  const of = (there: string, ...kustomizations: readonly string[]): readonly string[] => told(cluster(configMap(there, 'flux-system'), ...kustomizations).concat(`//- one/cm.yaml\n${configMap('a', 'x')}`), 'kustomization/variable-source-missing');
  const optional = '        optional: true\n';
  expect(of('admin-vars', vars('admni', 'admni-vars', optional))).toEqual([]);
  expect(of('admin-vars', vars('other', 'admni-vars', optional))).toHaveLength(1);
  // One that another Kustomization needs is that one's, as long as not all of them name it.
  const users = ['one', 'two', 'three'].map((name) => vars(name, 'admin-vars'));
  expect(of('admin-vars', vars('other', 'admni-vars', optional), ...users.slice(0, 1))).toEqual([]);
  expect(of('admin-vars', vars('other', 'admni-vars', optional), ...users)).toHaveLength(1);
});

test('a health check of a definition that comes from elsewhere, by the custom resources that are there', () => {
  const of = (name: string, more = ''): readonly string[] => told(cluster('apiVersion: dragonflydb.io/v1alpha1\nkind: Dragonfly\nmetadata:\n  name: cache\n  namespace: x\n', ...(more === '' ? [] : [more]), fluxKustomization('one', './one', `  timeout: 5m\n  healthChecks:\n    - apiVersion: apiextensions.k8s.io/v1\n      kind: CustomResourceDefinition\n      name: ${name}\n`)).concat(`//- one/cm.yaml\n${configMap('a', 'x')}`), 'kustomization/health-check-missing').filter((line) => line.startsWith('warning'));
  const wanted = [expect.stringMatching(/^warning \d+ nothing in this workspace brings CustomResourceDefinition dragonflies\.drgaonflydb\.io; nearest: dragonflies\.dragonflydb\.io, of which there are objects$/)];
  expect(of('dragonflies.drgaonflydb.io')).toEqual(wanted);
  // Also where another definition is in Git.
  expect(of('dragonflies.drgaonflydb.io', 'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: things.example.com\n')).toEqual(wanted);
  for (const name of ['dragonflies.dragonflydb.io', 'backups.dragonflydb.io', 'clusters.postgresql.cnpg.io']) expect(of(name)).toEqual([]);
});

test('a health check of a definition whose plural only the definition tells', () => {
  const of = (name: string): readonly string[] => told(cluster('apiVersion: elasticsearch.k8s.elastic.co/v1\nkind: Elasticsearch\nmetadata:\n  name: logs\n  namespace: x\n', 'apiVersion: kafka.example.com/v1\nkind: Mesh\nmetadata:\n  name: logs\n  namespace: x\n', fluxKustomization('one', './one', `  timeout: 5m\n  healthChecks:\n    - apiVersion: apiextensions.k8s.io/v1\n      kind: CustomResourceDefinition\n      name: ${name}\n`)).concat(`//- one/cm.yaml\n${configMap('a', 'x')}`), 'kustomization/health-check-missing').filter((line) => line.startsWith('warning'));
  for (const name of ['elasticsearches.elasticsearch.k8s.elastic.co', 'elasticsearchs.elasticsearch.k8s.elastic.co', 'elasticsearch.elasticsearch.k8s.elastic.co', 'meshes.kafka.example.com', 'meshs.kafka.example.com']) expect(of(name), name).toEqual([]);
  // Another kind of a group that is called nearly so.
  expect(of('nodes.elasticsaerch.k8s.elastic.co')).toEqual([]);
  expect(of('elasticsearches.elasticsaerch.k8s.elastic.co')).toEqual([expect.stringContaining('nearest: elasticsearches.elasticsearch.k8s.elastic.co')]);
});

test('the source that Flux was given by hand is there for others, also where one Kustomization names another kind', () => {
  const receiver = 'apiVersion: notification.toolkit.fluxcd.io/v1\nkind: Receiver\nmetadata:\n  name: push\n  namespace: flux-system\nspec:\n  type: github\n  secretRef:\n    name: token\n  resources:\n    - kind: GitRepository\n      name: NAME\n';
  const of = (kind: string, name: string): readonly string[] => told(`//- clusters/all.yaml\n${list(fluxKustomization('one', './one'), fluxKustomization('two', './two'), fluxKustomization('three', './three').replace('GitRepository', kind))}//- one/all.yaml\n${receiver.replace('NAME', name)}//- two/cm.yaml\n${configMap('a', 'x')}//- three/cm.yaml\n${configMap('b', 'x')}`, 'notification/receiver-resource-missing', 'one/all.yaml').filter((line) => !line.startsWith('hint'));
  for (const kind of ['GitRepository', 'OCIRepository']) expect(of(kind, 'flux-system')).toEqual([]);
  expect(of('OCIRepository', 'flux-sytsem')).toHaveLength(1);
});

test('a Secret that a controller makes of an object in Git', () => {
  const of = (name: string, spec = ''): readonly string[] => told(cluster(repository('stable', 'x'), `apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata:\n  name: login-data\n  namespace: x\nspec:\n  refreshInterval: 1h\n${spec}`, release('app', 'x', `  valuesFrom:\n    - kind: Secret\n      name: ${name}\n`)), 'helm/values-missing');
  expect(of('login-data')).toEqual([]);
  expect(of('login-dtaa')).toEqual([expect.stringMatching(/^warning \d+ nothing in this workspace brings Secret login-dtaa in namespace x; nearest: login-data, which ExternalSecret login-data makes$/)]);
  expect(of('access-data', '  target:\n    name: access-data\n')).toEqual([]);
  expect(of('acces-data', '  target:\n    name: access-data\n')).toEqual([expect.stringContaining('nearest: access-data, which ExternalSecret login-data makes')]);
  // Another Secret, whoever makes it.
  for (const name of ['logindata', 'login-data2', 'other']) expect(of(name)).toEqual([expect.stringMatching(/^hint \d+ unresolved/)]);
});

test('a Secret that a controller makes under the name that the controller takes, or not at all', () => {
  const of = (name: string, made: string): readonly string[] => told(cluster(repository('stable', 'x'), made, release('app', 'x', `  valuesFrom:\n    - kind: Secret\n      name: ${name}\n`)), 'helm/values-missing');
  const sealed = 'apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata:\n  name: login-data\n  namespace: x\nspec:\n  encryptedData:\n    a: AgB\n  template:\n    metadata:\n      name: access-data\n';
  expect(of('login-data', sealed)).toEqual([]);
  expect(of('login-dtaa', sealed)).toEqual([expect.stringContaining('nearest: login-data, which SealedSecret login-data makes')]);
  expect(of('access-data', sealed)).toEqual([expect.stringMatching(/^hint/)]);
  const external = (policy: string): string => `apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata:\n  name: login-data\n  namespace: x\nspec:\n  target:\n    creationPolicy: ${policy}\n`;
  for (const policy of ['Owner', 'Orphan']) expect(of('login-data', external(policy))).toEqual([]);
  for (const policy of ['Merge', 'None']) {
    expect(of('login-data', external(policy))).toEqual([expect.stringMatching(/^hint/)]);
    expect(of('login-dtaa', external(policy))).toEqual([expect.stringMatching(/^hint/)]);
  }
});

const workload = (name: string, secret: string, more = ''): string => `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: ${name}\n  namespace: x\nspec:\n  selector:\n    matchLabels:\n      app: ${name}\n  template:\n    metadata:\n      labels:\n        app: ${name}\n    spec:\n${more}      containers:\n        - name: main\n          image: registry.example/main:1.0\n          envFrom:\n            - secretRef:\n                name: ${secret}\n`;
const secret = (name: string): string => `apiVersion: v1\nkind: Secret\nmetadata:\n  name: ${name}\n  namespace: x\nstringData:\n  a: b\n`;
const configMissing = (...documents: readonly string[]): readonly string[] => told(cluster(...documents), 'flux/config-missing');

test.each([
  ['an annotation', 'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: web\n  namespace: x\n  annotations:\n    nginx.ingress.kubernetes.io/auth-tls-secret: x/login-data\n'],
  ['a Gateway', 'apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata:\n  name: web\n  namespace: x\nspec:\n  listeners:\n    - name: web\n      tls:\n        certificateRefs:\n          - name: login-data\n'],
  ['pull secrets', workload('other', 'far', '      imagePullSecrets:\n        - name: login-data\n')],
  ['an argument', workload('other', 'far').replace('          envFrom:', '          args:\n            - --secret=login-data\n          envFrom:')],
  ['a role', 'apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata:\n  name: web\n  namespace: x\nrules:\n  - apiGroups: [""]\n    resources: [secrets]\n    verbs: [get]\n    resourceNames: [login-data]\n'],
  ['an object elsewhere that writes the namespace, too', 'apiVersion: example.com/v1\nkind: Copy\nmetadata:\n  name: web\n  namespace: y\nspec:\n  from: x/login-data\n'],
  ['an object without a namespace', 'apiVersion: cert-manager.io/v1\nkind: ClusterIssuer\nmetadata:\n  name: web\nspec:\n  ca:\n    secretName: login-data\n'],
])('a Secret that is named by %s is not the one that was meant', (_, user) => {
  const app = workload('app', 'login-dtaa');
  const made = 'apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata:\n  name: login-data\n  namespace: x\nspec:\n  refreshInterval: 1h\n';
  expect(configMissing(secret('login-data'), app)).toHaveLength(2);
  expect(configMissing(made, app)).toHaveLength(1);
  for (const there of [secret('login-data'), made]) expect(configMissing(there, app, user)).toEqual([]);
});

test('what is written only for another namespace, or calls a part of a pod, names no Secret', () => {
  const elsewhere = workload('other', 'login-data').replace('namespace: x', 'namespace: y');
  expect(configMissing(secret('login-data'), workload('app', 'login-dtaa'), elsewhere)).toHaveLength(2);
  expect(configMissing(secret('login-data'), workload('app', 'login-dtaa', '      volumes:\n        - name: login-data\n          emptyDir: {}\n'))).toHaveLength(2);
});

test('a Secret that cert-manager makes for an Ingress is there', () => {
  const ingress = (annotation: string): string => `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: web\n  namespace: x\n  annotations:\n    ${annotation}\nspec:\n  tls:\n    - secretName: shop-certificate\n`;
  const of = (name: string, annotation: string): readonly string[] => configMissing(secret('shop-certificaet'), workload('app', name), ingress(annotation));
  expect(of('shop-certificate', 'a: b')).toHaveLength(2);
  for (const annotation of ['cert-manager.io/cluster-issuer: acme', 'cert-manager.io/issuer: acme', 'kubernetes.io/tls-acme: "true"']) expect(of('shop-certificate', annotation)).toEqual([]);
});

test.each([
  ['app-auth', 'app-oauth'],
  ['web-tls', 'web-mtls'],
  ['web-cert-a', 'web-certs-a'],
  ['app-mail', 'app-email'],
  ['shop-eu', 'shop-ue'],
])('%s and %s are two words, no slip', (one, other) => {
  const made = (name: string): string => `apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata:\n  name: ${name}\n  namespace: x\nspec:\n  refreshInterval: 1h\n`;
  for (const [wanted, there] of [[one, other], [other, one]] as const) for (const object of [secret(there), made(there)]) expect(configMissing(object, workload('app', wanted))).toEqual([]);
});
