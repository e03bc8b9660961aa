/** A language client over an in-memory stream: the real server, without a process. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { createConnection, createProtocolConnection, StreamMessageReader, StreamMessageWriter, type ClientCapabilities, type Diagnostic, type ProtocolConnection, type PublishDiagnosticsParams } from 'vscode-languageserver/node';
import { uriOfFsPath } from '../../server/src/files/uris.ts';
import { startServer } from '../../server/src/lsp/server.ts';

/** A folder of files in the system's temporary directory, removed by `dispose`. */
export interface TemporaryFolder {
  readonly path: string;
  readonly uri: string;
  write(file: string, text: string): void;
  uriOf(file: string): string;
  dispose(): void;
}

/** Makes a temporary folder with these files. */
export function temporaryFolder(files: Readonly<Record<string, string>>, name = 'flightdeck test '): TemporaryFolder {
  const path = mkdtempSync(join(tmpdir(), name));
  const folder: TemporaryFolder = {
    path,
    uri: uriOfFsPath(path),
    write(file, text) {
      mkdirSync(dirname(join(path, file)), { recursive: true });
      writeFileSync(join(path, file), text);
    },
    uriOf: (file) => uriOfFsPath(join(path, file)),
    dispose: () => rmSync(path, { recursive: true, force: true }),
  };
  for (const [file, text] of Object.entries(files)) folder.write(file, text);
  return folder;
}

/** A running server with a client that remembers the diagnostics of each file. */
export interface LspSession {
  readonly connection: ProtocolConnection;
  readonly log: readonly string[];
  /** Waits until a file's newest diagnostics satisfy a condition, at most ten seconds. */
  diagnostics(uri: string, until: (diagnostics: readonly Diagnostic[]) => boolean): Promise<readonly Diagnostic[]>;
  dispose(): Promise<void>;
}

/** Starts a server on workspace folders. `configuration` is what the client has for the section `flightdeck`, where it can be asked. */
export async function startLsp(folderUris: readonly string[], capabilities: ClientCapabilities = {}, configuration?: unknown): Promise<LspSession> {
  const toServer = new PassThrough();
  const toClient = new PassThrough();
  startServer(createConnection(new StreamMessageReader(toServer), new StreamMessageWriter(toClient)));
  const connection = createProtocolConnection(new StreamMessageReader(toClient), new StreamMessageWriter(toServer));
  const latest = new Map<string, readonly Diagnostic[]>();
  const waiting = new Set<() => void>();
  const log: string[] = [];
  connection.onNotification('textDocument/publishDiagnostics', ({ uri, diagnostics }: PublishDiagnosticsParams) => {
    latest.set(uri, diagnostics);
    for (const check of waiting) check();
  });
  connection.onNotification('window/logMessage', ({ message }: { message: string }) => void log.push(message));
  if (configuration !== undefined) connection.onRequest('workspace/configuration', ({ items }: { items: readonly unknown[] }) => items.map(() => configuration));
  connection.listen();
  await connection.sendRequest('initialize', { processId: null, rootUri: null, capabilities, workspaceFolders: folderUris.map((uri) => ({ uri, name: uri })) });
  await connection.sendNotification('initialized', {});
  return {
    connection,
    log,
    diagnostics: (uri, until) =>
      new Promise((resolve, reject) => {
        const limit = setTimeout(() => {
          waiting.delete(check);
          reject(new Error(`diagnostics of ${uri} never came to what was waited for: ${JSON.stringify(latest.get(uri))}\n${log.join('\n')}`));
        }, 10_000);
        const check = (): void => {
          const diagnostics = latest.get(uri) ?? [];
          if (!until(diagnostics)) return;
          clearTimeout(limit);
          waiting.delete(check);
          resolve(diagnostics);
        };
        waiting.add(check);
        check();
      }),
    dispose: async () => {
      await connection.sendRequest('shutdown');
      connection.dispose();
    },
  };
}
