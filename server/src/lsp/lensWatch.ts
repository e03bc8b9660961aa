/** Notices when the words over open documents changed through other files, settings or the cluster. */
import { findCodeLenses } from '../features/codeLens.ts';
import type { ClusterFacts } from '../protocol/clusterFacts.ts';
import type { Snapshot } from '../workspace/session.ts';

/** Remembers what the lenses of open documents last said. */
export class LensWatch {
  #said: ReadonlyMap<string, string> = new Map();

  /** Whether a document that was open before has other lenses now. Where they stand does not count: the editor follows its own edits. */
  changed(snapshot: Snapshot, openUris: readonly string[], facts: ClusterFacts | undefined): boolean {
    const before = this.#said;
    this.#said = new Map(
      openUris.flatMap((uri) => {
        const file = snapshot.file(uri);
        return file === undefined ? [] : [[uri, findCodeLenses(snapshot, file, facts).map(({ title }) => title).join('\n')] as const];
      }),
    );
    return [...this.#said].some(([uri, said]) => before.has(uri) && before.get(uri) !== said);
  }
}
