/** Prints what `flightdeck check` found as SARIF 2.1.0, which code scanning services read. */
import type { Rule, Severity } from '../rules/rule.ts';
import type { CheckReport, ReportedFinding, ReportedPlace } from './checkReport.ts';

const levels: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note', hint: 'note' };

/** A log with one run. Lines and columns from 1; columns count UTF-16 code units. */
export function printSarif({ findings }: CheckReport, rules: readonly Rule[], version: string): string {
  const codes = [...new Set(findings.map(({ code }) => code))].sort();
  const run = {
    tool: { driver: { name: 'flightdeck', semanticVersion: version, rules: codes.map((code) => describeRule(code, rules)) } },
    columnKind: 'utf16CodeUnits',
    results: findings.map((finding) => describeResult(finding, codes)),
  };
  return `${JSON.stringify({ $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] }, undefined, 2)}\n`;
}

function describeRule(code: string, rules: readonly Rule[]): object {
  const rule = rules.find(({ id }) => id === code);
  if (rule === undefined) return { id: code };
  return { id: code, shortDescription: { text: rule.summary }, help: { text: rule.explain, markdown: rule.explain }, defaultConfiguration: { level: levels[rule.severity] } };
}

function describeResult({ file, range, severity, code, message, related }: ReportedFinding, codes: readonly string[]): object {
  return {
    ruleId: code,
    ruleIndex: codes.indexOf(code),
    level: levels[severity],
    message: { text: message },
    locations: [{ physicalLocation: describePlace({ file, range }) }],
    ...(related.length === 0 ? {} : { relatedLocations: related.map((place, id) => ({ id, physicalLocation: describePlace(place), message: { text: place.message } })) }),
  };
}

function describePlace({ file, range: { start, end } }: Pick<ReportedPlace, 'file' | 'range'>): object {
  return {
    artifactLocation: { uri: file.split('/').map(encodeURIComponent).join('/') },
    region: { startLine: start.line + 1, startColumn: start.character + 1, endLine: end.line + 1, endColumn: end.character + 1 },
  };
}
