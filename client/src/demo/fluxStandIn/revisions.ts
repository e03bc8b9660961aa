/** Finds the commit that a GitRepository asks for, and unpacks commits into folders as artifacts. */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { textAt, objectAt } from '../kubeApi/json.ts';
import type { JsonObject } from '../kubeApi/json.ts';
import { GitError, runGit } from '../repositories/git.ts';

/** A commit and how Flux spells it. */
export interface FoundRevision {
  readonly commit: string;
  /** `main@sha1:<40 hex digits>`. */
  readonly revision: string;
  /** First line of the commit message. */
  readonly subject: string;
}

/** The commits of bare repositories on this disk, and folders with their files. */
export class RevisionStore {
  readonly #directory: string;
  readonly #unpacked = new Map<string, Promise<string>>();

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** The commit that `spec.ref` names now; throws `GitError` when there is none. */
  async find(remote: string, spec: JsonObject): Promise<FoundRevision> {
    const { rev, prefix } = toRevision(objectAt(spec, 'ref'));
    const commit = (await runGit(remote, ['rev-parse', '--verify', '--quiet', `${rev}^{commit}`])).trim();
    const subject = (await runGit(remote, ['log', '-1', '--format=%s', commit])).trim();
    return { commit, subject, revision: `${prefix === '' ? '' : `${prefix}@`}sha1:${commit}` };
  }

  /** A folder with the files of a commit; made once, removed with `close`. */
  unpack(remote: string, commit: string): Promise<string> {
    const key = `${remote}@${commit}`;
    const known = this.#unpacked.get(key);
    if (known !== undefined) return known;
    const folder = this.#unpack(remote, commit, join(this.#directory, `${commit.slice(0, 12)}-${this.#unpacked.size}`));
    this.#unpacked.set(key, folder);
    return folder;
  }

  /** Removes all unpacked folders. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#unpacked.values());
    await rm(this.#directory, { recursive: true, force: true });
  }

  async #unpack(remote: string, commit: string, folder: string): Promise<string> {
    const files = join(folder, 'files');
    await mkdir(files, { recursive: true });
    // An index of its own, so that the bare repository stays untouched.
    const workTree = { GIT_DIR: remote, GIT_WORK_TREE: files, GIT_INDEX_FILE: join(folder, 'index') };
    await runGit(files, ['read-tree', commit], workTree);
    await runGit(files, ['checkout-index', '--all', '--force'], workTree);
    return files;
  }
}

/** Precedence of `spec.ref`: commit, name, semver, tag, branch; a branch `master` where nothing is said (FACTS of source-controller). */
function toRevision(ref: JsonObject): { readonly rev: string; readonly prefix: string } {
  const branch = textAt(ref, 'branch');
  const commit = textAt(ref, 'commit');
  if (commit !== undefined) return { rev: commit, prefix: branch ?? '' };
  const name = textAt(ref, 'name');
  if (name !== undefined) return { rev: name, prefix: name };
  if (textAt(ref, 'semver') !== undefined) throw new GitError(['rev-parse'], null, 'the demo cluster does not follow semver ranges');
  const tag = textAt(ref, 'tag');
  if (tag !== undefined) return { rev: `refs/tags/${tag}`, prefix: tag };
  return { rev: `refs/heads/${branch ?? 'master'}`, prefix: branch ?? 'master' };
}
