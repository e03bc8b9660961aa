// "Open the Line": the line behind a failure, as it was known last; the object itself where none was.
import { beforeEach, expect, test, vi } from 'vitest';
import type { CauseLine } from '../../../client/src/liveCauses.ts';

const opened: string[] = [];

vi.mock('vscode', () => ({
  Uri: { parse: (text: string) => text },
  Range: class { readonly start = 0; },
  TextEditorRevealType: {},
  window: { showTextDocument: (uri: string) => { opened.push(uri); return Promise.resolve({ revealRange: () => undefined }); } },
  commands: { executeCommand: (id: string, object: { readonly name: string }) => { opened.push(`${id} ${object.name}`); return Promise.resolve(); } },
}));

const { offerLine, openTheLine } = await import('../../../client/src/commands/offerLine.ts');
const infra = { kind: 'Kustomization', namespace: 'flux-system', name: 'infra' };
const line = (uri: string): CauseLine => ({ label: uri, place: { uri, range: { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } } } });

/** What is known one after the other, from the moment when the message stands; then the button is pressed, or another one. */
async function press(button: string | undefined, known: readonly (CauseLine | undefined)[]): Promise<string | undefined> {
  let now = known[0];
  let changed = (): void => undefined;
  const causes = { find: () => now, onDidChange: (listener: () => void) => { changed = listener; return { dispose: () => undefined }; } };
  return offerLine(causes, infra, () => {
    for (const next of known.slice(1)) {
      now = next;
      changed();
    }
    return Promise.resolve(button);
  });
}

beforeEach(() => opened.splice(0));

test.each([
  ['known at once', [line('a.yaml')], ['a.yaml']],
  ['known a moment later', [undefined, line('a.yaml')], ['a.yaml']],
  ['forgotten since Flux tries again', [undefined, line('a.yaml'), undefined], ['a.yaml']],
  ['another one by now', [line('a.yaml'), line('b.yaml')], ['b.yaml']],
  ['never known', [undefined], ['flightdeck.openInRepository infra']],
])('the line is %s', async (_when, known, expected) => {
  expect(await press(openTheLine, known)).toBe(openTheLine);
  expect(opened).toEqual(expected);
});

test('another button opens nothing and is answered', async () => {
  expect(await press('Show Report', [line('a.yaml')])).toBe('Show Report');
  expect(await press(undefined, [line('a.yaml')])).toBeUndefined();
  expect(opened).toEqual([]);
});
