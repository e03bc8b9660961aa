/** Walks the nodes that the `yaml` package made of a document. Its own `visit` copies the path to each node, the cost of which grows with the square of the depth. */
import { isCollection, isMap, isNode, isPair, isScalar, type Document, type Scalar, type YAMLMap, type YAMLSeq } from 'yaml';
import { oncePer } from '../text/once.ts';

/** All collections and scalars of a document in the order of its text, keys before their values, however deep. */
export function* documentNodes(document: Document.Parsed): Generator<Scalar | YAMLMap | YAMLSeq> {
  const ahead: unknown[] = [document.contents];
  while (ahead.length > 0) {
    const next = ahead.pop();
    if (isPair(next)) ahead.push(next.value, next.key);
    else if (isScalar(next)) yield next;
    else if (isCollection(next)) {
      yield next;
      for (let index = next.items.length - 1; index >= 0; index--) ahead.push(next.items[index]);
    }
  }
}

/** Where the quoted scalars of a document begin and end, in the order of its text. A document with a mistake may have a thousand errors, each of which asks for them. */
export const quotedIn = oncePer((document: Document.Parsed): readonly (readonly [start: number, end: number])[] =>
  [...documentNodes(document)].flatMap((node) => (isScalar(node) && (node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE') && node.range ? [[node.range[0], node.range[1]] as const] : [])),
);

/** The flow collections of a document by the offset at which they end, outer ones first. */
export const flowsByEnd = oncePer((document: Document.Parsed): ReadonlyMap<number, readonly number[]> => {
  const starts = new Map<number, number[]>();
  for (const node of documentNodes(document)) {
    if (!isCollection(node) || node.flow !== true || !node.range) continue;
    const [start, end] = node.range;
    const known = starts.get(end);
    if (known === undefined) starts.set(end, [start]);
    else known.push(start);
  }
  return starts;
});

/** A key of a block mapping, and which of its pairs it begins. */
export interface BlockKey {
  readonly start: number;
  readonly map: YAMLMap;
  readonly index: number;
}

/** The keys of all block mappings of a document, in the order of its text. */
export const blockKeysIn = oncePer((document: Document.Parsed): readonly BlockKey[] => {
  const keys: BlockKey[] = [];
  for (const map of documentNodes(document)) {
    if (!isMap(map) || map.flow === true) continue;
    for (const [index, { key }] of map.items.entries()) if (isNode(key) && key.range) keys.push({ start: key.range[0], map, index });
  }
  return keys.sort((one, other) => one.start - other.start);
});
