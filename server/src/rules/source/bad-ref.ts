/** Reports references of a source that can never be found. */
import { isVersionRange } from '../../flux/versionRange.ts';
import { readFluxSource } from '../../manifests/fluxSource.ts';
import { readString, type Located } from '../../yaml/yamlReader.ts';
import { faultSpan, holdsVariable } from '../faultPlace.ts';
import type { ManifestRule, Report } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** A branch, tag, name, commit, digest or range of `spec.ref` has a form in which the controller finds nothing. */
export const badRef: ManifestRule = {
  id: 'source/bad-ref',
  scope: 'manifest',
  kinds: ['GitRepository', 'OCIRepository'],
  severity: 'error',
  since: '0.1.0',
  fix: 'sometimes',
  evidence: 'fluxcd/pkg git/gogit/clone.go: plumbing.NewBranchReferenceName(branch), NewTagReferenceName(tag), NewHash(commit); fluxcd/source-controller internal/controller/ocirepository_controller.go: repo.Digest, semver.NewConstraint',
  summary: 'A reference of a source has a form in which nothing is found.',
  explain: rulePage({
    does: 'Reports under `spec.ref`: a branch or tag with `refs/…` in front, a branch with the name of a remote (`origin/main`), a `name` that is no full reference, a commit that is no whole hash, a `semver` that is no range, and a digest without its algorithm.',
    why: 'The source never becomes ready, and nothing that uses it gets a new revision.',
    controller: 'source-controller puts `refs/heads/` before a branch and `refs/tags/` before a tag. `name` is taken as it is: `refs/heads/main`. A commit is looked up by its whole hash, as short ones are not searched for.',
    fix: 'Write the form that the message names.',
    ignore: 'When a branch is really called `origin/…`.',
  }),
  check(manifest, _context, report) {
    const ref = readFluxSource(manifest)?.ref;
    const faults = manifest.kind === 'GitRepository' ? ['branch', 'tag', 'name', 'commit', 'semver'] : ['digest', 'semver'];
    for (const field of faults) {
      const value = readString(ref, field);
      const fault = value === undefined || value.value === '' || holdsVariable(value.value) ? undefined : judges[field]?.(value.value);
      if (value !== undefined && fault !== undefined) report({ span: faultSpan(value.node), ...fault });
    }
  },
};

type Fault = Pick<Report, 'message' | 'severity' | 'data'>;

const judges: Readonly<Record<string, (value: Located<string>['value']) => Fault | undefined>> = {
  branch: (value) => withoutPrefix(value, 'refs/heads/', 'branch') ?? ofRemote(value),
  tag: (value) => withoutPrefix(value, 'refs/tags/', 'tag'),
  name: (value) => (value.startsWith('refs/') || value === 'HEAD' ? undefined : { message: `\`name\` is a full reference such as \`refs/heads/${value}\` or \`refs/tags/${value}\`; for a branch write \`branch: ${value}\``, data: { replacement: `refs/heads/${value}` } }),
  commit: (value) => (/^([0-9a-f]{40}|[0-9a-f]{64})$/i.test(value) ? undefined : { message: `\`${value}\` is no whole commit hash: a commit is looked up by its 40 digits` }),
  semver: (value) => (isVersionRange(value) ? undefined : { message: `\`${value}\` is no version and no range of them; for the newest write \`*\`` }),
  digest: (value) => (/^[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[0-9a-f]{32,}$/i.test(value) ? undefined : { message: /^[0-9a-f]{64}$/i.test(value) ? `a digest names its algorithm: \`sha256:${value.slice(0, 8)}…\`` : `\`${value}\` is no digest: it is \`sha256:\` and 64 digits`, data: { replacement: /^[0-9a-f]{64}$/i.test(value) ? `sha256:${value}` : undefined } }),
};

function withoutPrefix(value: string, prefix: string, field: string): Fault | undefined {
  if (!value.startsWith('refs/')) return undefined;
  const replacement = value.startsWith(prefix) ? value.slice(prefix.length) : undefined;
  return { message: replacement === undefined ? `Flux puts \`${prefix}\` before the ${field}: for any other reference there is \`name\`` : `Flux puts \`${prefix}\` before the ${field}: write \`${replacement}\``, data: { replacement } };
}

function ofRemote(value: string): Fault | undefined {
  if (!/^(origin|upstream)\//.test(value)) return undefined;
  const replacement = value.slice(value.indexOf('/') + 1);
  return { severity: 'warning', message: `a branch has no remote in front: \`${replacement}\``, data: { replacement } };
}
