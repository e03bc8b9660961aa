/** What an `$imagepolicy` marker does: which policy chooses, from which image, and who writes it. */
import { isWithin, securePath } from '../../files/paths.ts';
import type { ClusterGraph, GraphNode } from '../../graph/graph.ts';
import { nameSpan } from '../../manifests/manifest.ts';
import { codeSpan, escapeMarkdown } from '../../protocol/markdownText.ts';
import type { TextFile } from '../../text/textFile.ts';
import { readMap, readString } from '../../yaml/yamlReader.ts';
import type { Snapshot } from '../../workspace/session.ts';
import { markerAt } from '../definitions/imageMarker.ts';
import type { Hover } from '../hover.ts';
import { placeLink } from '../links.ts';

/** The hover on a marker. */
export function findMarkerHover(snapshot: Snapshot, file: TextFile, offset: number): Hover | undefined {
  const found = markerAt(snapshot, file, offset);
  if (found === undefined) return undefined;
  const { span, namespace, name, part, policies } = found;
  const what = part === 'tag' ? 'the tag' : part === 'name' ? 'the name' : part === 'digest' ? 'the digest' : 'the whole image';
  const title = `image automation writes ${what} that ImagePolicy **${escapeMarkdown(`${namespace}/${name}`)}** chooses`;
  const sections = policies.map(({ cluster, policy }) => [...policyLines(cluster, policy), ...writerLines(cluster, file)].join('\n\n'));
  return { span, markdown: [title, ...(sections.length === 0 ? ['no file here declares this policy'] : new Set(sections))].join('\n\n') };
}

function policyLines(cluster: ClusterGraph, policy: GraphNode): readonly string[] {
  const spec = readMap(policy.manifest.root, 'spec');
  const semver = readString(spec, 'policy', 'semver', 'range')?.value;
  const order = ['alphabetical', 'numerical'].flatMap((sort) => (readMap(spec, 'policy', sort) === undefined ? [] : [`${sort}, ${readString(spec, 'policy', sort, 'order')?.value ?? 'asc'}`]));
  const pattern = readString(spec, 'filterTags', 'pattern')?.value;
  const edge = (cluster.edgesFrom.get(policy.id) ?? []).find(({ kind }) => kind === 'imageRepository');
  const repository = edge === undefined ? undefined : cluster.nodes.get(edge.to);
  const image = repository === undefined ? undefined : readString(repository.manifest.root, 'spec', 'image')?.value;
  return [
    ...(semver === undefined ? order.map((words) => `the last by order: ${words}`) : [`the highest version in ${codeSpan(semver)}`]),
    ...(pattern === undefined ? [] : [`of the tags that match ${codeSpan(pattern)}`]),
    ...(image === undefined ? [] : [`image ${codeSpan(image)}, scanned each ${codeSpan(readString(repository?.manifest.root, 'spec', 'interval')?.value ?? '')}`]),
    placeLink(nameSpan(policy.manifest)),
  ];
}

/** The automations whose folder holds the file. */
function writerLines(cluster: ClusterGraph, file: TextFile): readonly string[] {
  const automations = cluster.nodesByKind.get('ImageUpdateAutomation') ?? [];
  const writing = automations.filter(({ manifest }) => isWithin(securePath('', readString(manifest.root, 'spec', 'update', 'path')?.value ?? ''), file.path));
  if (writing.length > 0) return writing.map(({ object, manifest }) => `written by ImageUpdateAutomation ${escapeMarkdown(object.name)}: ${placeLink(nameSpan(manifest))}`);
  return automations.length === 0 ? ['no ImageUpdateAutomation is declared here: nothing writes it'] : ['no ImageUpdateAutomation looks into this folder'];
}
