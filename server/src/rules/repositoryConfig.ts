/** Applies `.flightdeck.yaml` to findings: levels, paths without findings, and what in the file itself has no effect. */
import { decidingPattern, parseIgnorePatterns, type IgnorePattern } from '../flux/sourceIgnore.ts';
import type { Repository } from '../graph/graph.ts';
import type { Span } from '../text/textFile.ts';
import { folderUri, type Snapshot } from '../workspace/session.ts';
import { repositoryConfigName, repositoryConfigOf, type RepositoryConfig } from '../workspace/repositoryConfig.ts';
import { liveRuleIds } from './cluster/liveRules.ts';
import { badConfig } from './flightdeck/bad-config.ts';
import { compareFindings } from './mergeFindings.ts';
import type { Finding, Rule, Severity } from './rule.ts';
import { unknownRule } from './suppressions.ts';

/** Findings by file as the repositories' own configuration wants them. Applying it twice changes nothing more. */
export function applyRepositoryConfig(findings: ReadonlyMap<string, readonly Finding[]>, snapshot: Snapshot, rules: readonly Rule[]): ReadonlyMap<string, readonly Finding[]> {
  const configs = snapshot.repositories.map(({ rootUri, tree }) => withPatterns(rootUri, repositoryConfigOf(tree))).filter(({ config }) => config.rules.size > 0 || config.ignore !== '');
  if (configs.length === 0) return findings;
  const defaults = new Map(rules.map(({ id, severity }) => [id, severity]));
  const configured = new Map<string, readonly Finding[]>();
  for (const [uri, list] of findings) {
    const found = snapshot.repositoryOf(uri);
    const own = configs.find(({ rootUri }) => rootUri === found?.repository.rootUri);
    const kept = found === undefined || own === undefined ? list : isIgnored(own.patterns, found.path) ? [] : list.flatMap((finding) => withLevel(finding, own.config, defaults.get(finding.rule)));
    if (kept.length > 0) configured.set(uri, kept);
  }
  return configured;
}

/** Findings with those on the configuration files themselves. */
export function withConfigProblems(findings: ReadonlyMap<string, readonly Finding[]>, snapshot: Snapshot, rules: readonly Rule[]): ReadonlyMap<string, readonly Finding[]> {
  const level = snapshot.settings.rules[badConfig.id];
  if (level === 'off' || snapshot.repositories.every(({ tree }) => tree.file(repositoryConfigName) === undefined)) return findings;
  const known = new Set([...rules.map(({ id }) => id), ...liveRuleIds]);
  const merged = new Map(findings);
  for (const { tree } of snapshot.repositories) {
    const file = tree.file(repositoryConfigName);
    if (file === undefined) continue;
    const { problems, rules: levels } = repositoryConfigOf(tree);
    const unknown = [...levels].filter(([id]) => !known.has(id)).map(([id, { span }]) => ({ span, message: unknownRule(id, rules) }));
    const found = [...problems, ...unknown, ...overruledSources(snapshot, tree)].map(({ span: { start, end }, message }): Finding => ({ rule: badConfig.id, severity: level ?? badConfig.severity, span: { file, start, end }, message, related: [], data: undefined }));
    if (found.length > 0) merged.set(file.uri, [...(merged.get(file.uri) ?? []), ...found].sort(compareFindings));
  }
  return merged;
}

/** Sources of a repository's configuration that another repository, whose configuration is read later, says to be elsewhere. */
function overruledSources({ repositories }: Snapshot, tree: Repository['tree']): readonly { readonly span: Span; readonly message: string }[] {
  const at = repositories.findIndex((repository) => repository.tree === tree);
  const own = repositories[at];
  if (own === undefined) return [];
  const { sources, sourceSpans } = repositoryConfigOf(tree);
  return [...sourceSpans].flatMap(([name, span]) => {
    const folder = folderUri(own, sources[name] ?? '');
    const later = repositories.slice(at + 1).filter((repository) => name in repositoryConfigOf(repository.tree).sources).at(-1);
    if (later === undefined || folderUri(later, repositoryConfigOf(later.tree).sources[name] ?? '') === folder) return [];
    return [{ span, message: `\`${repositoryConfigName}\` of ${later.name} names another folder for \`${name}\`, and that one counts` }];
  });
}

/** A finding that its rule has softened already is not raised above what the rule says by default. */
function withLevel(finding: Finding, config: RepositoryConfig, byDefault: Severity | undefined): readonly Finding[] {
  const level = config.rules.get(finding.rule)?.level;
  if (level === undefined) return [finding];
  if (level === 'off') return [];
  const isSoftened = byDefault !== undefined && rank.indexOf(finding.severity) > rank.indexOf(byDefault);
  return [isSoftened && rank.indexOf(level) < rank.indexOf(finding.severity) ? finding : { ...finding, severity: level }];
}

/** The gravest first. */
const rank: readonly Severity[] = ['error', 'warning', 'info', 'hint'];

function withPatterns(rootUri: string, config: RepositoryConfig): { readonly rootUri: string; readonly config: RepositoryConfig; readonly patterns: readonly IgnorePattern[] } {
  return { rootUri, config, patterns: parseIgnorePatterns(config.ignore, '') };
}

function isIgnored(patterns: readonly IgnorePattern[], path: string): boolean {
  const pattern = decidingPattern(patterns, path.split('/'), false);
  return pattern !== undefined && !pattern.includes;
}
