/**
 * What a validator leaves behind. kustomize compares the objects after it with those before it node by node, order and quotes
 * included, and before that takes out the label by which a validator may sign (kustomize kusttarget.go `runValidators`).
 */
import { YamlScalar, type YamlMap, type YamlNode } from '../yaml/yamlNode.ts';
import type { Draft } from './draft.ts';
import { withEntry, withoutEntry, withPairs } from './editNodes.ts';
import { sameJson } from './jsonPatch.ts';
import { scalarValue11 } from './strictReader.ts';

/** Whether kustomize finds that a validator has changed an object, which was `before`. */
export function draftDiffers(draft: Draft, before: YamlMap): boolean {
  if (isSigned(before)) return true;
  return draft.root !== before && (hasWrittenLabels(before) || !endsWithLabels(draft, before) || !sameJson(before, unsigned(draft.root)));
}

/** Whether an object has labels that stand in a file: to take its signature back, kustomize writes all labels anew in order of their names, and finds only those as they were that it had made itself in this order and with no other quotes. */
function hasWrittenLabels(root: YamlMap): boolean {
  const labels = root.get('metadata', 'labels');
  if (labels?.kind !== 'map') return labels !== undefined;
  const isMade = (value: YamlNode) => value.kind === 'scalar' && value.changes !== undefined && hasOwnQuotes(value) && ['labels', 'transformer'].includes(value.changes[0]?.by ?? '');
  const isInOrder = labels.pairs.every(({ key }, index) => index === 0 || (labels.pairs[index - 1]?.key.text ?? '') < key.text);
  const isMadeMap = labels.pairs[0]?.key.file === labels.file;
  return !isMadeMap || !isInOrder || !labels.pairs.every(({ value }) => isMade(value));
}

/** Whether a label has the quotes that its text needs, and no others. */
function hasOwnQuotes(value: YamlScalar): boolean {
  return value.style === 'plain' || (value.style === 'double' && typeof scalarValue11(new YamlScalar(value, value.text)) !== 'string');
}

/** Whether nothing follows on the labels in an object's metadata: to take its signature back, kustomize puts them at the end, and finds that this changes the order. */
function endsWithLabels(draft: Draft, root: YamlMap): boolean {
  const metadata = root.get('metadata');
  if (metadata?.kind !== 'map' || metadata.get('labels') === undefined) return true;
  const { memoryPlace } = draft;
  const last = metadata.pairs.findLast(({ key }) => memoryPlace !== 'before-labels' || key.text !== 'annotations');
  return last?.key.text === 'labels' && memoryPlace !== 'behind-labels';
}

function isSigned(root: YamlMap): boolean {
  return root.get('metadata', 'labels', signature) !== undefined;
}

/** The object without the label `validated-by`. */
function unsigned(root: YamlMap): YamlMap {
  const labels = root.get('metadata', 'labels');
  const metadata = root.get('metadata');
  if (metadata?.kind !== 'map' || labels?.kind !== 'map' || labels.pair(signature) === undefined) return root;
  const pairs = labels.pairs.filter(({ key }) => key.text !== signature);
  return withEntry(root, 'metadata', pairs.length === 0 ? withoutEntry(metadata, 'labels') : withEntry(metadata, 'labels', withPairs(labels, pairs)));
}

const signature = 'validated-by';
