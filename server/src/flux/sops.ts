/** SOPS-encrypted objects: how to know one, and what `flux build` prints in their place. */
import type { BuildProblem } from '../kustomize/build.ts';
import { isNull, withEntry, withoutEntry } from '../kustomize/editNodes.ts';
import { YamlMap, YamlScalar, type YamlNode, type YamlPair } from '../yaml/yamlNode.ts';
import { readMap, readString } from '../yaml/yamlReader.ts';
import { shapeOf } from './substitution/yamlEmission.ts';

const mask = '**SOPS**';

/** Whether an object is encrypted by SOPS: it has a `sops` block with a message authentication code. */
export function isSopsEncrypted(root: YamlMap): boolean {
  return readString(root, 'sops', 'mac')?.value.startsWith('ENC[') === true;
}

/** An object with its encrypted values masked, as `flux build` prints it (f2 internal/build/build.go `maskSopsData`). */
export function maskSopsData(root: YamlMap): { readonly root: YamlMap; readonly problem: BuildProblem | undefined } {
  if (readString(root, 'kind')?.value !== 'Secret') return { root, problem: undefined };
  if (isSopsEncrypted(root)) {
    const json = readString(root, 'type')?.value === 'kubernetes.io/dockerconfigjson' ? `{"mask":"${mask}"}` : mask;
    const masked = mapText(mapText(withoutEntry(root, 'sops'), 'data', () => btoa(json)), 'stringData', () => json);
    return { root: masked, problem: undefined };
  }
  const broken = readMap(root, 'data')?.pairs.find(({ value }) => decoded(writtenText(value)) === undefined);
  if (broken !== undefined) return { root, problem: { code: 'secret-no-base64', message: `the value of \`${broken.key.text}\` is no base64`, span: broken.value } };
  const looksEncrypted = (text: string) => text.includes('sops') && text.includes('ENC[');
  const data = mapText(root, 'data', (text) => (looksEncrypted(decoded(text) ?? '') ? btoa(mask) : text));
  return { root: mapText(data, 'stringData', (text) => (looksEncrypted(text) ? btoa(mask) : text)), problem: undefined };
}

/**
 * Rewrites the values of a mapping of texts. Values of `data` become texts on the way and an empty `data` vanishes;
 * those of `stringData` lose their quotes, so that `"5432"` comes out as a number.
 */
function mapText(root: YamlMap, field: 'data' | 'stringData', map: (text: string) => string): YamlMap {
  const values = readMap(root, field);
  if (values === undefined) return field === 'data' && isNull(root.get(field) ?? root) ? withoutEntry(root, field) : root;
  if (values.pairs.length === 0) return field === 'data' ? withoutEntry(root, field) : root;
  const pairs = values.pairs.map((pair): YamlPair => {
    const before = writtenText(pair.value);
    const text = map(before);
    if (pair.value.kind !== 'scalar') return { ...pair, value: new YamlScalar(pair.value, text, field === 'stringData' ? 'plain' : 'double') };
    const style = field === 'stringData' && shapeOf(text).plain ? 'plain' : text === before && pair.value.style !== 'plain' ? pair.value.style : 'double';
    return { ...pair, value: new YamlScalar(pair.value, text, style, { changes: pair.value.changes }) };
  });
  return withEntry(root, field, new YamlMap(values, pairs));
}

/** The text of a value as kyaml's `GetValue` has it: empty for null, mappings and lists. */
function writtenText(node: YamlNode): string {
  return node.kind !== 'scalar' || isNull(node) ? '' : node.text;
}

/** Whether a text is base64 as Go reads it. */
export function isBase64(text: string): boolean {
  return decoded(text) !== undefined;
}

/** Bytes of base64 as a byte string; line breaks are skipped as Go does. */
function decoded(text: string): string | undefined {
  const compact = text.replace(/[\r\n]/g, '');
  return compact.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(compact) ? atob(compact) : undefined;
}
