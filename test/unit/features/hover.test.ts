/** What hovers say: durations, paths, sources with their state, chains, variables, markers, schedules, patches. */
import { describe, expect, test } from 'vitest';
import { findHover } from '../../../server/src/features/hover.ts';
import { noClusterFacts, type ClusterFacts } from '../../../server/src/protocol/clusterFacts.ts';
import { bootstrap, configMap, fluxKustomization, memoryWorkspace } from '../../harness/memoryWorkspace.ts';

function hoverAt(text: string, facts?: ClusterFacts): string {
  const { snapshot, cursor } = memoryWorkspace(text);
  const hover = findHover(snapshot, cursor.file, cursor.offset, facts);
  if (hover === undefined) return '';
  expect(hover.span.file.uri, 'the span lies in the file that was asked about').toBe(cursor.file.uri);
  expect(hover.span.start <= cursor.offset && cursor.offset <= hover.span.end, 'the span holds the cursor').toBe(true);
  return hover.markdown;
}

const fleet = (kustomization: string, more = ''): string => `${bootstrap('clusters/a')}//- apps/cm.yaml\n${configMap('web', 'shop')}//- clusters/a/apps.yaml\n${kustomization}${more}`;

describe('a component of a Flux Kustomization', () => {
  const component = '//- components/backup/kustomization.yaml\napiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources: [a.yaml, b.yaml]\npatches:\n  - patch: "[]"\n//- components/backup/a.yaml\n';
  const at = (path: string): string => hoverAt(fleet(fluxKustomization('apps', './apps', `  components:\n    - ${path}\n`), component));
  test('says what it adds to which build', () => {
    expect(at('../compo$0nents/backup')).toContain('component `./components/backup`, added to what **apps** builds: 2 resources, 1 patch');
    expect(at('../compo$0nents/gone')).toContain('folder `./components/gone` does not exist in');
  });
});

describe('durations', () => {
  test('in words, with what holds for those that are not written', () => {
    const interval = hoverAt(fleet(fluxKustomization('apps', './apps').replace('interval: 10m', 'interval: 1$0h')));
    expect(interval).toContain('Applied every **1 h**, also when nothing changed');
    expect(interval).not.toContain('`1h` is');
    expect(interval).toContain('`timeout` is not set: 59 min 30 s');
    expect(interval).toContain('`retryInterval` is not set: after a failure again after 1 h');
  });

  test('that are written are no longer said to be missing; too short ones are raised', () => {
    expect(hoverAt(fleet(fluxKustomization('apps', './apps', '  timeout: 5m\n').replace('interval: 10m', 'interval: 1$00m')))).not.toContain('`timeout` is not set');
    expect(hoverAt(fleet(fluxKustomization('apps', './apps', '  timeout: 1$00s\n')))).toContain('at least 30 s hold: 30 s');
    expect(hoverAt('//- a.yaml\napiVersion: flagger.app/v1beta1\nkind: Canary\nmetadata:\n  name: a\nspec:\n  targetRef:\n    kind: Deployment\n    name: a\n  analysis:\n    interval: 5$0s\n')).toContain('Flagger takes 10 s');
  });

  test('say what happens then, not what 5m is', () => {
    const all = '  timeout: 5$m\n  retryInterval: 2$m\n';
    const at = (written: string): string => hoverAt(fleet(fluxKustomization('apps', './apps', all.replace(written.replace('$0', '$'), written).replaceAll('$m', 'm'))));
    expect(at('5$0m')).toContain('given up after **5 min** together');
    expect(at('5$0m')).toContain('After a failure it runs again after 2 min');
    expect(at('2$0m')).toContain('After any failed run it runs again after **2 min**, each time the same; after a good one after 10 min');
    expect(hoverAt(fleet(fluxKustomization('apps', './apps', '  timeout: 9$00m\n')))).toContain('`90m` is 1 h 30 min');
    const release = (spec: string): string => hoverAt(`//- a.yaml\napiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: a\nspec:\n${spec}`);
    expect(release('  interval: 1h\n  timeout: 1$00m\n')).toContain('Each action of Helm (install, upgrade, test, rollback, uninstall) is given up after **10 min**');
    expect(release('  interval: 1$0h\n')).toContain('`timeout` is not set: 5 min');
    expect(release('  interval: 1h\n  upgrade:\n    timeout: 3$0m\n')).toContain("Helm's upgrade is given up after **3 min**");
    expect(hoverAt('//- a.yaml\napiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata:\n  name: a\nspec:\n  interval: 5$0m\n')).toContain('Looks for a new revision every **5 min**');
  });

  test('of other kinds are left alone', () => {
    expect(hoverAt('//- a.yaml\napiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\nspec:\n  interval: 1$00m\n')).toBe('');
  });
});

