/** Everything that a parse says, as plain data, so that two parses can be compared. */
import type { YamlFile, YamlNode } from '../../server/src/yaml/yamlNode.ts';

/** Documents, problems and every node with its place, words and form. */
export function shapeOf({ documents, problems }: YamlFile): unknown {
  return {
    documents: documents.map(({ start, end, index, root, broken }) => ({ start, end, index, broken, root: root && nodeShape(root) })),
    problems: problems.map(({ start, end, code, message }) => ({ start, end, code, message })),
  };
}

function nodeShape(node: YamlNode): unknown {
  const { kind, start, end, tag, anchor } = node;
  // An alias shares the children of what it names: its own place is what there is to compare.
  const head = { kind, start, end, tag, anchor, aliasOf: node.aliasOf && { start: node.aliasOf.start, end: node.aliasOf.end } };
  switch (node.kind) {
    case 'scalar':
      return { ...head, text: node.text, style: node.style };
    case 'seq':
      return { ...head, flow: node.flow, items: node.aliasOf === undefined ? node.items.map(nodeShape) : node.items.length };
    case 'map':
      return { ...head, flow: node.flow, pairs: node.aliasOf === undefined ? node.pairs.map(({ key, value, merged }) => [nodeShape(key), merged, merged ? value.start : nodeShape(value)]) : node.pairs.length };
  }
}
