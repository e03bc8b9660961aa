/** Runs the rules over a workspace and gives the findings of each file. Pure, save for the cache and the log it is handed. */
import { newestFluxVersion, parseFluxVersion } from '../flux/fluxVersion.ts';
import type { ClusterGraph, Repository, WorkspaceGraph } from '../graph/graph.ts';
import { manifestsOf, type Manifest } from '../manifests/manifest.ts';
import type { ServerSettings } from '../protocol/settings.ts';
import type { Span, TextFile } from '../text/textFile.ts';
import { mergeFindings } from './mergeFindings.ts';
import { isFragment } from './fragments.ts';
import type { FileRule, Finding, GraphContext, GraphRule, ManifestContext, ManifestRule, Reporter, Rule, RuleHead, Severity } from './rule.ts';
import type { RuleCache } from './ruleCache.ts';
import { applySuppressions } from './suppressions.ts';

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
}

/** Files of one repository. */
export interface RepositoryFiles {
  readonly repository: Repository;
  readonly files: Iterable<TextFile>;
}

/** Findings by file URI, in the order of the text. Files without any are left out. */
export function runRules(run: RuleRun): ReadonlyMap<string, readonly Finding[]> {
  const runner = new RuleRunner(run);
  for (const cluster of run.graph.clusters) runner.judgeCluster(cluster);
  for (const { repository, files } of run.files) for (const file of files) runner.judgeFile(file, repository);
  return applySuppressions(mergeFindings(runner.findings), runner.judgedFiles, run);
}

class RuleRunner {
  readonly findings: Finding[] = [];
  readonly judgedFiles = new Set<TextFile>();
  readonly #run: RuleRun;
  readonly #manifestRules: ReadonlyMap<string, readonly ManifestRule[]>;
  readonly #graphRules: ReadonlyMap<string, readonly GraphRule[]>;
  readonly #fileRules: readonly FileRule[];
  readonly #reached: ReadonlySet<TextFile>;

  constructor(run: RuleRun) {
    this.#run = run;
    const active = run.rules.filter((rule) => run.settings.rules[rule.id] !== 'off');
    this.#manifestRules = byKind(active.filter((rule) => rule.scope === 'manifest'));
    this.#graphRules = byKind(active.filter((rule) => rule.scope === 'graph'));
    this.#fileRules = active.filter((rule) => rule.scope === 'file');
    this.#reached = reachedFiles(run.graph, run.cache);
  }

  /** Judges every object that a cluster gets: by itself, and with the cluster in view. */
  judgeCluster(cluster: ClusterGraph): void {
    const version = versionContext(cluster.fluxVersion, this.#run.settings.fluxVersion);
    const { cache, graph } = this.#run;
    const context: GraphContext = {
      ...version,
      reached: true,
      cluster,
      graph,
      derived: (derive) => cache.derivedOf(cluster, derive),
      derivedFromAll: (derive) => cache.derivedOf(graph, derive),
    };
    for (const node of cluster.nodes.values()) {
      this.judgedFiles.add(node.origin.file);
      if (node.presence === 'declared') this.#judgeManifest(node.manifest, context);
      for (const rule of this.#graphRules.get(node.object.kind) ?? []) {
        this.#guard(rule, node.id, (report) => rule.check(node, context, report), this.findings);
      }
    }
  }

  /** Judges a file as a whole and, where no entry point reaches it, the structure of its objects: at most warnings. */
  judgeFile(file: TextFile, repository: Repository): void {
    this.judgedFiles.add(file);
    const reached = this.#reached.has(file);
    const found: Finding[] = [];
    for (const rule of this.#fileRules) {
      this.#guard(rule, file.path, (report) => rule.check(file, { graph: this.#run.graph, reached, repository, isReached: (other) => this.#reached.has(other) }, report), found);
    }
    if (!reached) {
      const context = { ...versionContext(declaredVersion(this.#run.graph, repository), this.#run.settings.fluxVersion), reached };
      for (const manifest of manifestsOf(file)) if (!manifest.document.broken) found.push(...this.#manifestFindings(manifest, context));
    }
    this.findings.push(...(reached ? found : found.map(softened)));
  }

  #judgeManifest(manifest: Manifest, context: ManifestContext): void {
    this.findings.push(...this.#manifestFindings(manifest, context));
  }

  #manifestFindings(manifest: Manifest, context: ManifestContext): readonly Finding[] {
    const rules = [...(this.#manifestRules.get(manifest.kind) ?? []), ...(this.#manifestRules.get('*') ?? [])];
    if (rules.length === 0) return [];
    const levels = rules.map((rule) => this.#run.settings.rules[rule.id] ?? '').join();
    const key = `${context.fluxVersion.join('.')} ${context.versionDeclared} ${context.reached} ${levels}`;
    return this.#run.cache.findingsOf(manifest.root, key, () => {
      const whole = context.reached || !isFragment(manifest);
      const found: Finding[] = [];
      for (const rule of rules) {
        if (rule.needsWhole === true && !whole) continue;
        this.#guard(rule, `${manifest.kind} ${manifest.name?.value ?? ''}`, (report) => rule.check(manifest, context, report), found);
      }
      return found;
    });
  }

  /** Runs one check; what it throws becomes a line in the log and no findings. */
  #guard(rule: RuleHead, what: string, check: (report: Reporter) => void, into: Finding[]): void {
    const found: Finding[] = [];
    const level = levelOf(rule, this.#run.settings.rules);
    try {
      check(({ span, message, severity, related = [], data }) => {
        found.push({ rule: rule.id, severity: level(severity ?? rule.severity), span: withinFile(span), message, related, data });
      });
    } catch (error) {
      this.#run.log(`rule ${rule.id} failed on ${what}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      return;
    }
    into.push(...found);
  }
}

/** The level that the user set, kept from raising what the rule itself only hints at. */
function levelOf(rule: RuleHead, levels: ServerSettings['rules']): (severity: Severity) => Severity {
  const level = levels[rule.id];
  if (level === undefined || level === 'off') return (severity) => severity;
  return (severity) => (rank[severity] > rank[rule.severity] ? severity : level);
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

/** The files that builds of entry points read. */
function reachedFiles(graph: WorkspaceGraph, cache: RuleCache): ReadonlySet<TextFile> {
  const reached = new Set<TextFile>();
  for (const cluster of graph.clusters) {
    for (const node of cluster.nodes.values()) reached.add(node.origin.file);
    for (const { build, source } of cluster.deliveries.values()) {
      if (build === undefined || source.state !== 'local') continue;
      const { tree } = source.artifact;
      for (const file of cache.filesRead(build, () => [...build.reads].flatMap((path) => tree.file(path) ?? []))) reached.add(file);
    }
  }
  return reached;
}

