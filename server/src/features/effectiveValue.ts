/** What becomes of a value in a source file: the later change, and the objects that a patch meets. */
import type { ClusterGraph } from '../graph/graph.ts';
import type { UnresolvedPart } from '../kustomize/build.ts';
import { codeSpan, escapeMarkdown } from '../protocol/markdownText.ts';
import type { Span, TextFile } from '../text/textFile.ts';
import { groupBy } from '../graph/lazyMap.ts';
import { spanTouches } from '../graph/queries.ts';
import { oncePer } from '../text/once.ts';
import type { YamlMap, YamlNode, YamlScalar } from '../yaml/yamlNode.ts';
import type { Snapshot } from '../workspace/session.ts';
import { clusterLabel } from '../graph/clusterLabel.ts';
import type { Hover } from './hover.ts';
import { hidden, isSecretValue, secretVariables } from '../graph/secretValues.ts';
import { placeLink } from './links.ts';

/** What a value at an offset becomes where some Flux Kustomization changes it: `becomes 3 in apps (clusters/prod): …`. */
export function findEffectiveValues(snapshot: Snapshot, file: TextFile, offset: number): Hover | undefined {
  const lines: string[] = [];
  let span: Span | undefined;
  for (const { cluster, node } of snapshot.graph.byFile.get(file.uri) ?? []) {
    if (node.presence !== 'declared' || offset < node.origin.start || offset > node.origin.end) continue;
    const scalar = findScalar(node.manifest.root, file.uri, offset);
    const last = scalar?.changes?.at(-1);
    if (scalar === undefined || last === undefined) continue;
    span = { file, start: scalar.start, end: scalar.end };
    const through = last.span === undefined ? last.by : `${placeLink(last.span)} (${escapeMarkdown(`${last.by}${last.detail === undefined ? '' : ` ${last.detail}`}`)})`;
    const value = isSecretValue(node.manifest.root, scalar, secretVariables(cluster.deliveries.get(node.appliedBy ?? '')?.build)) ? hidden : scalar.text;
    const owner = `*${escapeMarkdown(ownerName(node.appliedBy))}*${entryWords(snapshot, cluster)}`;
    lines.push(value.trimEnd().includes('\n') ? `in ${owner} through ${through} it becomes\n\n${fenced(value)}` : `becomes **${escapeMarkdown(value)}** in ${owner}: ${through}`);
  }
  return span === undefined ? undefined : { span, markdown: [...new Set(lines)].join('\n\n') };
}

/** What the patch, images or replicas entry at an offset meets: `hits 3 of 14 objects` with their names. */
export function findHits(snapshot: Snapshot, file: TextFile, offset: number): Hover | undefined {
  const lines: string[] = [];
  let span: Span | undefined;
  for (const cluster of snapshot.graph.clusters) {
    for (const { node, hit } of hitsByFile(cluster).get(file.uri) ?? []) {
      if (!spanTouches(hit.span, file.uri, offset)) continue;
      // The innermost entry is the one that the cursor is on.
      if (span !== undefined && hit.span.end - hit.span.start > span.end - span.start) continue;
      span = hit.span;
      const names = hit.objects.slice(0, 10).map((name) => `- ${escapeMarkdown(name)}`);
      const more = hit.objects.length > names.length ? [`- … ${hit.objects.length - names.length} more`] : [];
      lines.push(`hits ${hit.objects.length} of ${hit.of} objects in *${escapeMarkdown(node.object.name)}*${entryWords(snapshot, cluster)}\n\n${[...names, ...more].join('\n')}`);
    }
  }
  return span === undefined ? undefined : { span, markdown: [...new Set(lines)].join('\n\n') };
}

/** What the entries of kustomize files meet, by the file that they stand in. */
const hitsByFile = oncePer((cluster: ClusterGraph) => groupBy([...cluster.deliveries.values()].flatMap(({ node, build }) => (build?.hits ?? []).map((hit) => ({ node, hit }))), ({ hit }) => hit.span.file.uri));

const holeWords: Readonly<Record<UnresolvedPart['reason'], string>> = {
  remote: 'is fetched from elsewhere when it is built',
  helm: 'is a Helm chart, which kustomize inflates only where it is told to, and Flux never does',
  plugin: 'is made by a plugin, and Flux runs none',
  'missing-source': 'has a source that is not in this workspace',
  encrypted: 'is encrypted, and shown as it stands in Git',
  'unknown-variable': 'has a value that only the cluster knows',
};

/** What at an offset a build leaves open: `podinfo is a Helm chart …: what it brings is missing in apps`. */
export function findHoles(snapshot: Snapshot, file: TextFile, offset: number): Hover | undefined {
  const lines: string[] = [];
  let span: Span | undefined;
  for (const cluster of snapshot.graph.clusters) {
    for (const { node, build } of cluster.deliveries.values()) {
      for (const { reason, what, span: place } of build?.unresolved ?? []) {
        // What is encrypted, or a variable, has words of its own.
        if (reason === 'encrypted' || reason === 'unknown-variable' || place === undefined || !spanTouches(place, file.uri, offset)) continue;
        span = place;
        lines.push(`unresolved: ${codeSpan(what)} ${holeWords[reason]}; what it brings is missing in *${escapeMarkdown(node.object.name)}*${entryWords(snapshot, cluster)}`);
      }
    }
  }
  return span === undefined ? undefined : { span, markdown: [...new Set(lines)].join('\n\n') };
}

function ownerName(id: string | undefined): string {
  return id?.slice(id.lastIndexOf('/') + 1) ?? '';
}

function entryWords(snapshot: Snapshot, cluster: ClusterGraph): string {
  return snapshot.graph.clusters.length > 1 ? ` (${escapeMarkdown(clusterLabel(snapshot.graph, cluster))})` : '';
}

/** A text of several lines as it stands, the first of them. */
function fenced(text: string): string {
  const lines = text.trimEnd().split('\n');
  const shown = lines.length > 12 ? [...lines.slice(0, 11), `… ${lines.length - 11} more lines`] : lines;
  const fence = '`'.repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length + 1)));
  return `${fence}\n${shown.join('\n')}\n${fence}`;
}

/** The scalar of a built object that was written at an offset of a file. */
function findScalar(root: YamlMap, uri: string, offset: number): YamlScalar | undefined {
  const todo: YamlNode[] = [root];
  for (let at = todo.pop(); at !== undefined; at = todo.pop()) {
    if (at.kind === 'scalar') {
      // A block ends behind its last line break, where the next line begins.
      if (spanTouches(at, uri, offset) && (offset < at.end || at.file.text[at.end - 1] !== '\n')) return at;
    } else if (at.kind === 'seq') todo.push(...at.items);
    else for (const { value } of at.pairs) todo.push(value);
  }
  return undefined;
}
