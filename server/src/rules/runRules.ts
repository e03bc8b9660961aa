/** Runs the rules over a workspace and gives the findings of each file. Pure, save for the cache and the log it is handed. */
import { newestFluxVersion, parseFluxVersion } from '../flux/fluxVersion.ts';
import type { ClusterGraph, GraphNode, Repository, WorkspaceGraph } from '../graph/graph.ts';
import { manifestsOf, type Manifest } from '../manifests/manifest.ts';
import type { ServerSettings } from '../protocol/settings.ts';
import { runToEnd, type Steps } from '../text/steps.ts';
import type { Span, TextFile } from '../text/textFile.ts';
import { clusterName } from './fileFacts.ts';
import { mergeFindings } from './mergeFindings.ts';
import { meshProviderOf } from './flaggerRelease.ts';
import { isFragment, isPatch } from './fragments.ts';
import type { FileRule, Finding, GraphContext, GraphRule, ManifestContext, ManifestRule, Reporter, Rule, RuleHead, Severity } from './rule.ts';
import type { Judgement, RuleCache } from './ruleCache.ts';
import { Readings } from './readings.ts';
import { TrackedContext } from './trackedCluster.ts';
import { TrackedFileContext, type EntriesInFile, type FileWorld } from './trackedFileContext.ts';
import { applySuppressions, suppressionsOf } from './suppressions.ts';
import { isGuessed, isUnreadable } from './unreadable.ts';

/** What a run needs. */
export interface RuleRun {
  readonly rules: readonly Rule[];
  readonly graph: WorkspaceGraph;
  /** The YAML files of each repository that are to be judged one by one. */
  readonly files: readonly RepositoryFiles[];
  readonly settings: Pick<ServerSettings, 'rules' | 'fluxVersion'>;
  readonly cache: RuleCache;
  /** Gets one line for each rule that threw. */
  readonly log: (message: string) => void;
  /** Structures that the connected cluster serves; the cache must be of these alone. */
  readonly structureOf?: ManifestContext['structureOf'];
}

/** Files of one repository. */
export interface RepositoryFiles {
  readonly repository: Repository;
  readonly files: readonly TextFile[];
}

/** Findings by file URI, in the order of the text. Files without any are left out. */
export function runRules(run: RuleRun): ReadonlyMap<string, readonly Finding[]> {
  return runToEnd(ruleSteps(run));
}

/** The same step by step. What a run that is left before its end has judged may be judged again by the next one. */
export function* ruleSteps(run: RuleRun): Steps<ReadonlyMap<string, readonly Finding[]>> {
  const runner = new RuleRunner(run);
  for (const cluster of run.graph.clusters) yield* runner.judgeCluster(cluster);
  for (const { repository, files } of run.files) yield* runner.judgeFiles(files, repository);
  runner.forgetOthers();
  return applySuppressions(mergeFindings(runner.findings), runner.silencingFiles, run);
}

class RuleRunner {
  readonly findings: Finding[] = [];
  /** Judged files with comments that silence findings. */
  readonly silencingFiles = new Set<TextFile>();
  readonly #clusters = new Set<string>();
  readonly #run: RuleRun;
  readonly #manifestRules: ReadonlyMap<string, readonly ManifestRule[]>;
  readonly #graphRules: ReadonlyMap<string, readonly GraphRule[]>;
  readonly #fileRules: readonly FileRule[];
  readonly #isReached: (file: TextFile) => boolean;
  readonly #entriesIn: (file: TextFile) => EntriesInFile;

  constructor(run: RuleRun) {
    this.#run = run;
    const active = run.rules.filter((rule) => run.settings.rules[rule.id] !== 'off');
    this.#manifestRules = byKind(active.filter((rule) => rule.scope === 'manifest'));
    this.#graphRules = byKind(active.filter((rule) => rule.scope === 'graph'));
    this.#fileRules = active.filter((rule) => rule.scope === 'file');
    this.#isReached = reachedFiles(run.graph, run.cache);
    this.#entriesIn = entriesInFiles(run.graph);
  }

