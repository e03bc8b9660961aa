/** Replacements inside a value that is itself YAML or JSON text (kustomize replacement.go `setValueInStructuredData`). */
import { parseText } from '../yaml/parseYaml.ts';
import type { YamlMap, YamlNode, YamlScalar } from '../yaml/yamlNode.ts';
import { plainValue, type PlainValue } from '../yaml/yamlValue.ts';
import { EditableYaml } from '../yaml/yamlText.ts';
import { BuildFault } from './buildError.ts';
import { changed, textOf, type Cause } from './editNodes.ts';
import { editMatches, type CreatedKind } from './fieldMatcher.ts';
import { lookup } from './fieldPath.ts';
import { goJson } from './goJson.ts';
import { fitsTag, tagOf } from './scalarTag.ts';

/** Sets a value behind a text value on the path; `undefined` when the path does not lead through one. */
export function editStructuredText(root: YamlMap, path: readonly string[], create: CreatedKind | undefined, value: YamlNode, cause: Cause): YamlMap | undefined {
  const cut = findText(root, path, cause);
  if (cut === undefined) return undefined;
  const { scalar, length } = cut;
  const before = parseText(scalar.file, scalar.text, () => scalar);
  const data = before.documents[0]?.root;
  if (data === undefined || data.kind === 'scalar' || before.problems.some(({ code }) => code !== 'duplicate-key')) return undefined;
  const set = (field: YamlNode): YamlNode => (field.kind === 'scalar' ? changed(field, textOf(value), field.style, tagOf(field), cause) : value);
  const edited = quietly(() => editMatches(data, path.slice(length), create, set, cause.span));
  if (edited === undefined || edited.count === 0) return undefined;
  const text = isJsonText(scalar.text) ? writeJson(edited.node, scalar.text) : writeYaml(scalar.text, data, edited.node);
  if (text === undefined) return undefined;
  const replaced = editMatches(root, path.slice(0, length), undefined, (field) => (field === scalar ? changed(scalar, text, scalar.style, tagOf(scalar), cause) : field), cause.span).node;
  return replaced.kind === 'map' ? replaced : undefined;
}

function findText(root: YamlMap, path: readonly string[], cause: Cause): { scalar: YamlScalar; length: number } | undefined {
  for (let length = 1; length < path.length; length++) {
    const node = quietly(() => lookup(root, path.slice(0, length), cause.span));
    if (node?.kind === 'scalar') return { scalar: node, length };
  }
  return undefined;
}

/** Faults mean "not this way" here. */
function quietly<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof BuildFault) return undefined;
    throw error;
  }
}

function isJsonText(text: string): boolean {
  return /^\s*[{[]/.test(text);
}

function writeJson(node: YamlNode, before: string): string {
  const compact = goJson(plainValue(node));
  if (!before.includes('\n') || !before.includes('  ')) return compact;
  return indented(plainValue(node), '');
}

function indented(value: PlainValue, indent: string): string {
  const inner = `${indent}  `;
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `[\n${value.map((item) => inner + indented(item, inner)).join(',\n')}\n${indent}]`;
  if (value === null || typeof value !== 'object') return goJson(value);
  const keys = Object.keys(value).sort((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right)));
  return keys.length === 0 ? '{}' : `{\n${keys.map((key) => `${inner}${goJson(key)}: ${indented(value[key] ?? null, inner)}`).join(',\n')}\n${indent}}`;
}

function writeYaml(text: string, before: YamlNode, after: YamlNode): string | undefined {
  const editable = EditableYaml.parse(text);
  if (editable === undefined) return undefined;
  const apply = (old: YamlNode | undefined, now: YamlNode, path: (string | number)[]): void => {
    if (old === now) return;
    if (old?.kind === 'map' && now.kind === 'map') for (const { key, value } of now.pairs) apply(old.get(key.text), value, [...path, key.text]);
    else if (old?.kind === 'seq' && now.kind === 'seq') now.items.forEach((item, index) => apply(old.items[index], item, [...path, index]));
    else if (now.kind === 'scalar' && now.tag !== undefined && !fitsTag(now)) editable.setMisfit(path, now.text, now.tag);
    else editable.set(path, plainValue(now));
  };
  apply(before, after, []);
  return editable.toString();
}
