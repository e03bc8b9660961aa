// Status in, state and sentence out: the messages are those of the controllers (FACTS A5, B1, B3).
import { describe, expect, test } from 'vitest';
import { dependencyInMessage, readReadiness } from '../../../client/src/flux/readiness.ts';
import { condition, conditions, fluxKustomization, fluxSource, helmRelease, oldRevision } from './liveObjects.ts';

function read(given: Parameters<typeof fluxKustomization>[1]) {
  const { state, sentence, willRetry } = readReadiness(fluxKustomization('apps', given));
  return { state, sentence, willRetry };
}

describe('a Flux Kustomization', () => {
  test('is ready', () => {
    expect(read({})).toEqual({ state: 'ready', sentence: `Applied revision: ${oldRevision}`, willRetry: true });
  });

  test.each([
    [`dependency 'flux-system/flagger' is not ready`, 'waiting for flux-system/flagger'],
    [`dependency 'flux-system/gone' not found`, 'waiting for flux-system/gone, which does not exist'],
    [`dependency 'flux-system/infra' revision is not up to date`, 'waiting for flux-system/infra to reach the same revision'],
    [`dependency 'flux-system/infra' is not ready according to readyExpr eval`, 'waiting for flux-system/infra: its readyExpr is not true yet'],
  ])('waits, and that is not failing: %s', (message, sentence) => {
    expect(read({ conditions: conditions.waiting(message) })).toEqual({ state: 'waiting', sentence, willRetry: true });
  });

  test('waits for a source that has nothing yet', () => {
    expect(read({ conditions: conditions.failed('ArtifactFailed', 'Source artifact not found, retrying in 30s') })).toMatchObject({ state: 'waiting', sentence: 'Source artifact not found, retrying in 30s' });
  });

  test('a path that does not exist is a failure, although its reason is ArtifactFailed too', () => {
    const message = 'kustomization path not found: stat /tmp/kustomization-123/apps: no such file or directory';
    expect(read({ conditions: conditions.failed('ArtifactFailed', message) })).toMatchObject({ state: 'failed', sentence: 'the source has no folder apps' });
  });

  test.each(['BuildFailed', 'ReconciliationFailed', 'PruneFailed', 'HealthCheckFailed'])('%s is a failure that is tried again', (reason) => {
    expect(read({ conditions: conditions.failed(reason, 'it broke:\n  more about it\n') })).toEqual({ state: 'failed', sentence: 'it broke', willRetry: true });
  });

  test.each(['AccessDenied', 'InvalidCELExpression', 'FeatureGateDisabled'])('%s is stalled: no retry', (reason) => {
    expect(read({ conditions: conditions.stalled(reason, 'not allowed') })).toEqual({ state: 'stalled', sentence: 'not allowed', willRetry: false });
  });

  test('runs, and says at which step', () => {
    expect(read({ conditions: conditions.running('Running health checks for revision main@sha1:9f8e with a timeout of 5m') })).toMatchObject({
      state: 'reconciling',
      sentence: 'Running health checks for revision main@sha1:9f8e with a timeout of 5m',
    });
  });

  test('a cancelled health check is on its way to the newer revision', () => {
    expect(read({ conditions: conditions.failed('HealthCheckCanceled', 'New reconciliation triggered') })).toMatchObject({ state: 'reconciling' });
  });

  test('a changed spec that nobody has looked at is not ready', () => {
    expect(read({ metadata: { generation: 2 } })).toMatchObject({ state: 'reconciling', sentence: 'its spec has changed and was not looked at yet' });
  });

  test('suspended beats everything and keeps the last trouble in sight', () => {
    expect(read({ spec: { suspend: true } })).toMatchObject({ state: 'suspended', sentence: 'suspended' });
    expect(read({ spec: { suspend: true }, conditions: conditions.failed('BuildFailed', 'no ca.crt') })).toMatchObject({ state: 'suspended', sentence: 'suspended; before that: no ca.crt' });
  });

  test('a new object is unknown, not broken', () => {
    expect(read({ conditions: [], status: { observedGeneration: -1 } })).toMatchObject({ state: 'unknown', sentence: 'its controller has not looked at it yet' });
  });

  test('one that is being deleted says so', () => {
    expect(read({ metadata: { deletionTimestamp: '2026-11-23T11:00:00Z' } })).toMatchObject({ state: 'reconciling', sentence: 'being deleted' });
  });

  test('nonsense in status is unknown', () => {
    expect(read({ status: { conditions: 'none', observedGeneration: 'x' } })).toMatchObject({ state: 'unknown' });
    expect(read({ conditions: [{ type: 'Ready', status: 'Maybe' }] })).toMatchObject({ state: 'reconciling' });
  });
});

