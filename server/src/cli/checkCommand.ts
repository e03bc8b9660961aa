/** `flightdeck check`: all findings of repositories, for people and pipelines. */
import { parseArgs } from 'node:util';
import { allRules } from '../rules/index.ts';
import { checkSnapshot } from '../rules/checkSnapshot.ts';
import { RuleCache } from '../rules/ruleCache.ts';
import { emptyNotes, partNotes } from './checkNotes.ts';
import { printGithub } from './checkGithub.ts';
import { printJson, reportFindings, severities, type CheckReport } from './checkReport.ts';
import { printSarif } from './checkSarif.ts';
import { printText, progressLine } from './checkText.ts';
import { folders, oneOf, openSession, parsing, pathPrinter } from './options.ts';
import { ownVersion } from './ownVersion.ts';
import type { CliProcess } from './runCli.ts';

/** What the parser takes. */
export const checkOptions = {
  format: { type: 'string', default: 'text' },
  'fail-on': { type: 'string', default: 'error' },
  'flux-version': { type: 'string' },
  source: { type: 'string', multiple: true },
  'no-timings': { type: 'boolean', default: false },
} as const;

/** Checks; exit code 1 when a finding is at or above `--fail-on`. */
export async function runCheck(args: readonly string[], process: CliProcess): Promise<number> {
  const started = performance.now();
  const { values, positionals } = parsing(() => parseArgs({ args: [...args], allowPositionals: true, options: checkOptions }));
  const format = oneOf('--format', values.format, ['text', 'json', 'sarif', 'github'] as const);
  const failOn = oneOf('--fail-on', values['fail-on'], severities);
  const progress = (words: string): void => {
    if (process.terminal?.err === true) process.err(progressLine(words));
  };
  progress('reading files …');
  const roots = folders(process.cwd, positionals);
  const session = await openSession(process.cwd, roots, { fluxVersion: values['flux-version'], sources: values.source });
  const readMs = performance.now() - started;
  const { snapshot } = session;
  progress('building what each cluster gets …');
  // Built here, so that it has a time of its own.
  const { graph } = snapshot;
  const graphMs = performance.now() - started - readMs;
  progress('checking …');
  const found = checkSnapshot(snapshot, { cache: new RuleCache(), facts: undefined, log: (message) => process.err(`${message}\n`) });
  const findings = reportFindings([...found.values()].flat(), pathPrinter(process.cwd));
  progress('');
  const files = snapshot.repositories.flatMap(({ tree }) => tree.yamlFiles());
  const totals = { files: files.length, manifests: new Set(graph.clusters.flatMap(({ nodes }) => [...nodes.values()].filter(({ presence }) => presence === 'declared').map(({ manifest }) => manifest.root))).size };
  const totalMs = performance.now() - started;
  const measured = { totalMs: round(totalMs), readMs: round(readMs), graphMs: round(graphMs), rulesMs: round(totalMs - readMs - graphMs) };
  const timings = values['no-timings'] ? undefined : measured;
  process.out(printReport({ findings, ...totals, timings }, format, process));
  const limit = severities.indexOf(failOn);
  const isWrong = findings.some(({ severity }) => severities.indexOf(severity) <= limit);
  for (const note of [...partNotes(process.cwd, roots, isWrong, graph.clusters), ...emptyNotes(graph.clusters)]) process.err(`flightdeck check: ${note}\n`);
  return isWrong ? 1 : 0;
}

function printReport(report: CheckReport, format: 'text' | 'json' | 'sarif' | 'github', { terminal }: CliProcess): string {
  switch (format) {
    case 'text':
      return printText(report, { frames: terminal?.out === true, colour: terminal?.colour === true });
    case 'json':
      return printJson(report);
    case 'sarif':
      return printSarif(report, allRules, ownVersion());
    case 'github':
      return printGithub(report);
  }
}

function round(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10;
}
