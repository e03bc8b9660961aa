/** Notices when what is shown over open documents changed through other files, settings, the cluster, Git or the time: the editor asks anew only when the text changes. */
import { findCodeLenses, type LensContext } from '../features/codeLens.ts';
import { findInlays } from '../features/inlays.ts';
import { findSemanticTokens } from '../features/semanticTokens/semanticTokens.ts';
import type { TextFile } from '../text/textFile.ts';
import type { Snapshot } from '../workspace/session.ts';

/** What is shown over a document, in words. Where it stands does not count: the editor follows its own edits. */
export type Shown = (snapshot: Snapshot, file: TextFile, context: LensContext) => readonly string[];

/** The titles of lenses. */
export const shownLenses: Shown = (snapshot, file, context) => findCodeLenses(snapshot, file, context).map(({ title }) => title);

/** The texts of hints. */
export const shownHints: Shown = (snapshot, file) => findInlays(snapshot, { file, start: 0, end: file.text.length }).map(({ text }) => text);

/** The words that have a colour of ours. */
export const shownTokens: Shown = (snapshot, file) => findSemanticTokens(snapshot, { file, start: 0, end: file.text.length }).map(({ start, end, type, modifier }) => `${file.text.slice(start, end)} ${type} ${modifier ?? ''}`);

/** Remembers what was last shown over open documents. */
export class OpenFilesWatch {
  readonly #shown: Shown;
  #said = new Map<string, string>();

  constructor(shown: Shown) {
    this.#shown = shown;
  }

  /** Remembers what the editor is told of a document right now. */
  note(snapshot: Snapshot, file: TextFile, context: LensContext): void {
    this.#said.set(file.uri, this.#shown(snapshot, file, context).join('\n'));
  }

  /** Whether a document that was open or told of before shows something else now. */
  changed(snapshot: Snapshot, openUris: readonly string[], context: LensContext): boolean {
    const before = this.#said;
    this.#said = new Map();
    for (const uri of openUris) {
      const file = snapshot.file(uri);
      if (file !== undefined) this.note(snapshot, file, context);
    }
    return [...this.#said].some(([uri, said]) => before.has(uri) && before.get(uri) !== said);
  }
}
