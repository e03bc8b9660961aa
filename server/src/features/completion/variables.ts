/** Variables behind `${`: what substitution of this file knows, with value and origin. A Secret's value is never shown. */
import type { ClusterGraph, Delivery } from '../../graph/graph.ts';
import { deliveriesReading } from '../../graph/queries.ts';
import { hidden } from '../../graph/secretValues.ts';
import type { Variable } from '../../flux/substitution/variables.ts';
import { codeSpan, escapeMarkdown } from '../../protocol/markdownText.ts';
import type { Span, TextFile } from '../../text/textFile.ts';
import type { Snapshot } from '../../workspace/session.ts';
import { clusterLabel } from '../../graph/clusterLabel.ts';
import { placeLink } from '../links.ts';
import { likeliestVariables } from './likelyVariables.ts';
import { inOrder, type Proposal } from './proposal.ts';

/** A variable's name under the cursor, as far as it is typed. */
export interface VariablePlace {
  /** The name, from behind `${`. */
  readonly replace: Span;
  readonly isClosed: boolean;
}

/** The place behind `${`; `undefined` elsewhere, in escaped ones and in the `${{ … }}` of other tools. */
export function variablePlaceAt(file: TextFile, offset: number): VariablePlace | undefined {
  const lineStart = file.text.lastIndexOf('\n', offset - 1) + 1;
  const before = /(^|[^$])(\$\{)([_A-Za-z][_A-Za-z0-9]*)?$/.exec(file.text.slice(lineStart, offset));
  if (before === null) return undefined;
  const rest = /^[_A-Za-z0-9]*/.exec(file.text.slice(offset, offset + 200))?.[0] ?? '';
  const end = offset + rest.length;
  const behind = file.text.slice(end, end + 1);
  return { replace: { file, start: offset - (before[3]?.length ?? 0), end }, isClosed: behind === '}' || behind === ':' };
}

/** Flux Kustomizations whose substitution a place in a file goes through: those that apply the object there, then others that read the file. */
export function substitutingDeliveries(snapshot: Snapshot, file: TextFile, offset: number): readonly { readonly cluster: ClusterGraph; readonly delivery: Delivery }[] {
  const yielded = (snapshot.graph.byFile.get(file.uri) ?? []).filter(({ node }) => node.presence === 'declared' && node.origin.start <= offset && offset <= node.origin.end);
  const owners = yielded.flatMap(({ cluster, node }) => {
    const delivery = cluster.deliveries.get(node.appliedBy ?? '');
    return delivery === undefined ? [] : [{ cluster, delivery }];
  });
  const known = new Set(owners.map(({ delivery }) => delivery));
  return [...owners, ...deliveriesReading(snapshot.graph, file).filter(({ delivery }) => !known.has(delivery))];
}

/** Proposals for the name of a variable. */
export function completeVariables(snapshot: Snapshot, file: TextFile, offset: number, { replace, isClosed }: VariablePlace): readonly Proposal[] {
  const known = new Map<string, { readonly variable: Variable; readonly words: string[] }>();
  for (const { cluster, delivery } of substitutingDeliveries(snapshot, file, offset)) {
    for (const variable of delivery.build?.variables.variables.values() ?? []) {
      const entry = known.get(variable.name) ?? { variable, words: [] };
      entry.words.push(variableWords(snapshot, cluster, delivery, variable));
      known.set(variable.name, entry);
    }
  }
  const names = likeliestVariables(snapshot, file, replace.start, [...known].map(([name, { variable }]) => ({ name, isOwn: variable.source === undefined })));
  return inOrder(
    names.flatMap(({ name }) => {
      const entry = known.get(name);
      if (entry === undefined) return [];
      const { variable, words } = entry;
      return [{ label: name, detail: shownValue(variable), documentation: [...new Set(words)].join('\n\n'), insert: isClosed ? name : `${name}}`, replace, kind: 'variable' as const, order: 0 }];
    }),
  );
}

/** The value as it may be shown. */
export function shownValue({ value, source }: Variable): string {
  if (source?.kind === 'Secret') return hidden;
  if (value === undefined) return 'encrypted';
  return value.length > 60 ? `${value.slice(0, 59)}…` : value;
}

/** A variable's value and where it is written: `= example.org in apps (clusters/prod), from ConfigMap vars: vars.yaml:7`. */
export function variableWords(snapshot: Snapshot, cluster: ClusterGraph, { node }: Delivery, variable: Variable): string {
  const { source, span } = variable;
  const value = source?.kind === 'Secret' ? hidden : variable.value === undefined ? 'encrypted' : variable.value === '' ? 'empty' : codeSpan(shownValue(variable));
  const entry = snapshot.graph.clusters.length > 1 ? ` (${escapeMarkdown(clusterLabel(snapshot.graph, cluster))})` : '';
  const origin = source === undefined ? 'from `postBuild.substitute`' : `from ${source.kind} ${escapeMarkdown(`${source.namespace}/${source.name}`)}`;
  return `is ${value} in *${escapeMarkdown(node.object.name)}*${entry}, ${origin}${span === undefined ? '' : `: ${placeLink(span)}`}`;
}
