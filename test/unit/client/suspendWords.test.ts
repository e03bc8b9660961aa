// What Suspend and Resume say of Git: when Flux will undo it, and when it stays.
import { expect, test } from 'vitest';
import { isUndoneByGit, suspendedWords, undoneWords } from '../../../client/src/commands/suspendWords.ts';
import type { SuspendInGit } from '../../../server/src/protocol/suspendInGit.ts';
import { kustomization } from './liveObjects.ts';

const now = Date.parse('2026-03-01T12:00:00Z');
const place = { uri: 'file:///w/apps.yaml', range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } } };
const git = (says: boolean | undefined): SuspendInGit => ({ says, appliedBy: { kind: 'Kustomization', namespace: 'flux-system', name: 'root' }, place });
const ref = { group: 'kustomize.toolkit.fluxcd.io', kind: 'Kustomization', namespace: 'flux-system', name: 'apps' };

test('only what Git says otherwise, under another Kustomization, is undone', () => {
  expect([isUndoneByGit(git(false), true), isUndoneByGit(git(true), true), isUndoneByGit(git(undefined), true), isUndoneByGit(undefined, true), isUndoneByGit({ ...git(false), appliedBy: undefined }, true), isUndoneByGit(git(true), false)]).toEqual([true, false, false, false, false, true]);
});

test('with the time of the next run, as far as it is known', () => {
  const owner = (lastReconciled: string, suspend = false) => kustomization('root', { spec: { interval: '10m', suspend }, status: { history: [{ lastReconciled }] } });
  const words = (live?: ReturnType<typeof owner>) => undoneWords(git(false), 'apps.yaml:12', live, now).replace(/^.*puts that back /, '');
  expect(undoneWords(git(false), 'apps.yaml:12', undefined, now)).toBe('Git says spec.suspend: false (apps.yaml:12), and Kustomization root puts that back at its next run');
  expect(words(owner('2026-03-01T11:57:00Z'))).toBe('at its next run, in 7 min');
  expect(words(owner('2026-03-01T11:50:30Z'))).toBe('at its next run, within a minute');
  expect(words(owner('2026-03-01T11:00:00Z'))).toBe('at its next run, which is due');
  expect(words(owner('2026-03-01T11:57:00Z', true))).toBe('once it is resumed itself');
});

test('afterwards it is said how long it stays so', () => {
  expect(suspendedWords([ref], 'prod', 'suspend', git(undefined))).toBe('Kustomization flux-system/apps on prod: suspended; it stays so until it is resumed: Git does not speak of it');
  expect(suspendedWords([ref], 'prod', 'suspend', git(true))).toBe('Kustomization flux-system/apps on prod: suspended, as Git says');
  expect(suspendedWords([ref], 'prod', 'suspend', undefined)).toBe('Kustomization flux-system/apps on prod: suspended, until it is resumed or Git says otherwise');
  expect(suspendedWords([ref, ref, ref, ref], 'prod', 'resume', undefined)).toBe('4 objects on prod: resumed');
});
