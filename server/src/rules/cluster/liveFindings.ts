/** Puts what the connected cluster says of Flux objects onto the lines of YAML that it is about. */
import type { ClusterGraph, GraphNode, WorkspaceGraph } from '../../graph/graph.ts';
import { shortenRevisions } from '../../flux/revision.ts';
import { readFluxKustomization } from '../../manifests/fluxKustomization.ts';
import { nameSpan, readReferences } from '../../manifests/manifest.ts';
import type { CauseKind, ClusterFacts, ReadyState, ReconciledFacts } from '../../protocol/clusterFacts.ts';
import { printObjectId, type ObjectId } from '../../protocol/objectId.ts';
import type { Span } from '../../text/textFile.ts';
import { readBoolean } from '../../yaml/yamlReader.ts';
import type { Finding, RelatedPlace, Severity } from '../rule.ts';
import { findAppliedByHand } from './appliedByHand.ts';
import { clustersInView } from './clustersInView.ts';
import { findControllerFault } from './controllerFault.ts';
import { liveRules, type LiveRule } from './liveRules.ts';

/** What the findings are made of. */
export interface LiveInput {
  readonly graph: WorkspaceGraph;
  readonly facts: ClusterFacts;
  /** Levels by rule id. */
  readonly levels: Readonly<Record<string, Severity | 'off'>>;
  /** What the rules found in the files, by file URI. */
  readonly judged: ReadonlyMap<string, readonly Finding[]>;
}

/** What a finding is about, for the views that speak of the object. */
export interface LiveData {
  readonly object: ObjectId;
  readonly state: 'failed' | 'waits';
}

/** Kinds of causes that do not go away by waiting a little. The others would come and go on the line with each run. */
const lasting: ReadonlySet<CauseKind> = new Set<CauseKind>(['failed', 'stalled', 'suspended', 'missing', 'cycle']);

const stateVerbs: Readonly<Record<ReadyState, string>> = { ready: 'is ready', reconciling: 'is at work', waiting: 'waits', failed: 'failed', stalled: 'stalled', suspended: 'is suspended', unknown: 'is in an unknown state' };

/** An object with what the cluster says of it. */
interface Judged {
  readonly cluster: ClusterGraph;
  readonly node: GraphNode;
  readonly live: ReconciledFacts;
}

/** All of them, one for each place and message. */
export function findLive(input: LiveInput): readonly Finding[] {
  const { graph, facts, levels } = input;
  if (facts.connection === 'none') return [];
  const found = clustersInView(graph, facts).flatMap((cluster) => {
    const objects = objectsOf(cluster, input);
    return [
      ...[...objects.values()].flatMap((judged) => [...failure(input, judged), ...waiting(input, judged, objects), ...suspension(input, judged), ...unhandled(input, judged)]),
      ...notServed(cluster, facts),
      ...stoppedCanaries(cluster, facts),
    ];
  });
  const seen = new Set<string>();
  return found.flatMap((finding) => {
    const key = `${finding.span.file.uri}:${finding.span.start}:${finding.message}`;
    const level = levels[finding.rule] ?? finding.severity;
    if (level === 'off' || seen.has(key)) return [];
    seen.add(key);
    return [{ ...finding, severity: level }];
  });
}

/** What is written and live, by node id. */
type JudgedObjects = ReadonlyMap<string, Judged>;

function objectsOf(cluster: ClusterGraph, { graph, facts }: LiveInput): JudgedObjects {
  const all: readonly (readonly [string, ReconciledFacts])[] = [
    ...facts.kustomizations.map((live) => ['Kustomization', live] as const),
    ...facts.helmReleases.map((live) => ['HelmRelease', live] as const),
    ...facts.sources.map((live) => [live.kind, live] as const),
  ];
  const objects = new Map<string, Judged>();
  for (const [kind, live] of all) {
    const node = cluster.nodes.get(printObjectId({ kind, namespace: live.namespace, name: live.name }));
    if (node?.presence === 'declared') objects.set(node.id, { cluster, node, live });
  }
  for (const live of facts.sources.filter(({ state }) => state === 'failed' || state === 'stalled')) {
    const node = findAppliedByHand(graph, live);
    if (node !== undefined) objects.set(node.id, { cluster, node, live });
  }
  return objects;
}

