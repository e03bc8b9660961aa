// What the current user may do, asked of the API server once and remembered for a while: decides which actions are offered.
import type { Clock } from './clock.ts';
import type { AccessReview, KubeAnswer, KubeConnection } from './kubeConnection.ts';
import { success } from './outcome.ts';
import type { ServedKind } from './servedKind.ts';

/** Rights change seldom, but they do: an answer is used for so long. */
const rememberedMs = 5 * 60_000;

/** Asks and remembers. */
export class Permissions {
  readonly #connection: Pick<KubeConnection, 'reviewAccess'>;
  readonly #clock: Clock;
  readonly #known = new Map<string, { readonly answer: KubeAnswer<AccessReview>; readonly askedAt: number }>();

  constructor(connection: Pick<KubeConnection, 'reviewAccess'>, clock: Clock) {
    this.#connection = connection;
    this.#clock = clock;
  }

  /** Whether the user may do `verb` with any object of the kind in the namespace. A question that failed is asked again next time. */
  async review(verb: string, served: ServedKind, namespace: string): KubeAnswer<AccessReview> {
    const key = `${verb} ${served.group}/${served.plural} ${namespace}`;
    const known = this.#known.get(key);
    if (known !== undefined && this.#clock.now() - known.askedAt < rememberedMs) return known.answer;
    const answer = this.#connection.reviewAccess(verb, served, namespace, '');
    this.#known.set(key, { answer, askedAt: this.#clock.now() });
    const review = await answer;
    if (!review.ok) this.#known.delete(key);
    return review.ok ? success(review.value) : review;
  }

  /** Forgets everything, for example after a refusal that an older answer did not foresee. */
  forget(): void {
    this.#known.clear();
  }
}
