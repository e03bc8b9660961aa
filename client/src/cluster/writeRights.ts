// What the current user may change, asked of the API server (SelfSubjectAccessReview) when somebody wants to know: decides which actions are offered.
import type { AccessReview, KubeAnswer } from './kubeConnection.ts';
import type { ServedKind } from './servedKind.ts';

/** Asks whether objects of a kind may be patched in a namespace; the empty name stands for all namespaces. */
export type AskPatch = (served: ServedKind, namespace: string) => KubeAnswer<AccessReview>;

/** So many questions are under way at a time. */
const mostAtOnce = 4;

/** Remembers the answers until `forget`: rights change seldom, and a refusal says that they did. */
export class WriteRights {
  readonly #ask: AskPatch;
  readonly #onAnswer: () => void;
  /** Undefined: asked, and not known (yet). */
  readonly #known = new Map<string, boolean | undefined>();
  #waiting: (() => Promise<void>)[] = [];
  #running = 0;

  constructor(ask: AskPatch, onAnswer: () => void) {
    this.#ask = ask;
    this.#onAnswer = onAnswer;
  }

  /** Whether patching objects of the kind there is to be offered: also while that is not known, because then the write itself will tell. */
  mayPatch(served: ServedKind, namespace: string): boolean {
    // Most users may everywhere or nowhere; only for the others the namespace counts.
    return this.#verdict(served, '') !== false || this.#verdict(served, namespace) !== false;
  }

  /** Forgets everything, for example after a refusal that an older answer did not foresee. */
  forget(): void {
    this.#known.clear();
    this.#waiting = [];
  }

  #verdict(served: ServedKind, namespace: string): boolean | undefined {
    const key = `${served.group}/${served.plural}/${namespace}`;
    if (!this.#known.has(key)) {
      this.#known.set(key, undefined);
      this.#waiting.push(async () => {
        const review = await this.#ask(served, namespace);
        if (!review.ok || !this.#known.has(key)) return;
        this.#known.set(key, review.value.allowed);
        this.#onAnswer();
      });
      void this.#work();
    }
    return this.#known.get(key);
  }

  async #work(): Promise<void> {
    if (this.#running >= mostAtOnce) return;
    this.#running += 1;
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) await next();
    this.#running -= 1;
  }
}
