/** Joins places in files and objects in clusters, both ways. */
import { deliveriesReading, findObject, nodesAt } from '../graph/queries.ts';
import { nameSpan } from '../manifests/manifest.ts';
import type { ObjectId } from '../protocol/objectId.ts';
import { parseObjectId, printObjectId } from '../protocol/objectId.ts';
import type { Span, TextFile } from '../text/textFile.ts';
import type { Snapshot } from '../workspace/session.ts';
import { uniqueSpans } from '../text/spans.ts';

/** Where an object is written, in each cluster that gets it. */
export function findObjectPlaces(snapshot: Snapshot, object: ObjectId): readonly Span[] {
  return uniqueSpans(findObject(snapshot.graph, object).map(({ node }) => (node.presence === 'declared' ? nameSpan(node.manifest) : node.origin)));
}

/** The object at an offset, and the Flux Kustomizations that apply it or read its file, the nearest first. */
export function findObjectAt(snapshot: Snapshot, file: TextFile, offset: number): { readonly object: ObjectId | undefined; readonly appliedBy: readonly ObjectId[] } {
  const nodes = nodesAt(snapshot.graph, file.uri, offset);
  const owners = nodes.flatMap(({ node }) => (node.appliedBy === undefined ? [] : (parseObjectId(node.appliedBy) ?? [])));
  const readers = owners.length > 0 ? [] : deliveriesReading(snapshot.graph, file).map(({ delivery }) => delivery.node.object);
  const seen = new Set<string>();
  const appliedBy = [...owners, ...readers].filter((object) => !seen.has(printObjectId(object)) && seen.add(printObjectId(object)));
  return { object: nodes[0]?.node.object, appliedBy };
}
