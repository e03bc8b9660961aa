/** The Repository view: entry points, what each applies, in what order. */
import { baseName, dirName } from '../files/paths.ts';
import { dependencyOrder } from '../flux/dependencyOrder.ts';
import type { ClusterGraph, Delivery, GraphNode, Repository, WorkspaceGraph } from '../graph/graph.ts';
import { groupBy } from '../graph/lazyMap.ts';
import { isHidden } from '../graph/rawIndex.ts';
import { readFluxSource, sourceKinds } from '../manifests/fluxSource.ts';
import { readHelmRelease } from '../manifests/helmRelease.ts';
import { isKustomizeFileName } from '../manifests/kustomizeFile.ts';
import { nameSpan } from '../manifests/manifest.ts';
import { codeSpan, escapeMarkdown, messageMarkdown, messageText } from '../protocol/markdownText.ts';
import { ownRowsWords, type Place, type RepositoryTree, type RepositoryTreeKind, type RepositoryTreeNode } from '../protocol/repositoryTree.ts';
import type { Finding } from '../rules/rule.ts';
import { runToEnd, type Steps } from '../text/steps.ts';
import { rangeOfSpan, type Span, type TextFile } from '../text/textFile.ts';
import type { Snapshot } from '../workspace/session.ts';
import { canaryPlan } from './canaryWords.ts';
import { meshProviderOf } from './meshProvider.ts';
import { clusterLabel } from '../graph/clusterLabel.ts';
import { linkOf } from './links.ts';
import { targetOfDelivery } from './renderedTargets.ts';

/** Builds the view's content. Findings are counted at their node and its parents. */
export function buildRepositoryTree(snapshot: Snapshot, findings: ReadonlyMap<string, readonly Finding[]>): RepositoryTree {
  return runToEnd(repositoryTreeSteps(snapshot, findings));
}

/** The same step by step, a Flux Kustomization with each: who types does not wait for the view of a large repository. */
export function* repositoryTreeSteps(snapshot: Snapshot, findings: ReadonlyMap<string, readonly Finding[]>): Steps<RepositoryTree> {
  const { graph } = snapshot;
  const builder = new TreeBuilder(graph, findings);
  const roots: RepositoryTreeNode[] = [];
  for (const cluster of graph.clusters) roots.push(yield* builder.entry(cluster));
  const orphans = roots.length === 0 ? [] : builder.notApplied(snapshot.repositories);
  const files = snapshot.repositories.reduce((sum, { tree }) => sum + tree.yamlFiles().length, 0);
  return { roots: [...roots, ...orphans], files, loading: false };
}

const workloadKinds: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob', 'Pod']);
const none: readonly Finding[] = [];
const noProblems = { errors: 0, warnings: 0 };
const noRows: readonly RepositoryTreeNode[] = [];

class TreeBuilder {
  readonly #graph: WorkspaceGraph;
  readonly #findings: ReadonlyMap<string, readonly Finding[]>;
  readonly #children = new Map<ClusterGraph, ReadonlyMap<string | undefined, readonly Delivery[]>>();

  constructor(graph: WorkspaceGraph, findings: ReadonlyMap<string, readonly Finding[]>) {
    this.#graph = graph;
    this.#findings = findings;
  }

