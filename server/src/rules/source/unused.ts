/** Reports sources that nothing uses. */
import { nameSpan } from '../../manifests/manifest.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** Hint on the name. */
export const sourceUnused: GraphRule = {
  id: 'source/unused',
  scope: 'graph',
  kinds: ['HelmRepository', 'OCIRepository', 'GitRepository', 'Bucket'],
  severity: 'hint',
  since: '0.1.0',
  fix: 'none',
  evidence: 'the graph of the workspace: no Kustomization, HelmRelease, HelmChart, automation or generator names it',
  summary: 'Nothing uses this source.',
  explain: rulePage({
    does: 'Reports a source that no object of the cluster names, where all objects of the cluster are known.',
    why: 'It is fetched at every interval and stored for nothing; often it was forgotten when the last user went, or its user has the name wrong.',
    controller: 'source-controller fetches every source that exists.',
    fix: 'Remove it, or correct the name in what should use it.',
    ignore: 'When objects outside the workspace use it.',
  }),
  check(node, { cluster }, report) {
    if (cluster.open || node.presence !== 'declared' || node.appliedBy === undefined) return;
    const users = (cluster.edgesTo.get(node.id) ?? []).filter(({ kind }) => kind !== 'applies' && kind !== 'healthCheck');
    // A cluster of which only some Flux Kustomizations were found may have more elsewhere.
    if (users.length === 0 && cluster.entry.by !== 'kustomization') report({ span: nameSpan(node.manifest), message: `nothing in this cluster uses ${node.object.kind} ${node.object.name}` });
  },
};
