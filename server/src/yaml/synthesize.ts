/** Makes located nodes from plain data, all at one span: for objects that nothing in a file spells out. */
import type { Span } from '../text/textFile.ts';
import { YamlMap, YamlScalar, YamlSeq, type YamlNode } from './yamlNode.ts';

/** Plain data that `synthesize` takes; an `undefined` entry is left out, a node is kept as it is. */
export type Synthetic = string | number | boolean | YamlNode | readonly Synthetic[] | { readonly [key: string]: Synthetic | undefined };

/** A mapping whose every node stands at `span`. Texts are quoted, so that they stay texts. */
export function synthesizeMap(span: Span, entries: { readonly [key: string]: Synthetic | undefined }): YamlMap {
  const pairs = Object.entries(entries).flatMap(([key, value]) =>
    value === undefined ? [] : [{ key: new YamlScalar(span, key), value: synthesize(span, value), merged: false }],
  );
  return new YamlMap(span, pairs);
}

function synthesize(span: Span, value: Synthetic): YamlNode {
  if (typeof value === 'string') return new YamlScalar(span, value, 'double');
  if (typeof value === 'number' || typeof value === 'boolean') return new YamlScalar(span, String(value));
  if (value instanceof YamlScalar || value instanceof YamlMap || value instanceof YamlSeq) return value;
  if (isList(value)) return new YamlSeq(span, value.map((item) => synthesize(span, item)));
  return synthesizeMap(span, value);
}

function isList(value: readonly Synthetic[] | { readonly [key: string]: Synthetic | undefined }): value is readonly Synthetic[] {
  return Array.isArray(value);
}