  *entry(cluster: ClusterGraph): Steps<RepositoryTreeNode> {
    const { entry } = cluster;
    const label = clusterLabel(this.#graph, cluster);
    const roots = [...cluster.deliveries.values()].filter(({ parent }) => parent === undefined);
    const sole = entry.by !== 'kustomization' && roots.length === 1 ? roots[0] : undefined;
    const source = sole?.kustomization.sourceRef;
    const words = [entry.ref, source === undefined ? undefined : `${source.kind?.value ?? ''} ${source.name?.value ?? ''}`, 'start reading here'];
    const description = words.filter((word) => word !== undefined).join(' · ');
    const id = `${entry.repository.rootUri}#${entry.path}`;
    const deliveries = sole === undefined ? roots : this.#childrenOf(cluster, sole.node.id).filter(({ node }) => node.id !== sole.node.id);
    const own = sole === undefined ? [] : this.#problems(id, sole);
    const rest = sole === undefined ? [] : this.#applied(id, cluster, sole);
    const children = [...own, ...(yield* this.#inOrder(id, cluster, deliveries)), ...rest];
    return this.#node(
      { id, kind: 'entryPoint', label, description, accessibleLabel: `entry point ${label}, ${description}`, place: placeOf(entry.span), tooltip: `${entryWords[entry.by]}\n\nFlux reads ${codeSpan(`./${entry.path}`)} of ${escapeMarkdown(entry.repository.name)}.` },
      children,
      true,
    );
  }

  /** Flux Kustomizations by wave, then by name. */
  *#inOrder(parentId: string, cluster: ClusterGraph, deliveries: readonly Delivery[]): Steps<readonly RepositoryTreeNode[]> {
    if (deliveries.length === 0) return [];
    const ids = deliveries.map(({ node }) => node.id);
    const { waves } = dependencyOrder(ids, cluster.relations.filter(({ kind }) => kind === 'dependsOn'));
    const wave = ({ node }: Delivery): number => (waves.get(node.id) ?? Number.MAX_SAFE_INTEGER - 1) + 1;
    const rows: RepositoryTreeNode[] = [];
    for (const delivery of deliveries.toSorted((a, b) => wave(a) - wave(b) || a.node.object.name.localeCompare(b.node.object.name))) {
      rows.push(yield* this.#kustomization(parentId, cluster, delivery, waves.get(delivery.node.id)));
      yield;
    }
    return rows;
  }

  *#kustomization(parentId: string, cluster: ClusterGraph, delivery: Delivery, wave: number | undefined): Steps<RepositoryTreeNode> {
    const { node, kustomization } = delivery;
    const id = `${parentId}/${node.id}`;
    const waits = kustomization.dependsOn.flatMap(({ name }) => (name === undefined ? [] : [name.value]));
    const after = waits.length === 0 ? [] : [`after ${waits.join(', ')}`];
    const description = [...after, ...sourceWords(delivery, cluster)].join(' · ');
    const children = [
      ...this.#problems(id, delivery),
      ...(yield* this.#inOrder(id, cluster, this.#childrenOf(cluster, node.id).filter(({ node: child }) => child.id !== node.id))),
      ...this.#applied(id, cluster, delivery),
    ];
    const number = wave === undefined ? {} : { wave: wave + 1 };
    return this.#node(
      {
        id,
        kind: 'fluxKustomization',
        label: node.object.name,
        description,
        tooltip: tooltipOf(delivery, cluster),
        accessibleLabel: `Kustomization ${node.object.name}${wave === undefined ? '' : `, wave ${wave + 1}`}, ${description}`,
        place: placeOf(nameSpan(node.manifest)),
        object: node.object,
        rendered: targetOfDelivery(cluster, delivery),
        ...number,
      },
      children,
      false,
    );
  }

  #childrenOf(cluster: ClusterGraph, id: string): readonly Delivery[] {
    let byParent = this.#children.get(cluster);
    if (byParent === undefined) this.#children.set(cluster, (byParent = groupBy(cluster.deliveries.values(), ({ parent }) => parent)));
    return byParent.get(id) ?? [];
  }

