/** Runs the language server of the Red Hat YAML extension as a process of its own and speaks with it the way that extension does. */
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createProtocolConnection, StreamMessageReader, StreamMessageWriter, type CompletionItem, type CompletionList, type Diagnostic, type Hover, type PublishDiagnosticsParams } from 'vscode-languageserver/node';

/** What the extension's client is set up with. */
export interface RedHatOptions {
  /** `yaml.schemas` of the user: file of a schema → patterns. */
  readonly schemas: Readonly<Record<string, readonly string[]>>;
  /** What registered contributors say of a file; none where the extension has no contributor. */
  readonly requestSchema?: (resource: string) => string;
  readonly requestSchemaContent?: (uri: string) => string;
}

/** A running server. */
export interface RedHatYaml {
  /** Opens a file and gives its diagnostics. */
  open(uri: string, text: string): Promise<readonly Diagnostic[]>;
  /** The text of a hover; empty where it says nothing. */
  hover(uri: string, line: number, character: number): Promise<string>;
  complete(uri: string, line: number, character: number): Promise<readonly string[]>;
  dispose(): Promise<void>;
}

/** Starts the server; it reaches no network: the schema store is off, as without a connection. */
export async function startRedHatYaml({ schemas, requestSchema, requestSchemaContent }: RedHatOptions): Promise<RedHatYaml> {
  // The program that the package names: the folders below it are other ones from version 2 on.
  const script = join(dirname(createRequire(import.meta.url).resolve('yaml-language-server/package.json')), 'bin', 'yaml-language-server');
  const process = spawn('node', [script, '--stdio'], { stdio: ['pipe', 'pipe', 'ignore'] });
  const connection = createProtocolConnection(new StreamMessageReader(process.stdout), new StreamMessageWriter(process.stdin));
  const settings = { yaml: { validate: true, hover: true, completion: true, schemaStore: { enable: false }, kubernetesCRDStore: { enable: false }, schemas }, http: { proxy: '', proxyStrictSSL: true }, '[yaml]': { 'editor.tabSize': 2, 'editor.insertSpaces': true } };
  const waiting = new Map<string, (diagnostics: readonly Diagnostic[]) => void>();
  connection.onNotification('textDocument/publishDiagnostics', ({ uri, diagnostics }: PublishDiagnosticsParams) => waiting.get(uri)?.(diagnostics));
  connection.onRequest('workspace/configuration', ({ items }: { items: readonly { section?: string }[] }) => items.map(({ section = '' }) => Object.entries(settings).find(([name]) => name === section)?.[1] ?? null));
  connection.onRequest('client/registerCapability', () => null);
  // redhat-developer/vscode-yaml src/schema-extension-api.ts: falsy answers are left out; schemas of a contributor's scheme are asked of it.
  connection.onRequest('custom/schema/request', (resource: string) => [requestSchema?.(resource) ?? ''].filter((uri) => uri !== ''));
  connection.onRequest('custom/schema/content', (uri: string) => requestSchemaContent?.(uri) ?? '');
  connection.listen();
  await connection.sendRequest('initialize', { processId: null, rootUri: null, capabilities: { workspace: { configuration: true }, textDocument: { hover: { contentFormat: ['markdown'] }, completion: { completionItem: { snippetSupport: true } } } }, workspaceFolders: null });
  await connection.sendNotification('initialized', {});
  if (requestSchema !== undefined) await connection.sendNotification('yaml/registerCustomSchemaRequest', {});
  await connection.sendNotification('workspace/didChangeConfiguration', { settings });
  const at = (uri: string, line: number, character: number) => ({ textDocument: { uri }, position: { line, character } });
  return {
    async open(uri, text) {
      const published = new Promise<readonly Diagnostic[]>((resolve) => waiting.set(uri, resolve));
      await connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId: 'yaml', version: 1, text } });
      return published;
    },
    async hover(uri, line, character) {
      const hover = await connection.sendRequest<Hover | null>('textDocument/hover', at(uri, line, character));
      const contents = hover?.contents ?? '';
      return typeof contents === 'object' && 'value' in contents ? contents.value : JSON.stringify(contents);
    },
    async complete(uri, line, character) {
      const answer = await connection.sendRequest<CompletionItem[] | CompletionList | null>('textDocument/completion', at(uri, line, character));
      return (Array.isArray(answer) ? answer : (answer?.items ?? [])).map(({ label }) => label);
    },
    async dispose() {
      await connection.sendRequest('shutdown');
      connection.dispose();
      process.kill();
    },
  };
}
