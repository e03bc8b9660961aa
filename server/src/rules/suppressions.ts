/** `# flightdeck-ignore area/rule: reason` on a line, or alone on the lines above it, keeps a finding silent. */
import type { TextFile } from '../text/textFile.ts';
import { commentsOf, standsAlone } from '../yaml/yamlComments.ts';
import type { YamlComment } from '../yaml/yamlNode.ts';
import { compareFindings } from './mergeFindings.ts';
import type { Finding, Rule } from './rule.ts';
import { nearestName } from '../text/editDistance.ts';
import { liveRuleIds } from './cluster/liveRules.ts';
import { unusedSuppression } from './flightdeck/unused-suppression.ts';
import type { ServerSettings } from '../protocol/settings.ts';

/** One suppression comment. */
export interface Suppression {
  readonly comment: YamlComment;
  /** `undefined` where the comment names no rule in the way that is read. */
  readonly rule: string | undefined;
  /** Offsets of the rule's id, or of the comment. */
  readonly start: number;
  readonly end: number;
  /** The line whose findings it silences, from 0; `undefined` for a comment that no line of YAML follows. */
  readonly line: number | undefined;
}

const word = /flightdeck[- ]ignore/;
const none: readonly Suppression[] = [];
const form = /^\s*flightdeck-ignore\s+([a-z0-9-]+\/[a-z0-9-]+)(?![a-z0-9-]|\s*,\s*[a-z0-9-]+\/)/;
/** What somebody wrote who wanted to ignore something: nothing else, or a name of a rule behind it. */
const attempt = /^\s*flightdeck[- ]ignore(?:\s*$|\s*:|\s+\S)/;

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
      const { rule } = suppression;
      if (used.has(suppression.comment) || (rule !== undefined && (run.settings.rules[rule] === 'off' || liveRuleIds.includes(rule)))) continue;
      append(byFile, {
        rule: unusedSuppression.id,
        severity: level ?? unusedSuppression.severity,
        span: { file, start: suppression.start, end: suppression.end },
        message: inVain(rule, run.rules),
        related: [],
        data: { start: suppression.comment.start, end: suppression.comment.end },
      });
    }
  }
  for (const list of byFile.values()) list.sort(compareFindings);
  return byFile;
}

function inVain(rule: string | undefined, rules: readonly Rule[]): string {
  if (rule === undefined) return 'this ignores nothing: write `# flightdeck-ignore area/rule: reason`, one rule a comment';
  return rules.some(({ id }) => id === rule) ? `nothing to ignore here: rule \`${rule}\` has no finding on this line` : unknownRule(rule, rules);
}

/** Says that no rule has a name, and which has the nearest one. */
export function unknownRule(name: string, rules: readonly Rule[]): string {
  const nearest = nearestName(name, [...rules.map(({ id }) => id), ...liveRuleIds]);
  return `no rule is called \`${name}\`${nearest === undefined ? '' : `; nearest: \`${nearest}\``}`;
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
  if (!word.test(file.text)) return none;
  const comments = commentsOf(file);
  const alone = new Set(comments.filter(standsAlone).map((comment) => file.lines.positionAt(comment.start).line));
  return comments.flatMap((comment): readonly Suppression[] => {
    const match = form.exec(comment.text);
    const rule = match?.[1];
    if (match === null || rule === undefined) return attempt.test(comment.text) ? [{ comment, rule: undefined, start: comment.start, end: comment.end, line: undefined }] : [];
    const end = comment.start + 1 + match[0].length;
    let line = file.lines.positionAt(comment.start).line;
    while (alone.has(line)) line++;
    return [{ comment, rule, start: end - rule.length, end, line: line < file.lines.count ? line : undefined }];
  });
}
