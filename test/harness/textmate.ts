/** Tokenises YAML with the editor's own grammar engine and YAML grammar, and our injections, where the editor of the e2e tests is installed. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** One token: its text and its scopes, the outer ones first. */
export interface Token {
  readonly text: string;
  readonly scopes: string;
}

/** The part of vscode-textmate that is used. */
interface TextMate {
  readonly INITIAL: unknown;
  readonly Registry: new (options: object) => { loadGrammar: (scope: string) => Promise<{ tokenizeLine: (line: string, state: unknown) => { readonly ruleStack: unknown; readonly tokens: readonly { readonly startIndex: number; readonly endIndex: number; readonly scopes: readonly string[] }[] } } | null> };
}

interface Oniguruma {
  readonly loadWASM: (bytes: ArrayBufferLike) => Promise<void>;
  readonly OnigScanner: new (sources: readonly string[]) => object;
  readonly OnigString: new (text: string) => object;
}

/** Folder of the editor that the e2e tests install; `undefined` where they have not run. */
export function editorFolder(): string | undefined {
  const cache = join(homedir(), '.cache', 'flightdeck');
  const found = existsSync(cache) ? readdirSync(cache).filter((name) => name.startsWith('code-server-')).sort().at(-1) : undefined;
  const folder = found === undefined ? undefined : join(cache, found, 'node_modules', 'code-server', 'lib', 'vscode');
  return folder !== undefined && existsSync(join(folder, 'node_modules', 'vscode-textmate')) ? folder : undefined;
}

/** A function that tokenises a text line by line, with the grammars of a folder injected, or with none. */
export async function startTokenizer(editor: string, syntaxes: string | undefined): Promise<(text: string) => readonly Token[]> {
  const require = createRequire(join(editor, 'package.json'));
  const textmate = require('vscode-textmate') as TextMate;
  const oniguruma = require('vscode-oniguruma') as Oniguruma;
  await oniguruma.loadWASM(new Uint8Array(readFileSync(join(editor, 'node_modules', 'vscode-oniguruma', 'release', 'onig.wasm'))).buffer);
  const read = (folder: string): readonly { readonly scopeName: string }[] => readdirSync(folder).map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as { scopeName: string });
  const own = syntaxes === undefined ? [] : read(syntaxes);
  const grammars = new Map([...read(join(editor, 'extensions', 'yaml', 'syntaxes')), ...own].map((grammar) => [grammar.scopeName, grammar]));
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({ createOnigScanner: (sources: readonly string[]) => new oniguruma.OnigScanner(sources), createOnigString: (text: string) => new oniguruma.OnigString(text) }),
    loadGrammar: (scope: string) => Promise.resolve(grammars.get(scope) ?? null),
    getInjections: (scope: string) => (scope === 'source.yaml' ? own.map(({ scopeName }) => scopeName) : []),
  });
  const grammar = await registry.loadGrammar('source.yaml');
  if (grammar === null) throw new Error('the editor has no YAML grammar');
  return (text) => {
    let state = textmate.INITIAL;
    return text.split('\n').flatMap((line) => {
      const { ruleStack, tokens } = grammar.tokenizeLine(line, state);
      state = ruleStack;
      return tokens.map(({ startIndex, endIndex, scopes }) => ({ text: line.slice(startIndex, endIndex), scopes: scopes.join(' ') }));
    });
  };
}
