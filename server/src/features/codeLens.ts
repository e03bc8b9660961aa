/** Lenses over objects: what applies them, what the cluster says of a Flux object, and how a Canary will go. */
import { shortRevision, shortenRevisions } from '../flux/revision.ts';
import type { GraphNode } from '../graph/graph.ts';
import { manifestsOf, nameSpan, type FileManifest } from '../manifests/manifest.ts';
import { isFluxKustomization } from '../manifests/fluxKustomization.ts';
import { isFluxSource } from '../manifests/fluxSource.ts';
import { readCanary } from '../manifests/canary.ts';
import { readHelmRelease } from '../manifests/helmRelease.ts';
import type { CanaryFacts, ClusterFacts, FluxKustomizationFacts, FluxSourceFacts, HelmReleaseFacts, ReadyState } from '../protocol/clusterFacts.ts';
import { commandIds } from '../protocol/commandIds.ts';
import type { ObjectId } from '../protocol/objectId.ts';
import type { Place } from '../protocol/repositoryTree.ts';
import type { RenderedPlace } from '../protocol/rendered.ts';
import { rangeOfSpan, type Span, type TextFile } from '../text/textFile.ts';
import type { Snapshot } from '../workspace/session.ts';
import { appliedByLens, findAppliers, usedByLens } from './appliedBy.ts';
import { dependencyLenses } from './dependencyLenses.ts';
import { canaryPlan, spokenSeconds } from './canaryWords.ts';

/** A lens: a title, and the command behind it with its argument; without a command it only tells. */
export interface Lens {
  readonly span: Span;
  readonly title: string;
  readonly command: string;
  readonly argument: ObjectId | RenderedPlace | Place | undefined;
}

/** All lenses of a file. Live ones stand only where the facts are live or say how old they are. */
export function findCodeLenses(snapshot: Snapshot, file: TextFile, facts: ClusterFacts | undefined): readonly Lens[] {
  if (!snapshot.settings.codeLens) return [];
  const appliers = findAppliers(snapshot.graph, file);
  const live = facts === undefined || facts.connection === 'none' ? undefined : facts;
  const { lenses: wanted } = snapshot.settings;
  const lenses = manifestsOf(file).flatMap((manifest) => [
    ...objectLenses(manifest, appliers.nodeOf(manifest), live, wanted.schedule),
    ...(wanted.dependencies ? dependencyLenses(snapshot.graph, manifest) : []),
    ...(wanted.appliedBy ? appliedByLens(nameSpan(manifest), 'applied by', appliers.of(manifest)) : []),
  ]);
  return lenses.length > 0 || !wanted.appliedBy ? lenses : usedByLens(snapshot.graph, file);
}

function objectLenses(manifest: FileManifest, node: GraphNode | undefined, live: ClusterFacts | undefined, schedule: boolean): readonly Lens[] {
  const name = manifest.name?.value;
  if (name === undefined) return [];
  const namespace = node?.object.namespace ?? manifest.namespace?.value;
  const object: ObjectId = namespace === undefined ? { kind: manifest.kind, name } : { kind: manifest.kind, namespace, name };
  if (readCanary(manifest) !== undefined) return canaryLenses(manifest, object, live, schedule);
  const reconciled = isFluxKustomization(manifest) || isFluxSource(manifest) || readHelmRelease(manifest) !== undefined;
  const state = reconciled && live !== undefined ? reconciledLenses(manifest, object, live) : [];
  return isFluxKustomization(manifest) && node !== undefined ? [...state, ...renderedLenses(manifest)] : state;
}

/** What a Flux Kustomization's folder becomes, and how that differs from the last commit. */
function renderedLenses(manifest: FileManifest): readonly Lens[] {
  const span = nameSpan(manifest);
  const argument: RenderedPlace = { uri: span.file.uri, position: rangeOfSpan(span).start, relation: 'standing' };
  return [
    { span, title: 'Rendered', command: commandIds.showRendered, argument },
    { span, title: 'Compare', command: commandIds.compareRenderedWithHead, argument },
  ];
}

