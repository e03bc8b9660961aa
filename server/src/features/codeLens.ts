/** Lenses over objects: what applies them, what the cluster says of a Flux object, and how a Canary will go. */
import type { ClusterGraph, GraphNode } from '../graph/graph.ts';
import { isKustomizeFileName } from '../manifests/kustomizeFile.ts';
import { manifestsOf, nameSpan, type FileManifest } from '../manifests/manifest.ts';
import { isFluxKustomization } from '../manifests/fluxKustomization.ts';
import { isFluxSource } from '../manifests/fluxSource.ts';
import { readCanary } from '../manifests/canary.ts';
import { readHelmRelease } from '../manifests/helmRelease.ts';
import type { CanaryFacts, ClusterFacts } from '../protocol/clusterFacts.ts';
import { commandIds } from '../protocol/commandIds.ts';
import type { GitRepositoryFacts } from '../protocol/gitFacts.ts';
import type { ObjectId, ObjectInContext } from '../protocol/objectId.ts';
import type { Place } from '../protocol/repositoryTree.ts';
import type { ServerSettings } from '../protocol/settings.ts';
import type { RenderedPlace } from '../protocol/rendered.ts';
import { rangeOfSpan, type Span, type TextFile } from '../text/textFile.ts';
import { clustersInView } from '../rules/cluster/clustersInView.ts';
import type { Snapshot } from '../workspace/session.ts';
import { appliedByLens, findAppliers, usedByLens } from './appliedBy.ts';
import { dependencyLenses, includedByLenses } from './dependencyLenses.ts';
import { canaryPlan } from './canaryWords.ts';
import { meshProviderOf } from './meshProvider.ts';
import { reconciledLenses, type LiveContext } from './reconciledLenses.ts';

/** A lens: a title, and the command behind it with its argument; without a command it only tells. */
export interface Lens {
  readonly span: Span;
  readonly title: string;
  readonly command: string;
  readonly argument: ObjectId | ObjectInContext | RenderedPlace | Place | undefined;
}

/** What the lenses speak of beside the files: the cluster as the client sees it, where Git stands, and the time in milliseconds. */
export interface LensContext {
  readonly facts: ClusterFacts | undefined;
  readonly git: readonly GitRepositoryFacts[];
  readonly now: number;
}

/** The lenses where nothing is connected. */
export const unconnected: LensContext = { facts: undefined, git: [], now: 0 };

/** All lenses of a file. Live ones stand only where the facts are live or say how old they are. */
export function findCodeLenses(snapshot: Snapshot, file: TextFile, { facts, git, now }: LensContext): readonly Lens[] {
  if (!snapshot.settings.codeLens) return [];
  const appliers = findAppliers(snapshot.graph, file);
  const live: LiveContext | undefined = facts === undefined || facts.connection === 'none' ? undefined : { facts, git, now, clusters: clustersInView(snapshot.graph, facts) };
  const { lenses: wanted } = snapshot.settings;
  const lenses = manifestsOf(file).flatMap((manifest) => [
    ...objectLenses(manifest, { node: appliers.nodeOf(manifest), clusters: appliers.clustersOf(manifest) }, wanted, isInView(appliers.clustersOf(manifest), live) ? live : undefined),
    ...(wanted.dependencies ? dependencyLenses(snapshot.graph, manifest) : []),
    ...(wanted.appliedBy ? appliedByLens(nameSpan(manifest), 'applied by', appliers.of(manifest)) : []),
  ]);
  if (lenses.length > 0) return lenses;
  return [...(wanted.appliedBy ? usedByLens(snapshot.graph, file) : []), ...(wanted.dependencies && isKustomizeFileName(file.path) ? includedByLenses(snapshot.graph, file) : [])];
}

/** The same name stands in several clusters: what the connected one says is nothing to the files of another. */
function isInView(clusters: readonly ClusterGraph[], live: LiveContext | undefined): boolean {
  return clusters.length === 0 || clusters.some((cluster) => live?.clusters.includes(cluster));
}

/** Where a manifest of the file ends up. */
interface Whereabouts {
  readonly node: GraphNode | undefined;
  readonly clusters: readonly ClusterGraph[];
}

function objectLenses(manifest: FileManifest, { node, clusters }: Whereabouts, wanted: ServerSettings['lenses'], inView: LiveContext | undefined): readonly Lens[] {
  const live = wanted.state ? inView : undefined;
  const name = manifest.name?.value;
  if (name === undefined) return [];
  const namespace = node?.object.namespace ?? manifest.namespace?.value;
  const object: ObjectId = namespace === undefined ? { kind: manifest.kind, name } : { kind: manifest.kind, namespace, name };
  if (readCanary(manifest) !== undefined) return canaryLenses(manifest, object, live?.facts, wanted.schedule ? () => canaryPlan(manifest, clusters[0] === undefined ? undefined : meshProviderOf(clusters[0])) : undefined);
  const reconciled = isFluxKustomization(manifest) || isFluxSource(manifest) || readHelmRelease(manifest) !== undefined;
  const state = reconciled && live !== undefined ? reconciledLenses(manifest, object, live) : [];
  return wanted.rendered && isFluxKustomization(manifest) && node !== undefined ? [...state, ...renderedLenses(manifest, inView !== undefined)] : state;
}

/** What a Flux Kustomization's folder becomes, and how that differs from the cluster; where none is connected, from the last commit. */
function renderedLenses(manifest: FileManifest, isConnected: boolean): readonly Lens[] {
  const span = nameSpan(manifest);
  const argument: RenderedPlace = { uri: span.file.uri, position: rangeOfSpan(span).start, relation: 'standing' };
  return [
    { span, title: 'Rendered', command: commandIds.showRendered, argument },
    isConnected ? { span, title: 'Compare Live', command: commandIds.compareWithCluster, argument } : { span, title: 'Compare', command: commandIds.compareRenderedWithHead, argument },
  ];
}

function canaryLenses(manifest: FileManifest, object: ObjectId, facts: ClusterFacts | undefined, planOf: (() => ReturnType<typeof canaryPlan>) | undefined): readonly Lens[] {
  const span = nameSpan(manifest);
  const live = facts?.canaries.find((canary) => canary.name === object.name && canary.namespace === object.namespace);
  if (live !== undefined) return [{ span, title: canaryTitle(live), command: '', argument: object }, { span, title: 'Show', command: commandIds.showCanary, argument: object }];
  const plan = planOf?.();
  if (plan === undefined) return [];
  return [{ span, title: `${plan.words}: ${plan.least}`, command: '', argument: object }];
}

function canaryTitle(canary: CanaryFacts): string {
  const sign = canary.phase === 'Failed' ? '$(error)' : canary.phase === 'Succeeded' || canary.phase === 'Initialized' ? '$(pass-filled)' : canary.phase.startsWith('Waiting') ? '$(watch)' : '$(sync)';
  const progress = canary.iterations > 0 ? ` ${canary.iterations} iterations` : canary.weight > 0 ? ` ${canary.weight} %` : '';
  const failed = canary.failedChecks > 0 ? ` · ${canary.failedChecks} failed check${canary.failedChecks === 1 ? '' : 's'}` : '';
  const reason = canary.phase === 'Failed' && canary.failureReason !== '' ? ` · ${canary.failureReason}` : '';
  return `${sign} ${canary.phase === '' ? 'not seen by Flagger yet' : canary.phase}${progress}${failed}${reason}`;
}
