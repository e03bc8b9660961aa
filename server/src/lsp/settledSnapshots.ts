/** Which snapshot answers a request while the graph of the newest is not built yet. */
import type { Session, Snapshot } from '../workspace/session.ts';
import { runInSlices } from './slices.ts';

/** Slices that whoever asks about an unchanged file waits for the newest graph. */
const patience = 12;
/** Characters from which a changed text is large: its parse is one step, for which nobody else is to wait. */
const largeText = 300_000;

/** Builds graphs for requests, a slice at a time, and knows the last one that was ready. */
export class SettledSnapshots {
  readonly #session: Session;
  readonly #openUris: () => readonly string[];
  #last: Snapshot | undefined;

  /** `openUris` gives the documents that may hold changed texts. */
  constructor(session: Session, openUris: () => readonly string[]) {
    this.#session = session;
    this.#openUris = openUris;
  }

  /** Notes that the graph of a snapshot is built. */
  note(snapshot: Snapshot): void {
    this.#last = snapshot;
  }

  /** The newest snapshot with its graph. Where a change comes in meanwhile, the one after it. */
  async newest(): Promise<Snapshot> {
    for (;;) {
      const { snapshot } = this.#session;
      const built = await runInSlices(snapshot.graphSteps(), () => this.#session.snapshot === snapshot);
      if (built === undefined) continue;
      this.note(snapshot);
      return snapshot;
    }
  }

  /**
   * The snapshot for a question about one file: the newest, or the last one with a graph where the file is the same in it
   * and the newest lets wait. What other files say is then of a moment ago.
   */
  async forFile(uri: string): Promise<Snapshot> {
    for (let slices = 0; ; ) {
      const { snapshot } = this.#session;
      const last = this.#last;
      const isSame = last !== undefined && last.file(uri) !== undefined && last.file(uri) === snapshot.file(uri);
      if (!isSame) return this.newest();
      if (!snapshot.hasGraph && (slices >= patience || this.#hasLargeChange(last, snapshot))) return last;
      const built = await runInSlices(snapshot.graphSteps(), () => ++slices < patience && this.#session.snapshot === snapshot);
      if (built === undefined) continue;
      this.note(snapshot);
      return snapshot;
    }
  }

  #hasLargeChange(last: Snapshot, snapshot: Snapshot): boolean {
    return this.#openUris().some((uri) => {
      const file = snapshot.file(uri);
      return file !== undefined && file.text.length > largeText && file !== last.file(uri);
    });
  }
}
