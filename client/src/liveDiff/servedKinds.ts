// Finds out how kinds are served, asking once for each group and version.
import type { KubeConnection } from '../cluster/kubeConnection.ts';
import { describeKubeError } from '../cluster/kubeError.ts';
import { groupOfApiVersion, type ServedKind } from '../cluster/servedKind.ts';

/** Remembers what was asked, for one comparison. */
export class ServedKinds {
  readonly #connection: Pick<KubeConnection, 'listKinds'>;
  readonly #signal: AbortSignal;
  readonly #answers = new Map<string, Promise<readonly ServedKind[] | string>>();

  constructor(connection: Pick<KubeConnection, 'listKinds'>, signal: AbortSignal) {
    this.#connection = connection;
    this.#signal = signal;
  }

  /** The kind as it is served, or why it cannot be looked at. */
  async find(apiVersion: string, kind: string): Promise<ServedKind | string> {
    let answer = this.#answers.get(apiVersion);
    if (answer === undefined) this.#answers.set(apiVersion, (answer = this.#ask(apiVersion)));
    const kinds = await answer;
    if (typeof kinds === 'string') return kinds;
    return kinds.find((served) => served.kind === kind) ?? `the cluster serves no ${kind} in ${apiVersion}`;
  }

  async #ask(apiVersion: string): Promise<readonly ServedKind[] | string> {
    const group = groupOfApiVersion(apiVersion);
    const answer = await this.#connection.listKinds(group, group === '' ? apiVersion : apiVersion.slice(group.length + 1), { signal: this.#signal });
    if (answer.ok) return answer.value;
    return answer.error.type === 'notFound' ? `the cluster serves no ${apiVersion}: it may come with another Kustomization first` : describeKubeError(answer.error);
  }
}
