// Which branch a live source follows, so that a push to another one, or to what is pinned, is no news to it. Pure.
import { branchOfRevision } from '../../../server/src/flux/revision.ts';
import { readObject, readString } from '../cluster/jsonValue.ts';
import type { LiveFluxSource } from '../cluster/objects/fluxSource.ts';

/** Whether a source follows the branch, by its spec.ref, and where that says nothing by its revision; one that has fetched nothing yet may. */
export function mayFollow(source: LiveFluxSource, branch: string): boolean {
  const followed = followedRef(source) ?? branchOfRevision(source.revision);
  return followed === undefined || followed === branch;
}

/** The branch that a GitRepository names; empty where it names something else, which no push to a branch moves. Undefined: it names nothing. */
function followedRef({ sourceKind, object }: LiveFluxSource): string | undefined {
  if (sourceKind !== 'GitRepository') return undefined;
  const ref = readObject(object.content, 'spec', 'ref');
  const [commit, name, semver, tag, branch] = ['commit', 'name', 'semver', 'tag', 'branch'].map((key) => readString(ref, key));
  // Flux: commit goes before name, that before semver, tag and branch (GitRepositoryRef in the API of source-controller).
  if (commit !== '') return '';
  if (name !== '') return name?.startsWith('refs/heads/') === true ? name.slice('refs/heads/'.length) : '';
  if (semver !== '' || tag !== '') return '';
  return branch === '' ? undefined : branch;
}
