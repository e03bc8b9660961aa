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
  readonly remote: string;
  /** The branch on the remote. */
  readonly branch: string;
  /** HEAD has moved in the same look: a commit that was pushed at once, or a pull. The remote branch's own log tells. */
  readonly mayBePull: boolean;
  /** When the look before it was taken, milliseconds. */
  readonly since: number;
}

/** Remembers each repository's HEAD. */
export class PushDetector {
  readonly #before = new Map<string, HeadState & { readonly at: number }>();
  readonly #now: () => number;

  /** `now`: milliseconds. */
  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** The push that lies between the last look at a repository and this one: its upstream has now what it had not. */
  see(rootUri: string, head: HeadState | undefined): Push | undefined {
    const before = this.#before.get(rootUri);
    if (head === undefined) this.#before.delete(rootUri);
    else this.#before.set(rootUri, { ...head, at: this.#now() });
    if (before?.commit === undefined || head?.commit === undefined || head.upstream === undefined || head.name !== before.name || (head.ahead ?? 0) > 0) return undefined;
    const push = { commit: head.commit, remote: head.upstream.remote, branch: head.upstream.name, since: before.at };
    if (head.commit !== before.commit) return { ...push, mayBePull: true };
    return before.upstream === undefined || (before.ahead ?? 0) > 0 ? { ...push, mayBePull: false } : undefined;
  }
}

/**
 * Whether a remote branch's reflog (`logs/refs/remotes/REMOTE/BRANCH`) ends with a push of this commit since a time in milliseconds.
 * Git writes `OLD NEW NAME <ADDRESS> SECONDS ZONE\tupdate by push`; a fetch or pull says so in its place, and of a reset nothing is written.
 */
export function endsWithPush(reflog: string, { commit, since }: Pick<Push, 'commit' | 'since'>): boolean {
  const last = reflog.trimEnd().split('\n').at(-1) ?? '';
  const seconds = Number(/> (\d+) [+-]\d{4}\tupdate by push$/.exec(last)?.[1]);
  return last.split(' ')[1] === commit && seconds >= Math.floor(since / 1000);
}
