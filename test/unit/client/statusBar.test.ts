// The status bar's item and the one-line checklist of a reconcile run.
import { describe, expect, test } from 'vitest';
import { checklistWords } from '../../../client/src/commands/checklistWords.ts';
import type { StepProgress } from '../../../client/src/flux/stepRun.ts';
import { buildStatusBar, type PendingFix } from '../../../client/src/views/statusBar/statusBarModel.ts';
import { helmRelease, kustomization, now, ready, viewInput } from './liveObjects.ts';

describe('status bar', () => {
  const waiting = kustomization('waiting', { status: { conditions: [ready('False', 'DependencyNotReady', "dependency 'flux-system/x' not found")] } });
  const failed = kustomization('failed', { status: { conditions: [ready('False', 'BuildFailed', 'no')] } });
  const kustomizations = [kustomization('a'), kustomization('b'), waiting, failed];

  test('names the context and counts what is well, what moves or waits, what failed', () => {
    expect(buildStatusBar(viewInput({ kustomizations, helmReleases: [helmRelease('c')] })).text).toBe('$(server) my-cluster $(pass) 3 $(watch) 1 $(error) 1');
  });
  test('leaves out what is zero', () => {
    expect(buildStatusBar(viewInput({ kustomizations: [kustomization('a')] })).text).toBe('$(server) my-cluster $(pass) 1');
    expect(buildStatusBar(viewInput()).text).toBe('$(server) my-cluster');
  });
  test('old numbers come with their time and the reason', () => {
    const model = buildStatusBar(viewInput({ kustomizations, connection: { type: 'stale', since: now, reason: 'connection refused', tries: 2, needsUser: false } }));
    expect(model.text).toMatch(/^\$\(debug-disconnect\) my-cluster as of \d\d:\d\d \$\(pass\) 2/);
    expect(model.tooltip).toContain('connection refused, 2 tries');
  });
  test('a version that Git still asks for after its rollout failed is counted and told', () => {
    const model = buildStatusBar(viewInput(), [{ canary: { namespace: 'shop', name: 'web' }, desired: 'registry.invalid/web:1.1.0', serving: 'registry.invalid/web:1.0.0' }]);
    expect(model.text).toBe('$(server) my-cluster $(history) 1');
    expect(model.tooltip).toContain('Canary shop/web: Git says 1.1.0, the cluster serves 1.0.0 since the rollout failed');
    expect(model.accessibleLabel).toContain('Git says 1.1.0, the cluster serves 1.0.0');
  });
  test('a file with the version that serves is told by what it lacks, the first step first', () => {
    const fix = (name: string, lacks: PendingFix['lacks']): PendingFix => ({ canary: { namespace: 'shop', name }, desired: 'registry.invalid/web:1.1.0', serving: 'registry.invalid/web:1.0.0', file: `${name}.yaml`, lacks });
    const model = buildStatusBar(viewInput(), [], [fix('web', 'applied'), fix('api', 'saved')]);
    expect(model.text).toBe('$(server) my-cluster $(history) fix not saved');
    expect(model.tooltip).toContain('Canary shop/api: api.yaml has 1.0.0, which is not saved yet; the cluster still has 1.1.0, whose rollout failed\n');
    expect(model.accessibleLabel).toContain('Canary shop/web: web.yaml has 1.0.0, which is not applied yet');
    expect(buildStatusBar(viewInput(), [], [fix('web', 'committed')]).text).toBe('$(server) my-cluster $(history) fix not committed');
    expect(buildStatusBar(viewInput(), [{ canary: { namespace: 'shop', name: 'web' }, desired: 'x:2', serving: 'x:1' }], [fix('api', 'saved')]).text).toBe('$(server) my-cluster $(history) 1');
  });
  test('a screen reader hears words, not signs', () => {
    expect(buildStatusBar(viewInput({ kustomizations })).accessibleLabel).toBe('Flightdeck, my-cluster, Kustomizations and Helm releases: 1 failed · 1 waiting · 2 ready');
  });
});

describe('checklist of a reconcile run', () => {
  const source: StepProgress = { step: { ref: { group: 'source.toolkit.fluxcd.io', kind: 'GitRepository', namespace: 'flux-system', name: 'flux-system' }, role: 'source', skipReason: '', after: [] }, phase: 'healthy', sentence: '', revision: 'main@9f8e1c2' };
  const target = (phase: StepProgress['phase'], sentence: string): StepProgress => ({ step: { ref: { group: 'kustomize.toolkit.fluxcd.io', kind: 'Kustomization', namespace: 'flux-system', name: 'apps' }, role: 'target', skipReason: '', after: [] }, phase, sentence, revision: '' });
  test('shows what is done, what runs with the controller\'s words, and what comes', () => {
    expect(checklistWords([source, target('handled', 'Running health checks')])).toBe('✓ GitRepository flux-system main@9f8e1c2  ·  ⟳ apps: handled, Running health checks');
    expect(checklistWords([{ ...source, phase: 'requested', revision: '' }, target('next', '')])).toBe('⟳ GitRepository flux-system: requested  ·  apps next');
  });
  test('shows where it stopped', () => {
    expect(checklistWords([source, target('stopped', 'build failed')])).toContain('✕ apps: build failed');
  });
});
