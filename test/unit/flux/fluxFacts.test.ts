// Versions, durations and the order of dependencies.
import { describe, expect, test } from 'vitest';
import { judgeApiVersion, preferredApiVersion } from '../../../server/src/flux/apiVersions.ts';
import { dependencyOrder, edgesToGiveUp } from '../../../server/src/flux/dependencyOrder.ts';
import { durationSeconds, effectiveRetrySeconds, effectiveTimeoutSeconds, formatDuration } from '../../../server/src/flux/durations.ts';
import { declaredFluxVersion, parseFluxVersion, versionOfInstallReference, type FluxVersion } from '../../../server/src/flux/fluxVersion.ts';
import { readManifest } from '../../../server/src/manifests/manifest.ts';
import { TextFile } from '../../../server/src/text/textFile.ts';
import { mapOf, treeOf } from './fluxFixtures.ts';

describe('durations', () => {
  test.each([['90s', 90], ['1h30m', 5400], ['0.5h', 1800], ['1m30s', 90], ['250ms', 0.25], ['1.5s', 1.5], ['0s', 0]])('%s is %d seconds', (text, seconds) => {
    expect(durationSeconds(text)).toBeCloseTo(seconds, 9);
  });

  test.each(['1d', '90', '1w', '', '1h ', '-1h', '1H', '.5h', '1µs'])('%j is none', (text) => {
    expect(durationSeconds(text)).toBeUndefined();
  });

  test('a timeout of a source knows no hours', () => {
    expect(durationSeconds('1h', 'sourceTimeout')).toBeUndefined();
    expect(durationSeconds('60m', 'sourceTimeout')).toBe(3600);
  });

  test.each([[3570, '59m30s'], [3600, '1h'], [0, '0s'], [0.25, '250ms'], [90061, '25h1m1s'], [1.5, '1.5s']])('%d seconds read %s', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });

  test('the timeout is the interval less 30 s, and never below 30 s', () => {
    expect(effectiveTimeoutSeconds({ interval: '1h', timeout: undefined })).toBe(3570);
    expect(effectiveTimeoutSeconds({ interval: '45s', timeout: undefined })).toBe(30);
    expect(effectiveTimeoutSeconds({ interval: '1h', timeout: '5s' })).toBe(30);
    expect(effectiveTimeoutSeconds({ interval: '1h', timeout: '2m' })).toBe(120);
    expect(effectiveTimeoutSeconds({ interval: '1d', timeout: undefined })).toBeUndefined();
  });

  test('a retry comes after retryInterval, or else after the interval', () => {
    expect(effectiveRetrySeconds({ interval: '1h', retryInterval: '2m' })).toBe(120);
    expect(effectiveRetrySeconds({ interval: '1h', retryInterval: undefined })).toBe(3600);
  });
});

