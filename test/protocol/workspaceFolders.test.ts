/** Workspace folders that come and go while the server runs. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { DocumentSymbol } from 'vscode-languageserver/node';
import { startLsp, temporaryFolder, type LspSession, type TemporaryFolder } from '../harness/lspClient.ts';

const configMap = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n  namespace: shop\n`;

let folder: TemporaryFolder;
let session: LspSession;

/** Two workspace folders of one Git repository, and a repository inside the second. */
async function start(uris: readonly string[]): Promise<void> {
  session = await startLsp(
    uris.map((path) => folder.uriOf(path)),
    { workspace: { workspaceFolders: true } },
  );
}

function makeRepository(): void {
  folder = temporaryFolder({ 'apps/a.yaml': configMap('in-apps'), 'infra/b.yaml': configMap('in-infra'), 'infra/vendor/c.yaml': configMap('in-vendor') });
  mkdirSync(join(folder.path, '.git'));
  mkdirSync(join(folder.path, 'infra', 'vendor', '.git'));
}

async function change(added: readonly string[], removed: readonly string[]): Promise<void> {
  const named = (path: string) => ({ uri: folder.uriOf(path), name: path });
  await session.connection.sendNotification('workspace/didChangeWorkspaceFolders', { event: { added: added.map(named), removed: removed.map(named) } });
}

/** Names of the objects that the server knows in these three files. */
async function knownObjects(): Promise<readonly string[]> {
  const names: string[] = [];
  for (const path of ['apps/a.yaml', 'infra/b.yaml', 'infra/vendor/c.yaml']) {
    const symbols: readonly DocumentSymbol[] = await session.connection.sendRequest('textDocument/documentSymbol', { textDocument: { uri: folder.uriOf(path) } });
    names.push(...symbols.map(({ name }) => name.replace(/^.*in-/, 'in-')));
  }
  return names;
}

/** Asks until the answer is the expected one, at most ten seconds: the change itself is a notification. */
async function expectObjects(expected: readonly string[]): Promise<void> {
  await expect.poll(knownObjects, { timeout: 10_000, interval: 20 }).toEqual(expected);
}

afterEach(async () => {
  await session.dispose();
  folder.dispose();
});

describe('workspace folders', () => {
  test('of one repository: closing one leaves what the other needs', async () => {
    makeRepository();
    await start(['apps', 'infra']);
    await expectObjects(['in-apps', 'in-infra', 'in-vendor']);
    await change([], ['apps']);
    await expectObjects(['in-apps', 'in-infra', 'in-vendor']);
    await change([], ['infra']);
    await expectObjects([]);
  });

  test('a repository inside another stays where it is a workspace folder itself', async () => {
    makeRepository();
    await start(['apps', 'infra/vendor']);
    await expectObjects(['in-apps', 'in-infra', 'in-vendor']);
    await change([], ['apps']);
    await expectObjects(['in-vendor']);
    await change(['apps'], []);
    await expectObjects(['in-apps', 'in-infra', 'in-vendor']);
  });
});
