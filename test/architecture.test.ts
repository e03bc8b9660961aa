/** Holds the imports to the layers of the design: a wrong edge, a cycle, or `vscode` in a pure room fails here. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/** Each room of the server with the rooms that it may import, itself always included. */
const serverRooms: Readonly<Record<string, readonly string[]>> = {
  protocol: [],
  text: [],
  files: ['text'],
  yaml: ['text', 'files'],
  manifests: ['protocol', 'text', 'files', 'yaml'],
  schemas: ['protocol', 'text', 'yaml', 'manifests'],
  kustomize: ['text', 'yaml', 'files', 'manifests', 'schemas'],
  flux: ['text', 'yaml', 'files', 'manifests', 'schemas', 'kustomize'],
  flagger: ['text'],
  graph: ['protocol', 'text', 'yaml', 'files', 'manifests', 'schemas', 'kustomize', 'flux', 'flagger'],
  workspace: ['protocol', 'text', 'yaml', 'files', 'manifests', 'schemas', 'graph'],
  rules: ['protocol', 'text', 'yaml', 'files', 'manifests', 'schemas', 'kustomize', 'flux', 'flagger', 'graph', 'workspace'],
  features: ['protocol', 'text', 'yaml', 'files', 'manifests', 'schemas', 'kustomize', 'flux', 'flagger', 'graph', 'workspace', 'rules'],
  lsp: ['protocol', 'text', 'yaml', 'files', 'manifests', 'graph', 'workspace', 'rules', 'features', 'flagger', 'flux'],
  cli: ['protocol', 'text', 'yaml', 'files', 'manifests', 'kustomize', 'flux', 'flagger', 'graph', 'workspace', 'rules'],
};

/** Each room of the client with the client's rooms that it may import. */
const clientRooms: Readonly<Record<string, readonly string[]>> = {
  cluster: ['flux', 'flagger'],
  flux: ['cluster'],
  flagger: ['cluster', 'flux'],
  rolloutStatus: ['cluster', 'flux', 'flagger'],
  journey: ['cluster', 'flux', 'flagger', 'rolloutStatus'],
  liveDiff: ['cluster', 'flux'],
  git: ['flux'],
  kubeContext: ['cluster', '.'],
  demo: [],
  demoHost: ['.'],
  rendered: ['git', '.'],
  views: ['cluster', 'flux', 'flagger', 'git', 'kubeContext', '.'],
  graphPicture: [],
  webviews: ['cluster', 'flux', 'flagger', 'git', 'graphPicture', 'kubeContext', 'views', '.'],
  commands: ['cluster', 'flux', 'flagger', 'git', 'kubeContext', 'demoHost', 'journey', 'liveDiff', 'rendered', 'views', 'webviews', '.'],
};

/** Rooms of the client that run in tests and in the demo without an editor. */
const pureClientRooms: ReadonlySet<string> = new Set(['cluster', 'flux', 'flagger', 'graphPicture', 'rolloutStatus', 'journey', 'demo']);

/** Rooms of the server that the client may use at run time: types of the protocol and pure meaning. */
const sharedServerRooms: ReadonlySet<string> = new Set(['protocol', 'flux', 'flagger']);

interface Import {
  readonly from: string;
  readonly to: string;
}

function sourceFiles(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
}

function importsOf(file: string): readonly Import[] {
  const { importedFiles } = ts.preProcessFile(readFileSync(join(root, file), 'utf8'), true, true);
  return importedFiles.map(({ fileName }) => ({ from: file, to: fileName.startsWith('.') ? relative(root, resolve(root, dirname(file), fileName)).replaceAll('\\', '/') : fileName }));
}

function roomOf(file: string, side: 'server' | 'client'): string | undefined {
  const rest = file.startsWith(`${side}/src/`) ? file.slice(`${side}/src/`.length) : undefined;
  if (rest === undefined) return undefined;
  return rest.includes('/') ? rest.slice(0, rest.indexOf('/')) : '.';
}

const server = sourceFiles('server/src').flatMap(importsOf);
const client = sourceFiles('client/src').flatMap(importsOf);