describe('wait', () => {
  const waiting = (more: string): string => hoverAt(fleet(fluxKustomization('apps', './apps', more), `---\n${fluxKustomization('next', './apps', '  dependsOn:\n    - name: apps\n')}`));
  test('says what must be healthy, how long, and who waits for it', () => {
    const markdown = waiting('  wait: tr$0ue\n  timeout: 3m\n');
    expect(markdown).toContain('Ready only when the one object that it applies is healthy; failed when that takes more than 3 min.');
    expect(markdown).toContain('Until then next waits.');
  });
  test('says that ready is applied where it is off, but for health checks', () => {
    expect(waiting('  wait: fal$0se\n')).toContain('Ready as soon as everything is applied, healthy or not.\n\nUntil then next waits, and not for health.');
    expect(waiting('  wait: fal$0se\n  healthChecks:\n    - {kind: Deployment, name: a, namespace: b}\n')).toContain('and its health check passes');
  });
});

describe('references', () => {
  const facts: ClusterFacts = {
    ...noClusterFacts('2026-11-23T04:00:00Z'),
    contextName: 'dev',
    connection: 'live',
    sources: [{ kind: 'GitRepository', namespace: 'flux-system', name: 'flux-system', state: 'ready', sentence: '', reason: '', message: '', readyChangedAt: '', suspended: false, interval: '1m', revision: `main@sha1:${'02fae5b'.padEnd(40, '0')}`, url: '', fetchedAt: '2026-11-23T03:58:10Z' }],
  };

  test('a source with its last known revision', () => {
    const markdown = hoverAt(fleet(fluxKustomization('apps', './apps').replace('    name: flux-system', '    name: flux$0-system')), facts);
    expect(markdown).toContain('Ready · main@02fae5b · fetched 2026-11-23 03:58 UTC · in dev'.replace('main@', 'main@'));
    expect(hoverAt(fleet(fluxKustomization('apps', './apps').replace('    name: flux-system', '    name: flux$0-system')), { ...facts, connection: 'stale' })).toContain('as of 2026-11-23 04:00 UTC');
    expect(hoverAt(fleet(fluxKustomization('apps', './apps').replace('    name: flux-system', '    name: flux$0-system')), noClusterFacts(''))).not.toContain('Ready');
  });

  test('a dependency with the chain behind it, and who waits for it', () => {
    const all = [fluxKustomization('apps', './apps', '  dependsOn:\n    - name: mi$0ddle\n'), fluxKustomization('middle', './apps', '  dependsOn:\n    - name: low\n    - name: side\n'), fluxKustomization('low', './apps', '  dependsOn:\n    - name: lowest\n'), fluxKustomization('lowest', './apps'), fluxKustomization('side', './apps')].join('---\n');
    const markdown = hoverAt(fleet(all));
    expect(markdown).toContain('waits for low → lowest (3 in all)');
    expect(markdown).toContain('waited for by apps');
  });

  test('a circle of dependencies has an end', () => {
    const all = [fluxKustomization('apps', './apps', '  dependsOn:\n    - name: b$0\n'), fluxKustomization('b', './apps', '  dependsOn:\n    - name: apps\n')].join('---\n');
    expect(hoverAt(fleet(all))).toContain('waits for apps → b');
  });

  test('a path with what it brings', () => {
    expect(hoverAt(fleet(fluxKustomization('apps', './ap$0ps')))).toContain('brings one object');
  });
});

describe('variables', () => {
  const workspace = (value: string): string => fleet(fluxKustomization('apps', './shop', '  postBuild:\n    substitute:\n      HOST: example.org\n    substituteFrom:\n      - kind: Secret\n        name: keys\n'), `---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: keys\n  namespace: flux-system\nstringData:\n  TOKEN: hunter22\n//- shop/cm.yaml\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\n  namespace: shop\ndata:\n  a: "${value}"\n`);

  test('with value and origin', () => {
    const markdown = hoverAt(workspace('https://${HO$0ST}/'));
    expect(markdown).toContain('is `example.org` in *apps*, from `postBuild.substitute`');
    expect(markdown).toContain('clusters/a/apps\\.yaml:15');
  });

  test('of a Secret never with its value', () => {
    const markdown = hoverAt(workspace('${TO$0KEN}'));
    expect(markdown).toContain('from Secret');
    expect(markdown).not.toContain('hunter22');
  });

  test('that are not set, have a default, or are escaped', () => {
    expect(hoverAt(workspace('${NO$0NE}'))).toContain('is not set in *apps*');
    expect(hoverAt(workspace('${NO$0NE:=x}'))).toContain('the default holds');
    expect(hoverAt(workspace('$${HO$0ST}'))).toContain('stays `${HOST}`');
  });

  test('in an object that opts out stay', () => {
    const text = workspace('${HO$0ST}').replace('  namespace: shop\ndata', '  namespace: shop\n  annotations:\n    kustomize.toolkit.fluxcd.io/substitute: disabled\ndata');
    expect(hoverAt(text)).toContain('switched off for this object');
  });
});

