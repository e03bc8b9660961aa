/** The files of a repository that a source delivers: without what is ignored, not checked out, or a symbolic link. */
import { TreeShape, type SourceTree, type TreeEntry } from '../files/sourceTree.ts';
import type { Span, TextFile } from '../text/textFile.ts';
import type { Located } from '../yaml/yamlReader.ts';
import { checkedOut, isCheckedOut } from './sparseTree.ts';
import { alwaysExcluded, decidingPattern, excludedByDefault, parseIgnorePatterns, type IgnorePattern } from './sourceIgnore.ts';

/** What a source says about its files. */
export interface ArtifactRules {
  /** `spec.ignore`: the last word over every `.sourceignore`. */
  readonly ignore: Located<string> | undefined;
  /** `spec.sparseCheckout`; empty for the whole repository. */
  readonly sparseCheckout: readonly Located<string>[];
}

/** Why a path that the repository has is not in the artifact. */
export type ExclusionReason =
  | { readonly kind: 'pattern'; readonly pattern: IgnorePattern }
  | { readonly kind: 'sparse-checkout'; readonly span: Span | undefined }
  | { readonly kind: 'symlink'; readonly path: string };

/** The artifact that a source makes of a repository. Nothing is read before it is asked for. */
export function artifactTree(repository: SourceTree, rules: ArtifactRules): ArtifactTree {
  return new ArtifactTree(repository, rules);
}

/** What was found out about names so far: it follows from the repository's names and the rules, never from other texts. */
class KnownNames {
  readonly shape = new TreeShape();
  readonly patterns = new Map<string, readonly IgnorePattern[]>();
  readonly folders = new Map<string, ReadonlyMap<string, TreeEntry> | undefined>();
  readonly filled = new Map<string, boolean>();
  anyPattern: boolean | undefined;
}

function newKnownNames(): KnownNames {
  return new KnownNames();
}

/** A filtered view of a repository. */
export class ArtifactTree implements SourceTree {
  readonly rootUri: string;
  readonly #repository: SourceTree;
  /** What of it is checked out: rules that are not are none. */
  readonly #files: SourceTree;
  readonly #sparse: readonly Located<string>[];
  readonly #fromSpec: readonly IgnorePattern[];
  readonly #known: KnownNames;

  constructor(repository: SourceTree, rules: ArtifactRules) {
    this.rootUri = repository.rootUri;
    this.#repository = repository;
    this.#sparse = rules.sparseCheckout;
    this.#files = checkedOut(repository, rules.sparseCheckout.map(({ value }) => value));
    this.#fromSpec = rules.ignore === undefined ? [] : patternsOfField(rules.ignore);
    // Most sources have no rules of their own; what their artifact holds is then the same as long as the repository's names are.
    const sharable = rules.ignore === undefined && rules.sparseCheckout.length === 0;
    this.#known = (sharable ? repository.shape?.derived(KnownNames, newKnownNames) : undefined) ?? new KnownNames();
  }

  get shape(): TreeShape {
    return this.#known.shape;
  }

  kindOf(path: string): 'file' | 'directory' | undefined {
    if (path === '') return 'directory';
    const cut = path.lastIndexOf('/');
    const kind = this.#folder(cut < 0 ? '' : path.slice(0, cut))?.get(path.slice(cut + 1))?.kind;
    return kind === 'symlink' ? undefined : kind;
  }

  list(path: string): readonly TreeEntry[] | undefined {
    const folder = this.#folder(path);
    return folder === undefined ? undefined : [...folder.values()];
  }

  file(path: string): TextFile | undefined {
    return this.kindOf(path) === 'file' ? this.#repository.file(path) : undefined;
  }

  bytes(path: string): Uint8Array | undefined {
    return this.kindOf(path) === 'file' ? this.#repository.bytes(path) : undefined;
  }

