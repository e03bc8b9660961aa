/** `flightdeck check`: all findings of repositories, for people and pipelines. */
import { parseArgs } from 'node:util';
import { checkSnapshot } from '../rules/checkSnapshot.ts';
import { RuleCache } from '../rules/ruleCache.ts';
import type { Finding, Severity } from '../rules/rule.ts';
import { allRules } from '../rules/index.ts';
import { rangeOfSpan } from '../text/textFile.ts';
import type { CliProcess } from './runCli.ts';
import { folders, oneOf, openSession, parsing, pathPrinter } from './options.ts';

const severities: readonly Severity[] = ['error', 'warning', 'info', 'hint'];

/** Checks; exit code 1 when a finding is at or above `--fail-on`. */
export async function runCheck(args: readonly string[], process: CliProcess): Promise<number> {
  const started = performance.now();
  const { values, positionals } = parsing(() => parseArgs({ args: [...args], allowPositionals: true, options: {
    format: { type: 'string', default: 'text' },
    'fail-on': { type: 'string', default: 'error' },
    'flux-version': { type: 'string' },
    source: { type: 'string', multiple: true },
  } }));
  const format = oneOf('--format', values.format, ['text', 'json', 'sarif', 'github'] as const);
  const failOn = oneOf('--fail-on', values['fail-on'], severities);
  const session = await openSession(process.cwd, folders(process.cwd, positionals), { fluxVersion: values['flux-version'], sources: values.source });
  const readMs = performance.now() - started;
  const { snapshot } = session;
  // Built here, so that it has a time of its own.
  const { graph } = snapshot;
  const graphMs = performance.now() - started - readMs;
  const found = checkSnapshot(snapshot, { cache: new RuleCache(), facts: undefined, log: (message) => process.err(`${message}\n`) });
  const pathOf = pathPrinter(process.cwd);
  const findings = [...found.values()].flat().map((finding) => printable(finding, pathOf)).sort(byPlace);
  const files = snapshot.repositories.flatMap(({ tree }) => tree.yamlFiles());
  const totals = { files: files.length, manifests: new Set(graph.clusters.flatMap(({ nodes }) => [...nodes.values()].filter(({ presence }) => presence === 'declared').map(({ manifest }) => manifest.root))).size };
  const totalMs = performance.now() - started;
  const timings = { totalMs: round(totalMs), readMs: round(readMs), graphMs: round(graphMs), rulesMs: round(totalMs - readMs - graphMs) };
  process.out(printers[format]({ findings, ...totals, timings }));
  const limit = severities.indexOf(failOn);
  return findings.some(({ severity }) => severities.indexOf(severity) <= limit) ? 1 : 0;
}

interface PrintableFinding {
  readonly file: string;
  readonly range: ReturnType<typeof rangeOfSpan>;
  readonly severity: Severity;
  readonly code: string;
  readonly message: string;
  readonly related: readonly { readonly file: string; readonly range: ReturnType<typeof rangeOfSpan>; readonly message: string }[];
}

interface Outcome {
  readonly findings: readonly PrintableFinding[];
  readonly files: number;
  readonly manifests: number;
  readonly timings: Readonly<Record<string, number>>;
}

function printable(finding: Finding, pathOf: (uri: string) => string): PrintableFinding {
  return {
    file: pathOf(finding.span.file.uri),
    range: rangeOfSpan(finding.span),
    severity: finding.severity,
    code: finding.rule,
    message: finding.message,
    related: finding.related.map(({ span, message }) => ({ file: pathOf(span.file.uri), range: rangeOfSpan(span), message })),
  };
}

function byPlace(a: PrintableFinding, b: PrintableFinding): number {
  return a.file.localeCompare(b.file) || a.range.start.line - b.range.start.line || a.range.start.character - b.range.start.character || a.code.localeCompare(b.code);
}

function round(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10;
}

const printers: Readonly<Record<'text' | 'json' | 'sarif' | 'github', (outcome: Outcome) => string>> = {
  text: printText,
  json: ({ findings, files, manifests, timings }) => `${JSON.stringify({ version: 1, files, manifests, findings, timings })}\n`,
  sarif: printSarif,
  github: ({ findings }) => findings.map(printGithub).join(''),
};

function printText({ findings, files, manifests }: Outcome): string {
  const lines = findings.map(({ file, range, severity, code, message, related }) => {
    const notes = related.map((place) => `    ${place.file}:${place.range.start.line + 1}:${place.range.start.character + 1} ${place.message}\n`);
    return `${file}:${range.start.line + 1}:${range.start.character + 1} ${severity} ${code}: ${message}\n${notes.join('')}`;
  });
  const counts = severities.map((severity) => [severity, findings.filter((finding) => finding.severity === severity).length] as const).filter(([, count]) => count > 0);
  const summary = counts.length === 0 ? 'nothing to report' : counts.map(([severity, count]) => `${count} ${severity}${count === 1 || severity === 'info' ? '' : 's'}`).join(', ');
  return `${lines.join('')}${findings.length === 0 ? '' : '\n'}${summary} in ${files} files, ${manifests} objects applied\n`;
}

/** One workflow command a finding, as GitHub Actions shows them beside the lines. */
function printGithub({ file, range, severity, code, message }: PrintableFinding): string {
  const level = severity === 'error' ? 'error' : severity === 'warning' ? 'warning' : 'notice';
  const escape = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  const property = (text: string): string => escape(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
  return `::${level} file=${property(file)},line=${range.start.line + 1},col=${range.start.character + 1},endLine=${range.end.line + 1},endColumn=${range.end.character + 1},title=${property(code)}::${escape(message)}\n`;
}

const sarifLevels: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note', hint: 'note' };

/** SARIF 2.1.0, as code scanning services read it. Lines and columns from 1. */
function printSarif({ findings }: Outcome): string {
  const place = (file: string, range: PrintableFinding['range']) => ({
    artifactLocation: { uri: file.split('/').map(encodeURIComponent).join('/') },
    region: { startLine: range.start.line + 1, startColumn: range.start.character + 1, endLine: range.end.line + 1, endColumn: range.end.character + 1 },
  });
  const used = new Set(findings.map(({ code }) => code));
  const run = {
    tool: { driver: { name: 'flightdeck', rules: allRules.filter(({ id }) => used.has(id)).map(({ id, summary }) => ({ id, shortDescription: { text: summary } })) } },
    results: findings.map(({ file, range, severity, code, message, related }) => ({
      ruleId: code,
      level: sarifLevels[severity],
      message: { text: message },
      locations: [{ physicalLocation: place(file, range) }],
      relatedLocations: related.map((other) => ({ physicalLocation: place(other.file, other.range), message: { text: other.message } })),
    })),
  };
  return `${JSON.stringify({ $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] }, undefined, 2)}\n`;
}
