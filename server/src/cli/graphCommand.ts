/** `flightdeck graph`: what applies what, from which source, in what order. */
import { parseArgs } from 'node:util';
import { printableClusters, printableGraph, printDot, printMermaid } from '../graph/printGraph.ts';
import { clusterLabel } from '../graph/clusterLabel.ts';
import { emptyNotes } from './checkNotes.ts';
import { folders, oneOf, openSession, parsing, pathPrinter } from './options.ts';
import type { CliProcess } from './runCli.ts';

/** What the parser takes. */
export const graphOptions = {
  format: { type: 'string', default: 'json' },
  'flux-version': { type: 'string' },
  source: { type: 'string', multiple: true },
} as const;

/** Prints the graph of folders. */
export async function runGraph(args: readonly string[], process: CliProcess): Promise<number> {
  const { values, positionals } = parsing(() => parseArgs({ args: [...args], allowPositionals: true, options: graphOptions }));
  const format = oneOf('--format', values.format, ['json', 'mermaid', 'dot'] as const);
  const session = await openSession(process.cwd, folders(process.cwd, positionals), { fluxVersion: values['flux-version'], sources: values.source });
  const { graph } = session.snapshot;
  const pathOf = pathPrinter(process.cwd);
  if (format === 'json') process.out(`${JSON.stringify(printableGraph(graph, pathOf))}\n`);
  else {
    const clusters = printableClusters(graph, (cluster) => clusterLabel(graph, cluster), pathOf);
    process.out(format === 'mermaid' ? printMermaid(clusters) : printDot(clusters));
  }
  for (const note of emptyNotes(graph.clusters)) process.err(`flightdeck graph: ${note}\n`);
  return 0;
}
