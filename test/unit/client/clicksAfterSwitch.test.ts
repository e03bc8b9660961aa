/** What is clicked after the context was switched: it names the context that it was shown of, so that the command refuses instead of acting on another cluster. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ClusterSession } from '../../../client/src/cluster/clusterSession.ts';
import type { ClusterLink } from '../../../client/src/kubeContext/clusterLink.ts';
import type { FluxCommandTools } from '../../../client/src/commands/fluxCommandTools.ts';
import type { VerbWay } from '../../../client/src/flagger/verbs/verbPlan.ts';
import { canary } from './liveObjects.ts';

const made = vi.hoisted((): { readonly commands: unknown[][]; readonly warnings: string[]; ways: unknown[] } => ({ commands: [], warnings: [], ways: [] }));

vi.mock('vscode', () => ({
  ProgressLocation: { Window: 10, Notification: 15 },
  commands: { executeCommand: (...call: unknown[]) => { made.commands.push(call); return Promise.resolve(); } },
  workspace: { getConfiguration: () => ({ get: () => undefined, inspect: () => undefined }) },
  window: {
    // The user takes the first action that a message offers.
    showInformationMessage: (_words: string, ...actions: readonly string[]) => Promise.resolve(actions[0]),
    showWarningMessage: (words: string, ...actions: readonly string[]) => { made.warnings.push(words); return Promise.resolve(actions[0]); },
    showQuickPick: (items: readonly unknown[]) => Promise.resolve(items[0]),
    withProgress: (_options: unknown, run: (progress: object, token: object) => unknown) => run({ report: () => undefined }, { onCancellationRequested: () => ({ dispose: () => undefined }) }),
  },
}));
vi.mock(import('../../../client/src/flagger/rolloutRecorder.ts'), () => ({ recordRollouts: () => () => undefined }));
vi.mock(import('../../../client/src/flagger/verbs/readSituation.ts'), async (original) => ({ ...(await original()), readVerbSituation: () => Promise.resolve({ ok: true, value: {} }) as never }));
vi.mock(import('../../../client/src/flagger/verbs/verbPlan.ts'), async (original) => ({ ...(await original()), planVerb: () => ({ type: 'ways', ways: made.ways }) as never }));

const { RolloutFollower } = await import('../../../client/src/rolloutFollower.ts');
const { canaryVerbCommand } = await import('../../../client/src/commands/canaryVerb.ts');
const { makeCanaryPanelSource } = await import('../../../client/src/webviews/canaryPanelSource.ts');
const { makeCanariesPanelSource } = await import('../../../client/src/webviews/canariesPanelSource.ts');
const { clusterAtHand } = await import('../../../client/src/commands/clusterAtHand.ts');

const waiting = canary('face', { phase: 'WaitingPromotion' });
const shown = { kind: 'Canary', namespace: waiting.namespace, name: 'face', contextName: 'blue' };

function sessionOf(contextName: string, canaries: { now: readonly unknown[] }, listeners: ((change: object) => void)[] = []): ClusterSession {
  const session = {
    contextName, clusterTime: (time: number) => time, state: { type: 'live' }, ended: new AbortController().signal,
    get canaries() { return canaries.now; },
    findCanary: () => canaries.now[0],
    subscribe: (listener: (change: object) => void) => { listeners.push(listener); return () => undefined; },
  };
  // What these callers use of a session; the rest of it talks to an API server.
  return session as unknown as ClusterSession;
}

function linkTo(session: ClusterSession): ClusterLink {
  return { session, state: { type: 'open', session }, viewSeen: () => undefined, onDidChangeState: () => ({ dispose: () => undefined }) } as unknown as ClusterLink;
}

beforeEach(() => {
  vi.useFakeTimers();
  made.commands.length = 0;
  made.warnings.length = 0;
});
afterEach(() => { vi.useRealTimers(); });

test.each([
  ['flightdeck.openGate', [{ name: 'ask', state: 'closed', openable: true }], [shown, 'ask']],
  ['flightdeck.showCanary', [], [shown]],
] as const)('the button %s of a notification means the cluster that the notification named', async (command, hooks, expected) => {
  const canaries = { now: [canary('face', { phase: 'Progressing' })] };
  const listeners: ((change: object) => void)[] = [];
  const view = { hooks, sentence: { parts: [] } };
  const follower = new RolloutFollower(linkTo(sessionOf('blue', canaries, listeners)), {} as never, { read: () => view as never, isSeen: () => false });
  canaries.now = [waiting];
  for (const listener of listeners) listener({ type: 'objects', kind: 'Canary' });
  await vi.advanceTimersByTimeAsync(5000);
  follower.dispose();
  expect(made.commands).toEqual([[command, ...expected]]);
});

test('Show Canary at the end of a verb means the cluster that the verb ran on', async () => {
  const way: VerbWay = { id: 'x', label: 'X', order: { button: 'X', sentence: (where) => `X ${where}` }, road: 'gate', present: '', brief: '', effect: '', flux: '', deeds: [], reaches: ['WaitingPromotion'] };
  made.ways = [way];
  const tools = { link: linkTo(sessionOf('blue', { now: [waiting] })), log: { info: () => undefined } } as unknown as FluxCommandTools;
  await canaryVerbCommand(tools, 'promote')(shown);
  expect(made.commands).toEqual([['flightdeck.showCanary', shown]]);
});

test('a command refuses what was shown of another context, given plainly or carried by a row', async () => {
  const link = linkTo(sessionOf('green', { now: [] }));
  expect(await clusterAtHand(link, shown)).toBeUndefined();
  expect(await clusterAtHand(link, { id: 'row', object: shown })).toBeUndefined();
  expect(made.warnings).toEqual(Array(2).fill('This was shown of blue, and green is in use now: nothing was done.'));
  expect(await clusterAtHand(link, { id: 'row', object: { ...shown, contextName: 'green' } })).toBe(link.session);
});

test('buttons of the panels mean the cluster that the panel showed', () => {
  const link = linkTo(sessionOf('green', { now: [] }));
  const face = { namespace: waiting.namespace, name: 'face' };
  makeCanaryPanelSource(link, {} as never, {} as never).handle(face, { type: 'action', id: 'openGate', hook: 'ask', context: 'blue' });
  const several = makeCanariesPanelSource(link, {} as never, {} as never);
  several.handle({ type: 'action', id: 'openGate', hook: 'ask', canary: face, context: 'blue' });
  several.handle({ type: 'openCanary', canary: face, context: 'blue' });
  expect(made.commands).toEqual([['flightdeck.openGate', shown, 'ask'], ['flightdeck.openGate', shown, 'ask'], ['flightdeck.showCanary', shown]]);
});
