// The facts for the server: compact, true, and sent only when they have changed.
import { describe, expect, test } from 'vitest';
import type { ClusterFacts } from '../../../server/src/protocol/clusterFacts.ts';
import type { SessionChange } from '../../../client/src/cluster/clusterSession.ts';
import type { ConnectionState } from '../../../client/src/cluster/connectionState.ts';
import { readCanary } from '../../../client/src/cluster/objects/canary.ts';
import { readClusterObject } from '../../../client/src/cluster/objects/clusterObject.ts';
import { readWorkload } from '../../../client/src/cluster/objects/workload.ts';
import { buildClusterFacts, type FactsSource } from '../../../client/src/flux/clusterFacts.ts';
import { factsPauseMs, feedClusterFacts } from '../../../client/src/flux/clusterFactsFeed.ts';
import { ManualClock } from '../../harness/manualClock.ts';
import { conditions, fluxKustomization, fluxSource, helmRelease, lookupOf, oldRevision } from './liveObjects.ts';

function object(apiVersion: string, kind: string, name: string, rest: Readonly<Record<string, unknown>>) {
  const read = readClusterObject({ metadata: { namespace: 'faces', name, uid: `uid-${name}` }, ...rest }, apiVersion, kind);
  if (read === undefined) throw new Error('no name');
  return read;
}

const deployment = (name: string, image: string) => readWorkload(object('apps/v1', 'Deployment', name, { spec: { template: { spec: { containers: [{ name: 'face', image }] } } } }));
const canary = readCanary(
  object('flagger.app/v1beta1', 'Canary', 'face', {
    spec: { targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'face' } },
    status: { phase: 'Failed', canaryWeight: 0, failedChecks: 3, iterations: 0, lastTransitionTime: '2026-11-23T11:48:00Z' },
  }),
);
const event = (message: string, seconds: number) => ({
  involvedObject: { kind: 'Canary', namespace: 'faces', name: 'face', uid: 'uid-face' },
  type: 'Warning',
  message,
  lastTimestamp: new Date(Date.parse('2026-11-23T11:47:00Z') + seconds * 1000).toISOString(),
});

const waiting = fluxKustomization('apps', { spec: { dependsOn: [{ name: 'linkerd' }] }, conditions: conditions.waiting(`dependency 'flux-system/linkerd' is not ready`), status: { inventory: { entries: [{ id: 'a_b__Service', v: 'v1' }] } } });
const broken = fluxKustomization('linkerd', { conditions: conditions.failed('BuildFailed', 'ca.crt does not exist\nmore') });

function source(state: ConnectionState, offsetMs = 0): FactsSource {
  const all = [waiting, broken, fluxSource('GitRepository', 'flux-system'), helmRelease('podinfo', { status: { history: [{ chartVersion: '6.5.0' }] } })] as const;
  return {
    ...lookupOf(...all),
    contextName: 'my-cluster',
    state,
    discovery: { servedKinds: ['flagger.app/v1beta1/Canary'], served: [], watched: [] },
    kustomizations: [waiting, broken],
    sources: [all[2]],
    helmReleases: [all[3]],
    canaries: [canary],
    rawCanaryEvents: [event('New revision detected! Scaling up face.faces', 0), event('Halt face.faces advancement success rate 61.20% < 70%', 20), event('Rolling back face.faces failed checks threshold reached 3', 30)],
    clusterTime: (time) => time + offsetMs,
    findWorkload: (_, __, name) => (name === 'face-primary' ? deployment(name, 'faces:1.0.0') : deployment(name, 'faces:1.1.0')),
  };
}