function failure(input: LiveInput, { cluster, node, live }: Judged): readonly Finding[] {
  if (live.state !== 'failed' && live.state !== 'stalled') return [];
  const span = findControllerFault({ cluster, node, facts: live, judged: input.judged });
  const state = live.state === 'stalled' ? 'stalled (it will not try again)' : 'failed';
  const message = `\`${node.object.name}\` ${state} ${inContext(input.facts)}: ${shortenRevisions(live.sentence)}`;
  return [makeFinding(liveRules.notReady, span, message, relatedObject(node, span), { object: node.object, state: 'failed' })];
}

function waiting(input: LiveInput, { cluster, node, live }: Judged, objects: JudgedObjects): readonly Finding[] {
  const { cause } = live;
  const first = cause?.way[0];
  if (live.state !== 'waiting' || cause === undefined || first === undefined || !lasting.has(cause.kind)) return [];
  const span = referenceSpan(node, first);
  const names = cause.way.map(({ name }) => `\`${name}\``).join(' → ');
  const about = printName(cause.way.at(-1));
  const sentence = shortenRevisions(cause.sentence.startsWith(`${about}: `) ? cause.sentence.slice(about.length) : cause.sentence.startsWith(`${about} `) ? `, which ${cause.sentence.slice(about.length + 1)}` : `: ${cause.sentence}`);
  const behind = cause.kind === 'missing' ? whoBrings(input, cluster, cause.way.at(-1), objects) : causePlace(input, cause.way.at(-1), objects);
  const message = `\`${node.object.name}\` waits for ${names}${sentence} (${inContext(input.facts)})${behind?.words ?? ''}`;
  return [makeFinding(liveRules.waits, span, message, behind === undefined ? [] : [behind.related], { object: node.object, state: 'waits' })];
}

/** Where the first real cause stands. */
function causePlace(input: LiveInput, object: ObjectId | undefined, objects: JudgedObjects): { readonly words: string; readonly related: RelatedPlace } | undefined {
  const found = object === undefined ? undefined : objects.get(printObjectId(object));
  if (found === undefined) return undefined;
  const span = findControllerFault({ cluster: found.cluster, node: found.node, facts: found.live, judged: input.judged });
  return { words: '', related: { span, message: `the first real cause: ${shortenRevisions(found.live.sentence)}` } };
}

/** A missing object is brought by some Kustomization: when that one is not ready, it is the cause behind. */
function whoBrings(input: LiveInput, cluster: ClusterGraph, object: ObjectId | undefined, objects: JudgedObjects): { readonly words: string; readonly related: RelatedPlace } | undefined {
  const node = object === undefined ? undefined : cluster.nodes.get(printObjectId(object));
  const bringer = objects.get(node?.appliedBy ?? '');
  if (node === undefined || bringer === undefined) return undefined;
  const { live } = bringer;
  if (live.state === 'ready') return { words: '', related: { span: nameSpan(node.manifest), message: `${node.object.kind} ${node.object.name} is written here; \`${live.name}\` has not applied it yet` } };
  const place = causePlace(input, bringer.node.object, objects);
  return place === undefined ? undefined : { words: `; \`${live.name}\`, which applies it, ${stateVerbs[live.state]}: ${shortenRevisions(live.sentence)}`, related: place.related };
}

function suspension(input: LiveInput, { node, live }: Judged): readonly Finding[] {
  const written = readBoolean(node.manifest.root, 'spec', 'suspend');
  // A variable may be either.
  if (written === undefined && node.manifest.root.get('spec', 'suspend') !== undefined) return [];
  if (live.suspended === (written?.value ?? false)) return [];
  const message = live.suspended
    ? `\`${node.object.name}\` is suspended ${inContext(input.facts)} and not in Git: nothing of it is applied until it is resumed`
    : `\`${node.object.name}\` is suspended in Git and runs ${inContext(input.facts)}: the commit is not applied yet, or somebody has resumed it`;
  return [makeFinding(liveRules.suspended, written?.node ?? nameSpan(node.manifest), message)];
}

