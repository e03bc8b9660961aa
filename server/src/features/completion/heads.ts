/** `apiVersion` and `kind` of an object: the kinds of Flux and Flagger, and those that the clusters get. */
import { isKustomizeFileName } from '../../manifests/kustomizeFile.ts';
import type { GraphNode } from '../../graph/graph.ts';
import { knownKinds } from '../../schemas/catalogue.ts';
import { oncePer } from '../../text/once.ts';
import { inOrder, valueProposal, type Proposal } from './proposal.ts';
import type { CompletionScene } from './scene.ts';

interface Head {
  readonly apiVersion: string;
  readonly kind: string;
}

const kustomizeHeads: readonly Head[] = [
  { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization' },
  { apiVersion: 'kustomize.config.k8s.io/v1alpha1', kind: 'Component' },
];

/** Proposals for the head of an object: those that fit its other half first. */
export function completeHeads(scene: CompletionScene): readonly Proposal[] {
  const { keys, siblings, replace } = scene.cursor;
  const field = keys[0];
  if (keys.length !== 1 || (field !== 'apiVersion' && field !== 'kind')) return [];
  const heads = isKustomizeFileName(scene.file.path) ? kustomizeHeads : [...usedHeads(scene), ...newestFirst()];
  const other = field === 'kind' ? 'apiVersion' : 'kind';
  const wanted = siblings.get(other) ?? '';
  const fitting = heads.filter((head) => head[other] === wanted);
  const values = [...new Set((fitting.length > 0 ? fitting : heads).map((head) => head[field]))];
  return inOrder(values.map((value) => valueProposal(replace, value, 0, field === 'kind' ? { detail: heads.find(({ kind }) => kind === value)?.apiVersion ?? '' } : {})));
}

/** Heads of the objects that the clusters get, the commonest first. */
function usedHeads({ readings }: CompletionScene): readonly Head[] {
  const counts = new Map<string, { readonly head: Head; count: number }>();
  for (const { cluster } of readings) {
    for (const group of cluster.nodeGroups) {
      for (const [key, { head, count }] of headsOfGroup(group)) {
        const entry = counts.get(key);
        if (entry === undefined) counts.set(key, { head, count });
        else entry.count += count;
      }
    }
  }
  return [...counts.values()].sort((left, right) => right.count - left.count).map(({ head }) => head);
}

/** Heads of the objects of a group, in their order. An edit leaves nearly all groups as they are. */
const headsOfGroup = oncePer((nodes: readonly GraphNode[]) => {
  const counts = new Map<string, { readonly head: Head; count: number }>();
  for (const { manifest: { apiVersion, kind }, presence } of nodes) {
    if (presence === 'implied') continue;
    const key = `${apiVersion}/${kind}`;
    const entry = counts.get(key);
    if (entry === undefined) counts.set(key, { head: { apiVersion, kind }, count: 1 });
    else entry.count++;
  }
  return counts;
});

/** The known kinds; stable versions before the others. */
function newestFirst(): readonly Head[] {
  const isStable = ({ apiVersion }: Head): number => Number(/\/v\d+$/.test(apiVersion));
  return [...knownKinds].sort((left, right) => isStable(right) - isStable(left));
}
