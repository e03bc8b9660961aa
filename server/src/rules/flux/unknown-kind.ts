/** Reports an apiVersion and a kind that do not belong together. */
import { groupOf, versionOf } from '../../manifests/manifest.ts';
import { readScalar } from '../../yaml/yamlReader.ts';
import { faultSpan, holdsVariable } from '../faultPlace.ts';
import { meantKind } from '../knownKinds.ts';
import type { ManifestRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** Error where the group has no such kind, or no such group has the kind. */
export const unknownKind: ManifestRule = {
  id: 'flux/unknown-kind',
  scope: 'manifest',
  kinds: ['*'],
  severity: 'error',
  since: '0.1.0',
  fix: 'sometimes',
  evidence: 'k8s.io/api and the custom resource definitions of Flux, Flux Operator and Flagger: the kinds of each group; kustomize-controller ssa: "no matches for kind"',
  summary: 'An `apiVersion` and a `kind` do not belong together.',
  explain: rulePage({
    does: 'Reports objects whose kind is none of its API group, where all kinds of the group are known (those of Flux, Flagger and Kubernetes itself): a misspelt kind, a misspelt group, a kind of another group.',
    why: 'The dry run of the whole Kustomization fails with "no matches for kind", and nothing of it is applied. And what should have read the object, such as Flux itself, never sees it.',
    controller: 'kustomize-controller asks the API server which resource a kind belongs to before it applies anything. kustomize itself takes any kind.',
    fix: 'Write the kind, or the group, that the message names.',
    ignore: 'When the cluster serves a kind of its own in one of these groups.',
  }),
  check({ root, apiVersion, kind }, _context, report) {
    const group = groupOf(apiVersion);
    const meant = holdsVariable(kind) || holdsVariable(apiVersion) ? undefined : meantKind(group, kind);
    const scalar = meant === undefined ? undefined : readScalar(root, meant.part);
    if (meant === undefined || scalar === undefined) return;
    const place = group === '' ? 'the core group (v1)' : group;
    if (meant.part === 'kind') {
      const only = !meant.kind.includes(',');
      report({ span: faultSpan(scalar), message: `there is no kind \`${kind}\` in ${place}; write ${only ? `\`${meant.kind}\`` : `one of ${meant.kind}`}`, data: { replacement: only ? meant.kind : undefined } });
    } else {
      const version = versionOf(apiVersion);
      report({ span: faultSpan(scalar), message: `${kind} is no kind of ${place}; it belongs to ${meant.group === '' ? 'the core group: write `v1`' : `\`${meant.group}\``}`, data: { replacement: meant.group === '' ? 'v1' : `${meant.group}/${apiVersion.includes('/') ? version : 'v1'}` } });
    }
  },
};
