/** Folding of a rendered text: each object, and each field that spans several lines. */
import type { TextFile } from '../text/textFile.ts';
import { yamlOf } from '../yaml/parseYaml.ts';
import type { YamlNode } from '../yaml/yamlNode.ts';

/** Lines from 0, both inclusive. */
export interface FoldedLines {
  readonly start: number;
  readonly end: number;
}

/** All foldable places, parents before children. */
export function findFolding(file: TextFile): readonly FoldedLines[] {
  const found: FoldedLines[] = [];
  for (const { root } of yamlOf(file).documents) {
    if (root === undefined) continue;
    add(file, root.start, root, found);
    addBelow(file, root, found);
  }
  return found;
}

function addBelow(file: TextFile, root: YamlNode, found: FoldedLines[]): void {
  const children = root.kind === 'map' ? root.pairs.map(({ key, value }) => ({ start: key.start, value })) : root.kind === 'seq' ? root.items.map((value) => ({ start: value.start, value })) : [];
  for (const { start, value } of children) {
    add(file, start, value, found);
    addBelow(file, value, found);
  }
}

function add(file: TextFile, start: number, node: YamlNode, found: FoldedLines[]): void {
  const first = file.lines.positionAt(start).line;
  // A block value reaches to the start of what follows it.
  const last = file.lines.positionAt(start + file.text.slice(start, node.end).trimEnd().length).line;
  if (last > first) found.push({ start: first, end: last });
}
