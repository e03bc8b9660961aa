/** Walks the nodes that the `yaml` package made of a document. Its own `visit` copies the path to each node, the cost of which grows with the square of the depth. */
import { isCollection, isPair, isScalar, type Document, type Scalar, type YAMLMap, type YAMLSeq } from 'yaml';

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

/** Where the quoted scalars of a document begin and end, in the order of its text. */
export function quotedIn(document: Document.Parsed): readonly (readonly [start: number, end: number])[] {
  return [...documentNodes(document)].flatMap((node) => (isScalar(node) && (node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE') && node.range ? [[node.range[0], node.range[1]] as const] : []));
}
