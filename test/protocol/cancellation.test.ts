// A check that is under way ends at the next change, and between two of its steps the server answers.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Diagnostic, Hover } from 'vscode-languageserver';
import type * as fluxBuild from '../../server/src/flux/buildFluxKustomization.ts';
import type * as manifestReader from '../../server/src/yaml/manifestReader.ts';
import { startLsp, temporaryFolder, type LspSession, type TemporaryFolder } from '../harness/lspClient.ts';

/** What is called at each build, and the time that the server sees: each build takes longer than a slice. */
const builds = vi.hoisted(() => ({ count: 0, onEach: (): void => undefined }));
vi.mock('../../server/src/flux/buildFluxKustomization.ts', async (importOriginal) => {
  const original = await importOriginal<typeof fluxBuild>();
  return {
    ...original,
    buildFluxKustomization: (...of: Parameters<typeof original.buildFluxKustomization>) => {
      builds.count++;
      builds.onEach();
      return original.buildFluxKustomization(...of);
    },
  };
});
/** Lengths of the texts that were parsed. */
const parsed = vi.hoisted((): number[] => []);
vi.mock('../../server/src/yaml/manifestReader.ts', async (importOriginal) => {
  const original = await importOriginal<typeof manifestReader>();
  return {
    ...original,
    readManifestYaml: (...of: Parameters<typeof original.readManifestYaml>) => {
      parsed.push(of[0].length);
      return original.readManifestYaml(...of);
    },
  };
});

const overlays = 60;
const kustomization = (name: string, path: string): string =>
  `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: ${name}\n  namespace: flux-system\nspec:\n  interval: 10m\n  path: ${path}\n  prune: true\n  sourceRef:\n    kind: GitRepository\n    name: flux-system\n`;
const source = 'apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata:\n  name: flux-system\n  namespace: flux-system\nspec:\n  interval: 1m\n  ref:\n    branch: main\n  url: https://git.example/fleet\n';
const settings = (more: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\ndata:\n  one: "1"\n${more}`;

let folder: TemporaryFolder;
let lsp: LspSession;
let published: string[];

beforeEach(async () => {
  const texts: Record<string, string> = {
    'clusters/one/flux-system/gotk-sync.yaml': `${source}---\n${kustomization('flux-system', './clusters/one')}`,
    'base/kustomization.yaml': 'resources:\n  - settings.yaml\n',
    'base/settings.yaml': settings(''),
  };
  for (let index = 0; index < overlays; index++) {
    texts[`clusters/one/app-${index}.yaml`] = kustomization(`app-${index}`, `./apps/${index}`);
    texts[`apps/${index}/kustomization.yaml`] = `namespace: app-${index}\nresources:\n  - ../../base\n`;
  }
  folder = temporaryFolder(texts);
  lsp = await startLsp([folder.uri]);
  published = [];
  lsp.connection.onNotification('textDocument/publishDiagnostics', ({ uri, diagnostics }: { uri: string; diagnostics: readonly Diagnostic[] }) => {
    if (uri === folder.uriOf('base/settings.yaml')) for (const { message } of diagnostics) published.push(typeof message === 'string' ? message : message.value);
    for (const check of [...waiting]) check();
  });
  await lsp.connection.sendRequest('flightdeck/repositoryTree', {});
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  builds.count = 0;
  builds.onEach = () => void vi.advanceTimersByTime(20);
  parsed.length = 0;
});

afterEach(async () => {
  builds.onEach = () => undefined;
  vi.useRealTimers();
  await lsp.dispose();
  folder.dispose();
});

const waiting = new Set<() => void>();
const untilPublished = (word: string): Promise<void> =>
  new Promise((resolve) => {
    const check = (): void => {
      if (!published.some((message) => message.includes(word))) return;
      waiting.delete(check);
      resolve();
    };
    waiting.add(check);
  });
const open = (uri: string, text: string): Promise<void> => lsp.connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId: 'yaml', version: 1, text } });
const change = (uri: string, version: number, text: string): Promise<void> => lsp.connection.sendNotification('textDocument/didChange', { textDocument: { uri, version }, contentChanges: [{ text }] });
const hoverOnPath = (uri: string): Promise<Hover | null> => lsp.connection.sendRequest<Hover | null>('textDocument/hover', { textDocument: { uri }, position: { line: 7, character: 10 } });
/** Resolves when the server has read all that was sent so far; it does nothing for it. */
const read = (): Promise<unknown> => lsp.connection.sendRequest('test/nothing').catch((error: unknown) => error);
/** At the build of a number, does something once. */
const atBuild = (number: number, act: () => void): void => {
  const first = builds.count;
  builds.onEach = () => {
    vi.advanceTimersByTime(20);
    if (builds.count === first + number) act();
  };
};
/** Resolves when the server has built so often. */
const built = (number: number): Promise<void> => new Promise((resolve) => atBuild(number, resolve));

describe('a check that is under way', () => {
  test('ends at the next change: what only the old text needs is neither built nor published', async () => {
    const base = folder.uriOf('base/settings.yaml');
    await open(base, settings('  old: a\n  old: b\n'));
    await read();
    const third = built(3);
    vi.runAllTimers();
    await third;
    await change(base, 2, settings('  new: a\n  new: b\n'));
    await read();
    const until = builds.count;
    expect(until).toBeLessThan(overlays);
    // Whatever the first check still meant to do would be done by now.
    for (let turn = 0; turn < overlays; turn++) await read();
    expect(builds.count).toBe(until);
    const judged = untilPublished('“new”');
    vi.runAllTimers();
    await judged;
    expect(builds.count).toBe(until + overlays);
    expect(published.filter((message) => message.includes('“old”'))).toEqual([]);
  });

  test('lets others have their turn: what is asked about another file is answered before it is done', async () => {
    const base = folder.uriOf('base/settings.yaml');
    const app = folder.uriOf('clusters/one/app-1.yaml');
    await open(app, kustomization('app-1', './apps/1'));
    await open(base, settings(''));
    await read();
    vi.runAllTimers();
    await lsp.connection.sendRequest('flightdeck/repositoryTree', {});
    await change(base, 2, settings('  new: a\n  new: b\n'));
    await read();
    const before = builds.count;
    const third = built(3);
    const judged = untilPublished('“new”');
    vi.runAllTimers();
    await third;
    expect(await hoverOnPath(app)).not.toBeNull();
    expect(builds.count - before).toBeLessThan(overlays);
    expect(published.filter((message) => message.includes('“new”'))).toEqual([]);
    await judged;
  });
});

test('what is asked about another file is answered before a large text that was changed is even read', async () => {
  const base = folder.uriOf('base/settings.yaml');
  const app = folder.uriOf('clusters/one/app-1.yaml');
  const large = Array.from({ length: 90_000 }, (_, index) => `  key-${index}: "a value of some length for key number ${index}"\n`).join('');
  await open(app, kustomization('app-1', './apps/1'));
  await open(base, settings(''));
  await read();
  vi.runAllTimers();
  await lsp.connection.sendRequest('flightdeck/repositoryTree', {});
  await change(base, 2, settings(large));
  expect(await hoverOnPath(app)).not.toBeNull();
  expect(Math.max(0, ...parsed)).toBeLessThan(1_000_000);
});
