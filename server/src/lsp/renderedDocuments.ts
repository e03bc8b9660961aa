/** Keeps rendered texts for as long as what they show does not change, also of Git revisions. */
import { PrintMemory } from '../features/printMemory.ts';
import { failedRendering, render, type Rendered } from '../features/rendered.ts';
import { parseRenderedUri, type RenderedTarget } from '../protocol/rendered.ts';
import { dropOldest } from '../text/dropOldest.ts';
import type { Snapshot } from '../workspace/session.ts';
import { Revisions } from './revisions.ts';
import { runInSlices } from './slices.ts';

/** Documents of which the printed objects are kept for the next rendering. */
const keptPrints = 8;

/** The virtual documents of the server. */
export class RenderedDocuments {
  readonly #bySnapshot = new WeakMap<Snapshot, Map<string, Rendered>>();
  readonly #revisions: Revisions;
  readonly #printed = new Map<string, PrintMemory>();

  constructor(revisions = new Revisions()) {
    this.#revisions = revisions;
  }

  /** The rendered text behind a virtual document's URI; `undefined` for a URI that is none. */
  async find(snapshot: Snapshot, uri: string): Promise<Rendered | undefined> {
    const target = parseRenderedUri(uri);
    if (target === undefined) return undefined;
    const shown = target.revision === undefined ? snapshot : await this.#revisions.at(snapshot, target.kind === 'folder' ? target.uri : target.entryUri, target.revision);
    if (typeof shown === 'string') return failedRendering(uri, 'revision', shown);
    // The graph of a revision is built from nothing: others have their turn in between.
    await runInSlices(shown.graphSteps(), () => true);
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
}
