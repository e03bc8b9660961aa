/** A persistent (copy-on-write) directory tree whose file contents are loaded on first use. */
import { TextFile } from '../text/textFile.ts';
import { TreeShape, type SourceTree, type TreeEntry } from './sourceTree.ts';
import { baseName, dirName, joinPath } from './paths.ts';
import { uriOfPath } from './uris.ts';

/** Reads a file's bytes by its path in the tree; `undefined` when it cannot be read. */
export type LoadBytes = (path: string) => Uint8Array | undefined;

interface DirectoryEntry {
  readonly kind: 'directory';
  readonly entries: ReadonlyMap<string, Entry>;
  /** The names in order, shared by all versions that have the same. */
  names?: readonly string[] | undefined;
  /** Those of them that lead to YAML files: theirs, and those of directories. */
  yamlNames?: readonly string[] | undefined;
  /** What was selected of the YAML files at and below, by the function that selects: shared by all trees that share this directory. */
  selected?: Map<unknown, readonly unknown[]>;
}
interface FileEntry {
  readonly kind: 'file';
  /** Text of an open editor; otherwise the bytes come from the loader. */
  readonly text: string | undefined;
  /** How its bytes are to be read, and how an open editor will save it again; `undefined` while nobody has looked. */
  encoding: Encoding | undefined;
  loaded: TextFile | undefined | null;
}
interface LinkEntry {
  readonly kind: 'symlink';
  /** Where it points, as a path in this tree; `undefined` when outside. */
  readonly target: string | undefined;
}
type Entry = DirectoryEntry | FileEntry | LinkEntry;

const maxLinks = 16;

/** An immutable tree; `with…` methods return a changed copy that shares all unchanged directories and files. */
export class DirectoryTree implements SourceTree {
  readonly rootUri: string;
  readonly shape: TreeShape;
  readonly #root: DirectoryEntry;
  readonly #load: LoadBytes;

  private constructor(rootUri: string, root: DirectoryEntry, load: LoadBytes, shape = new TreeShape()) {
    this.rootUri = rootUri;
    this.shape = shape;
    this.#root = root;
    this.#load = load;
  }

  /** An empty tree. */
  static empty(rootUri: string, load: LoadBytes = () => undefined): DirectoryTree {
    return new DirectoryTree(rootUri, emptyDirectory(), load);
  }

  /** A tree from texts by path; used by tests and by Git revisions. */
  static ofTexts(rootUri: string, texts: Readonly<Record<string, string>>): DirectoryTree {
    let tree = DirectoryTree.empty(rootUri);
    for (const [path, text] of Object.entries(texts)) tree = tree.withText(path, text);
    return tree;
  }

  /** Builds a tree from a listing: for each directory path its entries. */
  static ofListing(rootUri: string, listing: Listing, load: LoadBytes): DirectoryTree {
    return new DirectoryTree(rootUri, directoryOf(listing), load);
  }

  kindOf(path: string): 'file' | 'directory' | undefined {
    const entry = this.#find(path);
    return entry === undefined ? undefined : entry.kind;
  }

  list(path: string): readonly TreeEntry[] | undefined {
    const entry = this.#find(path);
    if (entry?.kind !== 'directory') return undefined;
    return namesOf(entry).flatMap((name) => {
      const child = entry.entries.get(name);
      return child === undefined ? [] : [{ name, kind: child.kind }];
    });
  }

  /** A folder with everything in it, as a token: the same in two trees only if nothing at or below it differs. */
  folderToken(path: string): object | undefined {
    const entry = this.#find(path);
    return entry?.kind === 'directory' ? entry : undefined;
  }

  file(path: string): TextFile | undefined {
    const entry = this.#find(path);
    return entry?.kind === 'file' ? this.#read(entry, path) : undefined;
  }

