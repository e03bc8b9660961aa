/** Results of child directories, shared between roots and snapshots as long as nothing they read has changed. */
import { isWithin } from '../files/paths.ts';
import type { SourceTree } from '../files/sourceTree.ts';
import type { TextFile } from '../text/textFile.ts';
import type { Accumulation, Variable } from './accumulation.ts';
import type { Findings } from './context.ts';
import type { Draft } from './draft.ts';
import type { SchemaHolder } from './schemaHolder.ts';
import type { TransformerConfig } from './transformerConfig.ts';

/** What a path was when it was read: the version of a file, a directory, or nothing. */
type Seen = TextFile | 'file' | 'directory' | undefined;

interface Entry {
  tree: SourceTree;
  readonly seen: ReadonlyMap<string, Seen>;
  readonly drafts: readonly Draft[];
  readonly config: TransformerConfig;
  readonly variables: ReadonlyMap<string, Variable>;
  readonly findings: Findings;
}

/** A stored result; `drafts` gives fresh copies that share their trees. */
export interface CachedDirectory {
  drafts(): readonly Draft[];
  readonly config: TransformerConfig;
  readonly variables: ReadonlyMap<string, Variable>;
  readonly findings: Findings;
}

/** A bounded store of directory results. One may serve any number of trees of the same repository, one after the other. */
export class BuildCache {
  readonly #entries = new Map<string, Entry>();
  readonly #limit: number;

  /** `limit` is the number of directories that are kept; the least used go first. */
  constructor(limit = 4000) {
    this.#limit = limit;
  }

  /** Number of stored directories. */
  get size(): number {
    return this.#entries.size;
  }

  /** The result of a directory, when all it read is unchanged in this tree and none of it is being built. */
  find(tree: SourceTree, directory: string, visited: readonly string[], schema: SchemaHolder): CachedDirectory | undefined {
    if (!schema.isDefault) return undefined;
    const key = `${tree.rootUri}\n${directory}`;
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    if (entry.tree !== tree && !isFresh(entry, tree)) {
      this.#entries.delete(key);
      return undefined;
    }
    entry.tree = tree;
    if (visited.some((place) => [...entry.seen.keys()].some((path) => isWithin(path, place) && entry.seen.get(path) === 'directory'))) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return { drafts: () => entry.drafts.map((draft) => draft.clone()), config: entry.config, variables: entry.variables, findings: entry.findings };
  }

  /** Keeps a result. */
  store(tree: SourceTree, directory: string, part: Accumulation, findings: Findings, schema: SchemaHolder): void {
    // A cycle is one only on the way on which it was met.
    if (!schema.isDefault || findings.problems.some(({ code }) => code === 'cycle')) return;
    const seen = new Map<string, Seen>();
    for (const path of findings.reads) seen.set(path, seenAt(tree, path));
    const drafts = part.drafts.all.map((draft) => draft.clone());
    this.#entries.set(`${tree.rootUri}\n${directory}`, { tree, seen, drafts, config: part.config, variables: part.variables, findings });
    if (this.#entries.size > this.#limit) {
      const oldest = this.#entries.keys().next().value;
      if (oldest !== undefined) this.#entries.delete(oldest);
    }
  }
}

function seenAt(tree: SourceTree, path: string): Seen {
  const kind = tree.kindOf(path);
  return kind === 'file' ? (tree.file(path) ?? 'file') : kind;
}

function isFresh(entry: Entry, tree: SourceTree): boolean {
  for (const [path, seen] of entry.seen) if (seenAt(tree, path) !== seen) return false;
  return true;
}
