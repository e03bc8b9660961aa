/** The ordered objects of a build under way (kustomize api/resmap/reswrangler.go). */
import type { Span } from '../text/textFile.ts';
import { BuildFault } from './buildError.ts';
import { changesOfDrafts, type Draft } from './draft.ts';
import { describeId, idKey, type ObjectId } from './objectId.ts';

/** An ordered list of drafts in which no two have the same current identity. */
export class DraftSet {
  #list: Draft[] = [];
  /** Objects by identity, and the identities it was made of: an object that was renamed since makes it stale. */
  #index = new Map<string, Draft>();
  #indexed: ObjectId[] = [];
  /** How often drafts had changed when the index was last found fresh; -1 when the list was changed since. */
  #asOf = -1;

  /** The objects in order. */
  get all(): readonly Draft[] {
    return this.#list;
  }

  /** Adds an object; a second one with the same identity is a fault at `span`. */
  append(draft: Draft, span: Span): void {
    const index = this.#freshIndex();
    const key = idKey(draft.id);
    const twin = index.get(key);
    if (twin !== undefined) throw conflict(draft, twin, span);
    this.#add(key, draft);
  }

  /** Adds several objects, quicker than one by one; all that fit are added, then the first conflict is thrown. */
  appendAll(drafts: readonly Draft[], spanOf: (draft: Draft) => Span): void {
    const known = this.#freshIndex();
    let fault: BuildFault | undefined;
    for (const draft of drafts) {
      const key = idKey(draft.id);
      const twin = known.get(key);
      if (twin !== undefined) {
        fault ??= conflict(draft, twin, spanOf(draft));
        continue;
      }
      this.#add(key, draft);
    }
    if (fault !== undefined) throw fault;
  }

  #add(key: string, draft: Draft): void {
    this.#list.push(draft);
    this.#index.set(key, draft);
    this.#indexed.push(draft.id);
  }

  /** The index, made anew only when the list or an identity changed since: comparing references is cheap, making keys is not. */
  #freshIndex(): ReadonlyMap<string, Draft> {
    // A folder adds its files one by one: where no draft changed since the last one, none need be compared.
    const changes = changesOfDrafts();
    if (this.#asOf === changes && this.#list[0]?.hasFixedScope !== false) return this.#index;
    const fresh = this.#indexed.length === this.#list.length && this.#list.every((draft, at) => draft.id === this.#indexed[at]);
    if (!fresh) {
      this.#index = new Map(this.#list.map((draft) => [idKey(draft.id), draft]));
      this.#indexed = this.#list.map((draft) => draft.id);
    }
    this.#asOf = changes;
    return this.#index;
  }

  /** Objects that have, or once had, an identity that matches. */
  byAnyId(matches: (id: ObjectId) => boolean): Draft[] {
    return this.#list.filter((draft) => matches(draft.id) || draft.formerIds.some(matches));
  }

  /** Objects whose current or a former identity equals `id`. */
  byId(id: ObjectId): Draft[] {
    const key = idKey(id);
    return this.#list.filter((draft) => draft.id.name === id.name || draft.formerIds.some(({ name }) => name === id.name)).filter((draft) => idKey(draft.id) === key || draft.formerIds.some((former) => idKey(former) === key));
  }

  /** Puts an object in another one's place. */
  replace(old: Draft, draft: Draft): void {
    this.#list = this.#list.map((known) => (known === old ? draft : known));
    this.#asOf = -1;
  }

  /** Keeps the objects that pass. */
  keep(passes: (draft: Draft) => boolean): void {
    const kept = this.#list.filter(passes);
    if (kept.length === this.#list.length) return;
    this.#list = kept;
    this.#asOf = -1;
  }

  /** Puts the objects into another order. */
  reorder(list: readonly Draft[]): void {
    this.#list = [...list];
    this.#asOf = -1;
  }

  /** Throws at `span`, or at the later one's name, when two objects came to share an identity since they were added. */
  refuseTwins(span: Span): void {
    const first = this.firstWithTwin();
    const twin = first === undefined ? undefined : this.findTwin(first);
    if (first !== undefined && twin !== undefined) throw conflict(twin, first, span);
  }

  /** The first object in order that shares its current identity with another one. */
  firstWithTwin(): Draft | undefined {
    if (this.#freshIndex().size === this.#list.length) return undefined;
    return this.#list.find((draft) => this.findTwin(draft) !== undefined);
  }

  /** The first object whose current identity another one has too. */
  findTwin(draft: Draft): Draft | undefined {
    const key = idKey(draft.id);
    return this.#list.find((other) => other !== draft && other.id.name === draft.id.name && idKey(other.id) === key);
  }
}

function conflict(draft: Draft, twin: Draft, span: Span): BuildFault {
  const message = `\`${describeId(draft.id)}\` is already part of this build`;
  if (draft.origin.file === twin.origin.file && draft.origin.start === twin.origin.start) return new BuildFault('id-conflict', `${message} (the same file is reached twice)`, span);
  const written = draft.root.get('metadata', 'name') ?? span;
  const other = twin.root.get('metadata', 'name') ?? twin.origin;
  return new BuildFault('id-conflict', `${message} (also in \`${twin.origin.file.path}\`)`, written, [{ span: other, message: 'the one that is part of it already' }]);
}
