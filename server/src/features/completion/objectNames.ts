/** Names, kinds and namespaces of the objects that a reference can name, the likeliest first. */
import type { GraphNode } from '../../graph/graph.ts';
import { readFluxSource } from '../../manifests/fluxSource.ts';
import { readHelmRelease } from '../../manifests/helmRelease.ts';
import { printObjectId } from '../../protocol/objectId.ts';
import { codeSpan, escapeMarkdown } from '../../protocol/markdownText.ts';
import { oncePer } from '../../text/once.ts';
import { placeLink } from '../links.ts';
import { dataKeyProposals } from './dataKeys.ts';
import { fittingObjects, placeOf, type Fitting } from './fitting.ts';
import { firstFitting, inOrder, scalarText, valueProposal, type Proposal } from './proposal.ts';
import { ranked } from './ranking.ts';
import { referenceSlotAt, type ReferenceSlot } from './references.ts';
import type { CompletionScene } from './scene.ts';

/** Proposals for a key of a reference; empty elsewhere. */
export function completeObjectNames(scene: CompletionScene): readonly Proposal[] {
  const found = referenceSlotAt(`${scene.group}/${scene.kind}`, scene.cursor.keys);
  if (found === undefined) return [];
  const { slot, field } = found;
  if (field === slot.nameKey) return nameProposals(scene, slot);
  if (field === slot.dataKey) return dataKeyProposals(scene, slot);
  if (field === 'namespace') return namespaceProposals(scene, slot);
  if (field === 'kind') return kindProposals(scene, slot);
  return field === 'apiVersion' ? apiVersionProposals(scene, slot) : [];
}

function nameProposals(scene: CompletionScene, slot: ReferenceSlot): readonly Proposal[] {
  const { replace, siblings } = scene.cursor;
  const wantedNamespace = siblings.get('namespace');
  const byKey = new Map<string, Fitting>();
  for (const fitting of fittingObjects(scene, slot)) {
    if (slot.scope === 'named' && wantedNamespace !== undefined && wantedNamespace !== '' && fitting.node.object.namespace !== wantedNamespace) continue;
    const { id, object } = fitting.node;
    const key = fitting.name === object.name ? id : printObjectId({ ...object, name: fitting.name });
    if (!byKey.has(key)) byKey.set(key, fitting);
  }
  const order = firstFitting(ranked(placeOf(scene), [...byKey.values()], ({ candidate }) => candidate()), scene.cursor.word, ({ name }) => name);
  return inOrder(
    order.map(({ name, node, isElsewhere }) => {
      const { object } = node;
      const extra = extraLines(scene, slot, node, isElsewhere && slot.scope === 'named');
      return valueProposal(replace, name, 0, {
        insert: scalarText(name),
        detail: `${object.kind}${object.namespace === undefined ? '' : ` in ${object.namespace}`}`,
        documentation: objectWords(node),
        kind: 'object',
        ...(extra === '' ? {} : { extra: { span: { file: scene.file, start: scene.cursor.lineEnd, end: scene.cursor.lineEnd }, text: extra } }),
      });
    }),
  );
}

/** Lines below the name that the choice needs as well: the kind where it is open, the namespace of an object elsewhere. */
function extraLines({ cursor }: CompletionScene, slot: ReferenceSlot, { object, manifest }: GraphNode, withNamespace: boolean): string {
  const margin = `\n${' '.repeat(cursor.indent)}`;
  const missing = (key: string): boolean => !cursor.siblings.has(key);
  const isReference = slot.nameKey === 'name' && !slot.isWritten;
  return [
    ...(isReference && slot.kinds === undefined && missing('apiVersion') ? [`${margin}apiVersion: ${manifest.apiVersion}`] : []),
    ...(isReference && (slot.kinds === undefined || slot.kinds.length > 1) && missing('kind') ? [`${margin}kind: ${object.kind}`] : []),
    ...(withNamespace && missing('namespace') && object.namespace !== undefined ? [`${margin}namespace: ${object.namespace}`] : []),
  ].join('');
}

function namespaceProposals(scene: CompletionScene, slot: ReferenceSlot): readonly Proposal[] {
  const name = scene.cursor.siblings.get(slot.nameKey);
  const fitting = fittingObjects(scene, slot).filter(({ node }) => node.object.namespace !== undefined);
  const named = name === undefined || name === '' ? fitting : fitting.filter((one) => one.name === name);
  return countedProposals(scene, (named.length > 0 ? named : fitting).map(({ node }) => node.object.namespace ?? ''));
}

function kindProposals(scene: CompletionScene, slot: ReferenceSlot): readonly Proposal[] {
  const { siblings, replace } = scene.cursor;
  const name = siblings.get(slot.nameKey);
  const fitting = fittingObjects(scene, slot, undefined);
  const named = fitting.filter((one) => one.name === name);
  if (slot.kinds === undefined) return countedProposals(scene, (named.length > 0 ? named : fitting).map(({ node }) => node.object.kind));
  const first = new Set(named.map(({ node }) => node.object.kind));
  const used = new Map<string, number>();
  for (const { node } of fitting) used.set(node.object.kind, (used.get(node.object.kind) ?? 0) + 1);
  const kinds = [...slot.kinds].sort((a, b) => Number(first.has(b)) - Number(first.has(a)) || Number(used.has(b)) - Number(used.has(a)));
  return inOrder(kinds.map((kind) => valueProposal(replace, kind, 0, { detail: countWords(used.get(kind) ?? 0) })));
}

function apiVersionProposals(scene: CompletionScene, slot: ReferenceSlot): readonly Proposal[] {
  const name = scene.cursor.siblings.get(slot.nameKey);
  const fitting = fittingObjects(scene, slot);
  const named = fitting.filter((one) => one.name === name);
  return countedProposals(scene, (named.length > 0 ? named : fitting).map(({ node }) => node.manifest.apiVersion));
}

/** Values, those that occur most often first. */
function countedProposals({ cursor }: CompletionScene, values: readonly string[]): readonly Proposal[] {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const sorted = [...counts].sort(([, a], [, b]) => b - a);
  return inOrder(sorted.map(([value, count]) => valueProposal(cursor.replace, value, 0, { detail: countWords(count) })));
}

function countWords(count: number): string {
  return count === 0 ? '' : count === 1 ? 'one object' : `${count} objects`;
}

const objectWords = oncePer((node: GraphNode): string => {
  const source = readFluxSource(node.manifest);
  const release = readHelmRelease(node.manifest);
  const lines = [
    ...(source?.url === undefined ? [] : [codeSpan(source.url.value)]),
    ...(release?.chart === undefined ? [] : [`chart ${codeSpan(release.chart.value)}`]),
    ...(node.presence === 'implied' ? ['made by a controller'] : []),
    placeLink(node.presence === 'implied' ? node.origin : (node.manifest.name?.node ?? node.origin)),
    ...(node.appliedBy === undefined ? [] : [escapeMarkdown(`applied by ${node.appliedBy.split('/').slice(1).join('/')}`)]),
  ];
  return lines.join('\n\n');
});