describe('API versions', () => {
  const judge = (apiVersion: string, kind: string, flux: FluxVersion) => judgeApiVersion(apiVersion, kind, flux)?.state;

  test('versions are judged against the installed Flux', () => {
    expect(judge('kustomize.toolkit.fluxcd.io/v1beta2', 'Kustomization', [0, 39])).toBe('served');
    expect(judge('kustomize.toolkit.fluxcd.io/v1beta2', 'Kustomization', [2, 7])).toBe('served');
    expect(judgeApiVersion('kustomize.toolkit.fluxcd.io/v1beta2', 'Kustomization', [2, 8])).toEqual({ state: 'removed', in: [2, 8], current: 'v1' });
    expect(judge('helm.toolkit.fluxcd.io/v2beta1', 'HelmRelease', [2, 6])).toBe('served');
    expect(judge('helm.toolkit.fluxcd.io/v2beta1', 'HelmRelease', [2, 7])).toBe('removed');
    expect(judge('notification.toolkit.fluxcd.io/v1beta2', 'Receiver', [2, 8])).toBe('served');
    expect(judge('notification.toolkit.fluxcd.io/v1beta2', 'Alert', [2, 9])).toBe('removed');
    expect(judge('image.toolkit.fluxcd.io/v1beta2', 'ImagePolicy', [2, 9])).toBe('removed');
  });

  test('an old Flux serves what it brought: the CRDs of v0.12.3 have image.toolkit.fluxcd.io/v1alpha1, those of v0.37.0 do not', () => {
    expect(judge('image.toolkit.fluxcd.io/v1alpha1', 'ImagePolicy', [0, 12])).toBe('served');
    expect(judge('image.toolkit.fluxcd.io/v1alpha2', 'ImagePolicy', [0, 12])).toBe('not-yet');
    expect(judgeApiVersion('image.toolkit.fluxcd.io/v1alpha1', 'ImagePolicy', [0, 37])).toEqual({ state: 'removed', in: [0, 37], current: 'v1' });
    expect(preferredApiVersion('image.toolkit.fluxcd.io', 'ImageUpdateAutomation', [2, 2])).toBe('image.toolkit.fluxcd.io/v1beta1');
    expect(preferredApiVersion('source.toolkit.fluxcd.io', 'GitRepository', [0, 27])).toBe('source.toolkit.fluxcd.io/v1beta1');
  });

  test('there is no v1 of Alert and Provider, but of Receiver', () => {
    expect(judgeApiVersion('notification.toolkit.fluxcd.io/v1', 'Alert', [2, 9])).toEqual({ state: 'unknown', current: 'v1beta3' });
    expect(judge('notification.toolkit.fluxcd.io/v1', 'Receiver', [2, 9])).toBe('served');
  });

  test('foreign kinds are not judged', () => {
    expect(judgeApiVersion('apps/v1', 'Deployment', [2, 9])).toBeUndefined();
    expect(judgeApiVersion('kustomize.config.k8s.io/v1beta1', 'Kustomization', [2, 9])).toBeUndefined();
  });

  test('a version newer than the installed Flux is not served yet', () => {
    expect(judge('kustomize.toolkit.fluxcd.io/v1', 'Kustomization', [0, 39])).toBe('not-yet');
    expect(preferredApiVersion('kustomize.toolkit.fluxcd.io', 'Kustomization', [0, 39])).toBe('kustomize.toolkit.fluxcd.io/v1beta2');
    expect(preferredApiVersion('source.toolkit.fluxcd.io', 'OCIRepository', [2, 9])).toBe('source.toolkit.fluxcd.io/v1');
  });
});

describe('the Flux version of a repository', () => {
  test.each([['v2.9.5', [2, 9]], ['2.8', [2, 8]], ['v0.39.0', [0, 39]], ['2.x', [2, 9]], ['2.7.x', [2, 7]], ['~2.7.1', [2, 7]], ['>=2.5.0', [2, 9]], ['>=2.5.0 <2.8.0', [2, 7]], ['<=2.6', [2, 6]], ['*', [2, 9]], ['=2.7.0', [2, 7]]])('%s is %j', (text, version) => {
    expect(parseFluxVersion(text)).toEqual(version);
  });

  test('nonsense is no version', () => {
    expect(parseFluxVersion('main')).toBeUndefined();
    expect(parseFluxVersion('')).toBeUndefined();
  });

  const manifests = (...yaml: string[]) => yaml.flatMap((text) => readManifest(mapOf(text)) ?? []);

  test('bootstrap manifests say it in their header or in a label', () => {
    const header = { 'clusters/a/flux-system/gotk-components.yaml': '---\n# This manifest was generated by flux. DO NOT EDIT.\n# Flux Version: v2.9.4\n# Components: source-controller\n' };
    expect(declaredFluxVersion(treeOf(header), 'clusters/a', [])).toBe('v2.9.4');
    expect(declaredFluxVersion(treeOf(header), 'clusters/b', [])).toBeUndefined();
    const label = { 'gotk-components.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata:\n  labels:\n    app.kubernetes.io/version: v0.39.0\n' };
    expect(declaredFluxVersion(treeOf(label), '', [])).toBe('v0.39.0');
  });

  test('a FluxInstance says it, also as values of its chart, and install manifests do', () => {
    const instance = 'apiVersion: fluxcd.controlplane.io/v1\nkind: FluxInstance\nspec: {distribution: {version: 2.8.x}}';
    const release = 'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nspec: {values: {instance: {distribution: {version: 2.x}}}}';
    const oci = 'apiVersion: source.toolkit.fluxcd.io/v1\nkind: OCIRepository\nspec: {url: "oci://ghcr.io/fluxcd/flux-manifests", ref: {tag: v2.7.3}}';
    expect(declaredFluxVersion(treeOf({}), '', manifests(oci, instance))).toBe('2.8.x');
    expect(declaredFluxVersion(treeOf({}), '', manifests(release))).toBe('2.x');
    expect(declaredFluxVersion(treeOf({}), '', manifests(oci))).toBe('v2.7.3');
  });
});

