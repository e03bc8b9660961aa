/**
 * The ignore rules of source-controller (fluxcd/pkg sourceignore and its go-git style matcher). Not Git's own: the last
 * pattern that matches wins, a pattern that matches a folder matches all below it, and a file below an excluded folder
 * can be included again.
 */
import type { Span } from '../text/textFile.ts';
import { matchesGlob } from './substitution/globPattern.ts';

/** One line of an ignore list. */
export interface IgnorePattern {
  /** As written, without trailing spaces. */
  readonly text: string;
  /** Where it is written; `undefined` for a built-in pattern. */
  readonly span: Span | undefined;
  /** Whether it begins with `!` and so includes again. */
  readonly includes: boolean;
  /** Segments of the folder it is scoped to. */
  readonly domain: readonly string[];
  /** Whether it matches only folders (and all below them). */
  readonly foldersOnly: boolean;
  /** Whether it is matched from its domain on; otherwise it matches any one segment. */
  readonly anchored: boolean;
  readonly segments: readonly Segment[];
}

/** One segment of a pattern. */
type Segment = { readonly kind: 'empty' } | { readonly kind: 'anyDepth' } | { readonly kind: 'never' } | { readonly kind: 'glob'; readonly matches: (name: string) => boolean };

const vcsPatterns = '.git/\n.gitignore\n.gitmodules\n.gitattributes';
const defaultPatterns = [
  ...['*.jpg', '*.jpeg', '*.gif', '*.png', '*.wmv', '*.flv', '*.tar.gz', '*.zip'],
  ...['.github/', '.circleci/', '.travis.yml', '.gitlab-ci.yml', 'appveyor.yml', '.drone.yml', 'cloudbuild.yaml', 'codeship-services.yml', 'codeship-steps.yml'],
  ...['**/.goreleaser.yml', '**/.sops.yaml', '**/.flux.yaml'],
].join('\n');

/** Patterns that every source excludes. */
export const alwaysExcluded: readonly IgnorePattern[] = parseIgnorePatterns(vcsPatterns, '');
/** Patterns that apply as long as nobody writes any. */
export const excludedByDefault: readonly IgnorePattern[] = parseIgnorePatterns(defaultPatterns, '');

/** Reads an ignore list. `directory` is the folder it is scoped to; `spanOf` says where a piece of the text stands. */
export function parseIgnorePatterns(text: string, directory: string, spanOf?: (start: number, end: number) => Span | undefined): readonly IgnorePattern[] {
  const domain = directory === '' ? [] : directory.split('/');
  const patterns: IgnorePattern[] = [];
  let offset = 0;
  for (const line of text.split('\n')) {
    const written = line.endsWith('\r') ? line.slice(0, -1) : line;
    if (!written.startsWith('#') && written.trim() !== '') patterns.push(parsePattern(written, domain, spanOf?.(offset, offset + written.trimEnd().length)));
    offset += line.length + 1;
  }
  return patterns;
}

/** The last of the patterns that matches a path, or `undefined`. It decides: excluded, unless it `includes`. */
export function decidingPattern(patterns: readonly IgnorePattern[], path: readonly string[], isFolder: boolean): IgnorePattern | undefined {
  for (let index = patterns.length - 1; index >= 0; index--) {
    const pattern = patterns[index];
    if (pattern !== undefined && patternMatches(pattern, path, isFolder)) return pattern;
  }
  return undefined;
}

function parsePattern(written: string, domain: readonly string[], span: Span | undefined): IgnorePattern {
  const includes = written.startsWith('!');
  let body = includes ? written.slice(1) : written;
  if (!body.endsWith('\\ ')) body = body.replace(/ +$/, '');
  const foldersOnly = body.endsWith('/');
  if (foldersOnly) body = body.slice(0, -1);
  const anchored = body.includes('/');
  const segments: readonly Segment[] = anchored ? body.split('/').map(parseSegment) : [{ kind: 'glob', matches: nameMatcher(body) }];
  return { text: written.trimEnd(), span, includes, domain, foldersOnly, anchored, segments };
}

/** In anchored patterns `**` means something, and only as a whole segment. */
function parseSegment(text: string): Segment {
  if (text === '') return { kind: 'empty' };
  if (text === '**') return { kind: 'anyDepth' };
  if (text.includes('**')) return { kind: 'never' };
  return { kind: 'glob', matches: nameMatcher(text) };
}

/** Matches one name as Go's `filepath.Match` does; plain names and `*.ext` without the general search. */
function nameMatcher(text: string): (name: string) => boolean {
  if (!/[*?[\\]/.test(text)) return (name) => name === text;
  const ending = text.slice(1);
  if (text.startsWith('*') && !/[*?[\\]/.test(ending)) return (name) => name.endsWith(ending);
  const glob = utf8(text);
  return (name) => matchesGlob(glob, utf8(name)) === true;
}

function patternMatches(pattern: IgnorePattern, path: readonly string[], isFolder: boolean): boolean {
  if (path.length <= pattern.domain.length || pattern.domain.some((segment, index) => path[index] !== segment)) return false;
  const below = pattern.domain.length === 0 ? path : path.slice(pattern.domain.length);
  return pattern.anchored ? matchesFromDomain(pattern, below, isFolder) : matchesAnySegment(pattern, below, isFolder);
}

function matchesAnySegment({ segments, foldersOnly }: IgnorePattern, path: readonly string[], isFolder: boolean): boolean {
  const [segment] = segments;
  const at = path.findIndex((name) => segment?.kind === 'glob' && segment.matches(name));
  return at >= 0 && !(foldersOnly && !isFolder && at === path.length - 1);
}

function matchesFromDomain({ segments, foldersOnly }: IgnorePattern, path: readonly string[], isFolder: boolean): boolean {
  let at = 0;
  let matched = false;
  let anyDepth = false;
  for (const [index, segment] of segments.entries()) {
    if (segment.kind === 'empty') {
      anyDepth = false;
      continue;
    }
    if (segment.kind === 'anyDepth') {
      if (index === segments.length - 1) break;
      anyDepth = true;
      continue;
    }
    if (segment.kind === 'never' || at >= path.length) return false;
    if (anyDepth) {
      anyDepth = false;
      const found = path.findIndex((name, position) => position >= at && segment.matches(name));
      matched = found >= 0;
      at = found < 0 ? path.length : found + 1;
    } else {
      if (!segment.matches(path[at] ?? '')) return false;
      matched = true;
      at++;
    }
  }
  return matched && !(foldersOnly && !isFolder && at === path.length);
}

/** UTF-8 bytes, one character a byte, as the glob search reads them. */
function utf8(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join('');
}
