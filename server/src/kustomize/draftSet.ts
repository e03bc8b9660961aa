/** The ordered objects of a build under way (kustomize api/resmap/reswrangler.go). */
import type { Span } from '../text/textFile.ts';
import { BuildFault } from './buildError.ts';
import type { Draft } from './draft.ts';
import { describeId, idKey, type ObjectId } from './objectId.ts';

/** An ordered list of drafts in which no two have the same current identity. */
export class DraftSet {
  #list: Draft[] = [];

  /** The objects in order. */
  get all(): readonly Draft[] {
    return this.#list;
  }

  /** Adds an object; a second one with the same identity is a fault at `span`. */
  append(draft: Draft, span: Span): void {
    const key = idKey(draft.id);
    const twin = this.#list.find((known) => idKey(known.id) === key);
    if (twin !== undefined) throw conflict(draft, twin, span);
    this.#list.push(draft);
  }

  /** Adds several objects, quicker than one by one; all that fit are added, then the first conflict is thrown. */
  appendAll(drafts: readonly Draft[], spanOf: (draft: Draft) => Span): void {
    const known = new Map(this.#list.map((draft) => [idKey(draft.id), draft]));
    let fault: BuildFault | undefined;
    for (const draft of drafts) {
      const key = idKey(draft.id);
      const twin = known.get(key);
      if (twin !== undefined) {
        fault ??= conflict(draft, twin, spanOf(draft));
        continue;
      }
      known.set(key, draft);
      this.#list.push(draft);
    }
    if (fault !== undefined) throw fault;
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
  }

  /** Keeps the objects that pass. */
  keep(passes: (draft: Draft) => boolean): void {
    this.#list = this.#list.filter(passes);
  }

  /** Puts the objects into another order. */
  reorder(list: readonly Draft[]): void {
    this.#list = [...list];
  }

  /** The first object whose current identity another one has too. */
  findTwin(draft: Draft): Draft | undefined {
    const key = idKey(draft.id);
    return this.#list.find((other) => other !== draft && other.id.name === draft.id.name && idKey(other.id) === key);
  }
}

function conflict(draft: Draft, twin: Draft, span: Span): BuildFault {
  const place = draft.origin.file === twin.origin.file && draft.origin.start === twin.origin.start ? ' (the same file is reached twice)' : ` (also in \`${twin.origin.file.path}\`)`;
  return new BuildFault('id-conflict', `\`${describeId(draft.id)}\` is already part of this build${place}`, span);
}
