// Hosts of webhooks that are in no file of the workspace: what is like one that is known, and what nobody can tell.
import { expect, test } from 'vitest';
import { checkWorkspace } from '../../../server/src/rules/checkWorkspace.ts';
import { RuleCache } from '../../../server/src/rules/ruleCache.ts';
import { bootstrap, memoryWorkspace } from '../../harness/memoryWorkspace.ts';

/** What is told of the webhooks of one Canary, by their number, with what the quick fix writes. */
function told(urls: readonly string[], more = ''): readonly string[] {
  const webhooks = urls.map((url, index) => `      - name: hook-${index}\n        url: ${url}\n`).join('');
  const canary = `apiVersion: flagger.app/v1beta1\nkind: Canary\nmetadata:\n  name: app\n  namespace: tests\nspec:\n  targetRef:\n    apiVersion: apps/v1\n    kind: Deployment\n    name: app\n  service:\n    port: 80\n  analysis:\n    interval: 1m\n    threshold: 5\n    iterations: 5\n    webhooks:\n${webhooks}`;
  const { snapshot } = memoryWorkspace(`${bootstrap('clusters/a')}//- clusters/a/canary.yaml\n${canary}${more}`);
  const findings = [...checkWorkspace(snapshot, new RuleCache(), (message) => expect.unreachable(message)).values()].flat().filter(({ rule }) => rule === 'canary/webhook-host-missing');
  return findings.map(({ severity, span, message, data }) => `${severity} ${(span.file.lines.positionAt(span.start).line - 18) / 2} ${message} -> ${String((data as { replacement?: string }).replacement)}`);
}

const tester = 'http://flagger-loadtester.tests/';

test('hosts of which nobody can tell', () => {
  for (const url of [tester, 'http://flagger-loadtester.elsewhere/', 'http://smoke.tests/', 'http://smoke.elsewhere:8080/x', 'https://hooks.example.com/', 'http://flagger-loadtester2.tests/']) expect(told([url])).toEqual([]);
});

test('the load tester of Flagger, misspelt', () => {
  expect(told([tester, 'http://flager-loadtester.tests/gate'])).toEqual(['warning 1 no Service flager-loadtester is known in namespace tests; Flagger’s load tester is called flagger-loadtester -> http://flagger-loadtester.tests/gate']);
  const service = '---\napiVersion: v1\nkind: Service\nmetadata:\n  name: flager-loadtester\n  namespace: tests\n';
  expect(told(['http://flager-loadtester.tests/'], service)).toEqual([]);
});

test('what several webhooks call is called so, and a hyphen alone is no slip', () => {
  for (const url of ['http://flagger-load-tester.tests/', 'http://flaggerloadtester.elsewhere/']) expect(told([url])).toEqual([]);
  for (const url of ['http://flager-loadtester.elsewhere/', 'http://flagger-loadtester.tetss/']) {
    expect(told([url])).toHaveLength(1);
    expect(told([url, url])).toEqual([]);
  }
});

test('a namespace that is a slip of one that is there', () => {
  expect(told(['http://flagger-loadtester.tetss.svc.cluster.local:80/'])).toEqual(['warning 0 no object is in namespace tetss; nearest: tests -> http://flagger-loadtester.tests.svc.cluster.local:80/']);
  expect(told(['http://prometheus.flux-sytem/'])).toEqual([expect.stringContaining('nearest: flux-system')]);
  expect(told(['http://flagger-loadtester.tetss/'], '---\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: tetss\n')).toEqual([]);
});

test('what the chart of a release may bring is excused, and told only by what the release itself is called', () => {
  const release = (values: string, more = ''): string => `---\napiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: shop\n  namespace: tests\nspec:\n  interval: 1h\n${more}  chart:\n    spec:\n      chart: app\n      version: 1.0.0\n      sourceRef:\n        kind: HelmRepository\n        name: charts\n${values}`;
  const elsewhere = '---\napiVersion: v1\nkind: Service\nmetadata:\n  name: gate\n  namespace: elsewhere\n';
  for (const host of ['shop', 'shop-app', 'shop-api', 'shop-apps', 'shops']) expect(told([`http://${host}.tests/`], release('')), host).toEqual([]);
  expect(told(['http://shpo.tests/'], release(''))).toEqual([expect.stringContaining('nearest: shop ->')]);
  expect(told(['http://portla.tests/'], release('  values:\n    fullnameOverride: portal\n'))).toEqual([expect.stringContaining('nearest: portal ->')]);
  // The release is called tests-shop then, and its chart may call things otherwise.
  for (const host of ['shop', 'tests-shop']) expect(told([`http://${host}.tests/`], release('', '  targetNamespace: tests\n')), host).toEqual([]);
  expect(told(['http://gate.tests/'], release('') + elsewhere)).toEqual([expect.stringContaining('there is one in namespace elsewhere')]);
  expect(told(['http://gate.tests/'], release('  values:\n    service:\n      name: gate\n') + elsewhere)).toEqual([]);
});
