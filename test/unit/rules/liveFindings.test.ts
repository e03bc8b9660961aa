// What the connected cluster says, on the lines that it is about.
import { describe, expect, test } from 'vitest';
import { listLiveCauses } from '../../../server/src/features/liveCauses.ts';
import { noClusterFacts, type CauseFacts, type ClusterFacts, type FluxKustomizationFacts, type ReconciledFacts } from '../../../server/src/protocol/clusterFacts.ts';
import { checkSnapshot } from '../../../server/src/rules/checkSnapshot.ts';
import { RuleCache } from '../../../server/src/rules/ruleCache.ts';
import { bootstrap, fluxKustomization, memoryWorkspace } from '../../harness/memoryWorkspace.ts';

const base = (name: string): ReconciledFacts => ({ namespace: 'flux-system', name, state: 'ready', sentence: '', reason: 'ReconciliationSucceeded', message: '', readyChangedAt: '', suspended: false, interval: '10m' });
const live = (name: string, path: string, more: Partial<FluxKustomizationFacts> = {}): FluxKustomizationFacts => ({ ...base(name), path, lastAppliedRevision: '', lastAttemptedRevision: '', lastReconciledAt: '', inventory: [], ...more });
const failed = (reason: string, message: string) => ({ state: 'failed' as const, reason, message, sentence: message.split('\n')[0] ?? '' });
const factsOf = (kustomizations: readonly FluxKustomizationFacts[], more: Partial<ClusterFacts> = {}): ClusterFacts => ({ ...noClusterFacts('2026-11-29T01:02:03Z'), contextName: 'dev', connection: 'live', kustomizations, ...more });

const files = `${bootstrap('clusters/a')}//- clusters/a/all.yaml
${fluxKustomization('apps', './apps', '  dependsOn:\n    - name: infra\n')}---
${fluxKustomization('infra', './infra')}//- apps/web.yaml
apiVersion: v1
kind: ConfigMap
metadata:
  name: web
  namespace: shop
data:
  value: one
//- infra/kustomization.yaml
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
namespace: shop
secretGenerator:
  - name: anchor
    files:
      - ca.crt
`;

function check(text: string, facts: ClusterFacts) {
  const { snapshot } = memoryWorkspace(text);
  const judged = checkSnapshot(snapshot, { cache: new RuleCache(), facts, log: (message) => expect.unreachable(message) });
  const found = [...judged.values()].flat().filter(({ rule }) => rule.startsWith('cluster/'));
  return {
    snapshot,
    judged,
    said: found.map(({ rule, severity, span, message }) => `${span.file.path}:${span.file.rangeOf(span.start, span.end).start.line + 1} ${severity} ${rule} ${message}`),
    related: found.flatMap(({ related }) => related.map(({ span, message }) => `${span.file.path}:${span.file.rangeOf(span.start, span.end).start.line + 1} ${message}`)),
    marked: found.map(({ span }) => span.file.text.slice(span.start, span.end)),
  };
}

describe('a Kustomization that failed', () => {
  test('whose folder cannot be built: on the line that the build stumbles over', () => {
    const { said, marked, related } = check(files, factsOf([live('infra', './infra', failed('BuildFailed', "kustomize build failed: loading KV pairs: open /tmp/ca.crt: no such file"))]));
    expect(said).toEqual(['infra/kustomization.yaml:7 warning cluster/not-ready `infra` failed in `dev`: kustomize build failed: loading KV pairs: open /tmp/ca.crt: no such file']);
    expect(marked).toEqual(['ca.crt']);
    expect(related).toEqual(['clusters/a/all.yaml:19 Kustomization flux-system/infra']);
  });

  test('because the API server refuses an object: on the field that it names', () => {
    const message = 'ConfigMap/shop/web dry-run failed: failed to create typed patch object (shop/web; /v1, Kind=ConfigMap): .data.value: expected string, got &value.valueUnstructured{Value:1}\n';
    const { said, marked } = check(files, factsOf([live('apps', './apps', failed('ReconciliationFailed', message))]));
    expect(said[0]).toContain('apps/web.yaml:7 warning cluster/not-ready `apps` failed in `dev`: ConfigMap/shop/web dry-run failed');
    expect(marked).toEqual(['one']);
  });

  test('whose path is not in the artifact: on the path', () => {
    expect(check(files, factsOf([live('apps', './apps', failed('ArtifactFailed', 'kustomization path not found: stat /tmp/kustomization-1/apps: no such file or directory'))])).marked).toEqual(['./apps']);
  });

  test('a comment on the line keeps it silent, with and without the cluster', () => {
    const silent = files.replace('  path: ./apps\n', '  path: ./apps # flightdeck-ignore cluster/not-ready: known\n');
    expect(silent).not.toBe(files);
    const missing = factsOf([live('apps', './apps', failed('ArtifactFailed', 'kustomization path not found: stat /tmp/kustomization-1/apps: no such file or directory'))]);
    const rulesOf = (text: string, facts: ClusterFacts) => [...check(text, facts).judged.values()].flat().map(({ rule }) => rule).filter((rule) => rule === 'cluster/not-ready' || rule.startsWith('flightdeck/'));
    expect(rulesOf(files, missing)).toEqual(['cluster/not-ready']);
    expect(rulesOf(silent, missing)).toEqual([]);
    expect(rulesOf(silent, factsOf([live('apps', './apps')]))).toEqual([]);
  });

  test('with a message that leads nowhere: on its name, and a failure that will not be tried again says so', () => {
    const { said } = check(files, factsOf([live('apps', './apps', { ...failed('HealthCheckFailed', 'something else'), state: 'stalled' })]));
    expect(said).toEqual(['clusters/a/all.yaml:4 warning cluster/not-ready `apps` stalled (it will not try again) in `dev`: something else']);
  });
});

