/** Lenses over Flux objects while a cluster is connected: how they stand there, how Git relates to that, and what can be done. */
import { ageWords, nextRunWords } from '../flagger/ageWords.ts';
import { shortRevision, shortenRevisions } from '../flux/revision.ts';
import type { ClusterGraph } from '../graph/graph.ts';
import { nameSpan, type FileManifest } from '../manifests/manifest.ts';
import type { ClusterFacts, FluxKustomizationFacts, FluxSourceFacts, HelmReleaseFacts, ReadyState } from '../protocol/clusterFacts.ts';
import { commandIds } from '../protocol/commandIds.ts';
import type { GitRepositoryFacts } from '../protocol/gitFacts.ts';
import { printObjectId, type ObjectId, type ObjectInContext } from '../protocol/objectId.ts';
import type { Lens } from './codeLens.ts';
import { countUncommitted, describeGitRelation, repositoryUriOf, type GitLensWords } from './gitLens.ts';

/** The connected cluster, Git, and the time in milliseconds. */
export interface LiveContext {
  readonly facts: ClusterFacts;
  readonly git: readonly GitRepositoryFacts[];
  readonly now: number;
  /** The workspace's clusters that the connected one may be. */
  readonly clusters: readonly ClusterGraph[];
}

type LiveFacts = FluxKustomizationFacts | FluxSourceFacts | HelmReleaseFacts;

const stateSigns: Readonly<Record<ReadyState, string>> = {
  ready: '$(pass-filled) Ready',
  reconciling: '$(sync) Reconciling',
  waiting: '$(watch) Waiting',
  failed: '$(error) Failed',
  stalled: '$(circle-slash) Stalled',
  suspended: '$(debug-pause) Suspended',
  unknown: '$(question) Unknown',
};

/** The state, then how Git relates to it, then what can be done. Commands carry the context: a click after a switch must not reach another cluster. */
export function reconciledLenses(manifest: FileManifest, object: ObjectId, live: LiveContext): readonly Lens[] {
  const { facts } = live;
  const found = findFacts(object, facts);
  const span = nameSpan(manifest);
  const argument: ObjectInContext = { ...object, contextName: facts.contextName };
  if (found === undefined) return [{ span, title: `not in ${facts.contextName}`, command: '', argument: object }];
  const state: Lens = { span, title: stateTitle(found, live), command: commandIds.showState, argument };
  const relation = facts.connection === 'live' ? relationOf(object, found, live) : undefined;
  const hasSource = manifest.kind === 'Kustomization' || manifest.kind === 'HelmRelease';
  const gitCommand = relation?.reconcileHelps === true && !found.suspended ? (hasSource ? commandIds.reconcileWithSource : commandIds.reconcile) : '';
  const git: readonly Lens[] = relation === undefined ? [] : [{ span, title: `$(git-commit) ${relation.words}`, command: gitCommand, argument }];
  if (found.suspended) return [state, ...git, { span, title: 'Resume', command: commandIds.resume, argument }];
  // With its source only where HEAD has something that the cluster lacks.
  const reconcile: Lens = gitCommand === commandIds.reconcileWithSource ? { span, title: 'Reconcile with Source', command: gitCommand, argument } : { span, title: 'Reconcile', command: commandIds.reconcile, argument };
  return [state, ...git, reconcile];
}

/** `✓ Ready · main@02fae5b · 3 min ago · 14 objects · next run in 7 min`. */
function stateTitle(found: LiveFacts, { facts, now }: LiveContext): string {
  const sentence = found.state === 'ready' || found.sentence === '' ? '' : shortenRevisions(firstLine(found.sentence));
  const ends = facts.connection === 'stale' ? `as of ${facts.asOf.slice(11, 16)} UTC` : found.state === 'ready' ? timeWords(found, now) : '';
  return [stateSigns[found.state], sentence, shortRevision(revisionOf(found)), ...ageAndCount(found, facts.connection === 'stale' ? undefined : now), ends].filter((part) => part !== '').join(' · ');
}

function revisionOf(found: LiveFacts): string {
  return 'lastAppliedRevision' in found ? found.lastAppliedRevision : 'revision' in found ? found.revision : found.chartVersion;
}

function ageAndCount(found: LiveFacts, now: number | undefined): readonly string[] {
  if ('lastAppliedRevision' in found) return [now === undefined ? '' : ageWords(found.lastReconciledAt, now), `${found.inventory.length} ${found.inventory.length === 1 ? 'object' : 'objects'}`];
  if (now === undefined) return [];
  const age = ageWords('revision' in found ? found.fetchedAt : found.readyChangedAt, now);
  return [age === '' ? '' : 'revision' in found ? `fetched ${age}` : age];
}

/** When the controller looks next by itself; only a Kustomization says when it looked last. */
function timeWords(found: LiveFacts, now: number): string {
  return 'lastAppliedRevision' in found ? nextRunWords(found.lastReconciledAt, found.interval, now) : '';
}

function relationOf(object: ObjectId, found: LiveFacts, { facts, git, now, clusters }: LiveContext): GitLensWords | undefined {
  if (!('lastAppliedRevision' in found) && !('revision' in found)) return undefined;
  const id = printObjectId(object);
  for (const cluster of clusters) {
    const uri = repositoryUriOf(cluster, id);
    const repository = uri === undefined ? undefined : git.find(({ rootUri }) => rootUri === uri);
    if (repository === undefined) continue;
    const delivery = cluster.deliveries.get(id);
    const source = delivery?.source.state === 'local' ? delivery.source.node?.object : object;
    const liveSource = source === undefined ? undefined : facts.sources.find((one) => one.kind === source.kind && one.namespace === source.namespace && one.name === source.name);
    return describeGitRelation({ repository, applied: 'lastAppliedRevision' in found ? found.lastAppliedRevision : undefined, source: liveSource, uncommitted: delivery === undefined ? 0 : countUncommitted(delivery, repository), now });
  }
  return undefined;
}

function findFacts(object: ObjectId, facts: ClusterFacts): LiveFacts | undefined {
  const same = (one: { readonly namespace: string; readonly name: string }): boolean => one.name === object.name && one.namespace === object.namespace;
  if (object.kind === 'Kustomization') return facts.kustomizations.find(same);
  if (object.kind === 'HelmRelease') return facts.helmReleases.find(same);
  return facts.sources.find((source) => source.kind === object.kind && same(source));
}

function firstLine(text: string): string {
  const line = text.split('\n', 1)[0] ?? '';
  return line.length > 100 ? `${line.slice(0, 99)}…` : line;
}
