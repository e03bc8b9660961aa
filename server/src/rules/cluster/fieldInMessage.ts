/** Finds the field that an API server's message names, such as `.spec.template.spec.containers[name="web"].image: field not declared in schema`. */
import { asString } from '../../yaml/yamlReader.ts';
import type { YamlMap, YamlNode } from '../../yaml/yamlNode.ts';
import type { Span } from '../../text/textFile.ts';
import { faultSpan } from '../faultPlace.ts';

/** One step of a path: a key, a position in a list, or the item of a list with that value of a key. */
type Step = { readonly key: string } | { readonly index: number } | { readonly where: string; readonly is: string };

/** Top-level fields with which a path begins; anything else in a message with a dot in it is no path. */
const pathInMessage = /(?:^|[\s"'(:.])((?:spec|data|stringData|binaryData|metadata|rules|webhooks|subjects|roleRef|subsets|parameters|provisioner)(?:\.[A-Za-z0-9_-]+|\["?[^\]]+"?\])*)/;

/** Where the field stands in an object; the nearest field above it where it is absent; `undefined` where the message names none. */
export function findFieldInMessage(root: YamlMap, message: string): Span | undefined {
  const path = pathInMessage.exec(message)?.[1];
  if (path === undefined) return undefined;
  let node: YamlNode = root;
  let place: Span | undefined;
  for (const step of readSteps(path)) {
    const next = follow(node, step);
    if (next === undefined) break;
    node = next.node;
    place = node.kind === 'scalar' ? faultSpan(node) : next.place;
  }
  return place;
}

function readSteps(path: string): readonly Step[] {
  return [...path.matchAll(/\.?([A-Za-z0-9_-]+)|\[([^\]]+)\]/g)].map(([, key, bracket = '']) => {
    if (key !== undefined) return { key };
    const entry = /^([A-Za-z0-9_-]+)="([^"]*)"/.exec(bracket);
    if (entry !== null) return { where: entry[1] ?? '', is: entry[2] ?? '' };
    return /^\d+$/.test(bracket) ? { index: Number(bracket) } : { key: bracket.replaceAll('"', '') };
  });
}

function follow(node: YamlNode, step: Step): { readonly node: YamlNode; readonly place: Span } | undefined {
  if ('key' in step) {
    const pair = node.kind === 'map' ? node.pair(step.key) : undefined;
    return pair === undefined ? undefined : { node: pair.value, place: pair.key };
  }
  if (node.kind !== 'seq') return undefined;
  const item = 'index' in step ? node.items[step.index] : node.items.find((candidate) => candidate.kind === 'map' && asString(candidate.get(step.where))?.value === step.is);
  if (item === undefined) return undefined;
  const first = item.kind === 'map' ? item.pairs[0]?.key : undefined;
  return { node: item, place: first ?? item };
}
