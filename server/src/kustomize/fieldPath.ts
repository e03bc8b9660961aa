/** Paths into objects as replacements and vars write them (kyaml utils/pathsplitter.go, yaml/fns.go `PathGetter`). */
import type { Span } from '../text/textFile.ts';
import type { YamlNode } from '../yaml/yamlNode.ts';
import { BuildFault } from './buildError.ts';
import { isNull, textOf } from './editNodes.ts';
import { splitPath } from './fieldSpec.ts';

/** Splits at dots; `[a.b.c]` is one key and `[name=x.y]` one list element. */
export function smartPath(path: string): string[] {
  const parts = splitPath(path, '.');
  const result: string[] = [];
  for (let index = 0; index < parts.length; index++) {
    const part = parts[index] ?? '';
    if (!part.startsWith('[') || part.endsWith(']')) {
      result.push(part);
      continue;
    }
    let joined = part;
    while (index < parts.length - 1) {
      index++;
      joined += `.${parts[index] ?? ''}`;
      if (parts[index]?.endsWith(']') === true) break;
    }
    result.push(joined.includes('=') ? joined : joined.replace(/^[[\]]+|[[\]]+$/g, ''));
  }
  return result;
}

/** Whether a part selects a list element: `[key=value]`. */
export function isListSelector(part: string): boolean {
  return part.startsWith('[') && part.endsWith(']');
}

/** Key and value of `[key=value]`; a fault at `span` when there is no `=`. */
export function splitSelector(part: string, span: Span): { readonly key: string; readonly value: string } {
  const inner = part.slice(1, -1);
  const equals = inner.indexOf('=');
  if (equals < 0) throw new BuildFault('field-path', `\`${part}\` must be \`[key=value]\``, span);
  return { key: inner.slice(0, equals), value: inner.slice(equals + 1) };
}

/** The node at a path, or `undefined`. A step into a value of the wrong sort is a fault. */
export function lookup(root: YamlNode, path: readonly string[], span: Span): YamlNode | undefined {
  let at: YamlNode | undefined = root;
  for (const raw of path) {
    const part = raw.trim();
    if (part === '') continue;
    if (at === undefined) return undefined;
    at = step(at, part, span);
  }
  return at;
}

function step(node: YamlNode, part: string, span: Span): YamlNode | undefined {
  if (/^[-+]?\d+$/.test(part)) {
    const index = Number(part);
    if (index < 0) throw new BuildFault('field-path', `index \`${part}\` cannot be negative`, span);
    return itemsOf(node, part, span)[index];
  }
  if (part === '-') return itemsOf(node, part, span).at(-1);
  if (part === '*') throw new BuildFault('field-path', '`*` cannot be used here', span);
  if (isListSelector(part)) {
    const { key, value } = splitSelector(part, span);
    const items = itemsOf(node, part, span);
    return key === '' ? items.find((item) => textOf(item) === value) : items.find((item) => item.kind === 'map' && item.pair(key) !== undefined && textOf(item.get(key)) === value);
  }
  if (isNull(node)) return undefined;
  if (node.kind !== 'map') throw new BuildFault('field-path', `\`${part}\` is looked for in ${node.kind === 'seq' ? 'a list' : 'a single value'}`, span);
  return node.get(part);
}

function itemsOf(node: YamlNode, part: string, span: Span): readonly YamlNode[] {
  if (isNull(node)) return [];
  if (node.kind !== 'seq') throw new BuildFault('field-path', `\`${part}\` needs a list`, span);
  return node.items;
}
