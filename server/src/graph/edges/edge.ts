/** What an edge reader sees and says. One file of this folder reads one sort of relation. */
import type { ObjectId } from '../../protocol/objectId.ts';
import type { Span } from '../../text/textFile.ts';
import type { ObjectReference } from '../../manifests/manifest.ts';
import type { EdgeKind, GraphNode } from '../graph.ts';

/** A relation as written: whether its target exists is found out later. */
export interface EdgeDraft {
  readonly kind: EdgeKind;
  readonly target: ObjectId;
  readonly span: Span;
  /** The target is made by a controller, so that no file declares it. */
  readonly implied?: boolean;
}

/** Reads the relations of one node; `controller` is the HelmRelease that installs Flagger in the cluster, which Canaries point to. */
export type EdgeReader = (node: GraphNode, controller: ObjectId | undefined) => readonly EdgeDraft[];

/** An edge to a namespaced object named by a reference; none when the reference has no name or the name is a variable. */
export function edgeTo(kind: EdgeKind, reference: ObjectReference | undefined, target: { readonly kind: string | undefined; readonly namespace: string | undefined }): readonly EdgeDraft[] {
  const name = reference?.name;
  if (name === undefined || target.kind === undefined || name.value.includes('${')) return [];
  return [{ kind, target: objectId(target.kind, target.namespace, name.value), span: name.node }];
}

/** An id; an `undefined` namespace is left out. */
export function objectId(kind: string, namespace: string | undefined, name: string): ObjectId {
  return namespace === undefined ? { kind, name } : { kind, namespace, name };
}
