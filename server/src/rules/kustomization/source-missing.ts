/** Reports a Flux Kustomization whose source does not exist. */
import type { ClusterGraph, SourceResolution } from '../../graph/graph.ts';
import { artifactSourceKinds } from '../../manifests/fluxSource.ts';
import { readFluxKustomization } from '../../manifests/fluxKustomization.ts';
import { printObjectId, type ObjectId } from '../../protocol/objectId.ts';
import { nearestName } from '../../text/editDistance.ts';
import { faultSpan } from '../faultPlace.ts';
import { besideReport, findMissing, missingReport, objectWords, unusedBeside } from '../missingObject.ts';
import { isLoneReference } from '../loneReference.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** Error, warning or hint by what is known; the same name in another namespace is a rule of its own. */
export const sourceMissing: GraphRule = {
  id: 'kustomization/source-missing',
  scope: 'graph',
  kinds: ['Kustomization'],
  severity: 'error',
  since: '0.1.0',
  fix: 'sometimes',
  evidence: 'fluxcd/kustomize-controller internal/controller/kustomization_controller.go getSource',
  summary: 'The `sourceRef` of a Flux Kustomization names nothing.',
  explain: rulePage({
    does: 'Reports a `spec.sourceRef` whose kind, namespace and name belong to no source of the cluster. The namespace is the Kustomization’s own where `sourceRef` has none.',
    why: 'The Kustomization never gets any files and stays at `ArtifactFailed`; nothing of it is applied.',
    controller: 'kustomize-controller fetches the source by kind, namespace and name and tries again until it exists.',
    fix: 'Correct the name or the kind, or declare the source. Sources that Flux itself was given (by `flux bootstrap` or a FluxInstance) need no file.',
    ignore: 'When the source is made outside Git. Where something outside the workspace may bring it, this is only a hint, and a warning where it is the one reference that leads nowhere or a slip of a name that others use.',
  }),
  check(node, context, report) {
    const { cluster } = context;
    const delivery = cluster.deliveries.get(node.id);
    const reference = readFluxKustomization(node.manifest)?.sourceRef;
    const kind = reference?.kind?.value;
    if (delivery === undefined || !isUndeclared(delivery.source) || reference?.name === undefined || kind === undefined || !artifactSourceKinds.has(kind)) return;
    const wanted = { kind, otherKinds: [...artifactSourceKinds], namespace: reference.namespace?.value ?? node.object.namespace, name: reference.name.value };
    const missing = findMissing(context, wanted);
    if (missing === undefined || missing.by === 'namespace') return;
    // A source with the name of its Kustomization, a tenant's for example, is often made by whoever makes the tenant.
    const isNamesake = reference.name.value === node.object.name;
    // Where the files were found by their paths, or the entry point is only a guess, a source that seems to be this very repository may be made by hand.
    const isGuess = missing.by === undefined && delivery.source.state === 'local';
    if (missing.by === undefined && (isGuess || cluster.entry.by === 'kustomization') && !isNamesake) {
      const likely = usualSource(context.derived(sourceUsers), wanted);
      const usual = likely?.field === 'namespace' && reference.namespace === undefined ? undefined : likely;
      if (usual !== undefined) report({ span: faultSpan((reference[usual.field] ?? reference.name).node), severity: usual.isLikeness ? 'warning' : 'hint', message: `nothing in this workspace brings ${objectWords(wanted)}; the other Kustomizations name ${objectWords(usual.target)}`, data: { replacement: reference[usual.field] === undefined ? undefined : usual.target[usual.field] } });
      if (usual !== undefined || (isGuess && cluster.entry.by === 'kustomization')) return;
    }
    const beside = missing.by === undefined && (isGuess || missing.severity === 'hint') ? unusedBeside(context, node, wanted) : undefined;
    if (beside !== undefined) {
      report({ span: faultSpan(reference.name.node), ...besideReport(wanted, beside) });
      return;
    }
    const span = faultSpan(missing.by === 'kind' && reference.kind !== undefined ? reference.kind.node : reference.name.node);
    const told = isGuess ? { ...missing, ...(isLoneReference(context, wanted) ? { severity: 'warning', by: 'alone' } as const : { severity: 'hint' } as const) } : missing;
    report({ span, ...missingReport(wanted, told) });
  },
};

/** Whether nothing declares a source, also where its files were found by their paths. */
export function isUndeclared(source: SourceResolution): boolean {
  return source.state === 'missing' || (source.state === 'local' && source.node === undefined);
}

/** Kustomizations from which on a source is the usual one. */
const usualFrom = 2;

/** Kustomizations from which on all that name one source are told beside another name, however it is written; as a hint, since both may be made elsewhere. */
const sureFrom = 3;

/** A source and how many Flux Kustomizations name it. */
interface SourceUsers {
  readonly target: ObjectId;
  readonly count: number;
}

/** The sources that the Flux Kustomizations of a cluster name, by their ids. */
function sourceUsers(cluster: ClusterGraph): ReadonlyMap<string, SourceUsers> {
  const users = new Map<string, SourceUsers>();
  for (const { kind, from, target } of cluster.edges) {
    if (kind !== 'source' || !from.startsWith('Kustomization/')) continue;
    const key = printObjectId(target);
    users.set(key, { target, count: (users.get(key)?.count ?? 0) + 1 });
  }
  return users;
}

/** The source that the other Flux Kustomizations of the cluster name, where this one, which nobody else names, differs from it in one field; `isLikeness` where that is no wholly different name. */
function usualSource(users: ReadonlyMap<string, SourceUsers>, wanted: ObjectId): { readonly target: ObjectId; readonly field: 'kind' | 'namespace' | 'name'; readonly isLikeness: boolean } | undefined {
  if ((users.get(printObjectId(wanted))?.count ?? 0) > 1) return undefined;
  for (const { target, count } of users.values()) {
    const differing = (['kind', 'namespace', 'name'] as const).filter((field) => target[field] !== wanted[field]);
    const [field] = differing;
    const isLikeness = field !== 'name' || nearestName(wanted.name, [target.name]) !== undefined;
    if (count < (isLikeness ? usualFrom : sureFrom) || field === undefined || differing.length > 1) continue;
    return { target, field, isLikeness };
  }
  return undefined;
}
