// What watches the Git extension: every pushed repository is seen at once, and nothing is left behind when it ends early.
import { beforeEach, expect, test, vi } from 'vitest';
import type { LogOutputChannel } from 'vscode';
import type { ClusterLink } from '../../../client/src/kubeContext/clusterLink.ts';
import type { LanguageServer } from '../../../client/src/languageServer.ts';
import { until } from '../../harness/manualClock.ts';

interface Repository {
  readonly rootUri: string;
  readonly state: { HEAD: { commit: string; name: string; ahead: number; upstream: { remote: string; name: string } } };
}

const world = vi.hoisted((): { repositories: Repository[]; changed: () => void; watching: Promise<{ dispose(): void }>; asked: string[]; log: string[]; looks: number } => ({ repositories: [], changed: () => undefined, watching: Promise.resolve({ dispose: () => undefined }), asked: [], log: [], looks: 0 }));

vi.mock('vscode', () => ({
  Disposable: { from: (...all: readonly { dispose: () => unknown }[]) => ({ dispose: () => { for (const each of all) each.dispose(); } }) },
  EventEmitter: class { event = () => ({ dispose: () => undefined }); fire = () => undefined; dispose = () => undefined; },
  commands: { executeCommand: () => Promise.resolve() },
  workspace: { isTrusted: true, getConfiguration: () => ({ get: () => undefined, inspect: () => undefined }) },
  window: {
    // Nobody answers; the second question cannot even be asked.
    showInformationMessage: (message: string) => {
      world.asked.push(message);
      return world.asked.length === 2 ? Promise.reject(new Error('no window')) : new Promise(() => undefined);
    },
  },
}));
vi.mock('../../../client/src/git/gitExtension.ts', () => ({
  openRepositories: () => {
    world.looks += 1;
    return Promise.resolve(world.repositories);
  },
  watchRepositories: (changed: () => void) => {
    world.changed = changed;
    return world.watching;
  },
}));
vi.mock('../../../client/src/commands/repositorySources.ts', () => ({ findSourcesOf: () => Promise.resolve([{ kind: 'GitRepository', namespace: 'flux-system', name: 'fleet' }]) }));

const { AfterPush } = await import('../../../client/src/afterPush.ts');
const { WorkspaceHeads } = await import('../../../client/src/workspaceHeads.ts');

const head = (commit: string, ahead: number) => ({ HEAD: { commit, name: 'main', ahead, upstream: { remote: 'origin', name: 'main' } } });
const link = { session: { contextName: 'prod', subscribe: () => () => undefined, sources: [{ sourceKind: 'GitRepository', namespace: 'flux-system', name: 'fleet', url: 'https://git.test/fleet' }] }, onDidChangeState: () => ({ dispose: () => undefined }) } as unknown as ClusterLink;
const server = { onDidChangeState: () => ({ dispose: () => undefined }), request: () => Promise.resolve([]) } as unknown as LanguageServer;
const log = { error: (message: string) => world.log.push(message) } as unknown as LogOutputChannel;

beforeEach(() => {
  world.changed = () => undefined;
  world.asked = [];
  world.log = [];
  world.looks = 0;
});

test('each repository that was pushed is offered, though nobody has answered for the first; what goes wrong is logged', async () => {
  world.repositories = ['a', 'b', 'c'].map((name) => ({ rootUri: `file:///${name}`, state: head(name.repeat(40), 1) }));
  const after = new AfterPush(link, server, log);
  await until('the first look is over', () => world.looks === 1);
  for (const { state } of world.repositories) state.HEAD.ahead = 0;
  world.changed();
  await until('all are offered', () => world.asked.length === 3);
  expect(world.asked.map((message) => message.slice(0, 14))).toEqual(['Pushed aaaaaaa', 'Pushed bbbbbbb', 'Pushed ccccccc']);
  await until('the failure is logged', () => world.log.length > 0);
  expect(world.log).toEqual(['after the push of bbbbbbb: Error: no window']);
  after.dispose();
});

test('a watch that arrives after the heads were let go is let go too', async () => {
  let arrive: (watch: { dispose(): void }) => void = () => undefined;
  world.watching = new Promise((resolve) => (arrive = resolve));
  let isLetGo = false;
  world.repositories = [];
  const heads = new WorkspaceHeads(link, server);
  const idle = world.changed;
  await until('Git is asked for', () => world.changed !== idle);
  heads.dispose();
  arrive({ dispose: () => (isLetGo = true) });
  await until('the watch is let go', () => isLetGo);
});
