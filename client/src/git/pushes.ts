// Notices pushes in what the Git extension tells of its repositories. Pure.

/** Where HEAD stands, as the Git extension says it. */
export interface HeadState {
  readonly commit?: string;
  readonly name?: string;
  readonly ahead?: number;
  readonly upstream?: { readonly remote: string; readonly name: string };
}

/** A push of what HEAD points to. */
export interface Push {
  /** Full hash. */
  readonly commit: string;
  /** The branch on the remote. */
  readonly branch: string;
}

/** Remembers each repository's HEAD. */
export class PushDetector {
  readonly #before = new Map<string, HeadState>();

  /** The push that lies between the last look at a repository and this one: HEAD is where it was, and its upstream has it now. */
  see(rootUri: string, head: HeadState | undefined): Push | undefined {
    const before = this.#before.get(rootUri);
    if (head === undefined) this.#before.delete(rootUri);
    else this.#before.set(rootUri, { ...head });
    if (before?.commit === undefined || head?.commit !== before.commit || head.upstream === undefined) return undefined;
    const wasBehind = before.upstream === undefined || (before.ahead ?? 0) > 0;
    return wasBehind && head.name === before.name && (head.ahead ?? 0) === 0 ? { commit: before.commit, branch: head.upstream.name } : undefined;
  }
}
