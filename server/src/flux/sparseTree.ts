/** The files of a repository that a sparse checkout brings (go-git `SkipUnless`): all others do not exist for what comes after it. */
import type { SourceTree, TreeEntry } from '../files/sourceTree.ts';
import type { TextFile } from '../text/textFile.ts';

/** A repository as it is checked out: the tree itself where `spec.sparseCheckout` is empty. */
export function checkedOut(repository: SourceTree, sparseCheckout: readonly string[]): SourceTree {
  return sparseCheckout.length === 0 ? repository : new SparseTree(repository, sparseCheckout);
}

/** Whether a sparse checkout brings a path: files whose path begins with one of the texts, and so the folders above them. */
export function isCheckedOut(sparseCheckout: readonly string[], path: string, kind: TreeEntry['kind']): boolean {
  if (sparseCheckout.length === 0 || path === '') return true;
  return sparseCheckout.some((text) => {
    const wanted = text.replace(/^\.\//, '');
    return path.startsWith(wanted) || (kind === 'directory' && wanted.startsWith(`${path}/`));
  });
}

class SparseTree implements SourceTree {
  readonly rootUri: string;
  readonly #repository: SourceTree;
  readonly #wanted: readonly string[];
  readonly #filled = new Map<string, boolean>();

  constructor(repository: SourceTree, wanted: readonly string[]) {
    this.rootUri = repository.rootUri;
    this.#repository = repository;
    this.#wanted = wanted;
  }

  kindOf(path: string): 'file' | 'directory' | undefined {
    const kind = this.#repository.kindOf(path);
    return kind !== undefined && this.#brings(path, kind) ? kind : undefined;
  }

  list(path: string): readonly TreeEntry[] | undefined {
    if (this.kindOf(path) !== 'directory') return undefined;
    return this.#repository.list(path)?.filter(({ name, kind }) => this.#brings(path === '' ? name : `${path}/${name}`, kind));
  }

  file(path: string): TextFile | undefined {
    return this.kindOf(path) === 'file' ? this.#repository.file(path) : undefined;
  }

  bytes(path: string): Uint8Array | undefined {
    return this.kindOf(path) === 'file' ? this.#repository.bytes(path) : undefined;
  }

  /** Git knows no empty folders: one is there for the files below it. */
  #brings(path: string, kind: TreeEntry['kind']): boolean {
    if (!isCheckedOut(this.#wanted, path, kind)) return false;
    if (kind !== 'directory' || path === '') return true;
    const known = this.#filled.get(path);
    if (known !== undefined) return known;
    const holds = (this.#repository.list(path) ?? []).some((entry) => this.#brings(`${path}/${entry.name}`, entry.kind));
    this.#filled.set(path, holds);
    return holds;
  }
}
