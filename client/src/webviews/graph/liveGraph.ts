// What the open session says of the dependency graph: states, sentences and facts of its objects, and how they hang together. Pure.
import { withoutTemporaryFolders } from '../../../../server/src/flux/plainFailure.ts';
import { shortRevision, shortenRevisions } from '../../../../server/src/flux/revision.ts';
import type { ObjectId } from '../../../../server/src/protocol/objectId.ts';
import type { LiveFluxKustomization } from '../../cluster/objects/fluxKustomization.ts';
import type { LiveHelmRelease } from '../../cluster/objects/helmRelease.ts';
import { readInventory } from '../../flux/inventory.ts';
import { readReadiness } from '../../flux/readiness.ts';
import type { LiveGraph, LiveNode } from '../../graphPicture/buildPicture.ts';
import { ageWords, nextRunWords } from '../../views/ageWords.ts';
import { joinWords } from '../../views/joinWords.ts';
import { describeCanaryRow } from '../../views/cluster/canaryRow.ts';
import { findCauseLine } from '../../views/cluster/causeLine.ts';
import type { ClusterViewInput } from '../../views/cluster/clusterViewInput.ts';
import { waitingWords } from '../../views/cluster/waitingWords.ts';
import { canaryState } from '../../views/stateSigns.ts';

type Input = Pick<ClusterViewInput, 'kustomizations' | 'sources' | 'helmReleases' | 'canaries' | 'lookup' | 'now' | 'findCauseLine'>;
type Edge = LiveGraph['edges'][number];

/** The live part of the picture. Charts that a release makes for itself are no boxes: the release stands for them. */
export function buildLiveGraph(input: Input): LiveGraph {
  const known = new Set(input.helmReleases.map((live) => `HelmRelease/${live.namespace}/${live.name}`).concat(input.canaries.map((live) => `Canary/${live.namespace}/${live.name}`), input.kustomizations.map((live) => `Kustomization/${live.namespace}/${live.name}`)));
  return {
    nodes: [
      ...input.kustomizations.map((live) => kustomizationNode(live, input)),
      ...input.sources.filter(({ sourceKind }) => sourceKind !== 'HelmChart').map((live): LiveNode => {
        const { state, sentence } = readReadiness(live);
        const fetched = ageWords(live.fetchedAt, input.now);
        const words = state === 'ready' && !live.isStatic ? joinWords(shortRevision(live.revision), fetched === '' ? '' : `fetched ${fetched}`) : shortenRevisions(sentence);
        return { object: idOf(live), state, words, facts: [['URL', live.url], ['revision', live.revision], ['interval', live.interval]], ...causeOf(live, input) };
      }),
      ...input.helmReleases.map((live) => releaseNode(live, input)),
      ...input.canaries.map((live): LiveNode => ({ object: { kind: 'Canary', namespace: live.namespace, name: live.name }, state: canaryState(live), words: describeCanaryRow(live, input.now), facts: [['target', `${live.target.kind} ${live.target.name}`]] })),
    ],
    edges: [...input.kustomizations.flatMap((live) => kustomizationEdges(live, known)), ...input.helmReleases.flatMap(releaseEdges), ...input.canaries.map((live): Edge => ({ from: { kind: 'Canary', namespace: live.namespace, name: live.name }, to: { kind: live.target.kind, namespace: live.namespace, name: live.target.name }, kind: 'target' }))],
  };
}

function kustomizationNode(live: LiveFluxKustomization, input: Input): LiveNode {
  const { state, sentence } = readReadiness(live);
  const revision = shortRevision(live.lastAppliedRevision);
  const words = state === 'ready' ? joinWords(revision, ageWords(live.lastReconciledAt, input.now)) : state === 'waiting' ? waitingWords(live, input.lookup) : shortenRevisions(sentence);
  return {
    object: idOf(live),
    state,
    words,
    facts: [
      ['applied', live.lastAppliedRevision],
      ['path', live.path],
      ['source', `${live.source.kind} ${live.source.namespace}/${live.source.name}`],
      ['interval', joinWords(live.interval, live.suspended ? 'suspended' : nextRunWords(live.lastReconciledAt, live.interval, input.now))],
      ['objects', live.inventory.length === 0 ? '' : String(live.inventory.length)],
      ['message', state === 'ready' ? '' : withoutTemporaryFolders(readReadiness(live).condition?.message ?? '')],
    ],
    ...causeOf(live, input),
  };
}

function releaseNode(live: LiveHelmRelease, input: Input): LiveNode {
  const { state, sentence, condition } = readReadiness(live);
  const chart = `${live.chartName} ${live.chartVersion}`.trim();
  return { object: idOf(live), state, words: state === 'ready' ? chart : state === 'waiting' ? waitingWords(live, input.lookup) : shortenRevisions(sentence), facts: [['chart', chart], ['app', live.appVersion], ['interval', live.interval], ['message', state === 'ready' ? '' : (condition?.message ?? '')]], ...causeOf(live, input) };
}

function kustomizationEdges(live: LiveFluxKustomization, known: ReadonlySet<string>): readonly Edge[] {
  const own = idOf(live);
  const applied = readInventory(live.inventory).filter(({ kind, namespace, name }) => known.has(`${kind}/${namespace}/${name}`));
  return [
    { from: live.source, to: own, kind: 'source' },
    ...live.dependsOn.map(({ namespace, name }): Edge => ({ from: { kind: 'Kustomization', namespace, name }, to: own, kind: 'dependsOn' })),
    ...applied.map(({ kind, namespace, name }): Edge => ({ from: own, to: { kind, namespace, name }, kind: 'applies' })),
  ];
}

function releaseEdges(live: LiveHelmRelease): readonly Edge[] {
  const own = idOf(live);
  const source: readonly Edge[] = live.origin.type === 'none' || live.origin.source.kind === 'HelmChart' ? [] : [{ from: live.origin.source, to: own, kind: 'chart' }];
  return [...source, ...live.dependsOn.map(({ namespace, name }): Edge => ({ from: { kind: 'HelmRelease', namespace, name }, to: own, kind: 'dependsOn' }))];
}

function causeOf(live: Parameters<typeof findCauseLine>[0], input: Input): Pick<LiveNode, 'cause'> | Record<string, never> {
  const line = findCauseLine(live, { lookup: input.lookup, findCauseLine: input.findCauseLine ?? (() => undefined) });
  return line === undefined ? {} : { cause: line };
}

function idOf({ kind, namespace, name }: { readonly kind: string; readonly namespace: string; readonly name: string }): ObjectId {
  return { kind, namespace, name };
}
