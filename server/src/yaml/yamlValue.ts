/** What a located node means as plain data. */
import type { YamlNode, YamlScalar } from './yamlNode.ts';

/** A resolved scalar. Integers beyond 2^53 stay exact as `bigint`. */
export type ScalarValue = string | number | bigint | boolean | null;

/** Plain data, as JSON has it. */
export type PlainValue = ScalarValue | PlainValue[] | { [key: string]: PlainValue };

const integer = /^[-+]?(0|[1-9][0-9_]*)$/;
const octal = /^[-+]?0o?[0-7_]+$/;
const hexadecimal = /^[-+]?0x[0-9a-fA-F_]+$/;
const binary = /^[-+]?0b[01_]+$/;
const float = /^[-+]?(\.[0-9]+|[0-9][0-9_]*(\.[0-9_]*)?)([eE][-+]?[0-9]+)?$/;

/**
 * What a scalar means to Kubernetes tools: quoted and block text are strings; plain words as go-yaml v3
 * resolves them (sigs.k8s.io/yaml goyaml.v3 resolve.go): YAML 1.2 words, and integers with `0x`, `0b`, `0o` and a leading `0`.
 */
export function scalarValue(scalar: YamlScalar): ScalarValue {
  const { text, style, tag } = scalar;
  if (tag === 'tag:yaml.org,2002:str' || (style !== 'plain' && tag === undefined)) return text;
  if (tag !== undefined && tag.startsWith('tag:yaml.org,2002:') && !/:(int|float|bool|null)$/.test(tag)) return text;
  return resolvePlain(text);
}

/** Resolves a plain word by the rules of `scalarValue`. */
export function resolvePlain(text: string): ScalarValue {
  switch (text) {
    case '':
    case '~':
    case 'null':
    case 'Null':
    case 'NULL':
      return null;
    case 'true':
    case 'True':
    case 'TRUE':
      return true;
    case 'false':
    case 'False':
    case 'FALSE':
      return false;
    case '.nan':
    case '.NaN':
    case '.NAN':
      return Number.NaN;
    default:
      break;
  }
  const first = text.charCodeAt(0);
  const mayBeNumber = (first >= 48 && first <= 57) || first === 43 || first === 45 || first === 46;
  return mayBeNumber ? resolveNumber(text) : text;
}

function resolveNumber(text: string): ScalarValue {
  const digits = text.replaceAll('_', '');
  if (integer.test(text)) return exactInteger(digits);
  if (hexadecimal.test(text) || binary.test(text)) return signed(digits, (body) => exactInteger(body));
  if (octal.test(text)) return signed(digits, (body) => exactInteger(`0o${body.replace(/^0o?/, '')}`));
  if (/^[-+]?\.(inf|Inf|INF)$/.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  return float.test(text) ? Number(digits) : text;
}

function signed(text: string, read: (body: string) => number | bigint): number | bigint {
  return text.startsWith('-') ? -read(text.slice(1)) : read(text.replace(/^\+/, ''));
}

function exactInteger(text: string): number | bigint {
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : BigInt(text.replace(/^\+/, ''));
}

/** Plain data of a node; a key that stands twice counts once, the later value wins. */
export function plainValue(node: YamlNode): PlainValue {
  switch (node.kind) {
    case 'scalar':
      return scalarValue(node);
    case 'seq':
      return node.items.map(plainValue);
    case 'map': {
      const object: Record<string, PlainValue> = {};
      for (const { key, value } of node.pairs) {
        if (key.text === '__proto__') Object.defineProperty(object, key.text, { value: plainValue(value), enumerable: true, writable: true, configurable: true });
        else object[key.text] = plainValue(value);
      }
      return object;
    }
  }
}