describe('what the server is told', () => {
  const facts = buildClusterFacts(source({ type: 'live', faults: [] }), Date.parse('2026-11-23T12:00:00Z'));

  test('a Kustomization that waits carries the first real cause', () => {
    expect(facts.kustomizations[0]).toMatchObject({
      name: 'apps',
      state: 'waiting',
      reason: 'DependencyNotReady',
      path: './apps',
      cause: { kind: 'failed', way: [{ kind: 'Kustomization', namespace: 'flux-system', name: 'linkerd' }], sentence: 'flux-system/linkerd: ca.crt does not exist' },
      lastAppliedRevision: oldRevision,
      inventory: ['a_b__Service'],
      interval: '10m',
    });
    expect(facts.kustomizations[1]).toMatchObject({ name: 'linkerd', state: 'failed', sentence: 'ca.crt does not exist', message: 'ca.crt does not exist\nmore' });
    expect(facts.kustomizations[1]?.cause).toBeUndefined();
  });

  test('a failed Canary carries both images and why it failed', () => {
    expect(facts.canaries[0]).toMatchObject({ phase: 'Failed', failedChecks: 3, primaryImages: { face: 'faces:1.0.0' }, canaryImages: { face: 'faces:1.1.0' } });
    expect(facts.canaries[0]?.failureReason).toContain('61');
    expect(facts.canaries[0]?.failureReason).toContain('70');
  });

  test('sources and releases', () => {
    expect(facts.sources[0]).toMatchObject({ kind: 'GitRepository', revision: oldRevision, fetchedAt: '2026-11-23T11:00:00Z', state: 'ready' });
    expect(facts.helmReleases[0]).toMatchObject({ name: 'podinfo', chartVersion: '6.5.0' });
  });

  test('how far the cluster’s clock is from ours, where it is', () => {
    expect(facts.clockOffsetMs).toBeUndefined();
    const ours = Date.parse('2026-11-23T12:00:00Z');
    expect(buildClusterFacts(source({ type: 'live', faults: [] }, -7_200_000), ours)).toMatchObject({ clockOffsetMs: -7_200_000, asOf: '2026-11-23T12:00:00.000Z' });
  });

  test('it survives the way as JSON', () => {
    expect(JSON.parse(JSON.stringify(facts))).toEqual(facts);
  });

  test('stale facts say as of when; an unreachable cluster says nothing', () => {
    const since = Date.parse('2026-11-23T11:30:00Z');
    expect(buildClusterFacts(source({ type: 'stale', since, reason: 'x', tries: 1, needsUser: false }), since + 99_999)).toMatchObject({ connection: 'stale', asOf: '2026-11-23T11:30:00.000Z', canaries: [{}] });
    expect(buildClusterFacts(source({ type: 'unreachable', reason: 'x', tries: 1, needsUser: false }), 0)).toMatchObject({ connection: 'none', kustomizations: [], canaries: [] });
  });
});

test('the feed sends at once, then only changes, and not more often than its pause', () => {
  const clock = new ManualClock();
  const listeners = new Set<(change: SessionChange) => void>();
  const subscribe = (listener: (change: SessionChange) => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  const present = { ...source({ type: 'live', faults: [] }), subscribe };
  const sent: ClusterFacts[] = [];
  const stop = feedClusterFacts(present, clock, (facts) => sent.push(facts));
  const tell = () => {
    for (const listener of listeners) listener({ type: 'connection', state: { type: 'live', faults: [] } });
  };
  expect(sent).toHaveLength(1);
  tell();
  clock.advance(factsPauseMs);
  expect(sent).toHaveLength(1);
  present.kustomizations = [];
  for (let count = 0; count < 100; count += 1) tell();
  clock.advance(factsPauseMs);
  expect(sent).toHaveLength(2);
  expect(sent[1]?.kustomizations).toEqual([]);
  tell();
  stop();
  expect(clock.pending).toEqual([]);
  expect(listeners.size).toBe(0);
});

test('a request that no controller handles becomes a fact when patience is over, although nothing changes in the cluster', () => {
  const clock = new ManualClock();
  const asked = new Date(clock.now()).toISOString();
  const silent = fluxKustomization('silent', { metadata: { annotations: { 'reconcile.fluxcd.io/requestedAt': asked } } });
  const present = { ...source({ type: 'live', faults: [] }), kustomizations: [silent], subscribe: () => () => undefined };
  const sent: ClusterFacts[] = [];
  const stop = feedClusterFacts(present, clock, (facts) => sent.push(facts));
  expect(sent.at(-1)?.kustomizations[0]?.unhandledSince).toBeUndefined();
  clock.advance(120_000);
  expect(sent.at(-1)?.kustomizations[0]?.unhandledSince).toBe(asked);
  stop();
  expect(clock.pending).toEqual([]);
});
