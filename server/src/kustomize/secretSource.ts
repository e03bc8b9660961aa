/** Marks the values that a build copies out of Secrets: builds keep them, and whoever shows a build to a person hides them wherever they went. */
import { YamlMap, YamlScalar, YamlSeq, type Change, type YamlNode } from '../yaml/yamlNode.ts';
import type { Findings } from './context.ts';
import type { Draft } from './draft.ts';
import { tagOf } from './scalarTag.ts';

/** Whether a path of an object leads to a value of a Secret. */
export function leadsToSecret({ id }: Draft, path: readonly string[]): boolean {
  return id.kind === 'Secret' && id.group === '' && (path[0] === 'data' || path[0] === 'stringData');
}

/** Whether something below a value was copied from a Secret. */
export function holdsSecret(node: YamlNode): boolean {
  if (node.kind === 'scalar') return node.changes?.some(({ secret }) => secret) === true;
  return node.kind === 'seq' ? node.items.some(holdsSecret) : node.pairs.some(({ value }) => holdsSecret(value));
}

/** The same value, marked in every scalar, each with the type that it has; its texts are noted for what is said of the build. */
export function markSecret(node: YamlNode, by: Change['by'], findings: Findings): YamlNode {
  if (node.kind === 'seq') return new YamlSeq(node, node.items.map((item) => markSecret(item, by, findings)), { tag: node.tag, anchor: node.anchor, aliasOf: node.aliasOf, flow: node.flow });
  if (node.kind === 'map') return new YamlMap(node, node.pairs.map((pair) => ({ ...pair, value: markSecret(pair.value, by, findings) })), { tag: node.tag, anchor: node.anchor, aliasOf: node.aliasOf, flow: node.flow });
  findings.secrets.add(node.text);
  const mark: Change = { by, span: undefined, before: undefined, detail: undefined, secret: true };
  return new YamlScalar(node, node.text, node.style, { tag: tagOf(node), anchor: node.anchor, aliasOf: node.aliasOf, changes: [...(node.changes ?? []), mark] });
}
