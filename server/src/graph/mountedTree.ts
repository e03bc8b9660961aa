/** A source tree put together from folders and files of others, as an ArtifactGenerator or `include` makes it. */
import { isWithin } from '../files/paths.ts';
import type { SourceTree, TreeEntry } from '../files/sourceTree.ts';
import type { TextFile } from '../text/textFile.ts';

/** One folder or file of another tree and where it appears. */
export interface Mount {
  /** Path in the made tree; `''` is its root. */
  readonly at: string;
  readonly tree: SourceTree;
  /** Path in the other tree. */
  readonly path: string;
}

/** Later mounts win where two bring the same file. */
export class MountedTree implements SourceTree {
  readonly rootUri: string;
  readonly #mounts: readonly Mount[];

  constructor(rootUri: string, mounts: readonly Mount[]) {
    this.rootUri = rootUri;
    this.#mounts = mounts.toReversed();
  }

  kindOf(path: string): 'file' | 'directory' | undefined {
    for (const mount of this.#mounts) {
      const inner = innerPath(mount, path);
      const kind = inner === undefined ? undefined : mount.tree.kindOf(inner);
      if (kind !== undefined) return kind;
    }
    return path === '' || this.#mounts.some((mount) => isWithin(path, mount.at) && mount.tree.kindOf(mount.path) !== undefined) ? 'directory' : undefined;
  }

  list(path: string): readonly TreeEntry[] | undefined {
    if (this.kindOf(path) !== 'directory') return undefined;
    const entries = new Map<string, TreeEntry>();
    for (const mount of this.#mounts) {
      const inner = innerPath(mount, path);
      const found = inner === undefined ? stepTowards(mount, path) : (mount.tree.list(inner) ?? []);
      for (const entry of found) if (!entries.has(entry.name)) entries.set(entry.name, entry);
    }
    return [...entries.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  file(path: string): TextFile | undefined {
    return this.#first(path, (mount, inner) => mount.tree.file(inner));
  }

  bytes(path: string): Uint8Array | undefined {
    return this.#first(path, (mount, inner) => mount.tree.bytes(inner));
  }

  /** The path in its own tree of a path of this one; the path itself where no mount brings it. */
  sourcePath(path: string): string {
    return this.#first(path, (mount, inner) => (mount.tree.kindOf(inner) === undefined ? undefined : inner)) ?? path;
  }

  #first<T>(path: string, read: (mount: Mount, inner: string) => T | undefined): T | undefined {
    for (const mount of this.#mounts) {
      const inner = innerPath(mount, path);
      const value = inner === undefined ? undefined : read(mount, inner);
      if (value !== undefined) return value;
    }
    return undefined;
  }
}

function innerPath(mount: Mount, path: string): string | undefined {
  if (!isWithin(mount.at, path)) return undefined;
  const rest = mount.at === '' ? path : path.slice(mount.at.length + 1);
  if (rest === '') return mount.path;
  return mount.path === '' ? rest : `${mount.path}/${rest}`;
}

/** The one entry on the way from a folder down to a mount below it. */
function stepTowards(mount: Mount, path: string): readonly TreeEntry[] {
  if (!isWithin(path, mount.at)) return [];
  const rest = path === '' ? mount.at : mount.at.slice(path.length + 1);
  const [name = '', ...deeper] = rest.split('/');
  if (deeper.length > 0) return [{ name, kind: 'directory' }];
  const kind = mount.tree.kindOf(mount.path);
  return kind === undefined ? [] : [{ name, kind }];
}
