/** `configMapGenerator:` and `secretGenerator:` (kustomize api/internal/generators). */
import { nearestName } from '../../text/editDistance.ts';
import type { Span } from '../../text/textFile.ts';
import { YamlMap, YamlScalar, type YamlNode, type YamlPair } from '../../yaml/yamlNode.ts';
import { BuildFault } from '../buildError.ts';
import type { StepContext } from '../context.ts';
import { Draft, type Behavior } from '../draft.ts';
import { isNull, isStringScalar, newKey, saysText, textOf, withEntry, withPath, withoutEntry } from '../editNodes.ts';
import { describeId, idKey } from '../objectId.ts';
import { flawsOf } from '../readObjects.ts';
import { metadataTexts } from '../selector.ts';
import { originKey } from '../transformers/buildMetadata.ts';
import type { Fields } from '../strictReader.ts';
import { keyValuesOf, type KeyValue } from './keyValues.ts';

const stringTag = 'tag:yaml.org,2002:str';

/** Makes the ConfigMap or Secret that an entry describes. */
export function generate(context: StepContext, kind: 'ConfigMap' | 'Secret', entry: Fields, options: Fields | undefined): Draft {
  const span = entry.map;
  const name = entry.scalar('name');
  if (name === undefined || name.text === '') throw new BuildFault('generator-no-name', `a generated ${kind} needs a \`name\``, span);
  const pairs = keyValuesOf(entry, context.loader, context.findings.problems);
  let root = mapOf(span, { apiVersion: text(span, 'v1'), kind: text(span, kind), metadata: mapOf(span, { name: located(name) }) });
  const namespace = entry.scalar('namespace');
  if (namespace !== undefined && namespace.text !== '') root = withPath(root, ['metadata', 'namespace'], located(namespace));
  const own = entry.fields('options');
  root = withTexts(root, ['metadata', 'labels'], own, options, 'labels');
  root = withTexts(root, ['metadata', 'annotations'], own, options, 'annotations');
  if (kind === 'Secret') {
    const type = entry.scalar('type');
    root = withEntry(root, 'type', type !== undefined && type.text !== '' ? located(type) : text(span, 'Opaque'));
    root = withEntry(root, 'data', new YamlMap(span, []));
  }
  for (const pair of [...pairs.values()].sort((left, right) => (left.key < right.key ? -1 : 1))) {
    const isBinary = pair.bytes !== undefined;
    const value = kind === 'Secret' || isBinary ? base64Of(pair) : pair.value;
    root = withPath(root, [kind === 'ConfigMap' && isBinary ? 'binaryData' : 'data', pair.key], text(pair.span, value));
  }
  if (own?.flag('immutable') === true || options?.flag('immutable') === true)
    root = withEntry(root, 'immutable', new YamlScalar(own?.node('immutable') ?? options?.node('immutable') ?? span, 'true', 'plain', { tag: 'tag:yaml.org,2002:bool' }));
  const draft = new Draft(root, span, flawsOf(root).flaws);
  const hashes = own?.flag('disableNameSuffixHash') !== true && options?.flag('disableNameSuffixHash') !== true;
  draft.memory = { ...draft.memory, needsHash: hashes, behavior: behaviorOf(entry.text('behavior')) };
  return draft;
}

function behaviorOf(written: string): Behavior {
  return written === 'merge' || written === 'replace' ? written : 'create';
}

/** The `name` and the `behavior` of a generator's entry. */
export interface GeneratorHead {
  readonly name: Span | undefined;
  readonly behavior: Span | undefined;
}

/** Adds a generated object: beside the others, or into the one with its name, as its behaviour says. */
export function absorb(context: StepContext, draft: Draft, span: Span, head?: GeneratorHead): void {
  const { drafts } = context;
  const found = drafts.byId(draft.id);
  const [old, second] = found;
  const { behavior } = draft.memory;
  if (second !== undefined) throw new BuildFault('generator-several', `several objects are, or were, \`${describeId(draft.id)}\``, span);
  if (old === undefined) {
    if (behavior === 'merge' || behavior === 'replace') {
      // Where another one is called nearly so, the name is misspelt; otherwise there is nothing that the behaviour could mean.
      const peers = drafts.all.filter(({ id }) => id.kind === draft.id.kind).map(({ id }) => id.name);
      const place = nearestName(draft.id.name, peers) === undefined ? head?.behavior : head?.name;
      throw new BuildFault('generator-nothing-to-merge', `\`behavior: ${behavior}\`, but there is no \`${describeId(draft.id)}\` yet`, place ?? span);
    }
    drafts.append(draft, span);
    return;
  }
  if (behavior !== 'merge' && behavior !== 'replace')
    throw new BuildFault('generator-exists', `\`${describeId(draft.id)}\` exists already; set \`behavior: merge\` or \`behavior: replace\``, span);
  const merged = overExisting(old, draft, behavior);
  // kustomize looks for the object to replace by what the new one is called now, and a patch may have made another kind of it.
  if (idKey(old.id) !== idKey(merged.id)) throw new BuildFault('generator-nothing-to-merge', `what was \`${describeId(draft.id)}\` is \`${describeId(old.id)}\` by now, and kustomize cannot ${behavior} it`, span);
  drafts.replace(old, merged);
}

