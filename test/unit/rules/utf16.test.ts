// Files in UTF-16, as `flux export … > file.yaml` writes them in PowerShell: kustomize 5.8.1 builds their first document and leaves out the others.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { uriOfFsPath } from '../../../server/src/files/uris.ts';
import { checkWorkspace } from '../../../server/src/rules/checkWorkspace.ts';
import { RuleCache } from '../../../server/src/rules/ruleCache.ts';
import { Session } from '../../../server/src/workspace/session.ts';
import { configMap, fluxKustomization } from '../../harness/memoryWorkspace.ts';

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

/** The bytes of a text in UTF-16 with the mark of that order. */
function utf16(text: string, order: 'le' | 'be'): Buffer {
  const bytes = Buffer.from(`\ufeff${text}`, 'utf16le');
  return order === 'le' ? bytes : bytes.swap16();
}

async function opened(maps: Buffer): Promise<{ readonly session: Session; readonly uri: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'flightdeck-utf16-'));
  folders.push(folder);
  writeFileSync(join(folder, 'flux.yaml'), fluxKustomization('flux-system', './').replace('path: ./', 'path: ./apps'));
  mkdirSync(join(folder, 'apps'));
  writeFileSync(join(folder, 'apps', 'maps.yaml'), maps);
  const session = new Session();
  await session.openFolder(uriOfFsPath(folder));
  return { session, uri: `${uriOfFsPath(folder)}/apps/maps.yaml` };
}

function told(session: Session): readonly string[] {
  const findings = [...checkWorkspace(session.snapshot, new RuleCache(), (message) => expect.unreachable(message)).values()].flat();
  return findings.map(({ rule, severity, span }) => `${severity} ${rule} ${span.file.path}:${span.file.lines.positionAt(span.start).line + 1}`);
}

const built = (session: Session): readonly string[] => [...session.snapshot.graph.clusters.flatMap(({ nodes }) => [...nodes.keys()])].filter((id) => id.startsWith('ConfigMap/')).sort();

test.each(['le', 'be'] as const)('the first document is built, the second is told as left out (UTF-16 %s)', async (order) => {
  const { session, uri } = await opened(utf16(`${configMap('a', 'x')}---\r\n# more\r\n${configMap('b', 'x')}`, order));
  expect(built(session)).toEqual(['ConfigMap/x/a']);
  const line = configMap('a', 'x').split('\n').length + 2;
  expect(told(session)).toContain(`error flux/object-left-out apps/maps.yaml:${line}`);
  // The editor that has the file open will save it as UTF-16 again.
  session.apply({ kind: 'text', uri, text: `${configMap('a', 'x')}---\n${configMap('c', 'x')}` });
  expect(built(session)).toEqual(['ConfigMap/x/a']);
});

test('one document is no fault, and UTF-8 has all of them', async () => {
  const one = await opened(utf16(configMap('a', 'x'), 'le'));
  expect(built(one.session)).toEqual(['ConfigMap/x/a']);
  expect(told(one.session).filter((line) => line.includes('maps.yaml'))).toEqual([]);
  const plain = await opened(Buffer.from(`${configMap('a', 'x')}---\n${configMap('b', 'x')}`));
  expect(built(plain.session)).toEqual(['ConfigMap/x/a', 'ConfigMap/x/b']);
  expect(told(plain.session).filter((line) => line.includes('object-left-out'))).toEqual([]);
});

test('a file that is edited before anything has read it keeps its encoding', async () => {
  const { session, uri } = await opened(utf16(configMap('a', 'x'), 'le'));
  session.apply({ kind: 'text', uri, text: `${configMap('b', 'x')}---\n${configMap('c', 'x')}` });
  expect(built(session)).toEqual(['ConfigMap/x/b']);
  session.apply({ kind: 'closed', uri });
  expect(built(session)).toEqual(['ConfigMap/x/a']);
});

test.each([
  ['UTF-16 le', (text: string) => utf16(text, 'le')],
  ['UTF-16 be', (text: string) => utf16(text, 'be')],
  ['UTF-8', (text: string) => Buffer.from(text)],
  ['UTF-8 with a mark', (text: string) => Buffer.from(`\ufeff${text}`)],
])('a generator gets the same of a file that is open as of one that is not (%s)', async (_what, encode) => {
  const folder = mkdtempSync(join(tmpdir(), 'flightdeck-utf16-'));
  folders.push(folder);
  mkdirSync(join(folder, 'apps'));
  writeFileSync(join(folder, 'flux.yaml'), fluxKustomization('flux-system', './').replace('path: ./', 'path: ./apps'));
  writeFileSync(join(folder, 'apps', 'kustomization.yaml'), 'configMapGenerator:\n  - name: settings\n    files: [settings.ini]\n');
  writeFileSync(join(folder, 'apps', 'settings.ini'), encode('größe = 1\n'));
  const session = new Session();
  await session.openFolder(uriOfFsPath(folder));
  // The name ends in a hash of what the generator got.
  const [closed] = built(session);
  expect(closed).toMatch(/^ConfigMap\/.*settings-/);
  const uri = `${uriOfFsPath(folder)}/apps/settings.ini`;
  session.apply({ kind: 'text', uri, text: 'größe = 1\n' });
  expect(built(session)).toEqual([closed]);
  session.apply({ kind: 'text', uri, text: 'größe = 2\n' });
  const changed = built(session);
  expect(changed).not.toEqual([closed]);
  writeFileSync(join(folder, 'apps', 'settings.ini'), encode('größe = 2\n'));
  const anew = new Session();
  await anew.openFolder(uriOfFsPath(folder));
  expect(changed).toEqual(built(anew));
});

test('a long run of comments behind the first document', async () => {
  const { session } = await opened(utf16(`${configMap('a', 'x')}---\n${'# nothing\n\n'.repeat(100_000)}  kind: ConfigMap\n`, 'le'));
  expect(told(session).filter((line) => line.includes('object-left-out'))).toEqual([`error flux/object-left-out apps/maps.yaml:${configMap('a', 'x').split('\n').length + 1 + 200_000}`]);
});
