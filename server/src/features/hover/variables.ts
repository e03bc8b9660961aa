/** What a `${…}` becomes: value and origin of the variable in each Flux Kustomization that substitutes it. */
import { optsOutOfSubstitution } from '../../flux/substitution/substituteObject.ts';
import { parseTemplate } from '../../flux/substitution/template.ts';
import { codeSpan, escapeMarkdown } from '../../protocol/markdownText.ts';
import type { TextFile } from '../../text/textFile.ts';
import type { Snapshot } from '../../workspace/session.ts';
import { clusterLabel } from '../../graph/clusterLabel.ts';
import { substitutingDeliveries, variableWords } from '../completion/variables.ts';
import type { Hover } from '../hover.ts';

/** At most so many Flux Kustomizations are named. */
const mostLines = 6;

/** The hover on an expression. */
export function findVariableHover(snapshot: Snapshot, file: TextFile, offset: number): Hover | undefined {
  const found = expressionAt(file, offset);
  if (found === undefined) return undefined;
  const span = { file, start: found.start, end: found.end };
  const deliveries = substitutingDeliveries(snapshot, file, offset);
  if (deliveries.length === 0) return undefined;
  if (found.isEscaped) return { span, markdown: `stays ${codeSpan(file.text.slice(found.start + 1, found.end))}: the second \`$\` escapes it` };
  const lines = deliveries.map(({ cluster, delivery }) => {
    const set = delivery.build?.variables;
    const owner = `*${escapeMarkdown(delivery.node.object.name)}*${snapshot.graph.clusters.length > 1 ? ` (${escapeMarkdown(clusterLabel(snapshot.graph, cluster))})` : ''}`;
    if (set === undefined || !set.active) return `stays as it is in ${owner}: it substitutes nothing`;
    if (isOptedOut(snapshot, file, offset)) return 'stays as it is: substitution is switched off for this object';
    const variable = set.variables.get(found.name);
    if (variable !== undefined) return variableWords(snapshot, cluster, delivery, variable);
    if (set.unknownSources.length > 0) return `is not known in ${owner}: it may come from a source outside of this workspace`;
    return found.hasDefault ? `is not set in ${owner}: the default holds` : `is not set in ${owner}`;
  });
  const distinct = [...new Set(lines)];
  const more = distinct.length > mostLines ? [`… ${distinct.length - mostLines} more`] : [];
  return { span, markdown: [`**${escapeMarkdown(found.name)}**`, ...distinct.slice(0, mostLines), ...more].join('\n\n') };
}

interface Expression {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly hasDefault: boolean;
  readonly isEscaped: boolean;
}

/** The expression on the line of an offset that the offset lies in. */
function expressionAt(file: TextFile, offset: number): Expression | undefined {
  const lineStart = file.text.lastIndexOf('\n', offset - 1) + 1;
  const lineEnd = file.text.indexOf('\n', offset);
  const line = file.text.slice(lineStart, lineEnd < 0 ? undefined : lineEnd);
  for (const match of line.matchAll(/(\$?)\$\{([_A-Za-z][_A-Za-z0-9]*)[^}]*\}/g)) {
    const start = lineStart + match.index;
    const [whole, dollar, name = ''] = match;
    if (offset < start || offset > start + whole.length) continue;
    const template = parseTemplate(whole);
    const first = 'nodes' in template ? template.nodes[0] : undefined;
    const operator = first?.kind === 'expression' ? first.operator : '';
    return { name, start, end: start + whole.length, hasDefault: operator.startsWith(':-') || operator.startsWith(':=') || operator.startsWith('='), isEscaped: dollar === '$' };
  }
  return undefined;
}

function isOptedOut(snapshot: Snapshot, file: TextFile, offset: number): boolean {
  return (snapshot.graph.byFile.get(file.uri) ?? []).some(({ node }) => node.presence === 'declared' && node.origin.start <= offset && offset <= node.origin.end && optsOutOfSubstitution(node.manifest.root));
}
