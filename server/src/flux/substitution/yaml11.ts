/**
 * What a plain word means after substitution. The controller reads the substituted text with sigs.k8s.io/yaml
 * (go-yaml v2, YAML 1.1), not with the v3 reader that read the source: `yes`, `on`, `n` become booleans there.
 */
import type { ScalarValue } from '../../yaml/yamlValue.ts';
import type { YamlScalar } from '../../yaml/yamlNode.ts';

const words: ReadonlyMap<string, ScalarValue> = new Map<string, ScalarValue>([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((word) => [word, true] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((word) => [word, false] as const),
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
  ...['.nan', '.NaN', '.NAN'].map((word) => [word, Number.NaN] as const),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map((word) => [word, Infinity] as const),
  ...['-.inf', '-.Inf', '-.INF'].map((word) => [word, -Infinity] as const),
]);
const float = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/;
const integerForms: readonly (readonly [RegExp, string])[] = [
  [/^[-+]?0[xX][0-9a-fA-F]+$/, '0x'],
  [/^[-+]?0[bB][01]+$/, '0b'],
  [/^[-+]?0[oO]?[0-7]+$/, '0o'],
  [/^[-+]?(0|[1-9][0-9]*)$/, ''],
];
const sixtyBased = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;
const timestamp = /^\d{4}-\d{1,2}-\d{1,2}(?:[Tt]\d{1,2}:\d{1,2}:\d{1,2}(?:[.,]\d+)?(?:Z|[+-]\d{2}:\d{2})| \d{1,2}:\d{1,2}:\d{1,2}(?:[.,]\d+)?)?$/;

/** The value of a parsed scalar by go-yaml v2's rules; quoted, block and tagged text stays text. */
export function scalarValue11(scalar: YamlScalar): ScalarValue {
  if (scalar.style !== 'plain' && scalar.tag === undefined) return scalar.text;
  if (scalar.tag !== undefined && !/^tag:yaml\.org,2002:(int|float|bool|null)$/.test(scalar.tag)) return scalar.text;
  return resolvePlain11(scalar.text);
}

/** The value of a plain word. Timestamps stay text, as they do on their way to JSON. */
export function resolvePlain11(text: string): ScalarValue {
  const word = words.get(text);
  if (word !== undefined) return word;
  const first = text.charCodeAt(0);
  if (first === 46) return /^\.[0-9]+([eE][-+]?[0-9]+)?$/.test(text) ? finite(text) : text;
  if (!((first >= 48 && first <= 57) || first === 43 || first === 45) || timestamp.test(text)) return text;
  const digits = text.replaceAll('_', '');
  for (const [form, prefix] of integerForms) {
    if (!form.test(digits)) continue;
    const body = digits.replace(/^[-+]/, '');
    const magnitude = BigInt(prefix === '' ? body : `${prefix}${body.replace(/^0[xXbBoO]?/, '') || '0'}`);
    const value = digits.startsWith('-') ? -magnitude : magnitude;
    if (value < -(2n ** 63n) || value >= 2n ** 64n) break;
    return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  }
  return float.test(digits) ? finite(digits, text) : text;
}

/** Whether the writer would quote a text so that it is read back as text. */
export function needsQuotes11(text: string): boolean {
  return words.has(text) || timestamp.test(text) || sixtyBased.test(text) || typeof resolvePlain11(text) !== 'string';
}

function finite(digits: string, text = digits): number | string {
  const value = Number(digits);
  return Number.isFinite(value) ? value : text;
}
