/** Joins what several clusters and builds said of one place. */
import { groupBy } from '../graph/lazyMap.ts';
import type { Finding, RelatedPlace, Severity } from './rule.ts';

/** Order of severities, the gravest first. */
const rank: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2, hint: 3 };

/**
 * One finding for each rule, place and message. Where the clusters that share a line disagree how grave it is,
 * only the gravest verdict stays: the others say of the same fault that it could not be known there.
 */
export function mergeFindings(findings: readonly Finding[]): readonly Finding[] {
  const byFile = groupBy(findings, ({ span }) => span.file.uri);
  const merged: Finding[] = [];
  for (const uri of [...byFile.keys()].sort(compareText)) for (const finding of mergeInFile(byFile.get(uri) ?? [])) merged.push(finding);
  return merged;
}

function mergeInFile(findings: readonly Finding[]): readonly Finding[] {
  if (findings.length < 2) return findings;
  const places = new Map<string, Map<string, Finding>>();
  for (const finding of findings) {
    const { start, end } = finding.span;
    const key = `${finding.rule} ${start} ${end}`;
    let messages = places.get(key);
    if (messages === undefined) places.set(key, (messages = new Map<string, Finding>()));
    const known = messages.get(finding.message);
    messages.set(finding.message, known === undefined ? finding : joined(known, finding));
  }
  return [...places.values()].flatMap(gravest).sort(compareFindings);
}

function gravest(messages: ReadonlyMap<string, Finding>): readonly Finding[] {
  const findings = [...messages.values()];
  const top = Math.min(...findings.map(({ severity }) => rank[severity]));
  return findings.filter(({ severity }) => rank[severity] === top);
}

function joined(a: Finding, b: Finding): Finding {
  const severity = rank[a.severity] <= rank[b.severity] ? a.severity : b.severity;
  const more = b.related.filter((place) => !a.related.some((known) => samePlace(known, place)));
  return { ...a, severity, related: [...a.related, ...more] };
}

function samePlace(a: RelatedPlace, b: RelatedPlace): boolean {
  return a.message === b.message && a.span.start === b.span.start && a.span.file.uri === b.span.file.uri;
}

/** Order in which findings are listed: by file, place, rule, message. */
export function compareFindings(a: Finding, b: Finding): number {
  return compareText(a.span.file.uri, b.span.file.uri) || a.span.start - b.span.start || a.span.end - b.span.end || compareText(a.rule, b.rule) || compareText(a.message, b.message);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
