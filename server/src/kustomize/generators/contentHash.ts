/** The name suffix of generated objects (kustomize api/hasher/hasher.go). */
import { createHash } from 'node:crypto';
import { plainValue, type PlainValue } from '../../yaml/yamlValue.ts';
import { goJson } from '../goJson.ts';
import type { YamlMap } from '../../yaml/yamlNode.ts';
import type { Draft } from '../draft.ts';
import { rewritten, textOf, withPath } from '../editNodes.ts';

/** Appends the hash to the names of all generated objects that want one. */
export function appendHashes(drafts: readonly Draft[]): void {
  for (const draft of drafts) {
    if (!draft.memory.needsHash) continue;
    const name = draft.root.get('metadata', 'name');
    if (name?.kind !== 'scalar') continue;
    const hashed = rewritten(name, `${name.text}-${contentHash(draft.root)}`, { by: 'hash', span: draft.origin });
    draft.rememberId();
    draft.root = withPath(draft.root, ['metadata', 'name'], hashed);
  }
}

const letters: Readonly<Record<string, string>> = { 0: 'g', 1: 'h', 3: 'k', a: 'm', e: 't' };

/** Ten letters and digits that depend on kind and data, not on the name. */
export function contentHash(root: YamlMap): string {
  const kind = textOf(root.get('kind'));
  const encoded = goJson(kind === 'ConfigMap' || kind === 'Secret' ? hashedFields(root, kind) : plainValue(root));
  const hex = createHash('sha256').update(encoded).digest('hex');
  return hex.slice(0, 10).replace(/[013ae]/g, (letter) => letters[letter] ?? letter);
}

function hashedFields(root: YamlMap, kind: 'ConfigMap' | 'Secret'): PlainValue {
  const value = (key: string): PlainValue => {
    const node = root.get(key);
    return node === undefined ? '' : node.kind === 'scalar' ? node.text : plainValue(node);
  };
  // kustomize looks for one field called `metadata/name`, finds none, and so hashes an empty name.
  const fields: Record<string, PlainValue> = { kind, name: '', data: value('data') };
  if (kind === 'Secret') fields['type'] = value('type');
  const extra = kind === 'Secret' ? 'stringData' : 'binaryData';
  if (root.get(extra)?.kind === 'map') fields[extra] = value(extra);
  return fields;
}