const stateSigns: Readonly<Record<ReadyState, string>> = {
  ready: '$(pass-filled) Ready',
  reconciling: '$(sync) Reconciling',
  waiting: '$(watch) Waiting',
  failed: '$(error) Failed',
  stalled: '$(circle-slash) Stalled',
  suspended: '$(debug-pause) Suspended',
  unknown: '$(question) Unknown',
};

function reconciledLenses(manifest: FileManifest, object: ObjectId, facts: ClusterFacts): readonly Lens[] {
  const found = findFacts(object, facts);
  const span = nameSpan(manifest);
  if (found === undefined) return [{ span, title: `not in ${facts.contextName}`, command: '', argument: object }];
  const revision = 'lastAppliedRevision' in found ? found.lastAppliedRevision : 'revision' in found ? found.revision : found.chartVersion;
  const count = 'lastAppliedRevision' in found ? [`${found.inventory.length} objects`] : [];
  const sentence = found.state === 'ready' || found.sentence === '' ? [] : [shortenRevisions(firstLine(found.sentence))];
  const age = facts.connection === 'stale' ? [`as of ${facts.asOf.slice(11, 16)} UTC`] : [];
  const title = [stateSigns[found.state], ...sentence, ...(revision === '' ? [] : [shortRevision(revision)]), ...count, ...age].join(' · ');
  const actions = found.suspended
    ? [{ span, title: 'Resume', command: commandIds.resume, argument: object }]
    : [
        { span, title: 'Reconcile', command: commandIds.reconcile, argument: object },
        ...(manifest.kind === 'Kustomization' || manifest.kind === 'HelmRelease' ? [{ span, title: 'Reconcile with Source', command: commandIds.reconcileWithSource, argument: object }] : []),
      ];
  return [{ span, title, command: '', argument: object }, ...actions];
}

function canaryLenses(manifest: FileManifest, object: ObjectId, facts: ClusterFacts | undefined, schedule: boolean): readonly Lens[] {
  const span = nameSpan(manifest);
  const live = facts?.canaries.find((canary) => canary.name === object.name && canary.namespace === object.namespace);
  if (live !== undefined) return [{ span, title: canaryTitle(live), command: '', argument: object }, { span, title: 'Show', command: commandIds.showCanary, argument: object }];
  const plan = schedule ? canaryPlan(manifest) : undefined;
  if (plan === undefined) return [];
  const least = plan.minSecondsToPromote === undefined ? '' : `: at least ${spokenSeconds(plan.minSecondsToPromote)}`;
  return [{ span, title: `${plan.words}${least}`, command: '', argument: object }];
}

function canaryTitle(canary: CanaryFacts): string {
  const sign = canary.phase === 'Failed' ? '$(error)' : canary.phase === 'Succeeded' || canary.phase === 'Initialized' ? '$(pass-filled)' : canary.phase.startsWith('Waiting') ? '$(watch)' : '$(sync)';
  const progress = canary.iterations > 0 ? ` ${canary.iterations} iterations` : canary.weight > 0 ? ` ${canary.weight} %` : '';
  const failed = canary.failedChecks > 0 ? ` · ${canary.failedChecks} failed check${canary.failedChecks === 1 ? '' : 's'}` : '';
  const reason = canary.phase === 'Failed' && canary.failureReason !== '' ? ` · ${canary.failureReason}` : '';
  return `${sign} ${canary.phase === '' ? 'not seen by Flagger yet' : canary.phase}${progress}${failed}${reason}`;
}

function findFacts(object: ObjectId, facts: ClusterFacts): FluxKustomizationFacts | FluxSourceFacts | HelmReleaseFacts | undefined {
  const same = (one: { readonly namespace: string; readonly name: string }): boolean => one.name === object.name && one.namespace === object.namespace;
  if (object.kind === 'Kustomization') return facts.kustomizations.find(same);
  if (object.kind === 'HelmRelease') return facts.helmReleases.find(same);
  return facts.sources.find((source) => source.kind === object.kind && same(source));
}

function firstLine(text: string): string {
  const line = text.split('\n', 1)[0] ?? '';
  return line.length > 100 ? `${line.slice(0, 99)}…` : line;
}
