/** Where a name or a path leads. */
import { deliveriesWithPathAt, edgesAt } from '../../graph/queries.ts';
import type { Artifact } from '../../graph/graph.ts';
import { nameSpan } from '../../manifests/manifest.ts';
import { uniqueSpans } from '../../text/spans.ts';
import type { Span, TextFile } from '../../text/textFile.ts';
import type { Snapshot } from '../../workspace/session.ts';
import { patchSubjectAt } from '../completion/patchSubject.ts';
import { allNameSitesIn, definitionSpan, NameSites } from '../names/nameSites.ts';
import { variableAt } from '../names/variableSites.ts';
import { patchedValuesAt, placeOfValue } from '../patchedValues.ts';
import { chartFileAt } from './chartFile.ts';
import { chartValueAt } from './chartValue.ts';
import { fluxComponentsAt } from './fluxComponents.ts';
import { markerAt } from './imageMarker.ts';
import { firstFileBelow, kustomizeEntries } from './kustomizeEntries.ts';
import { imagesNamedAt } from './namedImages.ts';

/** The places that the word at an offset names; several where several clusters disagree. */
export function findDefinitions(snapshot: Snapshot, file: TextFile, offset: number): readonly Span[] {
  const variable = variableAt(snapshot, file, offset);
  if (variable !== undefined) return uniqueSpans(variable.definitions.flatMap(({ key }) => key ?? []).map(plainSpan));
  const { graph } = snapshot;
  const named = edgesAt(graph, file.uri, offset).flatMap(({ cluster, edge }) => {
    const target = cluster.nodes.get(edge.to);
    if (target?.object.kind === 'KustomizeFile') return [startOf(target.manifest.root.file)];
    return target === undefined ? [] : [target.presence === 'declared' ? nameSpan(target.manifest) : target.origin];
  });
  const folders = deliveriesWithPathAt(graph, file.uri, offset).flatMap(({ delivery: { source, path } }) => (source.state === 'local' ? folderSpan(source.artifact, path ?? '') : []));
  const components = fluxComponentsAt(snapshot, file, offset).flatMap(({ artifact, path }) => folderSpan(artifact, path));
  const found = [...named, ...folders, ...components, ...namedElsewhere(snapshot, file, offset)];
  if (found.length > 0) return uniqueSpans(found);
  const entries = kustomizeEntries(snapshot, file).filter(({ span }) => span.start <= offset && offset <= span.end);
  return uniqueSpans([...entries.flatMap(({ target }) => (target === undefined ? [] : [startOf(target)])), ...valuesBehind(snapshot, file, offset)]);
}

/** The objects whose name stands there in whatever way: in a patch, a marker, a field of another tool's object. Their own name leads to itself, so that the editor shows who uses it. */
function namedElsewhere(snapshot: Snapshot, file: TextFile, offset: number): readonly Span[] {
  const index = new NameSites(allNameSitesIn(snapshot, file));
  return index.at(file.uri, offset).flatMap(({ targets }) => targets.map((target) => plainSpan(definitionSpan(target))));
}

/** The policy of a marker, the images that an entry is about, what a chart's path and values lead to, what a pointer or a field of a patch replaces. */
function valuesBehind(snapshot: Snapshot, file: TextFile, offset: number): readonly Span[] {
  const marker = markerAt(snapshot, file, offset);
  if (marker !== undefined) return marker.policies.map(({ policy }) => plainSpan(nameSpan(policy.manifest)));
  const images = imagesNamedAt(snapshot, file, offset);
  if (images.length > 0) return images.map(plainSpan);
  const chart = chartFileAt(snapshot, file, offset);
  if (chart !== undefined) return [startOf(chart)];
  const value = chartValueAt(snapshot, file, offset);
  if (value !== undefined) return [plainSpan(value.pair.key)];
  const patch = patchSubjectAt(snapshot, file, offset);
  return (patch === undefined ? undefined : patchedValuesAt(patch))?.values.flatMap(({ node }) => (node === undefined ? [] : [placeOfValue(node)])) ?? [];
}

function startOf(file: TextFile): Span {
  return { file, start: 0, end: 0 };
}

function plainSpan({ file, start, end }: Span): Span {
  return { file, start, end };
}

function folderSpan(artifact: Artifact, path: string): readonly Span[] {
  const file = artifact.tree.kindOf(path) === 'directory' ? firstFileBelow(artifact.tree, path) : undefined;
  return file === undefined ? [] : [{ file, start: 0, end: 0 }];
}
