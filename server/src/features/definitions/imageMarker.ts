/** The `$imagepolicy` marker under the cursor, and the policies that it names. */
import type { ClusterGraph, GraphNode } from '../../graph/graph.ts';
import type { Span, TextFile } from '../../text/textFile.ts';
import { commentsOf } from '../../yaml/yamlComments.ts';
import type { Snapshot } from '../../workspace/session.ts';

const marker = /^\s*\{\s*"\$imagepolicy"\s*:\s*"([^":]+):([^":]+)(?::(tag|name|digest))?"/;

/** A marker under the cursor, with its policy in each cluster that has it. */
export interface MarkerAt {
  readonly span: Span;
  readonly namespace: string;
  readonly name: string;
  /** The part of the image that is written; `undefined` for all of it. */
  readonly part: string | undefined;
  readonly policies: readonly { readonly cluster: ClusterGraph; readonly policy: GraphNode }[];
}

/** The marker at an offset. */
export function markerAt(snapshot: Snapshot, file: TextFile, offset: number): MarkerAt | undefined {
  if (!file.text.includes('$imagepolicy')) return undefined;
  const comment = commentsOf(file).find(({ start, end }) => start <= offset && offset <= end);
  const match = comment === undefined ? null : marker.exec(comment.text);
  if (comment === undefined || match === null) return undefined;
  const [, namespace = '', name = '', part] = match;
  const policies = snapshot.graph.clusters.flatMap((cluster) => {
    const policy = (cluster.nodesByKind.get('ImagePolicy') ?? []).find(({ object }) => object.name === name && object.namespace === namespace);
    return policy === undefined ? [] : [{ cluster, policy }];
  });
  return { span: comment, namespace, name, part, policies };
}