describe('an image policy marker', () => {
  const objects = 'apiVersion: image.toolkit.fluxcd.io/v1\nkind: ImageRepository\nmetadata:\n  name: web\n  namespace: flux-system\nspec:\n  image: ghcr.io/x/web\n  interval: 5m\n---\napiVersion: image.toolkit.fluxcd.io/v1\nkind: ImagePolicy\nmetadata:\n  name: web\n  namespace: flux-system\nspec:\n  imageRepositoryRef:\n    name: web\n  policy:\n    semver:\n      range: 1.x\n';
  const automation = (path: string): string => `---\napiVersion: image.toolkit.fluxcd.io/v1\nkind: ImageUpdateAutomation\nmetadata:\n  name: writer\n  namespace: flux-system\nspec:\n  sourceRef:\n    kind: GitRepository\n    name: flux-system\n  update:\n    path: ${path}\n`;
  const use = (name: string): string => `//- apps/web.yaml\napiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  namespace: shop\nspec:\n  containers:\n    - image: ghcr.io/x/web:1.0.0 # {"$imagepo$0licy": "flux-system:${name}:tag"}\n`;

  test('says which policy chooses what, and who writes', () => {
    const markdown = hoverAt(fleet(fluxKustomization('apps', './apps'), `---\n${objects}${automation('./apps')}${use('web')}`));
    expect(markdown).toContain('writes the tag that ImagePolicy **flux\\-system/web** chooses');
    expect(markdown).toContain('the highest version in `1.x`');
    expect(markdown).toContain('image `ghcr.io/x/web`, scanned each `5m`');
    expect(markdown).toContain('written by ImageUpdateAutomation writer');
    expect(hoverAt(fleet(fluxKustomization('apps', './apps'), `---\n${objects}${automation('./other')}${use('web')}`))).toContain('no ImageUpdateAutomation looks into this folder');
  });

  test('of a policy that is not there', () => {
    expect(hoverAt(fleet(fluxKustomization('apps', './apps'), use('gone')))).toContain('no file here declares this policy');
  });
});

describe('a Canary', () => {
  const canary = (analysis: string): string => `//- a.yaml\napiVersion: flagger.app/v1beta1\nkind: Canary\nmetadata:\n  name: a\nspec:\n  provider: istio\n  targetRef:\n    kind: Deployment\n    name: a\n  service:\n    port: 80\n  ana$0lysis:\n    interval: 1m\n    threshold: 5\n${analysis}`;

  test('as a timeline', () => {
    const markdown = hoverAt(canary('    maxWeight: 50\n    stepWeight: 10\n    metrics:\n      - name: request-success-rate\n        thresholdRange:\n          min: 99\n    webhooks:\n      - name: load\n        type: rollout\n        url: http://x/\n'));
    expect(markdown).toContain('**Canary** with provider istio, one tick each 1 min');
    expect(markdown).toContain('| after | to the canary | what happens |');
    expect(markdown).toMatch(/checks request\\-success\\-rate · calls load/);
    expect(markdown).toMatch(/Promoted after \*\*\d+ min\*\* at the earliest/);
    expect(markdown).toMatch(/Rolled back after \d+ min at the earliest/);
  });

  test('says what can never fail', () => {
    expect(hoverAt(canary('    maxWeight: 50\n    stepWeight: 10\n'))).toContain('can never fail');
    expect(hoverAt(canary('    maxWeight: 50\n    stepWeight: 10\n'))).toContain('No check can roll it back');
  });

  test('keeps a long rollout short', () => {
    expect(hoverAt(canary('    maxWeight: 100\n    stepWeight: 1\n')).split('\n').length).toBeLessThan(30);
  });
});

