/** The last touch on each object: annotations become texts, and an empty annotation mapping goes, as kustomize leaves them. */
import { YamlScalar, type YamlMap, type YamlNode } from '../../yaml/yamlNode.ts';
import { isStringScalar, textOf, withEntry, withPairs, withoutEntry } from '../editNodes.ts';

const stringTag = 'tag:yaml.org,2002:str';

/** Annotations of kustomize and its kin, which never leave a build (kustomize api/resource/resource.go `BuildAnnotations`). */
const dropped: ReadonlySet<string> = new Set([
  ...['previousKinds', 'previousNames', 'prefixes', 'suffixes', 'previousNamespaces', 'allowNameChange', 'allowKindChange', 'refBy', 'generatorBehavior', 'needsHashSuffix'],
  ...['path', 'index', 'seqindent', 'id', 'annotations-migration-resource-id', 'helm-generated'],
].map((name) => `internal.config.kubernetes.io/${name}`).concat('config.kubernetes.io/path', 'config.kubernetes.io/index', 'config.k8s.io/id'));

/** An object as kustomize prints it. */
export function finishObject(root: YamlMap): YamlMap {
  const metadata = root.get('metadata');
  if (metadata?.kind !== 'map') return root;
  const annotations = metadata.get('annotations');
  if (annotations === undefined) return root;
  const kept = annotations.kind === 'map' ? annotations.pairs.filter(({ key }) => !dropped.has(key.text)) : [];
  if (annotations.kind !== 'map' || kept.length === 0) return withEntry(root, 'metadata', withoutEntry(metadata, 'annotations'));
  if (kept.length === annotations.pairs.length && kept.every(({ value }) => isStringScalar(value) && !isFolded(value))) return root;
  const pairs = kept.map((pair) => {
    const { value } = pair;
    const changes = value.kind === 'scalar' ? value.changes : undefined;
    // kustomize writes all annotations anew before it prints, so that none is folded any more.
    if (isFolded(value)) return { ...pair, value: new YamlScalar(value, textOf(value), 'literal', { changes }) };
    if (isStringScalar(value)) return pair;
    return { ...pair, value: new YamlScalar(value, textOf(value), 'plain', { tag: stringTag, changes }) };
  });
  return withEntry(root, 'metadata', withEntry(metadata, 'annotations', withPairs(annotations, pairs)));
}

function isFolded(node: YamlNode): boolean {
  return node.kind === 'scalar' && node.style === 'folded';
}
