/** Notices when what is shown over open documents changed through other files, settings, the cluster, Git or the time: the editor asks anew only when the text changes. */
import { findCodeLenses, type Lens, type LensContext } from '../features/codeLens.ts';
import { findInlays, type Inlay } from '../features/inlays.ts';
import { findSemanticTokens, type SemanticToken } from '../features/semanticTokens/semanticTokens.ts';
import type { TextFile } from '../text/textFile.ts';
import type { Snapshot } from '../workspace/session.ts';

/** What is shown over a document. Where it stands does not count: the editor follows its own edits. */
export interface Shown<T> {
  readonly find: (snapshot: Snapshot, file: TextFile, context: LensContext) => readonly T[];
  /** One of them in words. */
  readonly wordsOf: (file: TextFile, shown: T) => string;
}

/** Lenses, by their titles. */
export const shownLenses: Shown<Lens> = { find: findCodeLenses, wordsOf: (_file, { title }) => title };

/** Hints, by their texts. */
export const shownHints: Shown<Inlay> = { find: (snapshot, file) => findInlays(snapshot, { file, start: 0, end: file.text.length }), wordsOf: (_file, { text }) => text };

/** The words that have a colour of ours. */
export const shownTokens: Shown<SemanticToken> = {
  find: (snapshot, file) => findSemanticTokens(snapshot, { file, start: 0, end: file.text.length }),
  wordsOf: (file, { start, end, type, modifier }) => `${file.text.slice(start, end)} ${type} ${modifier ?? ''}`,
};

/** Remembers what was last shown over open documents. */
export class OpenFilesWatch<T> {
  readonly #shown: Shown<T>;
  #said = new Map<string, string>();

  constructor(shown: Shown<T>) {
    this.#shown = shown;
  }

  /** What the editor is told of a document right now, which is remembered. */
  note(snapshot: Snapshot, file: TextFile, context: LensContext): readonly T[] {
    const found = this.#shown.find(snapshot, file, context);
    this.#said.set(file.uri, found.map((one) => this.#shown.wordsOf(file, one)).join('\n'));
    return found;
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
