/** Which objects a target selects: anchored Go regular expressions and Kubernetes selectors (kustomize api/types/selector.go). */
import { RE2JS, RE2JSException } from 're2js';
import { lazily } from '../text/once.ts';
import type { Span } from '../text/textFile.ts';
import type { YamlMap } from '../yaml/yamlNode.ts';
import { BuildFault } from './buildError.ts';
import type { Draft } from './draft.ts';
import { textOf } from './editNodes.ts';
import { matchesLabels, parseLabelSelector, type LabelSelector } from './labelSelector.ts';
import { effectiveNamespace, type Gvk, type ObjectId } from './objectId.ts';
import type { Fields } from './strictReader.ts';

type Test = (text: string) => boolean;

/** A compiled target. */
export interface Selector {
  readonly matchesKind: (gvk: Gvk) => boolean;
  readonly matchesName: Test;
  readonly matchesNamespace: Test;
  readonly matchesMetadata: (root: YamlMap) => boolean;
  /** Whether group, version, kind, name and namespace are all unset. */
  readonly isEmptyId: boolean;
  /** Whether a label or annotation selector is set. */
  readonly hasMetadata: boolean;
}

/** Compiles a target; a bad regular expression or selector is a fault on its line. */
export function compileSelector(fields: Fields): Selector {
  const group = compile(fields, 'group');
  const version = compile(fields, 'version');
  const kind = compile(fields, 'kind');
  // kustomize reads label selectors only when it meets an object that everything else selects.
  const labels = lazily(() => compileLabels(fields, 'labelSelector'));
  const annotations = lazily(() => compileLabels(fields, 'annotationSelector'));
  return {
    matchesKind: (gvk) => kind(gvk.kind) && group(gvk.group) && version(gvk.version),
    matchesName: compile(fields, 'name'),
    matchesNamespace: compile(fields, 'namespace'),
    matchesMetadata: (root) => matchesLabels(labels(), metadataTexts(root, 'labels')) && matchesLabels(annotations(), metadataTexts(root, 'annotations')),
    isEmptyId: ['group', 'version', 'kind', 'name', 'namespace'].every((key) => fields.text(key) === ''),
    hasMetadata: fields.text('labelSelector') !== '' || fields.text('annotationSelector') !== '',
  };
}

const plainWord = /^[A-Za-z0-9_-]+$/;

function compile(fields: Fields, key: string): Test {
  const node = fields.scalar(key);
  if (node === undefined || node.text === '') return () => true;
  const { text } = node;
  if (plainWord.test(text)) return (value) => value === text;
  return compileRegExp(`^(?:${text})$`, node);
}

/** Compiles a Go regular expression that is looked for anywhere in a text. */
export function compileRegExp(pattern: string, span: Span): Test {
  try {
    const compiled = RE2JS.compile(pattern);
    return (value) => compiled.matcher(value).find();
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    throw new BuildFault('bad-regular-expression', `not a regular expression of Go: ${error.message}`, span);
  }
}

function compileLabels(fields: Fields, key: string): LabelSelector {
  const node = fields.scalar(key);
  if (node === undefined || node.text === '') return [];
  const parsed = parseLabelSelector(node.text);
  if (typeof parsed === 'string') throw new BuildFault('bad-selector', `not a Kubernetes selector: ${parsed}`, node);
  return parsed;
}

/** The entries of `metadata.labels` or `metadata.annotations` as texts. */
export function metadataTexts(root: YamlMap, key: 'labels' | 'annotations'): ReadonlyMap<string, string> {
  const node = root.get('metadata', key);
  return new Map(node?.kind === 'map' ? node.pairs.map((pair) => [pair.key.text, textOf(pair.value)]) : []);
}

/** The objects that a patch target selects: by original or current name and namespace, current kind and metadata. */
export function selectDrafts(drafts: readonly Draft[], selector: Selector): Draft[] {
  return drafts.filter((draft) => {
    const { id, originalId } = draft;
    return (
      selector.matchesKind(id) &&
      (selector.matchesName(originalId.name) || selector.matchesName(id.name)) &&
      (selector.matchesNamespace(effectiveNamespace(originalId)) || selector.matchesNamespace(effectiveNamespace(id))) &&
      selector.matchesMetadata(draft.root)
    );
  });
}

/** Whether a replacement target selects one identity; the namespace is compared as written. */
export function matchesId(selector: Selector, id: ObjectId): boolean {
  return selector.matchesKind(id) && selector.matchesName(id.name) && selector.matchesNamespace(id.namespace);
}
