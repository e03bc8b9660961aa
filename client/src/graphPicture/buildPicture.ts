// Makes the picture out of what files say and what the cluster says: which boxes, which arrows, which of them need not be drawn because others imply them.
import { printObjectId, type ObjectId } from '../../../server/src/protocol/objectId.ts';
import type { GraphAnswer } from '../../../server/src/protocol/requests.ts';
import type { Picture, PictureEdge, PictureEdgeKind, PictureNode, PictureScope } from './picture.ts';
import { markCycles } from './cycles.ts';

/** What the cluster says of one object. */
export type LiveNode = Pick<PictureNode, 'object' | 'state' | 'words' | 'facts' | 'cause'>;

/** What the cluster says of how its objects hang together. */
export interface LiveGraph {
  readonly nodes: readonly LiveNode[];
  readonly edges: readonly { readonly from: ObjectId; readonly to: ObjectId; readonly kind: PictureEdgeKind }[];
}

/** What the picture is made of. Either part may be absent. */
export interface PictureInput {
  readonly files: GraphAnswer | undefined;
  readonly live: LiveGraph | undefined;
  readonly scope: PictureScope;
}

const sourceKinds = ['GitRepository', 'OCIRepository', 'Bucket', 'ExternalArtifact'];
const orderKinds: ReadonlySet<string> = new Set(['Kustomization', ...sourceKinds]);
const allKinds: ReadonlySet<string> = new Set([...orderKinds, 'HelmRepository', 'HelmRelease', 'Canary', 'Deployment', 'StatefulSet', 'DaemonSet', 'ImageRepository', 'ImagePolicy', 'ImageUpdateAutomation']);

/** Edges of the graph contract that are drawn, and whether they are drawn from the other end: all arrows lead to what comes later. */
const drawn: Readonly<Record<string, { readonly kind: PictureEdgeKind; readonly turned: boolean }>> = {
  source: { kind: 'source', turned: true },
  chart: { kind: 'chart', turned: true },
  dependsOn: { kind: 'dependsOn', turned: true },
  applies: { kind: 'applies', turned: false },
  target: { kind: 'target', turned: false },
  imageRepository: { kind: 'image', turned: true },
  imagePolicy: { kind: 'image', turned: true },
};

/** The picture; nodes and edges in a stable order. */
export function buildPicture({ files, live, scope }: PictureInput): Picture {
  const kinds = scope === 'order' ? orderKinds : allKinds;
  const nodes = new Map<string, PictureNode>();
  for (const { id, kind, namespace, name, place } of files?.nodes ?? []) {
    if (!kinds.has(kind) || nodes.has(id)) continue;
    const object: ObjectId = namespace === undefined ? { kind, name } : { kind, namespace, name };
    nodes.set(id, { id, object, words: '', origin: 'files', facts: [], ...(place === undefined ? {} : { place }) });
  }
  for (const known of live?.nodes ?? []) {
    const id = printObjectId(known.object);
    const written = nodes.get(id);
    if (!kinds.has(known.object.kind)) continue;
    nodes.set(id, { id, origin: 'live', ...known, ...(written === undefined ? {} : { origin: written.origin, ...(written.place === undefined ? {} : { place: written.place }) }) });
  }
  const edges = collectEdges(files, live).filter(({ from, to }) => kinds.has(kindOf(from)) && kinds.has(kindOf(to)) && from !== to);
  for (const { from, to } of edges) for (const id of [from, to]) if (!nodes.has(id)) nodes.set(id, missingNode(id));
  const shown = withoutImplied(edges);
  const sorted = [...nodes.values()].sort((one, other) => (one.id < other.id ? -1 : one.id > other.id ? 1 : 0));
  return { nodes: sorted.filter(({ id, object }) => scope === 'order' || !isIdleWorkload(object, id, shown)), edges: markCycles(shown) };
}

function collectEdges(files: GraphAnswer | undefined, live: LiveGraph | undefined): readonly PictureEdge[] {
  const edges = new Map<string, PictureEdge>();
  for (const { from, to, kind, resolved, place } of files?.edges ?? []) {
    const how = drawn[kind];
    if (how === undefined) continue;
    const edge: PictureEdge = { from: how.turned ? to : from, to: how.turned ? from : to, kind: how.kind, resolved, cycle: false, ...(place === undefined ? {} : { place }) };
    const key = keyOf(edge);
    if (!edges.has(key)) edges.set(key, edge);
  }
  for (const { from, to, kind } of live?.edges ?? []) {
    const edge: PictureEdge = { from: printObjectId(from), to: printObjectId(to), kind, resolved: true, cycle: false };
    const key = keyOf(edge);
    const known = edges.get(key);
    // What the cluster has is resolved, whatever the files know.
    if (known === undefined) edges.set(key, edge);
    else if (!known.resolved) edges.set(key, { ...known, resolved: true });
  }
  return [...edges.values()];
}

/**
 * Leaves out arrows that others imply, so that the order can be seen: a Kustomization that waits for a sibling need not hang on
 * what applies them both, and one that is applied out of a source need not hang on that source again.
 */
function withoutImplied(edges: readonly PictureEdge[]): readonly PictureEdge[] {
  const sourceOf = new Map(edges.flatMap(({ from, to, kind }) => (kind === 'source' ? [[to, from] as const] : [])));
  const appliers = new Map<string, Set<string>>();
  for (const { from, to, kind } of edges) if (kind === 'applies') appliers.set(to, (appliers.get(to) ?? new Set()).add(from));
  const waitsForSibling = new Set(edges.flatMap(({ from, to, kind }) => (kind === 'dependsOn' && [...(appliers.get(to) ?? [])].some((applier) => appliers.get(from)?.has(applier) === true) ? [to] : [])));
  return edges.filter(({ from, to, kind }) => {
    if (kind === 'applies') return !waitsForSibling.has(to) && sourceOf.get(from) !== to;
    if (kind === 'source') return ![...(appliers.get(to) ?? [])].some((applier) => sourceOf.get(applier) === from);
    return true;
  });
}

/** A workload that nothing here applies or releases says nothing about the order. */
function isIdleWorkload({ kind }: ObjectId, id: string, edges: readonly PictureEdge[]): boolean {
  return ['Deployment', 'StatefulSet', 'DaemonSet'].includes(kind) && !edges.some(({ to, from }) => to === id || from === id);
}

function missingNode(id: string): PictureNode {
  const [kind = '', second = '', third] = id.split('/');
  return { id, object: third === undefined ? { kind, name: second } : { kind, namespace: second, name: third }, words: 'nothing here brings it', origin: 'missing', facts: [] };
}

function kindOf(id: string): string {
  return id.slice(0, id.indexOf('/'));
}

function keyOf({ from, to, kind }: PictureEdge): string {
  return `${from} ${to} ${kind}`;
}