/** A generated object that takes an existing one's place (kustomize `CopyMergeMetaDataFieldsFrom`). */
function overExisting(old: Draft, draft: Draft, behavior: 'merge' | 'replace'): Draft {
  let { root } = draft;
  for (const key of ['labels', 'annotations'] as const) root = mergedTexts(root, old.root, ['metadata', key], metadataTexts(old.root, key).size > 0);
  const oldName = old.root.get('metadata', 'name');
  const oldNamespace = old.root.get('metadata', 'namespace');
  // kustomize writes both texts without a type into fields that exist: digits become a number.
  const untyped = (node: YamlNode) => (node.kind === 'scalar' ? new YamlScalar(node, node.text, 'plain', { changes: node.changes }) : node);
  if (oldName !== undefined) root = withPath(root, ['metadata', 'name'], untyped(oldName));
  const metadata = root.get('metadata');
  if (saysText(oldNamespace)) root = withPath(root, ['metadata', 'namespace'], root.get('metadata', 'namespace') === undefined ? quoted(asString(oldNamespace, true)) : untyped(oldNamespace));
  else if (metadata?.kind === 'map') root = withEntry(root, 'metadata', withoutEntry(metadata, 'namespace'));
  if (behavior === 'merge') {
    for (const key of ['data', 'binaryData']) root = mergedTexts(root, old.root, [key], true);
    const origin = old.root.get('metadata', 'annotations', originKey);
    if (origin !== undefined) root = withPath(root, ['metadata', 'annotations', originKey], origin);
  }
  const merged = new Draft(root, draft.origin, flawsOf(root).flaws);
  merged.memory = { ...old.memory, needsHash: old.memory.needsHash && draft.memory.needsHash };
  merged.variables = old.variables;
  return merged;
}

/** The entries of both mappings at a path, the new ones winning, all keys written anew; the field goes when there are none. */
function mergedTexts(root: YamlMap, old: YamlMap, path: readonly string[], present: boolean): YamlMap {
  const before = old.get(...path);
  const after = root.get(...path);
  const beforePairs = present && before?.kind === 'map' ? before.pairs : [];
  const afterPairs = after?.kind === 'map' ? after.pairs : [];
  const kept = beforePairs.filter(({ key }) => !afterPairs.some((pair) => pair.key.text === key.text));
  const pairs: YamlPair[] = [...kept.map((pair) => ({ ...pair, key: newKey(pair.key, pair.key.text), value: asString(pair.value, path.length > 1) })), ...afterPairs];
  if (pairs.length > 0) return withPath(root, path, new YamlMap(after ?? before ?? root, pairs));
  const [first = '', second] = path;
  if (second === undefined) return withoutEntry(root, first);
  const parent = root.get(first);
  return parent?.kind === 'map' ? withEntry(root, first, withoutEntry(parent, second)) : root;
}

function withTexts(root: YamlMap, path: readonly string[], own: Fields | undefined, shared: Fields | undefined, key: string): YamlMap {
  const entries = [...(own?.entries(key) ?? [])];
  for (const entry of shared?.entries(key) ?? []) if (!entries.some((known) => known.key.text === entry.key.text)) entries.push(entry);
  if (entries.length === 0) return root;
  const pairs = entries.map((entry) => ({ key: newKey(entry.key, entry.key.text), value: located(entry.value), merged: false }));
  return withPath(root, path, new YamlMap(entries[0]?.value ?? root, pairs));
}

function mapOf(span: Span, entries: Readonly<Record<string, YamlNode>>): YamlMap {
  return new YamlMap(span, Object.entries(entries).map(([key, value]) => ({ key: newKey(span, key), value, merged: false })));
}

/** The quotes that kyaml puts around a text in a field that it creates, where it would be read as something else; later steps keep them. */
function quoted(node: YamlNode): YamlNode {
  return node.kind === 'scalar' && node.style === 'plain' && !isStringScalar(new YamlScalar(node, node.text)) ? new YamlScalar(node, node.text, 'double', { changes: node.changes }) : node;
}

/** A value as the text that kustomize makes of it: in data a null is empty, in metadata it is the word. */
function asString(node: YamlNode, keepsNull: boolean): YamlNode {
  const changes = node.kind === 'scalar' ? node.changes : undefined;
  if (node.kind === 'scalar' && node.style === 'folded') return new YamlScalar(node, node.text, 'literal', { changes });
  if (isStringScalar(node)) return node;
  return new YamlScalar(node, isNull(node) && !keepsNull ? '' : textOf(node), 'plain', { tag: stringTag, changes });
}

/** A text that the generator writes at a place. */
function text(span: Span, value: string): YamlScalar {
  return new YamlScalar(span, value, value.includes('\n') ? 'literal' : 'plain', { tag: stringTag });
}

/** A written scalar as a text, where it stands. */
function located(node: YamlScalar): YamlScalar {
  return new YamlScalar(node, node.text, node.style, { tag: stringTag, changes: node.changes });
}

/** Base64 in lines of 70 characters, as kyaml writes it. */
function base64Of(pair: KeyValue): string {
  const encoded = Buffer.from(pair.bytes ?? new TextEncoder().encode(pair.value)).toString('base64');
  return encoded.length < 70 ? encoded : encoded.replace(/.{1,70}/g, '$&\n');
}
