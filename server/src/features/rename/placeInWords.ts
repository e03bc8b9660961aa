/** Names a place of a file for people: `clusters/prod/apps.yaml:12`. */
import type { WorkspaceGraph } from '../../graph/graph.ts';
import { rangeOfSpan, type Span } from '../../text/textFile.ts';

/** The file's path and line; with several repositories open also the repository. */
export function placeInWords(graph: WorkspaceGraph, span: Span): string {
  const repository = graph.repositories.length > 1 ? graph.repositories.find(({ rootUri }) => span.file.uri.startsWith(`${rootUri}/`)) : undefined;
  return `${repository === undefined ? '' : `${repository.name}/`}${span.file.path}:${rangeOfSpan(span).start.line + 1}`;
}
