/** Tells what Git says of `spec.suspend` of an object: kustomize-controller puts that back at each run of the Kustomization that applies it, and leaves alone what Git does not speak of. */
import type { WorkspaceGraph, GraphNode } from '../graph/graph.ts';
import { nameSpan } from '../manifests/manifest.ts';
import type { ClusterFacts } from '../protocol/clusterFacts.ts';
import { parseObjectId, printObjectId, type ObjectId } from '../protocol/objectId.ts';
import { clustersInView } from '../rules/cluster/clustersInView.ts';
import { faultSpan } from '../rules/faultPlace.ts';
import type { Span } from '../text/textFile.ts';
import { insertFirst } from '../yaml/yamlEdit.ts';
import type { YamlMap, YamlScalar } from '../yaml/yamlNode.ts';
import { scalarValue } from '../yaml/yamlValue.ts';

/** The answer with spans in place of protocol places. */
export interface FoundSuspend {
  readonly says: boolean | undefined;
  readonly appliedBy: ObjectId | undefined;
  readonly span: Span;
  readonly edit: { readonly span: Span; readonly text: string } | undefined;
}

/** Looks the object up in the connected cluster's files; undefined where they do not write it. */
export function findSuspendInGit(graph: WorkspaceGraph, object: ObjectId, wanted: boolean, facts: ClusterFacts | undefined): FoundSuspend | undefined {
  const id = printObjectId(object);
  const clusters = facts === undefined ? graph.clusters : clustersInView(graph, facts);
  const nodes = clusters.flatMap((cluster) => cluster.nodes.get(id) ?? []).filter(({ presence }) => presence === 'declared');
  const [node] = nodes;
  if (node === undefined || new Set(nodes.map(({ origin }) => `${origin.file.uri}#${origin.start}`)).size > 1) return undefined;
  const spec = node.manifest.root.get('spec');
  const said = spec?.kind === 'map' ? spec.get('suspend') : undefined;
  const scalar = said?.kind === 'scalar' ? said : undefined;
  const value = scalar === undefined ? undefined : scalarValue(scalar);
  const owner = node.appliedBy === undefined || node.appliedBy === id ? undefined : parseObjectId(node.appliedBy);
  return {
    says: typeof value === 'boolean' ? value : undefined,
    appliedBy: owner,
    span: scalar === undefined ? nameSpan(node.manifest) : faultSpan(scalar),
    edit: scalar === undefined ? insertion(node, spec?.kind === 'map' ? spec : undefined, wanted) : rewriting(scalar, wanted),
  };
}

/** In place of the word, in the object or in the patch that sets it. What a variable or a replacement brings is a text that others may use, and is left to a person. */
function rewriting(scalar: YamlScalar, wanted: boolean): FoundSuspend['edit'] {
  if (scalar.changes?.some(({ by }) => by !== 'patch') === true) return undefined;
  const span = faultSpan(scalar);
  return /^(["']?)(true|false)\1$/i.test(span.file.text.slice(span.start, span.end)) ? { span, text: String(wanted) } : undefined;
}

/** At the top of the spec, as it stands in the object's own file. */
function insertion({ origin }: GraphNode, spec: YamlMap | undefined, wanted: boolean): FoundSuspend['edit'] {
  const first = spec?.pairs.find(({ key, merged }) => !merged && key.file === origin.file && key.start >= origin.start && key.end <= origin.end);
  if (spec === undefined || first === undefined || spec.flow || spec.file !== origin.file || spec.pairs[0] !== first) return undefined;
  const edit = insertFirst(spec, 'suspend', String(wanted));
  return edit === undefined ? undefined : { span: edit.span, text: edit.text };
}
