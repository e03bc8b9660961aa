/** `buildMetadata:`: origin and transformation annotations and the managed-by label (kustomize api/resource/origin.go). */
import { TextFile, type Span } from '../../text/textFile.ts';
import { YamlScalar, type Change, type YamlMap } from '../../yaml/yamlNode.ts';
import { scalarValue11 } from '../strictReader.ts';
import type { Draft, OriginRecord } from '../draft.ts';
import { BuildFault } from '../buildError.ts';
import { tryStep, type Findings } from '../context.ts';
import { isNull, newText, withPairs, withPath, withoutEntry, withEntry } from '../editNodes.ts';
import { metadataTexts } from '../selector.ts';
import { finishObject } from './finish.ts';

/** The annotation that says where an object comes from. */
export const originKey = 'config.kubernetes.io/origin';
/** The annotation that lists what changed an object. */
export const transformationsKey = 'alpha.config.kubernetes.io/transformations';

/** Knows the path from the top directory to the one that is being built. */
export class OriginTracker {
  readonly #path: string;

  private constructor(path: string) {
    this.#path = path;
  }

  /** The tracker of the top directory. */
  static top(): OriginTracker {
    return new OriginTracker('');
  }

  /** The tracker of a directory that an entry names. */
  below(entry: string): OriginTracker {
    return new OriginTracker(cleanJoin(this.#path, entry));
  }

  /** An object read from a file, with its origin. */
  withOrigin(root: YamlMap, entry: string, span: Span): YamlMap {
    const origin = newText({ by: 'annotations', span, detail: 'buildMetadata' }, originText({ path: cleanJoin(this.#path, entry) }));
    return withPath(root, ['metadata', 'annotations', originKey], origin);
  }

  /** A generated object, with its origin. */
  withGenerator(root: YamlMap, fileName: string, kind: 'ConfigMap' | 'Secret', span: Span): YamlMap {
    return withAnnotation(root, originKey, originText(this.#builtin(fileName, `${kind}Generator`)), span);
  }

  /** What notes on every object that a transformer ran. */
  forTransformers(fileName: string): TransformationNotes {
    return { note: (drafts, kind, span) => noteTransformation(drafts, this.#builtin(fileName, kind), span) };
  }

  #builtin(fileName: string, kind: string): OriginRecord {
    return { configuredIn: cleanJoin(this.#path, fileName), configuredBy: { apiVersion: 'builtin', kind } };
  }
}

/** Notes on objects that a transformer of a kind ran. */
export interface TransformationNotes {
  note(drafts: readonly Draft[], kind: string, span: Span): void;
}

/** Notes a transformation on every object; one without origin counts as made by it. */
export function noteTransformation(drafts: readonly Draft[], record: OriginRecord, span: Span): void {
  const item = originText(record);
  const listed = item.replace(/^(?=.)/gm, '  ').replace(/^ {2}/, '- ');
  for (const draft of drafts) {
    const known = metadataTexts(draft.root, 'annotations');
    if (known.get(originKey) === undefined) draft.root = withAnnotation(draft.root, originKey, item, span);
    else draft.root = withAnnotation(draft.root, transformationsKey, (known.get(transformationsKey) ?? '') + listed, span);
  }
}

/** An object with one more annotation; kustomize writes the others anew as texts, which are no longer one with others of the object (kyaml rnode.go `setMapInMetadata`). */
export function withAnnotation(root: YamlMap, key: string, text: string, span: Span): YamlMap {
  return withPath(withOwnAnnotations(finishObject(root)), ['metadata', 'annotations', key], newText({ by: 'annotations', span, detail: 'buildMetadata' }, text));
}

/** The object with annotations that no step shares with another field of it: their first change is a copy (see sharedValues.ts). */
function withOwnAnnotations(root: YamlMap): YamlMap {
  const metadata = root.get('metadata');
  const annotations = root.get('metadata', 'annotations');
  if (metadata?.kind !== 'map' || annotations?.kind !== 'map') return root;
  const pairs = annotations.pairs.map((pair) => (pair.value.kind === 'scalar' && pair.value.changes !== undefined ? { ...pair, value: ownValue(pair.value, pair.value.changes) } : pair));
  // They are put at the end of the metadata.
  return withEntry(root, 'metadata', withEntry(withoutEntry(metadata, 'annotations'), 'annotations', withPairs(annotations, pairs)));
}

function ownValue(value: YamlScalar, [first, ...rest]: readonly Change[]): YamlScalar {
  return first === undefined ? value : new YamlScalar(value, value.text, value.style, { tag: value.tag, anchor: value.anchor, aliasOf: value.aliasOf, changes: [{ ...first }, ...rest] });
}

/** A record as kyaml marshals it. */
export function originText({ path, repo, ref, configuredIn, configuredBy }: OriginRecord): string {
  const line = (key: string, value: string | undefined, indent = '') => (value === undefined || value === '' ? '' : `${indent}${key}: ${quoted(value)}\n`);
  const by = configuredBy;
  return (
    line('path', path) +
    line('repo', repo) +
    line('ref', ref) +
    line('configuredIn', configuredIn) +
    (by === undefined
      ? ''
      : `configuredBy:\n${line('apiVersion', by.apiVersion, '  ')}${line('kind', by.kind, '  ')}${line('name', by.name, '  ')}${line('namespace', by.namespace, '  ')}`)
  );
}

/** Words that YAML 1.1 takes for something else than a text are quoted. */
function quoted(value: string): string {
  return typeof scalarValue11(new YamlScalar({ file: noFile, start: 0, end: 0 }, value)) === 'string' ? value : `"${value}"`;
}

const noFile = new TextFile('', '', '');

/** Joins and cleans like Go's `filepath.Join`: leading `..` stay. */
export function cleanJoin(base: string, path: string): string {
  const result: string[] = [];
  for (const part of `${base}/${path}`.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && result.length > 0 && result[result.length - 1] !== '..') result.pop();
    else result.push(part);
  }
  return result.join('/');
}

/** The value that `managedByLabel` writes. */
const managedBy = 'kustomize-v5.8.1';

/** At the end of a build: the label is set, annotations that nobody asked for go, and those that stay become texts. */
export function finishMetadata(findings: Findings, drafts: readonly Draft[], wanted: readonly string[], tracked: boolean, span: Span): void {
  for (const draft of drafts) {
    if (wanted.includes('managedByLabel')) tryStep(findings, () => (draft.root = withManagedBy(draft.root, span)));
    if (!tracked) continue;
    if (!wanted.includes('originAnnotations')) draft.root = withoutAnnotation(draft.root, originKey);
    if (!wanted.includes('transformerAnnotations')) draft.root = withoutAnnotation(draft.root, transformationsKey);
  }
}

/** kustomize sets the label with its LabelTransformer, which refuses labels that are no mapping (api/internal/target/kusttarget.go `addManagedByLabel`). */
function withManagedBy(root: YamlMap, span: Span): YamlMap {
  const labels = root.get('metadata', 'labels');
  if (labels !== undefined && labels.kind !== 'map' && !isNull(labels)) throw new BuildFault('field-no-mapping', '`metadata.labels` must be a mapping, to put the label of `managedByLabel` into it', labels);
  return withPath(root, ['metadata', 'labels', 'app.kubernetes.io/managed-by'], newText({ by: 'labels', span, detail: 'buildMetadata' }, managedBy));
}

function withoutAnnotation(root: YamlMap, key: string): YamlMap {
  const metadata = root.get('metadata');
  const annotations = root.get('metadata', 'annotations');
  if (metadata?.kind !== 'map' || annotations?.kind !== 'map') return root;
  return withEntry(root, 'metadata', withEntry(metadata, 'annotations', withoutEntry(annotations, key)));
}