describe('the server', () => {
  test('imports only rooms to the left', () => {
    const wrong = server.filter(({ from, to }) => {
      const here = roomOf(from, 'server');
      const there = roomOf(to, 'server');
      if (here === undefined || there === undefined || here === there || here === '.') return false;
      return !(serverRooms[here] ?? []).includes(there);
    });
    expect(wrong).toEqual([]);
  });

  test('has no rooms that the design does not name', () => {
    const rooms = new Set(server.map(({ from }) => roomOf(from, 'server')));
    expect([...rooms].filter((room) => room !== undefined && room !== '.' && serverRooms[room] === undefined)).toEqual([]);
  });

  test('parses YAML in one room, speaks LSP in two, and meets the file system in one', () => {
    const outside = (name: RegExp, rooms: readonly string[]): readonly Import[] => server.filter(({ from, to }) => name.test(to) && !rooms.includes(roomOf(from, 'server') ?? ''));
    expect(outside(/^yaml$/, ['yaml'])).toEqual([]);
    expect(outside(/^vscode-languageserver/, ['lsp', '.'])).toEqual([]);
    expect(outside(/^(node:)?fs(\/promises)?$/, ['files', 'cli'])).toEqual([]);
    expect(outside(/^(vscode|@kubernetes\/client-node)$/, [])).toEqual([]);
  });
});

describe('the client', () => {
  test('imports only rooms to the left', () => {
    const wrong = client.filter(({ from, to }) => {
      const here = roomOf(from, 'client');
      const there = roomOf(to, 'client');
      if (here === undefined || there === undefined || here === there || here === '.') return false;
      return !(clientRooms[here] ?? []).includes(there);
    });
    expect(wrong).toEqual([]);
  });

  test('keeps `vscode` out of what runs without an editor', () => {
    expect(client.filter(({ from, to }) => to === 'vscode' && pureClientRooms.has(roomOf(from, 'client') ?? ''))).toEqual([]);
  });

  test('uses only the protocol and the pure meaning of the server; the demo also its engine', () => {
    const wrong = client.filter(({ from, to }) => {
      const there = roomOf(to, 'server');
      return there !== undefined && roomOf(from, 'client') !== 'demo' && !sharedServerRooms.has(there);
    });
    expect(wrong).toEqual([]);
  });

  test('keeps webview pages apart: a page imports its messages, the pure meaning, and nothing of the host', () => {
    const wrong = client.filter(({ from, to }) => /\/page\//.test(from) && to.startsWith('client/') && !/\/page\/|messages\.ts$|^client\/src\/flagger\//.test(to));
    expect(wrong).toEqual([]);
  });
});

test('no module of either side takes part in an import cycle at run time', () => {
  const edges = new Map<string, string[]>();
  for (const file of [...sourceFiles('server/src'), ...sourceFiles('client/src')]) edges.set(file, runtimeImports(file));
  expect(findCycle(edges)).toBeUndefined();
});

test('production code never imports tests', () => {
  expect([...server, ...client].filter(({ to }) => to.startsWith('test/'))).toEqual([]);
});

/** Imports that remain after types are erased. */
function runtimeImports(file: string): string[] {
  const source = ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.ES2022, false);
  return source.statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier) || !statement.moduleSpecifier.text.startsWith('.')) return [];
    const clause = statement.importClause;
    const named = clause?.namedBindings;
    const onlyTypes = clause?.phaseModifier === ts.SyntaxKind.TypeKeyword || (named !== undefined && ts.isNamedImports(named) && clause?.name === undefined && named.elements.every(({ isTypeOnly }) => isTypeOnly));
    return onlyTypes ? [] : [relative(root, resolve(root, dirname(file), statement.moduleSpecifier.text)).replaceAll('\\', '/')];
  });
}

function findCycle(edges: ReadonlyMap<string, readonly string[]>): readonly string[] | undefined {
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): readonly string[] | undefined => {
    const at = path.indexOf(file);
    if (at >= 0) return [...path.slice(at), file];
    if (done.has(file)) return undefined;
    for (const next of edges.get(file) ?? []) {
      const cycle = visit(next, [...path, file]);
      if (cycle !== undefined) return cycle;
    }
    done.add(file);
    return undefined;
  };
  for (const file of edges.keys()) {
    const cycle = visit(file, []);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}
