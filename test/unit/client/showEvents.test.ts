/** The document of an object's events: it follows the cluster while it is open, and says so when it does no more. */
import { beforeEach, expect, test, vi } from 'vitest';
import type { FluxCommandTools } from '../../../client/src/commands/fluxCommandTools.ts';
import type { LiveDocuments } from '../../../client/src/liveDiff/liveDocuments.ts';

interface Closed { readonly uri: { toString(): string } }

const made = vi.hoisted((): { readonly onClose: Set<(document: unknown) => void>; closesWithLanguage: boolean } => ({ onClose: new Set(), closesWithLanguage: false }));
const close = (document: Closed) => { for (const listener of [...made.onClose]) listener(document); };

vi.mock('vscode', () => ({
  workspace: {
    openTextDocument: (uri: object) => Promise.resolve({ uri }),
    onDidCloseTextDocument: (listener: (document: unknown) => void) => {
      made.onClose.add(listener);
      return { dispose: () => made.onClose.delete(listener) };
    },
  },
  languages: {
    // As VS Code tells extensions of another language: the document is closed and opened.
    setTextDocumentLanguage: (document: Closed) => {
      if (made.closesWithLanguage) close(document);
      return Promise.resolve(document);
    },
  },
  window: { showTextDocument: () => Promise.resolve() },
}));

const { showEventsCommand } = await import('../../../client/src/commands/showEvents.ts');

const event = (message: string) => ({ content: { metadata: { name: message }, type: 'Warning', reason: 'BuildFailed', message, lastTimestamp: '2026-11-23T14:00:00Z', count: 1, involvedObject: {} } });
const documentUri = { toString: () => 'events' };

async function show() {
  const ending = new AbortController();
  const texts: string[] = [];
  const observation = { objects: [event('first')], state: { type: 'live' }, released: false, release: () => { observation.released = true; } };
  let changed = (): void => undefined;
  const session = { contextName: 'blue', state: { type: 'live' }, ended: ending.signal, observeEvents: (_about: object, onChange: () => void) => { changed = onChange; return observation; } };
  // What the command uses of these; the rest of them talks to a cluster and to an editor.
  const tools = { link: { session, viewSeen: () => undefined } } as unknown as FluxCommandTools;
  const documents = { put: (_path: string, text: string) => { texts.push(text); return documentUri; } } as unknown as LiveDocuments;
  await showEventsCommand(tools, documents)({ kind: 'Kustomization', namespace: 'flux-system', name: 'apps' });
  return { ending, texts, observation, change: (message: string) => { observation.objects = [event(message)]; changed(); } };
}

beforeEach(() => {
  made.onClose.clear();
  made.closesWithLanguage = false;
});

test('a context that is left is named, over what was last seen', async () => {
  const { ending, texts, change } = await show();
  expect(texts.at(-1)).toContain('first');
  ending.abort();
  expect(texts.at(-1)).toMatch(/^Kustomization flux-system\/apps on blue\n\n\(blue was left: this is as of \d{4}-\d\d-\d\dT[\d:]+Z\)\n.*first/s);
  const count = texts.length;
  change('second');
  expect(texts).toHaveLength(count);
});

test('a document that another extension gives a language follows the cluster all the same, until the user closes it', async () => {
  made.closesWithLanguage = true;
  const { ending, texts, observation, change } = await show();
  expect(observation.released).toBe(false);
  change('second');
  expect(texts.at(-1)).toContain('second');
  close({ uri: documentUri });
  expect(observation.released).toBe(true);
  const count = texts.length;
  ending.abort();
  expect(texts).toHaveLength(count);
});
