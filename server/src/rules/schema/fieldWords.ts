/** Words of the schema rules: kinds, places, types, values and patterns as people say them. */
import { nameSpan, type Manifest } from '../../manifests/manifest.ts';
import type { FieldPath } from '../../schemas/judgeStructure.ts';
import { asScalar, type ScalarStructure, type Structure } from '../../schemas/structure.ts';
import type { Span } from '../../text/textFile.ts';
import type { YamlNode } from '../../yaml/yamlNode.ts';
import { scalarValue } from '../../yaml/yamlValue.ts';
import { faultSpan } from '../faultPlace.ts';

/** A kind with its article: `a Flux Kustomization`, `an Alert`. */
export function kindWords(kind: string): string {
  const name = kind === 'Kustomization' ? 'Flux Kustomization' : kind;
  return `${/^([AEIO]|HTTP)/.test(name) ? 'an' : 'a'} ${name}`;
}

/** A path as text: `spec.dependsOn[].name`. */
export function fieldText(path: FieldPath): string {
  return path.reduce((text, key) => (key === '*' ? `${text}[]` : text === '' ? key : `${text}.${key}`), '');
}

/** Where a field lies, for a sentence: ` in \`spec\``, nothing at the top. */
export function placeWords(path: FieldPath): string {
  const parent = path.slice(0, -1);
  return parent.length === 0 ? '' : ` in \`${fieldText(parent)}\``;
}

/** Where to underline a problem of a mapping or list: its key, or the first key of an item; never many lines. */
export function ownerSpan(owner: YamlNode | undefined, manifest: Manifest): Span {
  if (owner === undefined) return nameSpan(manifest);
  if (owner.kind === 'map' && owner.aliasOf === undefined) return owner.pairs[0] === undefined ? owner : faultSpan(owner.pairs[0].key);
  if (owner.kind === 'seq' && !owner.flow && owner.aliasOf === undefined) return owner.items[0] === undefined ? owner : ownerSpan(owner.items[0], manifest);
  return faultSpan(owner);
}

/** What a structure takes: `true` or `false`, a text, a list …. */
export function typeWords(structure: Structure): string {
  const scalar = asScalar(structure);
  if (scalar === undefined) return typeof structure === 'object' && 'list' in structure ? 'a list' : 'a mapping';
  switch (scalar.type) {
    case 'string':
      return 'a text';
    case 'boolean':
      return '`true` or `false`';
    case 'integer':
      return 'a whole number';
    case 'number':
      return 'a number';
    case 'int-or-string':
      return 'a whole number or a text';
    case 'any':
      return 'anything';
  }
}

/** What a value is: the text `"true"`, the number `90`, a list …. */
export function valueWords(node: YamlNode): string {
  if (node.kind === 'map') return 'a mapping';
  if (node.kind === 'seq') return 'a list';
  const value = scalarValue(node);
  const shown = node.text.length > 40 ? `${node.text.slice(0, 40)}…` : node.text;
  if (typeof value === 'boolean') return `the boolean \`${shown}\``;
  return typeof value === 'string' ? `the text \`${node.style === 'plain' ? shown : JSON.stringify(shown)}\`` : `the number \`${shown}\``;
}

/** Values joined for a sentence: `a`, `b` or `c`. */
export function choiceWords(values: readonly (string | number)[], join: 'or' | 'and' = 'or'): string {
  const quoted = values.map((value) => (value === '' ? '`""`' : `\`${value}\``));
  const last = quoted.at(-1) ?? '';
  return quoted.length < 2 ? last : `${quoted.slice(0, -1).join(', ')} ${join} ${last}`;
}

/** What the patterns of the definitions mean. */
const patternWords: readonly (readonly [RegExp, string])[] = [
  [/^\^\(\[0-9\]\+\(\\\.\[0-9\]\+\)\?\(ms\|s\|m\|h\)\)\+\$$/, 'a duration such as `30s`, `10m` or `1h30m`'],
  [/^\^\(\[0-9\]\+\(\\\.\[0-9\]\+\)\?\(ms\|s\|m\)\)\+\$$/, 'a duration in minutes and seconds such as `30s` or `1m30s`, no hours'],
  [/^\^\(\[0-9\]\{1,5\}/, 'a duration such as `30s`, `10m` or `1h30m`, without fractions'],
  [/^\^\[0-9\]\+\(m\|s\)$/, 'a duration in minutes or seconds such as `1m` or `30s`'],
  [/^\^oci:/, 'a URL that begins with `oci://`'],
  [/^\^\(http\|https\|ssh\):/, 'a URL that begins with `https://`, `http://` or `ssh://`'],
  [/^\^\(\(?http\|https\|oci\):/, 'a URL that begins with `https://`, `http://` or `oci://`'],
  [/^\^(\(http\|https\)|https\?):/, 'a URL that begins with `https://` or `http://`'],
  [/^\^@\(artifact\)/, '`@artifact/` and a path'],
  [/^\^@.*\/\(\.\*\)\$$/, '`@`, the alias of a source, `/` and a path'],
  [/^\^@/, '`@` and the alias of a source'],
  [/^\^\(\\\*\\\.\)\?\[a-z0-9\]/, 'a host name in lower case, with `*.` in front for all below it'],
  [/^(\^\$\|)?\^\[a-z0-9\]\(\[-?a-z0-9-?\]\*\[a-z0-9\]\)\?\(\\\./, 'lower-case letters, digits, `-` and `.`, a letter or digit first and last'],
  [/^\^\[a-z0-9\]\(\[a-z0-9_-\]/, 'lower-case letters, digits, `-` and `_`, a letter or digit first and last'],
  [/^\^\[a-z0-9\]\(\[-?a-z0-9-?\]\*\[a-z0-9\]\)\?\$$/, 'lower-case letters, digits and `-`, a letter or digit first and last'],
  [/^\^\[a-zA-Z\]\(\[-a-zA-Z0-9\]/, 'letters, digits and `-`, a letter first'],
  [/^\^\[\\-\._a-zA-Z0-9\]\+\$$/, 'letters, digits, `-`, `_` and `.`'],
  [/^\^\(\[a-zA-Z0-9_\\-\.\\\\\\\/\]\|/, 'keys joined by `.`, with `[0]` for items'],
];

/** What a pattern asks for; `undefined` where nobody said it in words. */
export function wordsOfPattern({ pattern }: ScalarStructure): string | undefined {
  return pattern === undefined ? undefined : patternWords.find(([form]) => form.test(pattern.source))?.[1];
}
