// The texts of rendered documents as VS Code has them: asked for once, asked again when something changed, told only where they differ. No VS Code in here.

/** Asks the server for a document's text; undefined where it does not answer. */
export type AskText = (uri: string) => Promise<string | undefined>;

/** Stands in a document for as long as nobody can say what belongs there. */
export const serverIsGone = '# The Flightdeck language server is not running.\n';

/** What each open document shows. */
export class RenderedTexts {
  readonly #ask: AskText;
  readonly #changed: (uri: string) => void;
  readonly #shown = new Map<string, string>();
  /** Texts that were fetched to compare them: the editor, told of the change, gets these. */
  readonly #ahead = new Map<string, string>();
  /** Number of the newest question for each document; an answer to an older one is late. */
  readonly #questions = new Map<string, number>();
  #waiting = new Set<string>();
  #refreshing: Promise<void> | undefined;

  /** `changed` is called when a shown text is no longer right; the editor then asks `provide` again. */
  constructor(ask: AskText, changed: (uri: string) => void) {
    this.#ask = ask;
    this.#changed = changed;
  }

  /** The text to show. */
  async provide(uri: string): Promise<string> {
    const ahead = this.#ahead.get(uri);
    if (ahead !== undefined) {
      this.#ahead.delete(uri);
      return ahead;
    }
    const { text, isLate } = await this.#question(uri);
    if (!isLate) this.#shown.set(uri, text);
    return text;
  }

  /** Asks again for these documents. Calls while it runs are served together by one more round. */
  refresh(uris: Iterable<string>): Promise<void> {
    for (const uri of uris) this.#waiting.add(uri);
    this.#refreshing ??= this.#refreshAll().finally(() => (this.#refreshing = undefined));
    return this.#refreshing;
  }

  /** Forgets a document that was closed. */
  forget(uri: string): void {
    this.#shown.delete(uri);
    this.#ahead.delete(uri);
    this.#questions.delete(uri);
    this.#waiting.delete(uri);
  }

  async #refreshAll(): Promise<void> {
    while (this.#waiting.size > 0) {
      const uris = this.#waiting;
      this.#waiting = new Set();
      await Promise.all([...uris].map((uri) => this.#refreshOne(uri)));
    }
  }

  async #refreshOne(uri: string): Promise<void> {
    const { text, isLate } = await this.#question(uri);
    // A document that was never shown will be asked for by the editor itself.
    if (isLate || !this.#shown.has(uri) || this.#shown.get(uri) === text) return;
    this.#shown.set(uri, text);
    this.#ahead.set(uri, text);
    this.#changed(uri);
  }

  async #question(uri: string): Promise<{ readonly text: string; readonly isLate: boolean }> {
    const number = (this.#questions.get(uri) ?? 0) + 1;
    this.#questions.set(uri, number);
    const text = (await this.#ask(uri)) ?? serverIsGone;
    return { text, isLate: this.#questions.get(uri) !== number };
  }
}
