/** Knows the definitions that the custom resources of a cluster need. */
import type { ClusterGraph, GraphNode } from '../graph/graph.ts';
import { groupOf } from '../manifests/manifest.ts';
import { isSlip } from '../text/editDistance.ts';
import { oncePer } from '../text/once.ts';

/** The names that the definitions of all kinds in a cluster may have, by each plural that a kind can have, in order, to be derived from it: after an edit nearly always the same. */
export function likelyDefinitions({ nodeGroups }: ClusterGraph): readonly string[] {
  const names = new Set<string>();
  for (const nodes of nodeGroups) for (const name of definitionsOfGroup(nodes)) names.add(name);
  return [...names].sort();
}

/** Those of one group. */
const definitionsOfGroup = oncePer((nodes: readonly GraphNode[]): ReadonlySet<string> => {
  const names = new Set<string>();
  for (const { object, manifest } of nodes) {
    const group = groupOf(manifest.apiVersion);
    if (!group.includes('.')) continue;
    for (const plural of pluralsOf(object.kind)) names.add(`${plural}.${group}`);
  }
  return names;
});

/** The plurals that a kind may have: only its definition says which (`elasticsearches`, `logstashes`), and what Kubernetes guesses (k8s.io/apimachinery pkg/api/meta UnsafeGuessKindToResource) is one of them. */
function pluralsOf(kind: string): readonly string[] {
  const singular = kind.toLowerCase();
  return [singular, `${singular}s`, `${singular}es`, ...(singular.endsWith('y') ? [`${singular.slice(0, -1)}ies`] : [])];
}

/** The definition that is meant by one whose group is a slip of a group in use that has such a kind; `undefined` where none is, or where the group as written is in use. */
export function groupSlipOf(name: string, known: readonly string[]): string | undefined {
  const [plural, group] = partsOf(name);
  if (known.some((one) => partsOf(one)[1] === group)) return undefined;
  return known.find((one) => {
    const [otherPlural, otherGroup] = partsOf(one);
    return plural === otherPlural && isSlip(group, otherGroup);
  });
}

/** The plural and the group of which the name of a definition is made. */
function partsOf(name: string): readonly [plural: string, group: string] {
  const dot = name.indexOf('.');
  return [name.slice(0, dot), name.slice(dot + 1)];
}
