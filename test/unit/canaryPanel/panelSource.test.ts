/** What a panel is told of its Canary over time: deleted, created anew, another context, and an answer that comes when the panel is closed. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ClusterSession } from '../../../client/src/cluster/clusterSession.ts';
import type { LiveCanary } from '../../../client/src/cluster/objects/canary.ts';
import { readCanary } from '../../../client/src/cluster/objects/canary.ts';
import { readClusterObject } from '../../../client/src/cluster/objects/clusterObject.ts';
import type { ClusterLink } from '../../../client/src/kubeContext/clusterLink.ts';
import type { CanaryPanelState } from '../../../client/src/webviews/canary/messages.ts';
import type { CanaryReader } from '../../../client/src/webviews/canaryReader.ts';

vi.mock('vscode', () => ({
  Disposable: { from: (...all: readonly { dispose: () => unknown }[]) => ({ dispose: () => { for (const each of all) each.dispose(); } }) },
}));

const { makeCanaryPanelSource } = await import('../../../client/src/webviews/canaryPanelSource.ts');

const face = { namespace: 'faces', name: 'face' };

function canary(uid: string, creationTimestamp: string): LiveCanary {
  const object = readClusterObject({ apiVersion: 'flagger.app/v1beta1', kind: 'Canary', metadata: { ...face, uid, creationTimestamp, resourceVersion: '1' }, spec: { targetRef: { kind: 'Deployment', name: 'face' } } }, 'flagger.app/v1beta1', 'Canary');
  if (object === undefined) throw new Error('no object');
  return readCanary(object);
}

/** A panel of `face`, told all that happens to it. */
class Watched {
  readonly told: CanaryPanelState[] = [];
  again: () => void = () => undefined;
  readonly #listeners = new Set<() => void>();
  readonly #link: { session: ClusterSession };
  readonly #subscription: { dispose: () => unknown };
  live: LiveCanary | undefined = canary('first', '2026-11-23T13:00:00Z');

  constructor() {
    this.#link = { session: this.#session('blue') };
    const link = { ...this.#link, viewSeen: () => undefined, onDidChangeState: () => ({ dispose: () => undefined }) };
    Object.defineProperty(link, 'session', { get: () => this.#link.session });
    const reader = { readWithMetrics: (_session: unknown, _live: unknown, _now: number, again: () => void) => { this.again = again; return { notes: ['a note'], hooks: [] }; } };
    const rolledBack = { onDidChange: () => ({ dispose: () => undefined }) };
    // What the source uses of the extension.
    this.#subscription = makeCanaryPanelSource(link as unknown as ClusterLink, reader as unknown as CanaryReader, rolledBack as never).subscribe(face, (state) => { this.told.push(state); });
  }

  async change(live: LiveCanary | undefined): Promise<CanaryPanelState | undefined> {
    this.live = live;
    for (const listener of this.#listeners) listener();
    await vi.advanceTimersByTimeAsync(1000);
    return this.told.at(-1);
  }

  switchTo(contextName: string, limitedTo?: readonly string[]): void {
    this.#link.session = this.#session(contextName, limitedTo);
  }

  close(): void {
    this.#subscription.dispose();
  }

  #session(contextName: string, limitedTo?: readonly string[]): ClusterSession {
    const session = { contextName, connection: { clockOffsetMs: 0 }, clusterTime: (time: number) => time, state: { type: 'live', faults: [], ...(limitedTo === undefined ? {} : { limitedTo }) }, findCanary: () => this.live, subscribe: (listener: () => void) => { this.#listeners.add(listener); return () => this.#listeners.delete(listener); } };
    return session as unknown as ClusterSession;
  }
}

function notesOf(state: CanaryPanelState | undefined): readonly string[] {
  return state?.kind === 'shown' ? state.view.notes : ['not shown'];
}

beforeEach(() => { vi.useFakeTimers(); });
afterEach(() => { vi.useRealTimers(); });

test('a Canary that is deleted is said to be; the one created in its place is shown, and marked as another one', async () => {
  const watched = new Watched();
  expect(notesOf(watched.told.at(-1))).toEqual(['a note']);
  expect(await watched.change(undefined)).toMatchObject({ kind: 'missing', reason: 'Canary faces/face was deleted from blue. Its panel goes on when it is created anew.' });
  const anew = await watched.change(canary('second', '2026-11-23T14:05:10Z'));
  expect(notesOf(anew)).toEqual([expect.stringMatching(/^This Canary was created anew at \d\d:05:10: for Flagger it is another one than the one of this name before/), 'a note']);
  expect(notesOf(await watched.change(canary('second', '2026-11-23T14:05:10Z')))).toHaveLength(2);
  watched.close();
});

test('one that was replaced between two looks is marked too', async () => {
  const watched = new Watched();
  expect(notesOf(await watched.change(canary('second', '')))).toEqual([expect.stringMatching(/^This Canary was created anew: for Flagger/), 'a note']);
  watched.close();
});

test('one that was never seen does not exist, and the one of the same name in another context is no new one', async () => {
  const watched = new Watched();
  watched.switchTo('green');
  expect(await watched.change(undefined)).toMatchObject({ kind: 'missing', reason: 'There is no Canary faces/face in green.' });
  expect(notesOf(await watched.change(canary('of-green', '2026-11-23T12:00:00Z')))).toEqual(['a note']);
  watched.switchTo('blue');
  expect(notesOf(await watched.change(canary('first', '2026-11-23T13:00:00Z')))).toEqual(['a note']);
  watched.close();
});

test('what is not looked at any more was not deleted, and a cluster that took the place of another under its name has no new Canary', async () => {
  const watched = new Watched();
  watched.switchTo('blue', ['elsewhere']);
  expect(await watched.change(undefined)).toMatchObject({ kind: 'missing', reason: 'Namespace faces of blue is not looked at: `flightdeck.namespaces` does not name it.' });
  watched.switchTo('blue', ['faces']);
  expect(await watched.change(undefined)).toMatchObject({ kind: 'missing', reason: 'There is no Canary faces/face in blue.' });
  expect(notesOf(await watched.change(canary('of-the-other-cluster', '2026-11-23T09:12:00Z')))).toEqual(['a note']);
  watched.close();
});

test('what a server answers when the panel is closed is told to nobody', async () => {
  const watched = new Watched();
  await watched.change(watched.live);
  watched.close();
  const { length } = watched.told;
  watched.again();
  await vi.advanceTimersByTimeAsync(1000);
  expect(watched.told).toHaveLength(length);
});
