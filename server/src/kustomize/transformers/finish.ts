/** The last touch on each object: annotations become texts, and an empty annotation mapping goes, as kustomize leaves them. */
import { YamlScalar, type YamlMap } from '../../yaml/yamlNode.ts';
import { isStringScalar, textOf, withEntry, withPairs, withoutEntry } from '../editNodes.ts';

const stringTag = 'tag:yaml.org,2002:str';

/** An object as kustomize prints it. */
export function finishObject(root: YamlMap): YamlMap {
  const metadata = root.get('metadata');
  if (metadata?.kind !== 'map') return root;
  const annotations = metadata.get('annotations');
  if (annotations === undefined) return root;
  if (annotations.kind !== 'map' || annotations.pairs.length === 0) return withEntry(root, 'metadata', withoutEntry(metadata, 'annotations'));
  if (annotations.pairs.every(({ value }) => isStringScalar(value))) return root;
  const pairs = annotations.pairs.map((pair) => {
    const { value } = pair;
    const changes = value.kind === 'scalar' ? value.changes : undefined;
    if (isStringScalar(value)) return pair;
    return { ...pair, value: new YamlScalar(value, textOf(value), 'plain', { tag: stringTag, changes }) };
  });
  return withEntry(root, 'metadata', withEntry(metadata, 'annotations', withPairs(annotations, pairs)));
}