  /** The gravest findings on the lines of a Flux Kustomization itself and of its build. */
  #problems(parentId: string, { kustomization, build, source }: Delivery): readonly RepositoryTreeNode[] {
    const unresolved = source.state === 'external' ? [leaf({ id: `${parentId}/!source`, kind: 'unresolved', label: 'unresolved', description: source.why, tooltip: `Its objects cannot be shown: ${messageMarkdown(source.why)}.` })] : [];
    const buildSpans = new Set((build?.problems ?? []).map(({ span }) => `${span.file.uri}:${span.start}`));
    const own = this.#findingsIn(kustomization.root.file.uri, kustomization.root);
    const ofBuild = [...new Set((build?.problems ?? []).map(({ span }) => span.file.uri))].flatMap((uri) => (this.#findings.get(uri) ?? []).filter(({ span }) => buildSpans.has(`${uri}:${span.start}`)));
    const shown = [...new Set([...own, ...ofBuild])].filter(({ severity }) => severity === 'error');
    const problems = shown.map((finding) =>
      this.#node({ id: `${parentId}/!${finding.rule}:${finding.span.file.uri}:${finding.span.start}:${finding.message}`, kind: 'problem', label: finding.message.replaceAll('`', ''), description: '', tooltip: messageMarkdown(finding.message), accessibleLabel: `problem: ${messageText(finding.message)}`, place: placeOf(finding.span) }, [], false),
    );
    return [...problems, ...unresolved];
  }

  /** What a Flux Kustomization applies beside other Kustomizations: Canaries first, the rest in one group. */
  #applied(parentId: string, cluster: ClusterGraph, delivery: Delivery): readonly RepositoryTreeNode[] {
    const nodes = delivery.applies.flatMap((id) => cluster.nodes.get(id) ?? []);
    const rollouts = nodes.filter(({ object }) => object.kind === 'Canary');
    const meshProvider = rollouts.length === 0 ? undefined : meshProviderOf(cluster);
    const canaries = rollouts.map((node) => this.#object(parentId, node, 'canary', meshProvider));
    const rest = nodes.filter((node) => node.object.kind !== 'Canary' && !cluster.deliveries.has(node.id));
    if (rest.length === 0) return canaries;
    const groupId = `${parentId}/applies`;
    const sources = rest.filter(({ object }) => sourceKinds.has(object.kind)).map((node) => this.#object(groupId, node, 'source'));
    const releases = rest.filter(({ object }) => object.kind === 'HelmRelease').map((node) => this.#object(groupId, node, 'helmRelease'));
    const others = rest.filter(({ object }) => object.kind !== 'HelmRelease' && !sourceKinds.has(object.kind));
    const files = [...groupBy(others, ({ origin }) => origin.file)].map(([file, members]) => this.#file(groupId, file, members));
    const label = `applies ${countWords(nodes.length, 'object')}`;
    const description = ownRowsWords(nodes.length - rest.length);
    const group = this.#node({ id: groupId, kind: 'group', label, description, tooltip: label, accessibleLabel: description === '' ? label : `${label}, ${description}` }, [...sources, ...releases, ...files], false);
    return [...canaries, group];
  }

  #file(parentId: string, file: TextFile, members: readonly GraphNode[]): RepositoryTreeNode {
    // Several repositories may hold the same path.
    const id = `${parentId}/${file.uri}`;
    const children = members.map((node) => this.#object(id, node, workloadKinds.has(node.object.kind) ? 'workload' : 'object'));
    return this.#node({ id, kind: 'file', label: baseName(file.path), description: dirName(file.path), tooltip: escapeMarkdown(file.path), accessibleLabel: `file ${file.path}, ${countWords(members.length, 'object')}`, place: placeOf({ file, start: 0, end: 0 }) }, children, false);
  }

  #object(parentId: string, node: GraphNode, kind: RepositoryTreeKind, meshProvider?: string): RepositoryTreeNode {
    const { root } = node.manifest;
    return objectRow(parentId, node, kind, this.#findingsIn(root.file.uri, root), meshProvider);
  }

  /** Files with objects that no entry point of their repository reaches. */
  notApplied(repositories: readonly Repository[]): readonly RepositoryTreeNode[] {
    const entered = new Set(this.#graph.clusters.map(({ entry }) => entry.repository.rootUri));
    const inGraph = new Set(this.#graph.clusters.flatMap((cluster) => [...cluster.nodes.values()].map(({ origin }) => origin.file)));
    const beside = repositories.filter(({ rootUri }) => entered.has(rootUri)).flatMap(({ tree }) => tree.yamlFiles().filter((file) => !inGraph.has(file) && !isHidden(file.path) && file.derived(looksLikeManifest)));
    const reached = beside.length === 0 ? new Set<TextFile>() : this.#readFiles();
    const files = beside.filter((file) => !reached.has(file));
    if (files.length === 0) return [];
    const children = files.map((file) => this.#file('not-applied', file, []));
    const label = 'Not applied by anything';
    const description = countWords(files.length, 'file');
    return [this.#node({ id: 'not-applied', kind: 'group', label, description, tooltip: 'Files with Kubernetes objects or kustomize files that no entry point leads to.', accessibleLabel: `${label}, ${description}` }, children, false)];
  }

  /** Every file that some build reads. */
  #readFiles(): ReadonlySet<TextFile> {
    const read = new Set<TextFile>();
    for (const { build, source } of this.#graph.clusters.flatMap(({ deliveries }) => [...deliveries.values()])) {
      if (build === undefined || source.state !== 'local') continue;
      for (const path of build.reads) {
        const file = source.artifact.tree.file(path);
        if (file !== undefined) read.add(file);
      }
    }
    return read;
  }

  #findingsIn(uri: string, span: Span): readonly Finding[] {
    return (this.#findings.get(uri) ?? none).filter((finding) => finding.span.start >= span.start && finding.span.end <= span.end);
  }

  #node(parts: Omit<RepositoryTreeNode, 'children' | 'problems' | 'expanded'>, children: readonly RepositoryTreeNode[], expanded: boolean): RepositoryTreeNode {
    const own = parts.kind === 'problem' ? { errors: 1, warnings: 0 } : noProblems;
    const problems = children.reduce((sum, child) => ({ errors: sum.errors + child.problems.errors, warnings: sum.warnings + child.problems.warnings }), own);
    return { ...parts, problems, expanded, children };
  }
}

function objectRow(parentId: string, node: GraphNode, kind: RepositoryTreeKind, own: readonly Finding[], meshProvider: string | undefined): RepositoryTreeNode {
  const { object, manifest } = node;
  const label = kind === 'canary' || kind === 'workload' || kind === 'object' || kind === 'source' ? `${object.kind} ${object.name}` : object.name;
  const description = objectWords(node, meshProvider);
  const inNamespace = object.namespace === undefined ? '' : `${object.namespace}/`;
  const tooltip = `**${escapeMarkdown(object.kind)}** ${escapeMarkdown(`${inNamespace}${object.name}`)}\n\n${escapeMarkdown(description)}\n\n[${escapeMarkdown(node.origin.file.path)}](${linkOf(nameSpan(manifest))})`;
  const accessibleLabel = `${object.kind} ${inNamespace}${object.name}, ${description}`;
  return { id: `${parentId}/${node.id}`, kind, label, description, tooltip, accessibleLabel, place: placeOf(nameSpan(manifest)), object, problems: own.length === 0 ? noProblems : countProblems(own), expanded: false, children: noRows };
}

const entryWords = {
  bootstrap: 'Written by `flux bootstrap`.',
  instance: 'Declared by a FluxInstance.',
  kustomization: 'A Flux Kustomization that no other one applies.',
} as const;

function sourceWords({ kustomization, source, path, pathExists, applies, node }: Delivery, cluster: ClusterGraph): readonly string[] {
  const own = cluster.entry.repository.rootUri;
  const namespace = kustomization.targetNamespace === undefined ? [] : [`in namespace ${kustomization.targetNamespace.value}`];
  if (source.state === 'missing') return [...namespace, 'source not found'];
  const written = kustomization.path?.value ?? './';
  if (source.state === 'external') return [...namespace, `from ${source.node?.object.name ?? 'elsewhere'} ${written}`];
  const place = source.artifact.repository.rootUri === own ? (path ?? '') : `from ${source.artifact.repository.name} ${written}`;
  const count = pathExists ? countWords(applies.filter((id) => id !== node.id).length, 'object') : 'folder not found';
  return [...namespace, place, count];
}

function tooltipOf(delivery: Delivery, cluster: ClusterGraph): string {
  const { node, kustomization } = delivery;
  const waits = kustomization.dependsOn.flatMap(({ name }) => (name === undefined ? [] : [`- ${escapeMarkdown(name.value)}`]));
  const facts = [
    ...sourceWords(delivery, cluster),
    kustomization.interval === undefined ? undefined : `every ${kustomization.interval.value}`,
    kustomization.wait?.value === true ? 'waits until everything is healthy' : undefined,
    kustomization.suspend?.value === true ? 'suspended in Git' : undefined,
  ].filter((fact) => fact !== undefined);
  return [`**Kustomization** ${escapeMarkdown(`${node.object.namespace ?? ''}/${node.object.name}`)}`, escapeMarkdown(facts.join(' · ')), ...(waits.length === 0 ? [] : [`waits for\n\n${waits.join('\n')}`]), `[${escapeMarkdown(node.origin.file.path)}](${linkOf(nameSpan(node.manifest))})`].join('\n\n');
}

/** What a person wants to know of an object at a glance. */
function objectWords({ object, manifest }: GraphNode, meshProvider: string | undefined): string {
  if (object.kind === 'Canary') {
    const plan = canaryPlan(manifest, meshProvider);
    if (plan === undefined) return '';
    return [...(plan.spec.provider === undefined ? [] : [plan.spec.provider]), plan.words, plan.least].join(' · ');
  }
  const source = readFluxSource(manifest);
  if (source !== undefined) return [source.url?.value, source.branch?.value].filter((word) => word !== undefined).join(' · ');
  const release = readHelmRelease(manifest);
  if (release !== undefined) return [release.chart?.value ?? release.chartRef?.name?.value, release.chartVersion?.value].filter((word) => word !== undefined).join(' ');
  return object.namespace ?? '';
}

function countProblems(findings: readonly Finding[]): RepositoryTreeNode['problems'] {
  return { errors: findings.filter(({ severity }) => severity === 'error').length, warnings: findings.filter(({ severity }) => severity === 'warning').length };
}

function leaf(parts: { id: string; kind: RepositoryTreeKind; label: string; description: string; tooltip: string }): RepositoryTreeNode {
  return { ...parts, accessibleLabel: `${parts.label}, ${parts.description}`, problems: noProblems, expanded: false, children: [] };
}

function placeOf(span: Span): Place {
  return { uri: span.file.uri, range: rangeOfSpan(span) };
}

function countWords(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

/** Whether a file holds a Kubernetes object or is a kustomize file, judged without parsing it. */
function looksLikeManifest(file: TextFile): boolean {
  return isKustomizeFileName(file.path) || (/^apiVersion:/m.test(file.text) && /^kind:/m.test(file.text) && !file.text.includes('{{'));
}
