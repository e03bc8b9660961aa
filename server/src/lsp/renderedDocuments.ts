/** Keeps rendered texts for as long as what they show does not change, also of Git revisions. */
import { fsPathOfUri } from '../files/uris.ts';
import { findCommit, readRevision } from '../files/gitRevision.ts';
import type { Repository } from '../graph/graph.ts';
import { PrintMemory } from '../features/printMemory.ts';
import { failedRendering, render, type Rendered } from '../features/rendered.ts';
import { parseRenderedUri, type RenderedTarget } from '../protocol/rendered.ts';
import { Session, type Snapshot } from '../workspace/session.ts';

/** Revisions that are kept open; the least recently used go first. */
const keptRevisions = 4;
/** Documents of which the printed objects are kept for the next rendering. */
const keptPrints = 8;

/** One repository as of a commit, together with the rest of the workspace as it was then. */
interface KnownRevision {
  readonly tree: Repository['tree'];
  readonly basis: Snapshot;
  readonly shown: Snapshot;
}

/** The virtual documents of the server. */
export class RenderedDocuments {
  readonly #bySnapshot = new WeakMap<Snapshot, Map<string, Rendered>>();
  readonly #revisions = new Map<string, KnownRevision>();
  readonly #printed = new Map<string, PrintMemory>();

  /** The rendered text behind a virtual document's URI; `undefined` for a URI that is none. */
  async find(snapshot: Snapshot, uri: string): Promise<Rendered | undefined> {
    const target = parseRenderedUri(uri);
    if (target === undefined) return undefined;
    const shown = target.revision === undefined ? snapshot : await this.#revisionOf(snapshot, target, target.revision);
    if (typeof shown === 'string') return failedRendering(uri, 'revision', shown);
    let known = this.#bySnapshot.get(shown);
    if (known === undefined) this.#bySnapshot.set(shown, (known = new Map<string, Rendered>()));
    let rendered = known.get(uri);
    if (rendered === undefined) known.set(uri, (rendered = this.#render(shown, target, uri)));
    return rendered;
  }

  #render(shown: Snapshot, target: RenderedTarget, uri: string): Rendered {
    const memory = this.#printed.get(uri) ?? new PrintMemory();
    this.#printed.delete(uri);
    this.#printed.set(uri, memory);
    dropOldest(this.#printed, keptPrints);
    memory.begin();
    return render(shown, target, uri, memory.print);
  }

  /** The workspace with one repository as of a revision; the reason in words where Git cannot give it. */
  async #revisionOf(snapshot: Snapshot, target: RenderedTarget, revision: string): Promise<Snapshot | string> {
    const uri = target.kind === 'folder' ? target.uri : target.entryUri;
    const repository = snapshot.repositoryOf(uri)?.repository;
    if (repository === undefined) return 'This repository is not open.';
    const root = fsPathOfUri(repository.rootUri);
    const found = await findCommit(root, revision);
    if ('error' in found) return found.error;
    const key = `${repository.rootUri}#${found.commit}`;
    const known = this.#revisions.get(key);
    this.#revisions.delete(key);
    if (known !== undefined && isSameBeside(repository.rootUri, known.basis, snapshot)) {
      this.#revisions.set(key, known);
      return known.shown;
    }
    const read = known ?? (await readRevision(root, repository.rootUri, found.commit));
    if ('error' in read) return read.error;
    const session = new Session(snapshot.settings);
    for (const other of snapshot.repositories) session.openTree(other.rootUri === repository.rootUri ? { ...other, tree: read.tree } : other);
    this.#revisions.set(key, { tree: read.tree, basis: snapshot, shown: session.snapshot });
    dropOldest(this.#revisions, keptRevisions);
    return session.snapshot;
  }
}

/** Whether two snapshots differ at most in the files of one repository: the others may hold what it renders. */
function isSameBeside(rootUri: string, before: Snapshot, after: Snapshot): boolean {
  const beside = ({ repositories }: Snapshot): readonly unknown[] => repositories.map((one) => (one.rootUri === rootUri ? one.remotes : one));
  const [old, present] = [beside(before), beside(after)];
  return before.settings === after.settings && old.length === present.length && old.every((one, index) => one === present[index]);
}

/** Bounds a map whose entries are in the order of their last use. */
function dropOldest(map: Map<string, unknown>, kept: number): void {
  for (const oldest of map.keys()) {
    if (map.size <= kept) return;
    map.delete(oldest);
  }
}
