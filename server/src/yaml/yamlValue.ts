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
  if (tag === undefined) return style === 'plain' ? resolvePlain(text) : text;
  if (tag === 'tag:yaml.org,2002:binary') return decodeBase64(text);
  if (!/^tag:yaml\.org,2002:(int|float|bool|null|timestamp)$/.test(tag)) return text;
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
  if (float.test(text)) {
    const value = Number(digits);
    return Number.isFinite(value) ? value : text;
  }
  return timestamp(text) ?? text;
}

const date = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[Tt](\d{1,2}):(\d{1,2}):(\d{1,2})(\.\d{1,9})?(Z|[-+]\d{2}:\d{2})| (\d{1,2}):(\d{1,2}):(\d{1,2})(\.\d{1,9})?)?$/;

/** A plain date or time as RFC 3339, which is what Kubernetes tools make of it; `undefined` for other words. */
function timestamp(text: string): string | undefined {
  const match = date.exec(text);
  if (match === null) return undefined;
  const [, year = '', month = '', day = '', hour, minute, second, fraction, zone, hour2, minute2, second2, fraction2] = match;
  const two = (digits: string | undefined) => (digits ?? '0').padStart(2, '0');
  const [h, m, s] = [two(hour ?? hour2), two(minute ?? minute2), two(second ?? second2)];
  const daysInMonth = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  if (Number(month) < 1 || Number(month) > 12 || Number(day) < 1 || Number(day) > daysInMonth) return undefined;
  if (Number(h) > 23 || Number(m) > 59 || Number(s) > 59) return undefined;
  const rest = (fraction ?? fraction2 ?? '').replace(/\.?0+$/, '');
  return `${year}-${two(month)}-${two(day)}T${h}:${m}:${s}${rest}${zone === undefined || zone === '+00:00' ? 'Z' : zone}`;
}

/** Whether a plain word is a date or a time. */
export function isTimestamp(text: string): boolean {
  return timestamp(text) !== undefined;
}

/** The text behind a `!!binary` value; what is no base64 stays as it is written. */
function decodeBase64(text: string): string {
  const encoded = text.replace(/\s/g, '');
  if (encoded.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(encoded)) return text;
  const bytes = Uint8Array.from(atob(encoded), (character) => character.charCodeAt(0));
  return new TextDecoder('utf-8').decode(bytes);
}

function signed(text: string, read: (body: string) => number | bigint): number | bigint {
  return text.startsWith('-') ? -read(text.slice(1)) : read(text.replace(/^\+/, ''));
}

function exactInteger(text: string): number | bigint {
  const value = Number(text);
  if (Number.isSafeInteger(value)) return value;
  const exact = BigInt(text.replace(/^\+/, ''));
  return exact > maxInteger || exact < minInteger ? value : exact;
}

/** Beyond 64 bits an integer becomes a floating point number. */
const maxInteger = 2n ** 64n - 1n;
const minInteger = -(2n ** 63n);

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