describe('a Kustomization that waits', () => {
  const waits = (cause: CauseFacts) => live('apps', './apps', { state: 'waiting', reason: 'DependencyNotReady', sentence: 'waiting for flux-system/infra', cause });
  const infra = { kind: 'Kustomization', namespace: 'flux-system', name: 'infra' };

  test('for one that failed: on its dependsOn, with the line of the first real cause', () => {
    const { said, related, snapshot, judged } = check(files, factsOf([waits({ kind: 'failed', way: [infra], sentence: 'flux-system/infra: no such file' }), live('infra', './infra', failed('BuildFailed', 'no such file'))]));
    expect(said[0]).toBe('clusters/a/all.yaml:14 info cluster/waits `apps` waits for `infra`: no such file (in `dev`)');
    expect(related).toContain('infra/kustomization.yaml:7 the first real cause: no such file');
    expect(listLiveCauses(snapshot.graph, factsOf([waits({ kind: 'failed', way: [infra], sentence: 'x' }), live('infra', './infra', failed('BuildFailed', 'no such file'))]), judged).map(({ object, state, place }) => [object.name, state, place.range.start.line])).toEqual([
      ['apps', 'waits', 13],
      ['infra', 'failed', 6],
    ]);
  });

  test('for one that is only running says nothing on the line: it would come and go with each run', () => {
    expect(check(files, factsOf([waits({ kind: 'running', way: [infra], sentence: 'flux-system/infra: Building' })])).said).toEqual([]);
  });

  test('for one that does not exist names what would bring it', () => {
    const root = live('flux-system', './clusters/a', failed('ReconciliationFailed', 'Kustomization/flux-system/infra dry-run failed'));
    const { said } = check(files, factsOf([waits({ kind: 'missing', way: [infra], sentence: 'flux-system/infra does not exist' }), root]));
    expect(said.find((line) => line.includes('cluster/waits'))).toBe('clusters/a/all.yaml:14 info cluster/waits `apps` waits for `infra`, which does not exist (in `dev`); `flux-system`, which applies it, failed: Kustomization/flux-system/infra dry-run failed');
  });
});

