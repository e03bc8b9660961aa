/** Decides which line is at fault for a value of an effective object: where it was written, or the step that changed it later. */
import { nameSpan, type Manifest } from '../manifests/manifest.ts';
import type { Span } from '../text/textFile.ts';
import type { Change, YamlMap, YamlNode } from '../yaml/yamlNode.ts';

/** Steps that put a value in place of the one before; the others only carry names along. */
const replacing: ReadonlySet<Change['by']> = new Set(['patch', 'images', 'namespace', 'namePrefix', 'nameSuffix', 'replicas', 'replacement', 'commonMetadata', 'transformer']);

/**
 * Where a value comes from. A substituted `${…}` stays at the field that uses it: what is wrong there is known,
 * which of the variable's users is right is not.
 */
export function faultSpan(node: YamlNode): Span {
  const changes = node.kind === 'scalar' ? (node.changes ?? []) : [];
  const last = changes.findLast((change) => change.span !== undefined && replacing.has(change.by));
  return last?.span ?? node;
}

/** The key of an entry of a mapping; what stands for the whole object where the entry is absent. */
export function keySpan(map: YamlMap | undefined, key: string, manifest: Manifest): Span {
  return map?.pair(key)?.key ?? nameSpan(manifest);
}

/** Whether a text still holds a `${variable}`, or is one that SOPS has encrypted: what it will be is not known. */
export function holdsVariable(text: string): boolean {
  return text.includes('${') || text.startsWith('ENC[');
}
