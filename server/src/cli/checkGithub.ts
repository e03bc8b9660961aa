/** Prints what `flightdeck check` found as workflow commands, which GitHub Actions shows beside the lines. */
import type { CheckReport, ReportedFinding } from './checkReport.ts';

/** One command a finding. Lines and columns from 1; what belongs to it follows the message. */
export function printGithub({ findings }: CheckReport): string {
  return findings.map(printCommand).join('');
}

function printCommand({ file, range, severity, code, message, related }: ReportedFinding): string {
  const level = severity === 'error' ? 'error' : severity === 'warning' ? 'warning' : 'notice';
  const notes = related.map((place) => `\n${place.file}:${place.range.start.line + 1}:${place.range.start.character + 1} ${place.message}`);
  // An annotation over several lines may have no columns.
  const columns = range.start.line === range.end.line ? `,col=${range.start.character + 1},endColumn=${range.end.character + 1}` : '';
  return `::${level} file=${escapeProperty(file)},line=${range.start.line + 1},endLine=${range.end.line + 1}${columns},title=${escapeProperty(code)}::${escapeData(message + notes.join(''))}\n`;
}

/** Escapes of actions/toolkit packages/core/src/command.ts. */
function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