  /** Why a path of the repository is not in the artifact; `undefined` when it is, or when the repository has no such path. */
  whyExcluded(path: string): ExclusionReason | undefined {
    if (this.kindOf(path) !== undefined) return undefined;
    const link = this.#linkOnTheWay(path);
    if (link !== undefined) return { kind: 'symlink', path: link };
    const kind = this.#repository.kindOf(path);
    if (kind === undefined) return undefined;
    const pattern = this.#decidingPattern(path, kind === 'directory');
    if (pattern !== undefined && !pattern.includes) return { kind: 'pattern', pattern };
    if (!isCheckedOut(this.#sparse.map(({ value }) => value), path, kind)) return { kind: 'sparse-checkout', span: this.#sparse[0]?.node };
    return undefined;
  }

  /** Entries of a folder that the artifact has, in order; `undefined` when it has no such folder. */
  #folder(path: string): ReadonlyMap<string, TreeEntry> | undefined {
    if (this.#known.folders.has(path)) return this.#known.folders.get(path);
    const folder = path === '' || this.kindOf(path) === 'directory' ? this.#readFolder(path) : undefined;
    this.#known.folders.set(path, folder);
    return folder;
  }

  #readFolder(path: string): ReadonlyMap<string, TreeEntry> | undefined {
    const entries = this.#files.list(path);
    return entries && new Map(entries.flatMap((entry) => (this.#delivers(path === '' ? entry.name : `${path}/${entry.name}`, entry.kind) ? [[entry.name, entry] as const] : [])));
  }

  #delivers(path: string, kind: TreeEntry['kind']): boolean {
    if (kind === 'symlink') return false;
    const pattern = this.#decidingPattern(path, kind === 'directory');
    if (pattern === undefined || pattern.includes) return true;
    return kind === 'directory' && this.#mayIncludeBelow(path) && this.#holdsFiles(path);
  }

  /** Whether anything below a folder is delivered; an excluded folder exists in the archive only for such files. */
  #holdsFiles(path: string): boolean {
    const known = this.#known.filled.get(path);
    if (known !== undefined) return known;
    const holds = (this.#files.list(path) ?? []).some(({ name, kind }) => this.#delivers(`${path}/${name}`, kind) && (kind === 'file' || this.#holdsFiles(`${path}/${name}`)));
    this.#known.filled.set(path, holds);
    return holds;
  }

  #decidingPattern(path: string, isFolder: boolean): IgnorePattern | undefined {
    const segments = path.split('/');
    const own = decidingPattern(this.#fromSpec, segments, isFolder) ?? decidingPattern(this.#patternsAbove(segments.slice(0, -1).join('/')), segments, isFolder);
    if (own !== undefined) return own;
    const byDefault = decidingPattern(excludedByDefault, segments, isFolder);
    return byDefault !== undefined && !this.#hasPatterns() ? byDefault : decidingPattern(alwaysExcluded, segments, isFolder);
  }

  /** Patterns of the `.sourceignore` files in a folder and the folders above it, outermost first. */
  #patternsAbove(folder: string): readonly IgnorePattern[] {
    const known = this.#known.patterns.get(folder);
    if (known !== undefined) return known;
    const cut = folder.lastIndexOf('/');
    const above = folder === '' ? [] : this.#patternsAbove(cut < 0 ? '' : folder.slice(0, cut));
    const file = this.#ignoreFile(folder);
    const patterns = file === undefined ? above : [...above, ...parseIgnorePatterns(file.text, folder, (start, end) => ({ file, start, end }))];
    this.#known.patterns.set(folder, patterns);
    return patterns;
  }

  #ignoreFile(folder: string): TextFile | undefined {
    return this.#files.file(folder === '' ? '.sourceignore' : `${folder}/.sourceignore`);
  }

  /** Whether a file below an excluded folder could be included again. */
  #mayIncludeBelow(folder: string): boolean {
    return [...this.#fromSpec, ...this.#patternsAbove(folder)].some(({ includes }) => includes) || this.#hasIgnoreFileBelow(folder);
  }

  /** Whether any pattern is written anywhere: then the default ones do not apply. */
  #hasPatterns(): boolean {
    return (this.#known.anyPattern ??= this.#fromSpec.length > 0 || this.#patternsAbove('').length > 0 || this.#hasIgnoreFileBelow(''));
  }

  #hasIgnoreFileBelow(folder: string): boolean {
    return (this.#files.list(folder) ?? []).some(({ name, kind }) => {
      if (kind !== 'directory' || name === '.git') return false;
      const path = folder === '' ? name : `${folder}/${name}`;
      const file = this.#ignoreFile(path);
      return (file !== undefined && parseIgnorePatterns(file.text, path).length > 0) || this.#hasIgnoreFileBelow(path);
    });
  }

  #linkOnTheWay(path: string): string | undefined {
    let folder = '';
    for (const name of path.split('/')) {
      const entry = this.#repository.list(folder)?.find((candidate) => candidate.name === name);
      const at = folder === '' ? name : `${folder}/${name}`;
      if (entry?.kind === 'symlink') return at;
      folder = at;
    }
    return undefined;
  }
}

/** Patterns of `spec.ignore`, each at its line in the manifest where the field's text is written there as it is. */
function patternsOfField(field: Located<string>): readonly IgnorePattern[] {
  const { node } = field;
  let searchFrom = node.start;
  return parseIgnorePatterns(field.value, '', (start, end) => {
    const line = field.value.slice(start, end);
    const at = node.file.text.indexOf(line, searchFrom);
    if (at < 0 || at + line.length > node.end) return node;
    searchFrom = at + line.length;
    return { file: node.file, start: at, end: searchFrom };
  });
}
