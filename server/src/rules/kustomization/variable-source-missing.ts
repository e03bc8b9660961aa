/** Reports a missing source of variables. */
import type { ClusterGraph, GraphNode } from '../../graph/graph.ts';
import { readFluxKustomization } from '../../manifests/fluxKustomization.ts';
import { isSlip } from '../../text/editDistance.ts';
import { readBoolean } from '../../yaml/yamlReader.ts';
import { faultSpan } from '../faultPlace.ts';
import { findMissing, missingReport, type MissingObject } from '../missingObject.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** An object under `substituteFrom` does not exist. */
export const variableSourceMissing: GraphRule = {
  id: 'kustomization/variable-source-missing',
  scope: 'graph',
  kinds: ['Kustomization'],
  severity: 'error',
  since: '0.1.0',
  fix: 'sometimes',
  evidence: 'fluxcd/pkg kustomize/kustomize_varsub.go: substituteFrom without optional',
  summary: 'An object under `substituteFrom` does not exist.',
  explain: rulePage({
    does: 'Reports an entry of `postBuild.substituteFrom` that is not optional and whose ConfigMap or Secret nothing in Git makes, while one that was plainly meant is there. An optional one is a warning where its name is a slip of one that the list does not have beside it, and that is there and named by nothing else, or that three others name. A name that holds that of the Kustomization is its own.',
    why: 'The build fails until the object exists. Where it is optional, its variables are left empty or at their defaults, and nobody says so.',
    controller: 'The object is looked up in the Kustomization’s own namespace, always.',
    fix: 'Correct the name, create the object, or set `optional: true`.',
    ignore: 'When the object is made outside Git. Such objects are common, so that this is only a hint where nothing similar exists.',
  }),
  check(node, context, report) {
    const sources = readFluxKustomization(node.manifest)?.substituteFrom ?? [];
    for (const { node: entry, kind, name } of sources) {
      if (name === undefined || (kind?.value !== 'ConfigMap' && kind?.value !== 'Secret')) continue;
      const wanted = { kind: kind.value, otherKinds: ['ConfigMap', 'Secret'], namespace: node.object.namespace, name: name.value };
      const missing = findMissing(context, wanted, 'made outside Git');
      if (missing === undefined) continue;
      if (readBoolean(entry, 'optional')?.value !== true) report({ span: faultSpan(name.node), ...missingReport(wanted, missing) });
      else if (isPlainSlip(name.value, missing, node, context.cluster) && !sources.some((other) => other.name?.value === missing.name)) report({ span: faultSpan(name.node), ...missingReport(wanted, missing), severity: 'warning' });
    }
  },
};

/**
 * Whether a name is nothing but a slip of another one in its namespace: an optional object that is not there is mostly
 * meant so. One that holds the own name (`apps-vars` of `apps`) follows a custom, and what one or two others name is theirs.
 */
function isPlainSlip(name: string, { meant, by, name: near }: MissingObject, { id, object }: GraphNode, { edgesTo }: ClusterGraph): boolean {
  if (near === undefined || !isSlip(name, near) || name.includes(object.name)) return false;
  if (by === 'usage') return true;
  if (meant === undefined || (by !== 'made' && (by !== 'spelling' || meant.object.namespace !== object.namespace))) return false;
  const users = new Set((edgesTo.get(meant.id) ?? []).flatMap(({ kind, from }) => (kind === 'applies' || from === id ? [] : [from])));
  return users.size === 0 || users.size >= usualFrom;
}

/** Others that name a source from which on it is for all, and not their own. */
const usualFrom = 3;
