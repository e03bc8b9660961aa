/** Normalised `file:` URIs, and paths below a root. Drive letters, spaces and percent signs included. */
import { URI } from 'vscode-uri';

/** One spelling for each file: VS Code's own encoding, lower-case drive letter, no trailing slash. */
export function normaliseUri(uri: string): string {
  const parsed = URI.parse(uri);
  const path = parsed.path.length > 1 && parsed.path.endsWith('/') ? parsed.path.slice(0, -1) : parsed.path;
  return parsed.with({ path }).toString();
}

/** The URI of a path of the file system of this machine (either kind of slash on Windows). */
export function uriOfFsPath(fsPath: string): string {
  return normaliseUri(URI.file(fsPath).toString());
}

/** The path in this machine's file system. */
export function fsPathOfUri(uri: string): string {
  return URI.parse(uri).fsPath;
}

/** The URI of a path below a root URI. */
export function uriOfPath(rootUri: string, path: string): string {
  if (path === '') return rootUri;
  const root = URI.parse(rootUri);
  return root.with({ path: `${root.path.endsWith('/') ? root.path.slice(0, -1) : root.path}/${path}` }).toString();
}

/** The path of a URI below a root URI, `''` for the root itself, `undefined` when it lies elsewhere. */
export function pathOfUri(rootUri: string, uri: string): string | undefined {
  const root = URI.parse(rootUri);
  const other = URI.parse(normaliseUri(uri));
  if (root.scheme !== other.scheme || root.authority !== other.authority) return undefined;
  const rootPath = root.path.endsWith('/') ? root.path.slice(0, -1) : root.path;
  const same = (a: string, b: string) => a === b || (isDrivePath(a) && a.toLowerCase() === b.toLowerCase());
  if (same(rootPath, other.path)) return '';
  return same(rootPath, other.path.slice(0, rootPath.length)) && other.path[rootPath.length] === '/'
    ? other.path.slice(rootPath.length + 1)
    : undefined;
}

function isDrivePath(path: string): boolean {
  return /^\/[a-zA-Z]:/.test(path);
}
