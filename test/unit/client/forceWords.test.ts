/** What is confirmed before a HelmRelease is forced or reset: that, and not the look that comes with it. */
import { beforeEach, expect, test, vi } from 'vitest';
import type { ClusterLink } from '../../../client/src/kubeContext/clusterLink.ts';
import { clientSettingKeys } from '../../../client/src/settingKeys.ts';
import { helmRelease } from './liveObjects.ts';

const made = vi.hoisted((): { readonly questions: string[]; readonly buttons: string[]; pick: number } => ({ questions: [], buttons: [], pick: 0 }));

vi.mock('vscode', () => ({
  workspace: { getConfiguration: () => ({ get: () => undefined, inspect: (key: string) => (key === clientSettingKeys.protectedContexts ? { globalValue: ['blue'] } : undefined) }) },
  window: {
    showQuickPick: (items: readonly unknown[]) => Promise.resolve(items[made.pick]),
    // The user reads the question and says no.
    showWarningMessage: (words: string, _options: object, ...buttons: readonly string[]) => {
      made.questions.push(words);
      made.buttons.push(...buttons);
      return Promise.resolve(undefined);
    },
  },
}));

const { askHelmRequest } = await import('../../../client/src/commands/askHelm.ts');
const { reconcileCommands } = await import('../../../client/src/commands/reconcile.ts');

const session = { contextName: 'blue', state: { type: 'live' }, findHelmRelease: () => helmRelease('web') };
const tools = { link: { session, state: { type: 'open', session }, viewSeen: () => undefined } as unknown as ClusterLink } as Parameters<typeof reconcileCommands>[0];

beforeEach(() => {
  made.questions.length = 0;
  made.buttons.length = 0;
});

test.each([
  [0, 'Force'],
  [1, 'Reset'],
  [2, 'Force and Reset'],
])('choice %i is confirmed as %s', async (pick, title) => {
  made.pick = pick;
  await reconcileCommands(tools)('withSource', askHelmRequest)({ kind: 'HelmRelease', namespace: 'flux-system', name: 'web' });
  expect(made.questions).toEqual([`${title} HelmRelease flux-system/web on blue?`]);
  expect(made.buttons).toEqual([`${title} on blue`]);
});

test.each([
  ['object', 'Reconcile HelmRelease flux-system/web on blue?', 'Reconcile on blue'],
  ['withSource', 'Reconcile HelmRelease flux-system/web with its source on blue?', 'Reconcile with Source on blue'],
  ['chain', 'Reconcile HelmRelease flux-system/web, what it depends on and all that it applies on blue?', 'Reconcile Chain on blue'],
] as const)('a plain look (%s) is asked as a sentence', async (scope, question, button) => {
  await reconcileCommands(tools)(scope)({ kind: 'HelmRelease', namespace: 'flux-system', name: 'web' });
  expect(made.questions).toEqual([question]);
  expect(made.buttons).toEqual([button]);
});