describe('a kustomize file that installs Flux says which version', () => {
  const versionIn = (text: string, path = 'bootstrap/kustomization.yaml') => versionOfInstallReference(new TextFile(`file:///${path}`, path, text));

  test.each([
    ['resources:\n  - github.com/fluxcd/flux2/manifests/install?ref=v2.2.2\n', 'v2.2.2'],
    ['resources:\n  - https://github.com/fluxcd/flux2//manifests/install?timeout=90s&ref=v0.41.2\n', 'v0.41.2'],
    ['resources: ["https://github.com/fluxcd/flux2/releases/download/v2.6.4/install.yaml"]\n', 'v2.6.4'],
    ['resources:\n  # - github.com/fluxcd/flux2/manifests/install?ref=v0.30.0\n  - github.com/fluxcd/flux2/manifests/install?ref=v2.1.0\n', 'v2.1.0'],
    ['resources:\n  - github.com/fluxcd/flux2/manifests/install?ref=main\n', undefined],
    ['resources:\n  - github.com/fluxcd/flagger/kustomize/base?ref=v1.2.3\n', undefined],
  ])('%j', (text, version) => {
    expect(versionIn(text)).toBe(version);
  });

  test('also after many blank lines, which are not looked at anew at each of them', () => {
    expect(versionIn(`${'\n'.repeat(250_000)}resources:\n  - github.com/fluxcd/flux2/manifests/install?ref=v2.2.2\n`)).toBe('v2.2.2');
  });

  test('no other file does', () => {
    expect(versionIn('# kubectl apply -k github.com/fluxcd/flux2/manifests/install?ref=v2.2.2\n', 'Taskfile.yaml')).toBeUndefined();
  });
});

describe('the order of dependencies', () => {
  const edges = (...pairs: string[]) => pairs.map((pair) => ({ from: pair.charAt(0), to: pair.charAt(1) }));

  test('waves follow the longest way down', () => {
    const { waves, cycles } = dependencyOrder(['a', 'b', 'c', 'd', 'e'], edges('ba', 'cb', 'ca', 'da'));
    expect(Object.fromEntries(waves)).toEqual({ a: 0, e: 0, b: 1, d: 1, c: 2 });
    expect(cycles).toEqual([]);
  });

  test('a cycle has no wave, nor what waits for it; its edges come in order', () => {
    const { waves, cycles } = dependencyOrder(['a', 'b', 'c', 'd', 'x'], edges('ab', 'bc', 'ca', 'da', 'ax'));
    expect([...waves.keys()]).toEqual(['x']);
    expect(cycles).toEqual([edges('ab', 'bc', 'ca')]);
  });

  test('something that depends on itself is a cycle of one', () => {
    expect(dependencyOrder(['a'], edges('aa')).cycles).toEqual([edges('aa')]);
  });

  test('of a knot the shortest cycle is told, and each knot once', () => {
    const { cycles } = dependencyOrder(['a', 'b', 'c', 'd', 'e', 'f'], edges('ab', 'bc', 'cd', 'da', 'ba', 'ef', 'fe'));
    expect(cycles.map((cycle) => cycle.map(({ from, to }) => from + to).join(' '))).toEqual(['ab ba', 'ef fe']);
  });

  test('of every cycle one edge is given up, at the member for which most others wait, and without these none is left', () => {
    const knot = edges('bq', 'qb', 'qr', 'rb', 'rc', 'cr', 'xb');
    const given = edgesToGiveUp('bqrcx', knot, new Map([['b', 3], ['q', 1], ['r', 2], ['c', 1]]));
    expect([...given].map(({ from, to }) => from + to)).toEqual(['bq', 'rc']);
    expect(dependencyOrder('bqrcx', knot.filter((one) => !given.has(one))).cycles).toEqual([]);
  });

  test('edges to what is not there are left out', () => {
    expect(Object.fromEntries(dependencyOrder(['a'], edges('az', 'za')).waves)).toEqual({ a: 0 });
  });

  test('a chain of 50,000 is ordered', () => {
    const ids = Array.from({ length: 50_000 }, (_, index) => String(index));
    const chain = ids.slice(1).map((id, index) => ({ from: id, to: ids[index] ?? '' }));
    expect(dependencyOrder(ids, chain).waves.get('49999')).toBe(49_999);
    expect(dependencyOrder(ids, [...chain, { from: '0', to: '49999' }]).cycles[0]).toHaveLength(50_000);
  });
});