  #read(entry: FileEntry, path: string): TextFile | undefined {
    if (entry.loaded === undefined) {
      const bytes = entry.text === undefined ? this.#load(path) : undefined;
      if (bytes !== undefined) entry.encoding = encodingOf(bytes);
      const text = entry.text ?? (bytes === undefined ? undefined : decode(bytes));
      entry.loaded = text === undefined ? null : new TextFile(uriOfPath(this.rootUri, path), path, text, isUtf16(entry.encoding));
    }
    return entry.loaded ?? undefined;
  }

  /** How a file is written, or will be saved; its bytes are looked at where nobody has. */
  #encodingOf(entry: FileEntry, path: string): Encoding {
    return (entry.encoding ??= encodingOf(this.#load(path) ?? new Uint8Array()));
  }

  bytes(path: string): Uint8Array | undefined {
    const entry = this.#find(path);
    if (entry?.kind !== 'file') return undefined;
    return entry.text === undefined ? this.#load(path) : encode(entry.text, this.#encodingOf(entry, path));
  }

  /** Every file path below a directory, in lexical order; symbolic links are not followed. */
  *filesBelow(directory = ''): Iterable<string> {
    for (const { name, kind } of this.list(directory) ?? []) {
      const path = directory === '' ? name : `${directory}/${name}`;
      if (kind === 'directory') yield* this.filesBelow(path);
      else if (kind === 'file') yield path;
    }
  }

  /** Every YAML file, in lexical order; symbolic links are not followed. After an edit only the changed folders are walked again. */
  yamlFiles(): readonly TextFile[] {
    return this.selectYamlFiles(allFiles);
  }

  /** What a pure function gives for every YAML file, in lexical order, without what is undefined. After an edit only the changed folders are walked again, and of their files only the changed ones are asked. The function is a key that folders and files keep: it must be one and the same for each question. */
  selectYamlFiles<T>(select: (file: TextFile) => T | undefined): readonly T[] {
    return this.#selectBelow(this.#root, '', select);
  }

  #selectBelow<T>(directory: DirectoryEntry, path: string, select: (file: TextFile) => T | undefined): readonly T[] {
    const known = directory.selected?.get(select);
    if (known !== undefined) return known as readonly T[];
    const found: T[] = [];
    for (const name of yamlNamesOf(directory)) {
      const child = directory.entries.get(name);
      if (child?.kind === 'directory') {
        for (const value of this.#selectBelow(child, path === '' ? name : `${path}/${name}`, select)) found.push(value);
      } else if (child?.kind === 'file') {
        const file = child.loaded === undefined ? this.#read(child, path === '' ? name : `${path}/${name}`) : child.loaded;
        const value = file?.derived(select);
        if (value !== undefined) found.push(value);
      }
    }
    (directory.selected ??= new Map<unknown, readonly unknown[]>()).set(select, found);
    return found;
  }

  /** A copy in which a file has this text, as in an open editor. */
  withText(path: string, text: string): DirectoryTree {
    const before = this.#find(path);
    return this.#with(path, { kind: 'file', text, encoding: before?.kind === 'file' ? this.#encodingOf(before, path) : 'utf-8', loaded: undefined });
  }

  /** A copy in which a file is read anew from its loader. */
  withFileOnDisk(path: string): DirectoryTree {
    return this.#with(path, { kind: 'file', text: undefined, encoding: undefined, loaded: undefined });
  }

  /** A copy in which a symbolic link stands at a path. */
  withLink(path: string, { link }: LinkListing): DirectoryTree {
    return this.#with(path, { kind: 'symlink', target: link });
  }

  /** A copy in which a directory has this listing. */
  withDirectory(path: string, listing: Listing): DirectoryTree {
    return this.#with(path, directoryOf(listing));
  }

  /** A copy without a file or directory. */
  without(path: string): DirectoryTree {
    const folder = this.#find(dirName(path));
    // What is not there cannot go; its folders, gone before it, must not come back.
    if (folder?.kind !== 'directory' || !folder.entries.has(baseName(path))) return this;
    return this.#with(path, undefined);
  }

  /** The same place with no symbolic link among the folders above it; `undefined` where one of them leads outside. */
  realPath(path: string): string | undefined {
    let links = 0;
    let todo = path.split('/');
    let real: readonly string[] = [];
    while (todo.length > 1) {
      const [name = '', ...rest] = todo;
      const folder = this.#find(real.join('/'));
      const child = folder?.kind === 'directory' ? folder.entries.get(name) : undefined;
      if (child?.kind === 'symlink') {
        if (child.target === undefined || ++links > maxLinks) return undefined;
        todo = [...(child.target === '' ? [] : child.target.split('/')), ...rest];
        real = [];
      } else {
        todo = rest;
        real = [...real, name];
      }
    }
    return [...real, ...todo].join('/');
  }

  #with(path: string, entry: Entry | undefined): DirectoryTree {
    const root = replace(this.#root, path === '' ? [] : path.split('/'), entry);
    const sameNames = entry?.kind === 'file' && this.#entryAt(path)?.kind === 'file' && baseName(path) !== '.sourceignore';
    return new DirectoryTree(this.rootUri, root?.kind === 'directory' ? root : emptyDirectory(), this.#load, sameNames ? this.shape : new TreeShape());
  }

  /** What stands at a path itself, without following links. */
  #entryAt(path: string): Entry | undefined {
    let at: Entry | undefined = this.#root;
    for (const name of path === '' ? [] : path.split('/')) at = at?.kind === 'directory' ? at.entries.get(name) : undefined;
    return at;
  }

  #find(path: string): DirectoryEntry | FileEntry | undefined {
    if (path === '') return this.#root;
    let at: DirectoryEntry | FileEntry = this.#root;
    for (let start = 0, end = 0; end < path.length; start = end + 1) {
      const cut = path.indexOf('/', start);
      end = cut < 0 ? path.length : cut;
      const child: Entry | undefined = at.kind === 'directory' ? at.entries.get(path.slice(start, end)) : undefined;
      if (child === undefined) return undefined;
      if (child.kind === 'symlink') return this.#findThroughLinks(path);
      at = child;
    }
    return at;
  }

  #findThroughLinks(path: string): DirectoryEntry | FileEntry | undefined {
    let links = 0;
    let todo = path.split('/');
    let at: DirectoryEntry | FileEntry = this.#root;
    while (todo.length > 0) {
      const [name = '', ...rest] = todo;
      if (at.kind !== 'directory') return undefined;
      const child: Entry | undefined = at.entries.get(name);
      if (child === undefined) return undefined;
      if (child.kind === 'symlink') {
        if (child.target === undefined || ++links > maxLinks) return undefined;
        todo = [...(child.target === '' ? [] : child.target.split('/')), ...rest];
        at = this.#root;
        continue;
      }
      at = child;
      todo = rest;
    }
    return at;
  }
}