describe('sources and releases', () => {
  test('a repository that cannot be fetched', () => {
    const failed = fluxSource('GitRepository', 'a', { conditions: [condition('Ready', 'False', 'GitOperationFailed', 'failed to checkout: authentication required'), condition('FetchFailed', 'True', 'GitOperationFailed', 'x')] });
    expect(readReadiness(failed)).toMatchObject({ state: 'failed', sentence: 'failed to checkout: authentication required' });
  });

  test('a HelmRepository of type oci has no status at all and is as ready as it can be', () => {
    expect(readReadiness(fluxSource('HelmRepository', 'a', { spec: { type: 'oci' }, conditions: [] }))).toMatchObject({ state: 'ready' });
    expect(readReadiness(fluxSource('HelmRepository', 'a', { spec: { type: 'default' }, conditions: [] }))).toMatchObject({ state: 'unknown' });
  });

  test('a release whose source is not ready waits; one without retries is stalled', () => {
    expect(readReadiness(helmRelease('a', { conditions: [condition('Ready', 'False', 'SourceNotReady', `HelmChart 'x/y' is not ready`)] }))).toMatchObject({ state: 'waiting' });
    expect(readReadiness(helmRelease('a', { conditions: conditions.stalled('RetriesExceeded', 'Failed to upgrade after 3 attempt(s)') }))).toMatchObject({ state: 'stalled' });
    expect(readReadiness(helmRelease('a', { conditions: [condition('Ready', 'False', 'UpgradeFailed', 'timed out')] }))).toMatchObject({ state: 'failed' });
  });

  test('what Helm refused is said, not only how often it was tried or that it was put back', () => {
    const released = condition('Released', 'False', 'UpgradeFailed', 'Helm upgrade failed for release x/a with chart web@1.1.0: namespaces "y" not found\n\nLast Helm logs:\n\nmany');
    const refused = 'Helm upgrade failed for release x/a with chart web@1.1.0: namespaces "y" not found';
    const back = condition('Ready', 'False', 'RollbackSucceeded', 'Helm rollback to previous release x/a.v1 with chart web@1.0.0 succeeded');
    const stalled = condition('Stalled', 'True', 'RetriesExceeded', 'Failed to upgrade after 3 attempt(s)');
    expect(readReadiness(helmRelease('a', { conditions: [back, stalled, released] }))).toMatchObject({ state: 'stalled', sentence: `${refused}; no try is left`, willRetry: false });
    expect(readReadiness(helmRelease('a', { conditions: [back, released] }))).toMatchObject({ state: 'failed', sentence: `${refused}; put back since` });
    expect(readReadiness(helmRelease('a', { conditions: [back, stalled, condition('Released', 'True', 'UpgradeSucceeded', 'done'), condition('TestSuccess', 'False', 'TestFailed', 'Helm test failed: exit 1')] }))).toMatchObject({ sentence: 'Helm test failed: exit 1; no try is left' });
  });
});

test('the dependency in a message', () => {
  expect(dependencyInMessage(`dependency 'flux-system/linkerd' is not ready`)).toBe('flux-system/linkerd');
  expect(dependencyInMessage('something else')).toBeUndefined();
});