describe('what else the cluster knows better', () => {
  test('suspended there and not in Git', () => {
    expect(check(files, factsOf([live('apps', './apps', { suspended: true, state: 'suspended' })])).said).toEqual(['clusters/a/all.yaml:4 warning cluster/suspended `apps` is suspended in `dev` and not in Git: nothing of it is applied until it is resumed']);
  });

  test('suspended by a variable that is not known here is neither', () => {
    const text = files.replace('    - name: infra\n', '    - name: infra\n  suspend: ${pause}\n');
    expect(text).not.toBe(files);
    expect(check(text, factsOf([live('apps', './apps', { suspended: true, state: 'suspended' })])).said).toEqual([]);
  });

  test('a request to reconcile that no controller has handled', () => {
    expect(check(files, factsOf([live('apps', './apps', { unhandledSince: '2026-11-29T00:58:07Z' })])).said).toEqual(['clusters/a/all.yaml:4 info cluster/not-handled `apps` was asked to reconcile at 00:58 UTC in `dev`, and nobody has handled it: is its controller running?']);
  });

  test('a version that is not served; a kind that is not served at all may be on its way', () => {
    const { said } = check(files, factsOf([], { servedKinds: ['kustomize.toolkit.fluxcd.io/v1beta2/Kustomization'] }));
    expect(said.filter((line) => line.includes('all.yaml'))).toEqual(expect.arrayContaining([expect.stringContaining('warning cluster/not-served `dev` does not serve `kustomize.toolkit.fluxcd.io/v1` of Kustomization; it serves `v1beta2`')]));
    expect(said.some((line) => line.includes('GitRepository'))).toBe(false);
  });

  test('another cluster of the repository gets none of it, and without a connection nothing is said', () => {
    const two = `${files}${bootstrap('clusters/b')}//- clusters/b/all.yaml\n${fluxKustomization('apps', './apps')}`;
    const facts = factsOf([live('flux-system', './clusters/b/'), live('apps', './apps', failed('HealthCheckFailed', 'x'))]);
    expect(check(two, facts).said).toEqual([expect.stringContaining('clusters/b/all.yaml')]);
    expect(check(two, { ...facts, connection: 'none' }).said).toEqual([]);
    // The controllers let `..` not lead out of the source.
    const clamped = factsOf([live('flux-system', '../clusters/a/../b'), live('apps', './apps', failed('HealthCheckFailed', 'x'))]);
    expect(check(two, clamped).said).toEqual([expect.stringContaining('clusters/b/all.yaml')]);
  });

  test('what is known no more carries its time', () => {
    expect(check(files, factsOf([live('apps', './apps', failed('HealthCheckFailed', 'x'))], { connection: 'stale' })).said[0]).toContain('`apps` failed in `dev` as of 01:02 UTC: x');
  });
});

describe('a source that somebody has applied by hand', () => {
  const byHand = (name: string, url: string, branch = 'main') => `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata:
  name: ${name}
  namespace: flux-system
spec:
  interval: 1m
  url: ${url}
  ref:
    branch: ${branch}
`;
  const broken = { ...base('shop'), kind: 'GitRepository' as const, revision: '', fetchedAt: '', url: 'https://git.test/shop', ...failed('GitOperationFailed', "failed to checkout and determine revision: unable to clone 'https://git.test/shop': couldn't find remote ref \"refs/heads/mian\"") };
  const facts = factsOf([live('flux-system', './clusters/a'), live('shop', './deploy', { state: 'waiting', cause: { kind: 'failed', way: [{ kind: 'GitRepository', namespace: 'flux-system', name: 'shop' }], sentence: 'GitRepository flux-system/shop: no such branch' } })], { sources: [broken] });
  const kustomization = fluxKustomization('shop', './deploy').replace('name: flux-system\n', 'name: shop\n');

  test('and failed: on its line, in whatever file it stands', () => {
    const { said, marked } = check(`${bootstrap('clusters/a')}//- sources/shop.yaml\n${byHand('shop', 'https://git.test/shop', 'mian')}`, facts);
    expect(said).toEqual([expect.stringContaining('sources/shop.yaml:10 warning cluster/not-ready `shop` failed in `dev`: failed to checkout')]);
    expect(marked).toEqual(['mian']);
  });

  test('is the cause behind what waits for it', () => {
    const { related } = check(`${bootstrap('clusters/a')}//- clusters/a/shop.yaml\n${kustomization}//- sources/shop.yaml\n${byHand('shop', 'https://git.test/shop', 'mian')}`, facts);
    expect(related).toContain('sources/shop.yaml:10 the first real cause: failed to checkout and determine revision: unable to clone \'https://git.test/shop\': couldn\'t find remote ref "refs/heads/mian"');
  });

  test('is not taken for its namesake: not with another URL, not among several, and not what another cluster’s entry point brings', () => {
    const said = (text: string) => check(`${bootstrap('clusters/a')}${text}`, facts).said;
    expect(said(`//- sources/shop.yaml\n${byHand('shop', 'https://git.test/other')}`)).toEqual([]);
    expect(said(`//- sources/shop.yaml\n${byHand('shop', 'https://git.test/shop')}//- other/shop.yaml\n${byHand('shop', 'https://git.test/shop')}`)).toEqual([]);
    expect(said(`${bootstrap('clusters/b').replaceAll('./clusters/a', './clusters/b')}//- clusters/b/shop.yaml\n${byHand('shop', 'https://git.test/shop')}`)).toEqual([]);
  });
});