/** A directory as read from disk: names with what they are. */
export type Listing = ReadonlyMap<string, 'file' | LinkListing | Listing>;

/** A symbolic link as read from disk. */
export interface LinkListing {
  /** Where it points, as a path in the tree; `undefined` when outside. */
  readonly link: string | undefined;
}

function allFiles(file: TextFile): TextFile {
  return file;
}

function emptyDirectory(): DirectoryEntry {
  return { kind: 'directory', entries: new Map() };
}

function directoryOf(listing: Listing): DirectoryEntry {
  const entries = new Map<string, Entry>();
  for (const [name, value] of listing) {
    if (value === 'file') entries.set(name, { kind: 'file', text: undefined, encoding: undefined, loaded: undefined });
    else if ('link' in value) entries.set(name, { kind: 'symlink', target: value.link });
    else entries.set(name, directoryOf(value));
  }
  return { kind: 'directory', entries };
}

/** Whether a path is read as YAML. */
export function isYamlPath(path: string): boolean {
  return /\.ya?ml$/i.test(path) || path === 'Kustomization' || path.endsWith('/Kustomization');
}

function replace(at: Entry | undefined, segments: readonly string[], entry: Entry | undefined): Entry | undefined {
  const [name, ...rest] = segments;
  if (name === undefined) return entry;
  const directory = at?.kind === 'directory' ? at : emptyDirectory();
  const before = directory.entries.get(name);
  const child = replace(before, rest, entry);
  const entries = new Map(directory.entries);
  if (child === undefined) entries.delete(name);
  else entries.set(name, child);
  const { names, yamlNames } = child !== undefined && child.kind === before?.kind ? directory : {};
  return { kind: 'directory', entries, names, yamlNames };
}

/** Names of a directory in lexical order. */
function namesOf(directory: DirectoryEntry): readonly string[] {
  return (directory.names ??= [...directory.entries.keys()].sort());
}

/** The names of a directory that lead to YAML files, in lexical order. */
function yamlNamesOf(directory: DirectoryEntry): readonly string[] {
  return (directory.yamlNames ??= namesOf(directory).filter((name) => directory.entries.get(name)?.kind === 'directory' || isYamlPath(name)));
}

/** How a text is written down: go-yaml and editors take a byte order mark at its word, and without one read UTF-8. */
type Encoding = 'utf-8' | 'utf-8 with a mark' | 'utf-16le' | 'utf-16be';

function encodingOf([first, second, third]: Uint8Array): Encoding {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  return first === 0xef && second === 0xbb && third === 0xbf ? 'utf-8 with a mark' : 'utf-8';
}

function isUtf16(encoding: Encoding | undefined): encoding is 'utf-16le' | 'utf-16be' {
  return encoding === 'utf-16le' || encoding === 'utf-16be';
}

function decode(bytes: Uint8Array): string {
  const encoding = encodingOf(bytes);
  return (isUtf16(encoding) ? new TextDecoder(encoding) : utf8).decode(bytes);
}

const utf8 = new TextDecoder('utf-8');

/** The bytes that an editor saves of a text. */
function encode(text: string, encoding: Encoding): Uint8Array {
  const marked = encoding === 'utf-8' || text.startsWith('\ufeff') ? text : `\ufeff${text}`;
  if (!isUtf16(encoding)) return new TextEncoder().encode(marked);
  const view = new DataView(new ArrayBuffer(2 * marked.length));
  for (let index = 0; index < marked.length; index++) view.setUint16(2 * index, marked.charCodeAt(index), encoding === 'utf-16le');
  return new Uint8Array(view.buffer);
}

/** Resolves a link's text against the directory that holds it; `undefined` when it is absolute or leaves the tree. */
export function linkTarget(linkPath: string, written: string): string | undefined {
  return written.startsWith('/') ? undefined : joinPath(dirName(linkPath), written);
}
