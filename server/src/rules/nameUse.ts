/** Knows where objects write a name, in whatever field: annotations, arguments and custom resources name ConfigMaps and Secrets, too. */
import type { ClusterGraph, GraphNode } from '../graph/graph.ts';
import { oncePer } from '../text/once.ts';
import type { YamlNode } from '../yaml/yamlNode.ts';
import type { ClusterView } from './rule.ts';

/** Whether a text holds a name that is no part of a longer one. */
export function holdsWord(text: string, name: string): boolean {
  const isPart = (character: string | undefined): boolean => character !== undefined && /[\w-]/.test(character);
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) if (!isPart(text[at - 1]) && !isPart(text[at + name.length])) return true;
  return false;
}

/** Whether objects other than one write a name as a word and may mean what is in a namespace: those in it, those in none, and others that write the namespace, too. */
export function isWrittenElsewhere(name: string, namespace: string, self: string, { derivedAt }: ClusterView): boolean {
  return derivedAt(writersOf, `${namespace}/${name}`)?.some((id) => id !== self) === true;
}

/** Ids of the objects that write a name, by `namespace/name`, to be derived from a cluster: looked for when asked for, as that is seldom. */
function writersOf({ nodeGroups }: ClusterGraph): Pick<ReadonlyMap<string, readonly string[]>, 'get'> {
  return { get: (place) => nodeGroups.flatMap((nodes) => writersInGroup(nodes, place)) };
}

const knownWriters = oncePer<readonly GraphNode[], Map<string, readonly string[]>>(() => new Map<string, readonly string[]>());

function writersInGroup(nodes: readonly GraphNode[], place: string): readonly string[] {
  const known = knownWriters(nodes);
  let ids = known.get(place);
  if (ids === undefined) known.set(place, (ids = nodes.filter((node) => writes(node, place)).map(({ id }) => id)));
  return ids;
}

/** What is implied only repeats what a file declares: a kustomize file its generators, say. */
function writes({ object, presence, manifest: { root } }: GraphNode, place: string): boolean {
  if (presence !== 'declared') return false;
  const namespace = place.slice(0, place.indexOf('/'));
  const name = place.slice(namespace.length + 1);
  return (object.namespace === undefined || object.namespace === namespace || hasWord(root, namespace)) && hasWord(root, name);
}

/** Lists whose items are called by a name that says nothing outside the pod. */
const partsOfPod: ReadonlySet<string> = new Set(['containers', 'initContainers', 'volumes', 'volumeMounts']);

function hasWord(node: YamlNode, word: string, isPartOfPod = false): boolean {
  if (node.kind === 'scalar') return holdsWord(node.text, word);
  if (node.kind === 'seq') return node.items.some((item) => hasWord(item, word, isPartOfPod));
  return node.pairs.some(({ key, value }) => holdsWord(key.text, word) || (!(isPartOfPod && key.text === 'name') && hasWord(value, word, partsOfPod.has(key.text) && value.kind === 'seq')));
}
