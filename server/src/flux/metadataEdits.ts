/** Puts labels and annotations on built objects, as the controller and the CLI do after the build. */
import { withEntry } from '../kustomize/editNodes.ts';
import type { FluxKustomization } from '../manifests/fluxKustomization.ts';
import type { Span } from '../text/textFile.ts';
import { YamlMap, YamlScalar, type Change, type YamlPair } from '../yaml/yamlNode.ts';
import { readMap } from '../yaml/yamlReader.ts';
import { scalarValue } from '../yaml/yamlValue.ts';

/** One label or annotation with the places of its key and value. */
export interface MetadataEntry {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: YamlScalar;
}

/** `spec.commonMetadata`; `undefined` when the spec has none. */
export interface CommonMetadata {
  readonly labels: readonly MetadataEntry[];
  readonly annotations: readonly MetadataEntry[];
}

/** Reads `spec.commonMetadata`. */
export function readCommonMetadata(kustomization: FluxKustomization): CommonMetadata | undefined {
  const common = readMap(kustomization.spec, 'commonMetadata');
  return common && { labels: entriesOf(readMap(common, 'labels')), annotations: entriesOf(readMap(common, 'annotations')) };
}

/**
 * Applies common metadata to an object (fluxcd/pkg ssa/utils `SetCommonMetadata`). Labels or annotations among which one
 * is no text are lost: the library reads such a mapping as empty.
 */
export function withCommonMetadata(root: YamlMap, common: CommonMetadata): YamlMap {
  return withMetadata(withMetadata(root, 'labels', common.labels), 'annotations', common.annotations);
}

/** Labels that name the Flux Kustomization that owns an object. */
export function ownerLabels(kustomization: FluxKustomization): readonly MetadataEntry[] {
  const span = kustomization.name?.node ?? kustomization.root;
  const group = 'kustomize.toolkit.fluxcd.io';
  const entry = (key: string, value: string, at: Span): MetadataEntry => ({ key: `${group}/${key}`, keySpan: at, value: new YamlScalar(at, value, 'double') });
  return [entry('name', kustomization.name?.value ?? '', span), entry('namespace', kustomization.namespace?.value ?? '', kustomization.namespace?.node ?? span)];
}

/** Sets labels one by one, whatever stands among them. */
export function withLabels(root: YamlMap, entries: readonly MetadataEntry[]): YamlMap {
  const metadata = readMap(root, 'metadata');
  if (metadata === undefined) return root;
  const labels = readMap(metadata, 'labels') ?? new YamlMap(entries[0]?.keySpan ?? metadata, []);
  return withEntry(root, 'metadata', withEntry(metadata, 'labels', withEntries(labels, 'labels', entries)));
}

function withMetadata(root: YamlMap, field: 'labels' | 'annotations', entries: readonly MetadataEntry[]): YamlMap {
  const metadata = readMap(root, 'metadata');
  if (metadata === undefined) return root;
  const existing = readMap(metadata, field);
  const texts = existing && asTexts(existing);
  if (entries.length === 0) return texts === undefined ? root : withEntry(root, 'metadata', withEntry(metadata, field, texts));
  const base = texts ?? new YamlMap(existing ?? entries[0]?.keySpan ?? metadata, []);
  return withEntry(root, 'metadata', withEntry(metadata, field, withEntries(base, 'commonMetadata', entries)));
}

/** A mapping whose values are texts, nulls as empty ones; `undefined` when some value is anything else. */
function asTexts(map: YamlMap): YamlMap | undefined {
  const values = map.pairs.map(({ value }) => (value.kind === 'scalar' ? scalarValue(value) : undefined));
  if (values.every((value) => typeof value === 'string')) return map;
  if (!values.every((value) => typeof value === 'string' || value === null)) return undefined;
  return new YamlMap(map, map.pairs.map((pair, index) => (values[index] === null ? { ...pair, value: new YamlScalar(pair.value, '', 'double') } : pair)));
}

function withEntries(map: YamlMap, by: 'labels' | 'commonMetadata', entries: readonly MetadataEntry[]): YamlMap {
  const pairs = new Map<string, YamlPair>(map.pairs.map((pair) => [pair.key.text, pair]));
  for (const { key, keySpan, value } of entries) {
    const old = pairs.get(key);
    const before = old?.value.kind === 'scalar' ? old.value.text : undefined;
    const change: Change = { by, span: keySpan, before, detail: undefined };
    pairs.set(key, { key: old?.key ?? new YamlScalar(keySpan, key), value: new YamlScalar(value, value.text, value.style, { changes: [change] }), merged: false });
  }
  return new YamlMap(map, [...pairs.values()], { flow: map.flow });
}

function entriesOf(map: YamlMap | undefined): readonly MetadataEntry[] {
  return (map?.pairs ?? []).flatMap(({ key, value }) => {
    if (value.kind !== 'scalar') return [];
    const plain = scalarValue(value);
    const text = typeof plain === 'string' ? value : new YamlScalar(value, plain === null ? '' : value.text, 'double');
    return [{ key: key.text, keySpan: key, value: text }];
  });
}
