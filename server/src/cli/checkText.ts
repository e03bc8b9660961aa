/** Prints what `flightdeck check` found for people: a line each, and on a terminal grouped by file, with code frames and colour. */
import { severities, type CheckReport, type ReportedFinding, type ReportedPlace } from './checkReport.ts';

/** How to print: `frames` on a terminal, `colour` where it is wanted. */
export interface TextStyle {
  readonly frames: boolean;
  readonly colour: boolean;
}

/** All findings and a line with their numbers. */
export function printText(report: CheckReport, { frames, colour }: TextStyle): string {
  const paint = colour ? painted : plain;
  const body = frames ? printGroups(report.findings, paint) : report.findings.map(printLine).join('');
  return `${body}${report.findings.length === 0 || frames ? '' : '\n'}${summaryOf(report, paint)}\n`;
}

type Paint = (style: keyof typeof styles, text: string) => string;

const styles = { error: '31', warning: '33', info: '36', hint: '90', dim: '90', bold: '1', good: '32' } as const;
const plain: Paint = (_style, text) => text;
const painted: Paint = (style, text) => `\u001b[${styles[style]}m${text}\u001b[0m`;

function printLine({ file, range, severity, code, message, related }: ReportedFinding): string {
  const notes = related.map((place) => `    ${placeOf(place)} ${printable(place.message)}\n`);
  return `${placeOf({ file, range })} ${severity} ${code}: ${printable(message)}\n${notes.join('')}`;
}

function printGroups(findings: readonly ReportedFinding[], paint: Paint): string {
  const files = new Map<string, ReportedFinding[]>();
  for (const finding of findings) files.set(finding.file, [...(files.get(finding.file) ?? []), finding]);
  return [...files].map(([file, own]) => `${paint('bold', printable(file))}\n${own.map((finding) => printFramed(finding, paint)).join('')}\n`).join('');
}

function printFramed(finding: ReportedFinding, paint: Paint): string {
  const { range, severity, code, message, related } = finding;
  const place = `${range.start.line + 1}:${range.start.character + 1}`;
  const notes = related.map((other) => `      ${paint('dim', `${placeOf(other)} ${printable(other.message)}`)}\n`);
  return `  ${paint('dim', place)}  ${paint(severity, severity)}  ${printable(message)}  ${paint('dim', code)}\n${printFrame(finding, paint)}${notes.join('')}`;
}

/** Characters of a line that a frame shows. */
const frameWidth = 100;

/** The first line of what is meant, with carets below it. */
function printFrame({ span, range, severity }: ReportedFinding, paint: Paint): string {
  const { start, end } = range;
  const { file } = span;
  const from = file.lines.offsetAt({ line: start.line, character: 0 });
  const [line = ''] = file.text.slice(from, from + 10_000).split(/\r?\n/, 1);
  const first = Math.max(0, Math.min(start.character - 20, line.length - frameWidth));
  const shown = line.slice(first, first + frameWidth);
  const last = end.line === start.line ? end.character : line.length;
  const caretStart = start.character - first;
  const carets = '^'.repeat(Math.max(1, Math.min(last - start.character, shown.length - caretStart)));
  const number = String(start.line + 1);
  const gutter = (text: string): string => paint('dim', `${text.padStart(6)} │ `);
  return `${gutter(number)}${printable(shown)}\n${gutter('')}${' '.repeat(Math.max(0, caretStart))}${paint(severity, carets)}\n`;
}

function summaryOf({ findings, files, manifests }: CheckReport, paint: Paint): string {
  const counts = severities.map((severity) => [severity, findings.filter((finding) => finding.severity === severity).length] as const).filter(([, count]) => count > 0);
  const words = counts.map(([severity, count]) => paint(severity, `${count} ${severity}${count === 1 || severity === 'info' ? '' : 's'}`));
  return `${words.length === 0 ? paint('good', 'nothing to report') : words.join(', ')} in ${files} ${files === 1 ? 'file' : 'files'}, ${manifests} ${manifests === 1 ? 'object' : 'objects'} applied`;
}

function placeOf({ file, range }: Pick<ReportedPlace, 'file' | 'range'>): string {
  return `${printable(file)}:${range.start.line + 1}:${range.start.character + 1}`;
}

/** A text without what a terminal would take for a command. */
function printable(text: string): string {
  return text.replaceAll('\t', ' ').replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, '\ufffd');
}

/** A line on the terminal that says what is being done, until the next one or the end takes its place. */
export function progressLine(words: string): string {
  return `\r\u001b[2K${words}`;
}

