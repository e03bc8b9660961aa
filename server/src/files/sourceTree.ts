/** What a build may see: the files below one root, as of one moment. */
import type { TextFile } from '../text/textFile.ts';

/**
 * Which names a tree has, whatever their texts are: trees that differ in texts alone share one, and with it all that was
 * derived from names. Texts of `.sourceignore` files count as names, since they decide which files a source delivers.
 */
export class TreeShape {
  readonly #derived = new Map<unknown, unknown>();

  /** The value of a pure function of the names, computed once for each key. */
  derived<T>(key: unknown, make: () => T): T {
    if (!this.#derived.has(key)) this.#derived.set(key, make());
    return this.#derived.get(key) as T;
  }
}

/** One name in a directory. */
export interface TreeEntry {
  readonly name: string;
  readonly kind: 'file' | 'directory' | 'symlink';
}

/**
 * A read-only view of a directory tree. Paths are relative to its root with `/`; `''` is the root.
 * Symbolic links that stay inside the root are followed by every method but `list`, which names them.
 */
export interface SourceTree {
  /** URI of the root, without a trailing slash. */
  readonly rootUri: string;
  /** What depends on names alone; `undefined` where nothing is kept. */
  readonly shape?: TreeShape | undefined;
  /** What a path is, or `undefined` where nothing is. */
  kindOf(path: string): 'file' | 'directory' | undefined;
  /** Entries of a directory in lexical (byte) order, or `undefined` where there is none. */
  list(path: string): readonly TreeEntry[] | undefined;
  /** A text file, or `undefined` where there is none. Bytes that are not UTF-8 become U+FFFD. */
  file(path: string): TextFile | undefined;
  /** A file's bytes, or `undefined` where there is none. */
  bytes(path: string): Uint8Array | undefined;
}
