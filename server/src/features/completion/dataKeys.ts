/** Keys of the ConfigMap or Secret that a reference names. Their names are shown, never a Secret's values. */
import type { GraphNode } from '../../graph/graph.ts';
import { codeSpan } from '../../protocol/markdownText.ts';
import type { YamlNode } from '../../yaml/yamlNode.ts';
import { fittingObjects } from './fitting.ts';
import { inOrder, scalarText, valueProposal, type Proposal } from './proposal.ts';
import type { ReferenceSlot } from './references.ts';
import type { CompletionScene } from './scene.ts';

/** Proposals for the key beside the name; of all objects that fit while there is no name. */
export function dataKeyProposals(scene: CompletionScene, slot: ReferenceSlot): readonly Proposal[] {
  const name = scene.cursor.siblings.get(slot.nameKey);
  const fitting = fittingObjects(scene, slot);
  const named = name === undefined || name === '' ? fitting : fitting.filter((one) => one.name === name || one.node.object.name === name);
  const proposals = new Map<string, Proposal>();
  for (const { node } of named) {
    for (const { key, value } of dataEntries(node)) {
      if (proposals.has(key)) continue;
      proposals.set(key, valueProposal(scene.cursor.replace, key, 0, { insert: scalarText(key), detail: `${node.object.kind} ${node.object.name}`, documentation: node.object.kind === 'Secret' ? '' : previewOf(value) }));
    }
  }
  const wanted = slot.dataKey === 'valuesKey' ? 'values.yaml' : undefined;
  return inOrder([...proposals.values()].sort((a, b) => Number(b.label === wanted) - Number(a.label === wanted)));
}

function dataEntries({ manifest }: GraphNode): readonly { readonly key: string; readonly value: YamlNode }[] {
  return ['data', 'stringData', 'binaryData'].flatMap((field) => {
    const map = manifest.root.get(field);
    return map?.kind === 'map' ? map.pairs.map(({ key, value }) => ({ key: key.text, value })) : [];
  });
}

function previewOf(value: YamlNode): string {
  if (value.kind !== 'scalar' || value.text === '') return '';
  const line = value.text.split('\n', 1)[0] ?? '';
  return codeSpan(line.length > 80 ? `${line.slice(0, 79)}…` : line);
}
