/** `# flightdeck-ignore area/rule: reason` on a line, or alone on the lines above it, keeps a finding silent. */
import type { TextFile } from '../text/textFile.ts';
import { commentsOf, standsAlone } from '../yaml/yamlComments.ts';
import type { YamlComment } from '../yaml/yamlNode.ts';
import { compareFindings } from './mergeFindings.ts';
import type { Finding, Rule } from './rule.ts';
import { liveRuleIds } from './cluster/liveRules.ts';
import { unusedSuppression } from './flightdeck/unused-suppression.ts';
import type { ServerSettings } from '../protocol/settings.ts';

/** One suppression comment. */
export interface Suppression {
  readonly comment: YamlComment;
  readonly rule: string;
  /** Offsets of the rule's id. */
  readonly start: number;
  readonly end: number;
  /** The line whose findings it silences, from 0; `undefined` for a comment that no line of YAML follows. */
  readonly line: number | undefined;
}

const word = 'flightdeck-ignore';
const none: readonly Suppression[] = [];
const form = /^\s*flightdeck-ignore\s+([a-z0-9-]+\/[a-z0-9-]+)/;

/** The suppression comments of a file. */
export function suppressionsOf(file: TextFile): readonly Suppression[] {
  return file.derived(readSuppressions);
}

/** What the suppression of unused comments needs to know of a run. */
export interface SuppressionRun {
  readonly rules: readonly Rule[];
  readonly settings: Pick<ServerSettings, 'rules'>;
}

/** Findings by file without those that a comment silences, and with a hint on each comment that silences nothing. */
export function applySuppressions(findings: readonly Finding[], files: Iterable<TextFile>, run: SuppressionRun): ReadonlyMap<string, readonly Finding[]> {
  const byFile = new Map<string, Finding[]>();
  const used = new Set<YamlComment>();
  for (const finding of findings) {
    const silencer = silencerOf(finding);
    if (silencer !== undefined) used.add(silencer.comment);
    else append(byFile, finding);
  }
  const level = run.settings.rules[unusedSuppression.id];
  if (level === 'off') return byFile;
  for (const file of files) {
    for (const suppression of suppressionsOf(file)) {
      // What only the connected cluster tells comes and goes with it: a comment about it is not in vain because there is nothing now.
      if (used.has(suppression.comment) || run.settings.rules[suppression.rule] === 'off' || liveRuleIds.includes(suppression.rule)) continue;
      const known = run.rules.some(({ id }) => id === suppression.rule);
      append(byFile, {
        rule: unusedSuppression.id,
        severity: level ?? unusedSuppression.severity,
        span: { file, start: suppression.start, end: suppression.end },
        message: known ? `nothing to ignore here: rule \`${suppression.rule}\` has no finding on this line` : `no rule is called \`${suppression.rule}\``,
        related: [],
        data: { start: suppression.comment.start, end: suppression.comment.end },
      });
    }
  }
  for (const list of byFile.values()) list.sort(compareFindings);
  return byFile;
}

/** Whether a comment keeps a finding silent. */
export function isSilenced(finding: Finding): boolean {
  return silencerOf(finding) !== undefined;
}

function silencerOf({ rule, span: { file, start } }: Finding): Suppression | undefined {
  const suppressions = suppressionsOf(file);
  if (suppressions.length === 0) return undefined;
  const { line } = file.lines.positionAt(start);
  return suppressions.find((each) => each.rule === rule && each.line === line);
}

function append(byFile: Map<string, Finding[]>, finding: Finding): void {
  const list = byFile.get(finding.span.file.uri);
  if (list === undefined) byFile.set(finding.span.file.uri, [finding]);
  else list.push(finding);
}

function readSuppressions(file: TextFile): readonly Suppression[] {
  if (!file.text.includes(word)) return none;
  const comments = commentsOf(file);
  const alone = new Set(comments.filter(standsAlone).map((comment) => file.lines.positionAt(comment.start).line));
  return comments.flatMap((comment) => {
    const match = form.exec(comment.text);
    const rule = match?.[1];
    if (match === null || rule === undefined) return [];
    const end = comment.start + 1 + match[0].length;
    let line = file.lines.positionAt(comment.start).line;
    while (alone.has(line)) line++;
    return [{ comment, rule, start: end - rule.length, end, line: line < file.lines.count ? line : undefined }];
  });
}
