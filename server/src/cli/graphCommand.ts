/** `flightdeck graph`: what applies what, from which source, in what order. */
import { parseArgs } from 'node:util';
import { printableGraph, printDot, printMermaid } from '../graph/printGraph.ts';
import { folders, oneOf, openSession, parsing, pathPrinter } from './options.ts';
import type { CliProcess } from './runCli.ts';

/** Prints the graph of folders. */
export async function runGraph(args: readonly string[], process: CliProcess): Promise<number> {
  const { values, positionals } = parsing(() => parseArgs({ args: [...args], allowPositionals: true, options: {
    format: { type: 'string', default: 'json' },
    'flux-version': { type: 'string' },
    source: { type: 'string', multiple: true },
  } }));
  const format = oneOf('--format', values.format, ['json', 'mermaid', 'dot'] as const);
  const session = await openSession(process.cwd, folders(process.cwd, positionals), { fluxVersion: values['flux-version'], sources: values.source });
  const graph = printableGraph(session.snapshot.graph, pathPrinter(process.cwd));
  process.out(format === 'json' ? `${JSON.stringify(graph)}\n` : format === 'mermaid' ? printMermaid(graph) : printDot(graph));
  return 0;
}