describe('patches', () => {
  const patch = (text: string): string => `//- apps/web.yaml\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 2\n---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: token\nstringData:\n  password: hunter22\n//- apps/kustomization.yaml\nresources:\n  - web.yaml\npatches:\n${text}`;

  test('a pointer says what stands there before the patch', () => {
    expect(hoverAt(patch('  - target:\n      kind: Deployment\n    patch: |\n      - op: replace\n        path: /spec/rep$0licas\n        value: 3\n'))).toContain('is `2` in Deployment web before the patch');
    expect(hoverAt(patch('  - target:\n      kind: Deployment\n    patch: |\n      - op: add\n        path: /spec/pa$0used\n        value: true\n'))).toContain('nothing stands here in Deployment web');
  });

  test('a merge patch says what its target has', () => {
    expect(hoverAt(patch('  - patch: |\n      apiVersion: apps/v1\n      kind: Deployment\n      metadata:\n        name: web\n      spec:\n        replicas: 3$0\n'))).toContain('is `2` in Deployment web before the patch');
  });

  test('a Secret’s value is never shown', () => {
    const pointer = hoverAt(patch('  - target:\n      kind: Secret\n    patch: |\n      - op: replace\n        path: /stringData/pass$0word\n        value: x\n'));
    expect(pointer).toContain('has a secret value in Secret token');
    expect(pointer).not.toContain('hunter22');
  });

  test('fields inside a block are explained as if it stood alone', () => {
    const release = 'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: web\nspec:\n';
    expect(hoverAt(`//- apps/kustomization.yaml\npatches:\n  - patch: |\n${release.replace(/^/gm, '      ').trimEnd()}\n        time$0out: 5m\n`)).toContain('**timeout** · text');
  });
});

describe('what Flagger makes', () => {
  const canary = (name: string): string => `apiVersion: flagger.app/v1beta1\nkind: Canary\nmetadata:\n  name: ${name}\n  namespace: shop\nspec:\n  provider: linkerd\n  targetRef:\n    apiVersion: apps/v1\n    kind: Deployment\n    name: web\n  service:\n    name: front\n    port: 80\n  analysis:\n    interval: 10s\n    threshold: 1\n    stepWeight: 50\n`;
  const workload = (kind: string, name: string): string => `apiVersion: ${kind === 'Service' ? 'v1' : 'apps/v1'}\nkind: ${kind}\nmetadata:\n  name: ${name}\n  namespace: shop\n`;
  const repository = (canaryName: string, deployment: string, service: string): string =>
    `${bootstrap('clusters/a')}//- clusters/a/apps.yaml\n${fluxKustomization('apps', './apps')}//- apps/canary.yaml\n${canary(canaryName)}//- apps/web.yaml\n${workload('Deployment', deployment)}//- apps/other.yaml\n${workload('Service', service)}`;

  test('is said on the Canary, on its target and on its Service, each with its reason', () => {
    const onCanary = hoverAt(repository('we$0b', 'web', 'other'));
    expect(onCanary).toContain('**What Flagger makes of Canary web**');
    for (const object of ['Deployment web', 'Deployment web-primary', 'Service front', 'Service front-primary', 'Service front-canary', 'TrafficSplit front']) expect(onCanary).toContain(`\`${object}\`:`);
    expect(hoverAt(repository('web', 'w$0eb', 'other'))).toContain('**Deployment web** belongs to Canary web: yours: runs only the version under test, scaled to 0 in between');
    expect(hoverAt(repository('web', 'web', 'fr$0ont'))).toContain('**Service front** belongs to Canary web: what clients call');
    expect(hoverAt(repository('web', 'web', 'ot$0her'))).not.toContain('belongs to Canary');
  });

  test('with a cluster: who answers now', () => {
    const live = { namespace: 'shop', name: 'web', suspended: false, iterations: 0, failedChecks: 0, lastTransitionTime: '', targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }, primaryImages: { web: 'x/web:1' }, canaryImages: { web: 'x/web:2' }, failureReason: '' };
    const facts = (phase: string, weight: number): ClusterFacts => ({ ...noClusterFacts('2026-11-29T00:00:00Z'), contextName: 'dev', connection: 'live', canaries: [{ ...live, phase, weight }] });
    expect(hoverAt(repository('web', 'w$0eb', 'other'), facts('Progressing', 25))).toContain('Now (Progressing): clients reach `web-primary`, which runs `x/web:1`; `web` runs `x/web:2` and gets 25 % of the traffic.');
    expect(hoverAt(repository('web', 'w$0eb', 'other'), facts('Succeeded', 0))).toContain('`web` is scaled to 0.');
    expect(hoverAt(repository('web', 'w$0eb', 'other'), facts('Initializing', 0))).toContain('Service `front` selects what it did before');
    const strategy = (analysis: string): string => repository('web', 'w$0eb', 'other').replace('provider: linkerd', 'provider: istio').replace('stepWeight: 50', analysis);
    const tested = { ...facts('Progressing', 0), canaries: [{ ...live, phase: 'Progressing', weight: 0, iterations: 3 }] };
    expect(hoverAt(strategy('iterations: 5'), tested)).toContain('`web` runs `x/web:2`, tested beside the live traffic.');
    expect(hoverAt(strategy('iterations: 5\n    match:\n      - headers:\n          x-user:\n            exact: tester'), tested)).toContain('and gets requests with header x\\-user = tester.');
  });
});