/** A controller that runs handles a request within seconds. */
function unhandled(input: LiveInput, { node, live }: Judged): readonly Finding[] {
  if (live.unhandledSince === undefined) return [];
  return [makeFinding(liveRules.notHandled, nameSpan(node.manifest), `\`${node.object.name}\` was asked to reconcile at ${live.unhandledSince.slice(11, 16)} UTC ${inContext(input.facts)}, and nobody has handled it: is its controller running?`)];
}

/** Versions of Flux's and Flagger's kinds that the cluster does not serve. A kind that it does not know at all may be on its way: Flux installs it. */
function notServed(cluster: ClusterGraph, facts: ClusterFacts): readonly Finding[] {
  const versionsByKind = new Map<string, string[]>();
  for (const served of facts.servedKinds ?? []) {
    const [group = '', version = '', kind = ''] = served.split('/');
    const key = `${group}/${kind}`;
    versionsByKind.set(key, [...(versionsByKind.get(key) ?? []), version]);
  }
  return [...cluster.nodes.values()].flatMap(({ manifest, presence, object }) => {
    const cut = manifest.apiVersion.indexOf('/');
    const versions = versionsByKind.get(`${manifest.apiVersion.slice(0, cut)}/${object.kind}`);
    if (presence !== 'declared' || versions === undefined || versions.includes(manifest.apiVersion.slice(cut + 1))) return [];
    const span = manifest.root.get('apiVersion') ?? nameSpan(manifest);
    return [makeFinding(liveRules.notServed, span, `\`${facts.contextName}\` does not serve \`${manifest.apiVersion}\` of ${object.kind}; it serves ${versions.map((version) => `\`${version}\``).join(', ')}`)];
  });
}

/** Failed rollouts, and those that wait for somebody, on the Canary's name. */
function stoppedCanaries(cluster: ClusterGraph, facts: ClusterFacts): readonly Finding[] {
  return facts.canaries.flatMap((canary) => {
    const node = cluster.nodes.get(printObjectId({ kind: 'Canary', namespace: canary.namespace, name: canary.name }));
    const isStopped = canary.phase === 'Failed' || canary.phase === 'Waiting' || canary.phase === 'WaitingPromotion';
    if (node === undefined || !isStopped) return [];
    const why = canary.phase === 'Failed' ? canary.failureReason : 'a gate is closed';
    const words = canary.phase === 'Failed' ? 'the rollout failed' : canary.phase === 'Waiting' ? 'the rollout waits to begin' : 'the rollout waits for promotion';
    return [makeFinding(liveRules.canaryStopped, nameSpan(node.manifest), `${words} ${inContext(facts)}${why === '' ? '' : `: ${why}`}`)];
  });
}

/** The entry of `dependsOn`, or the source, that is waited for; the object's name where it is written nowhere (a chart's own HelmChart). */
function referenceSpan(node: GraphNode, target: ObjectId): Span {
  const { root } = node.manifest;
  const dependency = readReferences(root, 'spec', 'dependsOn').find(({ name, namespace }) => target.kind === node.object.kind && name?.value === target.name && (namespace?.value ?? node.object.namespace) === target.namespace);
  const source = readFluxKustomization(node.manifest)?.sourceRef?.name?.node ?? root.get('spec', 'chartRef', 'name') ?? root.get('spec', 'chart', 'spec', 'chart');
  return dependency?.name?.node ?? (target.kind === node.object.kind ? undefined : source) ?? nameSpan(node.manifest);
}

function relatedObject(node: GraphNode, span: Span): readonly RelatedPlace[] {
  const name = nameSpan(node.manifest);
  return name.file === span.file && name.start === span.start ? [] : [{ span: name, message: `${node.object.kind} ${printName(node.object)}` }];
}

function printName(object: ObjectId | undefined): string {
  return object === undefined ? '' : `${object.kind === 'Kustomization' || object.kind === 'HelmRelease' ? '' : `${object.kind} `}${object.namespace ?? ''}/${object.name}`;
}

/** `in my-cluster`, with the time where the connection is lost. */
function inContext({ connection, contextName, asOf }: ClusterFacts): string {
  return `in \`${contextName}\`${connection === 'stale' ? ` as of ${asOf.slice(11, 16)} UTC` : ''}`;
}

function makeFinding({ id, severity }: LiveRule, span: Span, message: string, related: readonly RelatedPlace[] = [], data?: LiveData): Finding {
  return { rule: id, severity, span, message, related, data };
}
