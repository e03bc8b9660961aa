/** Finds what stands at an offset of a file. */
import type { YamlDocument, YamlFile, YamlNode, YamlScalar } from './yamlNode.ts';

/** One step from a collection to the value inside it. */
export type PathStep = { readonly key: YamlScalar; readonly in: YamlNode } | { readonly index: number; readonly in: YamlNode };

/** What stands at an offset: the way from the document's root to the innermost value. */
export interface YamlPosition {
  readonly document: YamlDocument;
  readonly steps: readonly PathStep[];
  /** The innermost value at, or just before, the offset. */
  readonly node: YamlNode;
  /** Whether the offset is on the last step's key and not on its value. */
  readonly onKey: boolean;
}

/** The document at an offset; an offset between two documents belongs to the one before. */
export function documentAt(file: YamlFile, offset: number): YamlDocument | undefined {
  return file.documents.findLast((document) => document.start <= offset) ?? file.documents[0];
}

/** The innermost value at an offset; `undefined` in an empty document or outside of the root value. */
export function positionAt(file: YamlFile, offset: number): YamlPosition | undefined {
  const document = documentAt(file, offset);
  const root = document?.root;
  if (document === undefined || root === undefined || !holds(root, offset)) return undefined;
  const steps: PathStep[] = [];
  let node: YamlNode = root;
  for (;;) {
    const next: Found | undefined = stepInto(node, offset);
    if (next === undefined) return { document, steps, node, onKey: false };
    steps.push(next.step);
    node = next.value;
    if (next.onKey) return { document, steps, node, onKey: true };
  }
}

/** The keys of a position's path; an item of a sequence is `*`. */
export function keysOf(position: YamlPosition): readonly string[] {
  return position.steps.map((step) => ('key' in step ? step.key.text : '*'));
}

interface Found {
  readonly step: PathStep;
  readonly value: YamlNode;
  readonly onKey: boolean;
}

function stepInto(node: YamlNode, offset: number): Found | undefined {
  if (node.aliasOf !== undefined) return undefined;
  if (node.kind === 'map') {
    for (const { key, value, merged } of node.pairs) {
      if (merged) continue;
      if (holds(key, offset)) return { step: { key, in: node }, value, onKey: true };
      if (holds(value, offset)) return { step: { key, in: node }, value, onKey: false };
    }
  } else if (node.kind === 'seq') {
    const index = node.items.findIndex((item) => holds(item, offset));
    const value = node.items[index];
    if (value !== undefined) return { step: { index, in: node }, value, onKey: false };
  }
  return undefined;
}

function holds(node: YamlNode, offset: number): boolean {
  return node.start <= offset && offset <= node.end;
}