  /** Judges every object that a cluster gets: by itself, and with the cluster in view. */
  judgeCluster(cluster: ClusterGraph): Steps<void> {
    const version = versionContext(cluster.fluxVersion, this.#run.settings.fluxVersion);
    const { cache, graph } = this.#run;
    const list = clusterName(cluster);
    const { derived, derivedAt } = cache.derivations.viewOf(list, cluster);
    const context: GraphContext = {
      ...version,
      reached: true,
      meshProvider: derived(meshProviderOf),
      structureOf: this.#run.structureOf,
      cluster,
      derived,
      derivedAt,
      derivedFromAll: (derive) => cache.derivedOf(graph, derive),
    };
    const key = `${version.fluxVersion.join('.')} ${version.versionDeclared} ${placeKey(context.meshProvider)} ${JSON.stringify(this.#run.settings.rules)}`;
    this.#clusters.add(list);
    return cache.ofNodes.onAll(list, cluster.nodeGroups, context, key, (node) => this.#judgeNode(node, context), this.#tell);
  }

  readonly #tell = (findings: readonly Finding[], silencing: TextFile | undefined): void => {
    if (silencing !== undefined) this.silencingFiles.add(silencing);
    for (const finding of findings) this.findings.push(finding);
  };

  /** Forgets clusters and repositories that were not judged this time. */
  forgetOthers(): void {
    const { cache, graph } = this.#run;
    cache.ofNodes.retain(this.#clusters);
    cache.derivations.retain(this.#clusters);
    cache.ofFiles.retain(new Set(graph.repositories.map(({ rootUri }) => rootUri)));
  }

  #judgeNode(node: GraphNode, context: GraphContext): Judgement<GraphContext> {
    const silencing = silencingFile(node.origin.file);
    const findings = node.presence === 'declared' ? [...this.#manifestFindings(node.manifest, context)] : [];
    const readings = new Readings<GraphContext>();
    const rules = this.#graphRules.get(node.object.kind) ?? [];
    if (rules.length === 0) return { findings, readings, silencing };
    const tracked = new TrackedContext(context, readings);
    for (const rule of rules) {
      const succeeded = this.#guard(rule, node.id, (report) => rule.check(node, tracked, report), findings);
      // A failure is said again each time, until somebody mends it.
      if (!succeeded) readings.addEverything();
    }
    return { findings, readings, silencing };
  }

  /** Judges a file as a whole and, where no entry point reaches it, the structure of its objects: at most warnings. */
  judgeFiles(files: readonly TextFile[], repository: Repository): Steps<void> {
    const { cache, graph, settings } = this.#run;
    const version = versionContext(declaredVersion(graph, repository), settings.fluxVersion);
    const world: FileWorld = {
      graph,
      tree: repository.tree,
      isReached: this.#isReached,
      entriesIn: this.#entriesIn,
      derivedFromAll: (derive) => cache.derivedOf(graph, derive),
      viewOf: (cluster) => cache.derivations.viewOf(clusterName(cluster), cluster),
    };
    const key = `${version.fluxVersion.join('.')} ${version.versionDeclared} ${JSON.stringify(settings.rules)}`;
    return cache.ofFiles.onAll(repository.rootUri, [files], world, key, (file) => this.#judgeFile(file, world, version), this.#tell);
  }

  #judgeFile(file: TextFile, world: FileWorld, version: Pick<ManifestContext, 'fluxVersion' | 'versionDeclared'>): Judgement<FileWorld> {
    const findings: Finding[] = [];
    const readings = new Readings<FileWorld>();
    const tracked = new TrackedFileContext(file, world, readings);
    const { reached, entryStarts } = tracked;
    for (const rule of this.#fileRules) {
      const succeeded = this.#guard(rule, file.path, (report) => rule.check(file, tracked, report), findings);
      if (!succeeded) readings.addEverything();
    }
    if (!reached) {
      const entries = new Set(entryStarts.split(','));
      const context = { ...version, reached, byHand: entryStarts !== '' || tracked.isBesideEntry, structureOf: this.#run.structureOf };
      for (const manifest of manifestsOf(file)) {
        if (!manifest.document.broken && !entries.has(String(manifest.root.start))) findings.push(...this.#manifestFindings(manifest, context));
      }
    }
    return { findings: reached ? findings : findings.map(softened), readings, silencing: silencingFile(file) };
  }

  #manifestFindings(manifest: Manifest, context: ManifestContext): readonly Finding[] {
    const rules = [...(this.#manifestRules.get(manifest.kind) ?? []), ...(this.#manifestRules.get('*') ?? [])];
    if (rules.length === 0) return [];
    const levels = rules.map((rule) => this.#run.settings.rules[rule.id] ?? '').join();
    const key = `${context.fluxVersion.join('.')} ${context.versionDeclared} ${context.reached} ${context.byHand === true} ${placeKey(context.meshProvider)} ${levels}`;
    return this.#run.cache.findingsOf(manifest.root, key, () => {
      const whole = context.reached || (context.byHand === true && !isPatch(manifest)) || !isFragment(manifest);
      const found: Finding[] = [];
      for (const rule of rules) {
        if (rule.needsWhole === true && !whole) continue;
        this.#guard(rule, `${manifest.kind} ${manifest.name?.value ?? ''}`, (report) => rule.check(manifest, context, report), found);
      }
      return found;
    });
  }

  /** Runs one check and tells whether it succeeded; what it throws becomes a line in the log and no findings. */
  #guard(rule: RuleHead & Pick<Rule, 'scope'>, what: string, check: (report: Reporter) => void, into: Finding[]): boolean {
    const found: Finding[] = [];
    const level = levelOf(rule, this.#run.settings.rules);
    try {
      check(({ span, message, severity, related = [], data }) => {
        found.push({ rule: rule.id, severity: level(severity ?? rule.severity), span: withinFile(span), message, related, data });
      });
    } catch (error) {
      this.#run.log(`rule ${rule.id} failed on ${what}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      return false;
    }
    // Rules on files speak of the text itself, those on the graph also of a build that fails there.
    into.push(...(rule.scope === 'file' ? found : found.filter(({ span: place }) => !(rule.scope === 'manifest' ? isUnreadable(place) : isGuessed(place)))));
    return true;
  }
}

/** Tells a value apart by what it is and where it is written. */
function placeKey(value: ManifestContext['meshProvider']): string {
  return value === undefined ? '' : `${value.value} ${value.node.start} ${value.node.file.uri}`;
}

/** The level that the user set, kept from raising what the rule itself only hints at. */
function levelOf(rule: RuleHead, levels: ServerSettings['rules']): (severity: Severity) => Severity {
  const level = levels[rule.id];
  if (level === undefined || level === 'off') return (severity) => severity;
  return (severity) => (rank[severity] > rank[rule.severity] ? severity : level);
}

/** The file itself where comments in it silence findings. */
function silencingFile(file: TextFile): TextFile | undefined {
  return suppressionsOf(file).length > 0 ? file : undefined;
}

/** A span that ends where its file ends: what is wrong may be that something is missing behind the last character. */
function withinFile(span: Span): Span {
  const { file, start, end } = span;
  const { length } = file.text;
  return end <= length ? span : { file, start: Math.min(start, length), end: length };
}

/** Order of severities, the gravest first. */
const rank: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2, hint: 3 };

function softened(finding: Finding): Finding {
  return finding.severity === 'error' ? { ...finding, severity: 'warning' } : finding;
}

function byKind<R extends { readonly kinds: readonly string[] }>(rules: readonly R[]): ReadonlyMap<string, readonly R[]> {
  const table = new Map<string, R[]>();
  for (const rule of rules) {
    for (const kind of rule.kinds) {
      const list = table.get(kind);
      if (list === undefined) table.set(kind, [rule]);
      else list.push(rule);
    }
  }
  return table;
}

/** The Flux version that all clusters of a repository declare; files that no entry point reaches are judged by it too. */
function declaredVersion(graph: WorkspaceGraph, repository: Repository): string | undefined {
  const declared = new Set(graph.clusters.filter(({ entry }) => entry.repository.rootUri === repository.rootUri).map(({ fluxVersion }) => fluxVersion));
  return declared.size === 1 ? [...declared][0] : undefined;
}

/** The version to judge by: what the cluster declares, otherwise what the settings say. */
export function versionContext(declared: string | undefined, setting: string): Pick<ManifestContext, 'fluxVersion' | 'versionDeclared'> {
  const own = declared === undefined ? undefined : parseFluxVersion(declared);
  return { fluxVersion: own ?? parseFluxVersion(setting) ?? newestFluxVersion, versionDeclared: own !== undefined };
}

/** Tells which objects of a file are entry points that nothing builds, and which files stand beside such ones. */
function entriesInFiles({ clusters }: WorkspaceGraph): (file: TextFile) => EntriesInFile {
  const starts = new Map<string, number[]>();
  const folders = new Set<string>();
  for (const cluster of clusters) {
    if (cluster.entry.by !== 'kustomization') continue;
    const read = new Set([...cluster.deliveries.values()].flatMap(({ build }) => build?.objects.map(({ origin }) => origin.file) ?? []));
    for (const { origin } of cluster.unapplied) {
      if (read.has(origin.file)) continue;
      starts.set(origin.file.uri, [...(starts.get(origin.file.uri) ?? []), origin.start]);
      folders.add(dirOfUri(origin.file.uri));
    }
  }
  return ({ uri }) => ({ starts: (starts.get(uri) ?? []).join(','), beside: folders.has(dirOfUri(uri)) });
}

function dirOfUri(uri: string): string {
  return uri.slice(0, uri.lastIndexOf('/'));
}

/** Tells which files builds of entry points read. */
function reachedFiles(graph: WorkspaceGraph, cache: RuleCache): (file: TextFile) => boolean {
  const lists = new Set<readonly TextFile[]>();
  for (const cluster of graph.clusters) {
    // What an entry point itself stands for, and what is implied, is in no build.
    lists.add(cluster.unapplied.map(({ origin }) => origin.file));
    for (const { build, source } of cluster.deliveries.values()) {
      if (build === undefined || source.state !== 'local') continue;
      const { tree } = source.artifact;
      lists.add(cache.filesRead(build, () => [...[...build.reads].flatMap((path) => tree.file(path) ?? []), ...build.objects.map(({ origin }) => origin.file)]));
    }
  }
  return cache.reachedBy(lists);
}

