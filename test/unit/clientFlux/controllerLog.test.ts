// Log lines about one object, out of what Flux's controllers and Flagger print (lines as the real ones print them).
import { expect, test } from 'vitest';
import { controllerOf, linesAbout } from '../../../client/src/flux/controllerLog.ts';

const log = [
  '{"level":"info","ts":"2026-03-01T12:00:00.000Z","msg":"server-side apply completed","controller":"kustomization","controllerGroup":"kustomize.toolkit.fluxcd.io","controllerKind":"Kustomization","Kustomization":{"name":"apps","namespace":"flux-system"},"namespace":"flux-system","name":"apps","reconcileID":"x","revision":"main@sha1:02fae5b"}',
  '{"level":"info","ts":"2026-03-01T12:00:01.000Z","msg":"of another one","controllerKind":"Kustomization","Kustomization":{"name":"apps","namespace":"other"},"namespace":"other","name":"apps"}',
  'not json at all',
  '{"level":"error","ts":"2026-03-01T12:00:02.000Z","msg":"Reconciliation failed\\nfor good\\n","controllerKind":"Kustomization","namespace":"flux-system","name":"apps","error":"first line\\nsecond line"}',
  '{"level":"info","ts":"2026-03-01T12:00:03.000Z","caller":"controller/events.go:33","msg":"Advance web.shop canary weight 50","canary":"web.shop"}',
].join('\n');

test('only those of the object, with level, revision and error, each in one line', () => {
  expect(linesAbout(log, { kind: 'Kustomization', namespace: 'flux-system', name: 'apps' })).toEqual([
    '2026-03-01T12:00:00.000Z  INFO   server-side apply completed  revision=main@sha1:02fae5b',
    '2026-03-01T12:00:02.000Z  ERROR  Reconciliation failed for good  error=first line second line',
  ]);
  expect(linesAbout(log, { kind: 'Canary', namespace: 'shop', name: 'web' })).toEqual(['2026-03-01T12:00:03.000Z  INFO   Advance web.shop canary weight 50']);
});

test('each kind has its controller', () => {
  expect(['Kustomization', 'HelmRelease', 'GitRepository', 'Canary', 'ImagePolicy', 'Deployment'].map(controllerOf)).toEqual(['kustomize-controller', 'helm-controller', 'source-controller', 'flagger', 'image-reflector-controller', undefined]);
});
