/** What a name or path means: the object that it names, what a folder builds, the last known live state. */
import { deliveriesWithPathAt, edgesAt } from '../graph/queries.ts';
import type { ClusterGraph, Delivery, GraphNode } from '../graph/graph.ts';
import { readFluxSource } from '../manifests/fluxSource.ts';
import { readHelmRelease } from '../manifests/helmRelease.ts';
import { nameSpan } from '../manifests/manifest.ts';
import type { ClusterFacts } from '../protocol/clusterFacts.ts';
import { codeSpan, escapeMarkdown, messageMarkdown } from '../protocol/markdownText.ts';
import type { Span, TextFile } from '../text/textFile.ts';
import type { Snapshot } from '../workspace/session.ts';
import { clusterLabel } from '../graph/clusterLabel.ts';
import { findEffectiveValues, findHits, findHoles } from './effectiveValue.ts';
import { findFieldHover } from './fieldHover.ts';
import { findChartValueHover } from './hover/chartValues.ts';
import { findComponentHover } from './hover/components.ts';
import { dependencyLines } from './hover/dependencies.ts';
import { findDurationHover } from './hover/durations.ts';
import { findEmbeddedHover } from './hover/embedded.ts';
import { findMarkerHover } from './hover/imagePolicy.ts';
import { liveLine } from './hover/live.ts';
import { findFlaggerObjectsHover } from './hover/flaggerObjects.ts';
import { findScheduleHover } from './hover/schedule.ts';
import { findVariableHover } from './hover/variables.ts';
import { findWaitHover } from './hover/wait.ts';
import { linkOf, placeLink } from './links.ts';

/** A hover: Markdown, and the span that it is about. */
export interface Hover {
  readonly markdown: string;
  readonly span: Span;
}

/** The hover at an offset. */
export function findHover(snapshot: Snapshot, file: TextFile, offset: number, facts?: ClusterFacts): Hover | undefined {
  const hovers = [
    findVariableHover(snapshot, file, offset),
    findMarkerHover(snapshot, file, offset),
    findReferenceHover(snapshot, file, offset, facts),
    findEmbeddedHover(snapshot, file, offset),
    findDurationHover(snapshot, file, offset),
    findComponentHover(snapshot, file, offset),
    findWaitHover(snapshot, file, offset),
    findEffectiveValues(snapshot, file, offset),
    findHits(snapshot, file, offset),
    findHoles(snapshot, file, offset),
    findChartValueHover(snapshot, file, offset),
    findFlaggerObjectsHover(snapshot, file, offset, facts),
    findScheduleHover(snapshot, file, offset),
    findFieldHover(file, offset, snapshot),
  ].filter((hover) => hover !== undefined);
  const [first] = hovers;
  return first === undefined ? undefined : { span: first.span, markdown: joinSections(hovers.map(({ markdown }) => markdown)) };
}

function findReferenceHover(snapshot: Snapshot, file: TextFile, offset: number, facts: ClusterFacts | undefined): Hover | undefined {
  const path = deliveriesWithPathAt(snapshot.graph, file.uri, offset);
  const first = path[0];
  if (first?.delivery.kustomization.path !== undefined) {
    return { span: first.delivery.kustomization.path.node, markdown: joinSections(path.map(({ cluster, delivery }) => pathSection(snapshot, cluster, delivery))) };
  }
  const edges = edgesAt(snapshot.graph, file.uri, offset);
  const edge = edges[0]?.edge;
  if (edge === undefined) return undefined;
  const sections = edges.map(({ cluster, edge: one }) => {
    const node = cluster.nodes.get(one.to);
    return node === undefined ? `**${escapeMarkdown(one.to)}**\n\n${cluster.open ? 'not in this workspace: unresolved' : 'not found'}` : objectSection(node, cluster, facts);
  });
  return { span: edge.span, markdown: joinSections(sections) };
}

/** Sections without repetition, as one text. */
function joinSections(sections: readonly string[]): string {
  return [...new Set(sections)].join('\n\n---\n\n');
}

function pathSection(snapshot: Snapshot, cluster: ClusterGraph, { node, source, path, pathExists, applies, build }: Delivery): string {
  const title = `**${escapeMarkdown(node.object.name)}** in cluster path ${codeSpan(clusterLabel(snapshot.graph, cluster))}`;
  if (source.state === 'missing') return `${title}\n\nits source is not declared`;
  if (source.state === 'external') return `${title}\n\nunresolved: ${messageMarkdown(source.why)}`;
  if (!pathExists) return `${title}\n\nfolder ${codeSpan(path ?? '')} does not exist in ${escapeMarkdown(source.artifact.repository.name)}`;
  const objects = applies.flatMap((id) => cluster.nodes.get(id) ?? []);
  const shown = objects.slice(0, 12).map((object) => `- ${objectLink(object)}`);
  const more = objects.length > shown.length ? [`- … ${objects.length - shown.length} more`] : [];
  const problems = (build?.problems ?? []).map(({ message }) => `\n\n$(error) the build fails: ${messageMarkdown(message)}`);
  const folder = snapshot.repositories.length > 1 ? `${source.artifact.repository.name}/${path ?? ''}` : `./${path ?? ''}`;
  if (objects.length === 0) return `${title}\n\n${codeSpan(folder)} brings no object${problems.join('')}`;
  return `${title}\n\n${codeSpan(folder)} brings ${objects.length === 1 ? 'one object' : `${objects.length} objects`}:\n\n${[...shown, ...more].join('\n')}${problems.join('')}`;
}

function objectSection(node: GraphNode, cluster: ClusterGraph, facts: ClusterFacts | undefined): string {
  const { object, manifest } = node;
  const title = `**${escapeMarkdown(object.kind)}** ${escapeMarkdown(qualifiedName(object))}`;
  const source = readFluxSource(manifest);
  const release = readHelmRelease(manifest);
  const delivery = cluster.deliveries.get(node.id);
  const lines = [
    ...(source?.url === undefined ? [] : [escapeMarkdown(`${source.url.value}${source.branch === undefined ? '' : ` · branch ${source.branch.value}`}`)]),
    ...(release?.chart === undefined ? [] : [escapeMarkdown(`chart ${release.chart.value}${release.chartVersion === undefined ? '' : ` ${release.chartVersion.value}`}`)]),
    ...(delivery?.path === undefined ? [] : [`path ${codeSpan(`./${delivery.path}`)}`]),
    ...dependencyLines(cluster, node, facts),
    ...liveLine(facts, object),
    ...(node.appliedBy === undefined ? [] : [escapeMarkdown(`applied by ${node.appliedBy.split('/').slice(1).join('/')}`)]),
    nodeLink(node),
  ];
  return [title, ...lines].join('\n\n');
}

function objectLink(node: GraphNode): string {
  const { object } = node;
  return `[${escapeMarkdown(`${object.kind} ${qualifiedName(object)}`)}](${linkOf(nameSpan(node.manifest))})`;
}

function qualifiedName({ namespace, name }: GraphNode['object']): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}

function nodeLink(node: GraphNode): string {
  return placeLink(node.presence === 'declared' ? nameSpan(node.manifest) : node.origin);
}
