/** What `flightdeck check` found, in the form that every format prints. */
import type { Finding, Severity } from '../rules/rule.ts';
import { rangeOfSpan, type Span } from '../text/textFile.ts';

/** Severities, the gravest first. */
export const severities: readonly Severity[] = ['error', 'warning', 'info', 'hint'];

type Range = ReturnType<typeof rangeOfSpan>;

/** A place with a note: lines and characters from 0, as in LSP. */
export interface ReportedPlace {
  /** Path from the working directory, with `/`. */
  readonly file: string;
  readonly range: Range;
  readonly message: string;
}

/** One finding. */
export interface ReportedFinding extends ReportedPlace {
  readonly severity: Severity;
  readonly code: string;
  readonly related: readonly ReportedPlace[];
  /** The place in the text, for code frames; no part of any answer. */
  readonly span: Span;
}

/** The outcome of a check. */
export interface CheckReport {
  readonly findings: readonly ReportedFinding[];
  readonly files: number;
  /** Objects that some entry point applies. */
  readonly manifests: number;
  /** Milliseconds by phase; `undefined` where two runs are to give the same bytes. */
  readonly timings: Readonly<Record<string, number>> | undefined;
}

/** Findings as they are printed, by file and place: the same order in every run and on every machine. */
export function reportFindings(findings: Iterable<Finding>, pathOf: (uri: string) => string): readonly ReportedFinding[] {
  return [...findings]
    .map(({ span, severity, rule, message, related }) => ({
      file: pathOf(span.file.uri),
      range: rangeOfSpan(span),
      severity,
      code: rule,
      message,
      related: related.map((place) => ({ file: pathOf(place.span.file.uri), range: rangeOfSpan(place.span), message: place.message })),
      span,
    }))
    .sort(byPlace);
}

function byPlace(a: ReportedFinding, b: ReportedFinding): number {
  return compareTexts(a.file, b.file) || a.range.start.line - b.range.start.line || a.range.start.character - b.range.start.character || compareTexts(a.code, b.code) || compareTexts(a.message, b.message);
}

/** By code units: a comparison by language would depend on the machine. */
function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The one JSON object of `--format json`, whose fields are a contract. */
export function printJson({ findings, files, manifests, timings }: CheckReport): string {
  const printed = findings.map(({ file, range, severity, code, message, related }) => ({ file, range, severity, code, message, related }));
  return `${JSON.stringify({ version: 1, files, manifests, findings: printed, timings })}\n`;
}
