/** How far the fix of a failed rollout has come: what is looked at while there is one, and that nothing is looked at otherwise. */
import { beforeEach, expect, test, vi } from 'vitest';
import type * as vscode from 'vscode';
import type { RolledBackImage } from '../../../server/src/protocol/requests.ts';

interface Uri { toString(): string }

const uri = (text: string): Uri => ({ toString: () => text });

const made = vi.hoisted(() => {
  class Emitter {
    readonly listeners = new Set<(value: unknown) => void>();
    readonly event = (listener: (value: unknown) => void) => {
      this.listeners.add(listener);
      return { dispose: () => this.listeners.delete(listener) };
    };
    fire(value?: unknown): void {
      for (const listener of [...this.listeners]) listener(value);
    }
    dispose(): void {
      this.listeners.clear();
    }
  }
  class Disposable {
    static from(...all: readonly { dispose(): unknown }[]): Disposable {
      return new Disposable(() => { for (const one of all) one.dispose(); });
    }
    readonly dispose: () => void;
    constructor(dispose: () => void) {
      this.dispose = dispose;
    }
  }
  return { Emitter, Disposable, git: new Emitter(), saved: new Emitter(), changed: new Emitter(), changes: [] as { uri: unknown }[], open: [] as { uri: unknown; isDirty: boolean }[], asked: 0, isBroken: false, isInactive: false };
});

vi.mock('vscode', () => ({
  EventEmitter: made.Emitter,
  Disposable: made.Disposable,
  Uri: { parse: (text: string) => ({ toString: () => text }) },
  workspace: {
    onDidSaveTextDocument: made.saved.event,
    onDidChangeTextDocument: made.changed.event,
    asRelativePath: (file: Uri) => file.toString().replace('file:///', ''),
    get textDocuments() { return made.open; },
  },
  extensions: {
    getExtension: () => ({
      get isActive() { return !made.isInactive; },
      activate: () => Promise.reject(new Error('git does not start')),
      exports: {
        enabled: true,
        getAPI: () => {
          const repository = { state: { onDidChange: made.git.event, workingTreeChanges: made.changes, indexChanges: [], mergeChanges: [] } };
          return {
            repositories: [repository],
            onDidOpenRepository: () => new made.Disposable(() => undefined),
            getRepository: () => {
              made.asked += 1;
              if (made.isBroken) throw new Error('git is broken');
              return repository;
            },
          };
        },
      },
    }),
  },
}));

const { PendingFixes } = await import('../../../client/src/views/statusBar/pendingFixes.ts');

const fix: RolledBackImage = { canary: { namespace: 'test', name: 'podinfo' }, desired: 'podinfo:2', serving: 'podinfo:1', place: { uri: 'file:///apps/podinfo.yaml', range: { start: { line: 3, character: 0 }, end: { line: 3, character: 9 } } }, isPutBack: true };

class RolledBack {
  readonly #emitter = new made.Emitter();
  readonly onDidChange = this.#emitter.event as unknown as vscode.Event<void>;
  putBack: readonly RolledBackImage[] = [];

  become(putBack: readonly RolledBackImage[]): void {
    this.putBack = putBack;
    this.#emitter.fire();
  }
}

function start() {
  const rolledBack = new RolledBack();
  const errors: string[] = [];
  const fixes = new PendingFixes(rolledBack as never, { error: (words: string) => { errors.push(words); } } as never);
  return { rolledBack, errors, fixes, lacks: () => fixes.all.map(({ lacks }) => lacks) };
}

beforeEach(() => {
  Object.assign(made, { changes: [], open: [], asked: 0, isBroken: false, isInactive: false });
  made.git.dispose();
});

test('it goes from the editor over Git to the cluster', async () => {
  const { rolledBack, lacks } = start();
  made.open.push({ uri: uri(fix.place.uri), isDirty: true });
  rolledBack.become([fix]);
  await vi.waitFor(() => { expect(lacks()).toEqual(['saved']); });
  made.open.pop();
  made.changes.push({ uri: uri(fix.place.uri) });
  made.saved.fire({ uri: uri(fix.place.uri) });
  await vi.waitFor(() => { expect(lacks()).toEqual(['committed']); });
  made.changes.pop();
  made.git.fire();
  await vi.waitFor(() => { expect(lacks()).toEqual(['applied']); });
  rolledBack.become([]);
  await vi.waitFor(() => { expect(lacks()).toEqual([]); });
});

test('Git is watched only while there is one, and given back afterwards', async () => {
  const { rolledBack, fixes } = start();
  expect(made.git.listeners.size).toBe(0);
  rolledBack.become([fix]);
  await vi.waitFor(() => { expect(made.git.listeners.size).toBe(1); });
  rolledBack.become([]);
  await vi.waitFor(() => { expect(made.git.listeners.size).toBe(0); });
  rolledBack.become([fix]);
  await vi.waitFor(() => { expect(made.git.listeners.size).toBe(1); });
  fixes.dispose();
  await vi.waitFor(() => { expect(made.git.listeners.size).toBe(0); });
});

test('a keystroke in another file asks nothing', async () => {
  const { rolledBack, lacks } = start();
  rolledBack.become([fix]);
  await vi.waitFor(() => { expect(lacks()).toEqual(['applied']); });
  const before = made.asked;
  made.changed.fire({ document: { uri: uri('file:///README.md') } });
  // Git would be asked after its extension was found.
  await new Promise(setImmediate);
  expect(made.asked).toBe(before);
  made.open.push({ uri: uri(fix.place.uri), isDirty: true });
  made.changed.fire({ document: { uri: uri(fix.place.uri) } });
  await vi.waitFor(() => { expect(lacks()).toEqual(['saved']); });
});

test('where Git could not be watched, the next look tries again', async () => {
  const { rolledBack, errors } = start();
  made.isInactive = true;
  rolledBack.become([fix]);
  await vi.waitFor(() => { expect(errors).toContainEqual(expect.stringContaining('watching Git: git does not start')); });
  made.isInactive = false;
  made.saved.fire({ uri: uri(fix.place.uri) });
  await vi.waitFor(() => { expect(made.git.listeners.size).toBe(1); });
});

test('an error of the Git extension is told in the log, and what was known stays', async () => {
  const { rolledBack, errors, lacks } = start();
  rolledBack.become([fix]);
  await vi.waitFor(() => { expect(lacks()).toEqual(['applied']); });
  made.isBroken = true;
  made.git.fire();
  await vi.waitFor(() => { expect(errors).toEqual([expect.stringContaining('git is broken')]); });
  expect(lacks()).toEqual(['applied']);
});
