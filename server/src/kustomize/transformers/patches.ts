/** `patches:`, `patchesStrategicMerge:` and `patchesJson6902:` (kustomize PatchTransformer and its two elders). */
import { parseEmbedded } from '../../yaml/parseEmbedded.ts';
import { yamlOf } from '../../yaml/parseYaml.ts';
import { scalarValue } from '../../yaml/yamlValue.ts';
import { YamlMap, YamlScalar, YamlSeq, type YamlFile, type YamlNode } from '../../yaml/yamlNode.ts';
import type { Span } from '../../text/textFile.ts';
import { BuildFault } from '../buildError.ts';
import { eachDraft, EncryptedFault, namesOf, tryStep, type StepContext } from '../context.ts';
import type { Draft} from '../draft.ts';
import { allowsChange, idOfRoot } from '../draft.ts';
import { isNilOrEmpty, isNull, isStringScalar, mapItems, saysText, textOf, withEntry, withPairs, withoutEntry, withPath, type Cause } from '../editNodes.ts';
import { applyOperations, readOperations, type JsonOperation } from '../jsonPatch.ts';
import { apiVersionOf, describeId, type ObjectId } from '../objectId.ts';
import { goFloatText } from '../goNumbers.ts';
import { reprinted } from '../reprintedText.ts';
import { readObjects, type ReadObject } from '../readObjects.ts';
import { compileSelector, selectDrafts } from '../selector.ts';
import { tagOf } from '../scalarTag.ts';
import { mergePatch } from '../strategicMerge.ts';
import { scalarValue11, type Fields } from '../strictReader.ts';

/** What a patch may change beside the rest. */
interface PatchOptions {
  readonly allowNameChange: boolean;
  readonly allowKindChange: boolean;
}

const stringTag = 'tag:yaml.org,2002:str';
const noOptions: PatchOptions = { allowNameChange: false, allowKindChange: false };

interface PatchText {
  readonly yaml: YamlFile;
  readonly text: string;
  /** Where the entry names or holds the patch. */
  readonly span: YamlScalar;
}

/** One entry of `patches`: strategic merge or JSON, inline or in a file. */
export function applyPatch(context: StepContext, entry: Fields): void {
  const target = entry.fields('target');
  const source = textOfEntry(context, entry, 'patch');
  const options = entry.fields('options');
  const patch = readPatch(source);
  if (patch.operations !== undefined) {
    if (target === undefined) throw new BuildFault('patch-no-target', 'a JSON patch needs a `target`', source.span);
    applyJson(context, entry.map, target, patch.operations, true);
    return;
  }
  if (patch.objects.length === 0) return;
  const allowed: PatchOptions = { allowNameChange: options?.flag('allowNameChange') ?? false, allowKindChange: options?.flag('allowKindChange') ?? false };
  if (target === undefined) {
    // An option is itself an annotation of the patch for kustomize, so annotations that are null delete nothing.
    const isMarked = allowed.allowNameChange || allowed.allowKindChange;
    applyByIdentity(context, entry.map, isMarked ? patch.objects.map((object) => ({ ...object, root: withTextMetadata(object.root, ['annotations']) })) : patch.objects, allowed);
    return;
  }
  const [first, second] = patch.objects;
  if (second !== undefined) throw new BuildFault('patch-several', 'a patch with a `target` must be a single document', second.origin);
  if (first !== undefined) applyToTarget(context, entry.map, target, first, allowed);
}

/** The items of `patchesStrategicMerge`: objects inline, or the paths of files; without any object in them kustomize refuses. */
export function applyMergePatches(context: StepContext, items: readonly YamlScalar[]): void {
  const loaded = items.map((item) => ({ item, objects: tryRead(context, item) }));
  const [first] = items;
  if (first !== undefined && loaded.every(({ objects }) => objects?.length === 0)) throw new BuildFault('patch-empty', 'the patch is empty', first);
  for (const { item, objects } of loaded) {
    context.beforePatch?.(item);
    tryStep(context.findings, () => applyByIdentity(context, item, (objects ?? []).map((object) => ({ ...object, root: withTextMetadata(object.root) })), noOptions, keepApiVersion));
  }
}

function tryRead(context: StepContext, item: YamlScalar): readonly ReadObject[] | undefined {
  let objects: readonly ReadObject[] | undefined;
  tryStep(context.findings, () => (objects = mergePatchObjects(context, item)));
  return objects;
}

function mergePatchObjects(context: StepContext, item: YamlScalar): readonly ReadObject[] {
  const inline = readObjects(parseEmbedded(item), item.text);
  if (inline.fault === undefined) return inline.objects;
  const file = context.loader.file(item, item.text, 'patch');
  const read = readObjects(yamlOf(file), file.text);
  if (read.fault !== undefined) throw new BuildFault(read.fault.code, read.fault.message, read.fault.span);
  return read.objects;
}

/** One entry of `patchesJson6902`. */
export function applyJsonEntry(context: StepContext, entry: Fields, inlineKey: 'patch' | 'jsonOp' = 'patch'): void {
  const target = entry.fields('target');
  if (target === undefined || target.text('name') === '') throw new BuildFault('patch-no-target', 'a `target` with a `name` is needed', target?.map ?? entry.map);
  const source = textOfEntry(context, entry, inlineKey);
  const { operations } = readPatch(source);
  if (operations === undefined) throw new BuildFault('patch-unreadable', 'this is no JSON patch', source.span);
  if (operations.length === 0) throw new BuildFault('patch-empty', 'the patch is empty', source.span);
  applyJson(context, entry.map, target, operations, false);
}

function textOfEntry(context: StepContext, entry: Fields, inlineKey: 'patch' | 'jsonOp'): PatchText {
  const inline = entry.scalar(inlineKey);
  const path = entry.scalar('path');
  const hasInline = inline !== undefined && inline.text.trim() !== '';
  const hasPath = path !== undefined && path.text !== '';
  if (hasInline && hasPath) throw new BuildFault('patch-both', `only one of \`${inlineKey}\` and \`path\` may be set`, path);
  if (hasInline) return { yaml: parseEmbedded(inline, true), text: inline.text.trim(), span: inline };
  if (!hasPath) throw new BuildFault('patch-neither', `one of \`${inlineKey}\` and \`path\` must be set`, entry.map);
  const file = context.loader.file(path, path.text, 'patch');
  return { yaml: yamlOf(file), text: file.text, span: path };
}

interface ReadPatch {
  readonly objects: readonly ReadObject[];
  /** Set for a JSON patch. */
  readonly operations: readonly JsonOperation[] | undefined;
}

/** Finds out which sort of patch a text is, as kustomize does: it tries both. */
function readPatch({ yaml, text, span }: PatchText): ReadPatch {
  const merge = readObjects(yaml, text);
  if (merge.fault === undefined) return { objects: merge.objects, operations: undefined };
  const root = yaml.documents[0]?.root;
  // As a JSON patch kustomize reads the first document only, and an empty one does nothing, whatever is broken behind it.
  if (root === undefined && yaml.documents.length > 1 && merge.fault.code !== 'yaml-directive' && (merge.fault.code !== 'yaml' || yaml.documents[0]?.broken === false)) return { objects: [], operations: undefined };
  // A text that begins with a bracket is read as JSON, which knows escapes that YAML does not.
  const isJsonList = text.startsWith('[') && isJson(text);
  const operations = root === undefined || merge.fault.code === 'yaml-directive' || (isBroken(yaml) && !isJsonList) ? undefined : readOperations(root);
  if (operations !== undefined && (!text.startsWith('[') || isJsonList)) return { objects: [], operations };
  if (root?.kind === 'map' || merge.fault.code === 'yaml') throw new BuildFault(merge.fault.code, `the patch is unusable: ${merge.fault.message}`, merge.fault.span);
  if (text.startsWith('[') && !isJsonList) throw new BuildFault('patch-unreadable', 'the patch is unusable: what begins with `[` is read as JSON, and this is none', span);
  throw new BuildFault('patch-unreadable', 'this is neither an object to merge nor a list of JSON patch operations', span);
}

/** Whether the first document is no YAML; kustomize never looks at the others of a JSON patch. */
function isBroken({ problems, documents }: YamlFile): boolean {
  const end = documents[1]?.start ?? Number.POSITIVE_INFINITY;
  return problems.some(({ code, start }) => code !== 'duplicate-key' && start < end);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

/** Whether the head of a patch is encrypted: kustomize-controller decrypts the files of patches before it builds (internal/decryptor/decryptor.go). */
function isEncryptedHead(root: YamlMap): boolean {
  const encrypted = (node: YamlNode | undefined): boolean => node?.kind === 'scalar' && node.text.startsWith('ENC[');
  return root.get('sops') !== undefined && [root.get('apiVersion'), root.get('kind'), root.get('metadata', 'name'), root.get('metadata', 'namespace')].some(encrypted);
}

/** The one part of a patch's head that keeps it from an object of the build that fits in all others. */
function unfitHead(drafts: readonly Draft[], id: ObjectId, root: YamlMap): YamlNode | undefined {
  const fits = (part: 'kind' | 'namespace' | 'group'): boolean =>
    drafts.some((draft) => draft.id[part] !== id[part] && (['kind', 'namespace', 'name'] as const).every((other) => other === part || draft.id[other] === id[other]));
  if (fits('kind')) return root.get('kind');
  if (fits('namespace')) return root.get('metadata', 'namespace');
  return fits('group') ? root.get('apiVersion') : undefined;
}

/** Strategic merge into the one object that each document names. */
function applyByIdentity(context: StepContext, span: Span, patches: readonly ReadObject[], options: PatchOptions, finish?: typeof keepApiVersion): void {
  const hit = new Set<Draft>();
  for (const patch of patches) {
    if (isEncryptedHead(patch.root)) throw new EncryptedFault(patch.root.get('metadata', 'name') ?? patch.root);
    const id = idOfRoot(patch.root, context.scopes);
    const found = context.drafts.byId(id);
    const [draft, second] = found;
    const place = (draft === undefined ? unfitHead(context.drafts.all, id, patch.root) : undefined) ?? patch.root.get('metadata', 'name') ?? patch.root;
    if (draft === undefined) throw new BuildFault('patch-no-match', `no object of this build is \`${describeId(id)}\` (${apiVersionOf(id)})`, place);
    if (second !== undefined) throw new BuildFault('patch-several-matches', `several objects of this build are, or were, \`${describeId(id)}\``, place);
    const version = draft.root.get('apiVersion');
    mergeInto(context, draft, patch, options);
    finish?.(draft, version, patch.root);
    hit.add(draft);
  }
  context.drafts.keep((draft) => draft.root.pairs.length > 0);
  context.findings.hits.push({ span, by: 'patch', objects: namesOf(hit), of: context.drafts.all.length });
}

/** Strategic merge into all objects that a target selects. */
function applyToTarget(context: StepContext, span: Span, target: Fields, patch: ReadObject, options: PatchOptions): void {
  const selected = selectDrafts(context.drafts.all, compileSelector(target));
  const objects = namesOf(selected);
  const of = context.drafts.all.length;
  const root = withTextMetadata(patch.root);
  eachDraft(context, selected, (draft) => {
    const version = draft.root.get('apiVersion');
    mergeInto(context, draft, { root: version === undefined ? withoutEntry(root, 'apiVersion') : withEntry(root, 'apiVersion', version), isFragile: patch.isFragile }, options);
    keepApiVersion(draft, version, patch.root);
  });
  context.drafts.keep((draft) => draft.root.pairs.length > 0);
  context.findings.hits.push({ span, by: 'patch', objects, of });
  for (const draft of selected) {
    if (context.drafts.all.includes(draft) && context.drafts.findTwin(draft) !== undefined)
      throw new BuildFault('id-conflict', `after this patch two objects are \`${describeId(draft.id)}\``, span);
  }
}

/** kustomize writes the object's group and version into the patch, so that an object without `apiVersion` gets an empty one. */
function keepApiVersion(draft: Draft, before: YamlNode | undefined, span: Span): void {
  if (before === undefined && draft.root.pairs.length > 0) draft.root = withEntry(draft.root, 'apiVersion', new YamlScalar(span, ''));
}

/** With a target, and in `patchesStrategicMerge`, kustomize rewrites labels and annotations of the patch as texts: a null there becomes a text, it deletes nothing. */
function withTextMetadata(root: YamlMap, keys: readonly string[] = ['labels', 'annotations']): YamlMap {
  let result = root;
  for (const key of keys) {
    const node = root.get('metadata', key);
    if (node === undefined) continue;
    if (isNilOrEmpty(node) || node.kind !== 'map') {
      const metadata = result.get('metadata');
      if (metadata?.kind === 'map') result = withEntry(result, 'metadata', withoutEntry(metadata, key));
      continue;
    }
    const pairs = node.pairs.map((pair) => ({ ...pair, value: new YamlScalar(pair.value, textOf(pair.value), 'plain', { tag: 'tag:yaml.org,2002:str' }) }));
    result = withPath(result, ['metadata', key], withPairs(node, pairs));
  }
  return result;
}

const memoryKey = '\u0000kustomize';

type PatchRoot = Pick<ReadObject, 'root' | 'isFragile'>;

/** Merges and restores name, kind and namespace as far as the options do not allow their change. */
function mergeInto(context: StepContext, draft: Draft, { root: patch, isFragile }: PatchRoot, entryOptions: PatchOptions): void {
  const options: PatchOptions = { allowNameChange: entryOptions.allowNameChange || allowsChange(patch, 'Name'), allowKindChange: entryOptions.allowKindChange || allowsChange(patch, 'Kind') };
  draft.isFragile ||= isFragile;
  const cause: Cause = { by: 'patch', span: patch };
  const before = draft.root;
  if (options.allowNameChange || options.allowKindChange) draft.rememberId();
  const marked = draft.hasMemory && patch.get('metadata', 'annotations') !== undefined;
  const merged = mergePatch(marked ? withMemory(before, patch) : before, patch, context.schema(), cause);
  if (merged === undefined) {
    draft.root = withPairs(before, []);
    return;
  }
  let root = merged;
  if (marked) {
    if (root.get('metadata', 'annotations', memoryKey) === undefined) draft.forget();
    root = withoutMemory(root);
  }
  const restore = (path: readonly string[]): void => {
    const old = before.get(...path);
    if (old === undefined && root.get(...path) !== undefined) root = withPath(root, path, new YamlScalar(patch, '', 'plain', { tag: 'tag:yaml.org,2002:str' }));
    if (old === undefined || old.kind !== 'scalar') return;
    const now = root.get(...path);
    if (patch.get(...path) === undefined && now?.kind === 'scalar' && now.text === old.text) {
      // The merge itself puts quotes around a text that would be read as something else (kyaml fns.go `FieldSetter`), and they stay.
      if (now.style === 'plain' && now.tag === stringTag && !isStringScalar(new YamlScalar(now, now.text))) root = withPath(root, path, new YamlScalar(now, now.text, 'double', { changes: now.changes }));
      return;
    }
    // Where the patch has the field too, kustomize writes the old text without a type, so digits become a number.
    const isLoose = old.style === 'plain' && old.tag !== undefined && patch.get(...path) !== undefined;
    root = withPath(root, path, isLoose ? new YamlScalar(old, old.text, 'plain', { changes: old.changes }) : old);
  };
  if (!options.allowKindChange) restore(['kind']);
  if (!options.allowNameChange) restore(['metadata', 'name']);
  const namespace = before.get('metadata', 'namespace');
  const metadata = root.get('metadata');
  if (saysText(namespace)) restore(['metadata', 'namespace']);
  else if (metadata?.kind === 'map') root = withEntry(root, 'metadata', withoutEntry(metadata, 'namespace'));
  draft.root = root;
}

/** kustomize reads the patched JSON anew: integers beyond 2^53 lose digits, an empty value becomes the word `null`, and braces and brackets are gone. */
function reread(root: YamlMap): YamlMap {
  const walk = (node: YamlNode): YamlNode => {
    if (node.kind === 'scalar') return rereadScalar(node);
    if (node.kind === 'seq') {
      const items = mapItems(node, walk);
      return items.flow ? new YamlSeq(items, items.items, { tag: items.tag }) : items;
    }
    let result = node;
    for (const { key, value } of node.pairs) result = withEntry(result, key.text, walk(value));
    return result.flow ? new YamlMap(result, result.pairs, { tag: result.tag }) : result;
  };
  const changed = walk(root);
  return changed.kind === 'map' ? changed : root;
}

function rereadScalar(node: YamlScalar): YamlScalar {
  const { style, tag, text } = node;
  if (isNull(node)) return style === 'plain' && text === 'null' ? node : new YamlScalar(node, 'null', 'plain', { changes: node.changes });
  if (style === 'folded') return new YamlScalar(node, text, 'literal', { tag, changes: node.changes });
  // A text that looks like something else is quoted in what is read, and keeps its quotes where a later step writes over it.
  if (style === 'plain' && tag?.endsWith(':str') === true && typeof scalarValue11(new YamlScalar(node, text)) !== 'string') return new YamlScalar(node, text, 'double', { changes: node.changes });
  // Quotes that a text does not need are not written, so that a later step may write digits without them.
  if ((style === 'double' || style === 'single') && !needsQuotes(text) && typeof scalarValue11(new YamlScalar(node, text)) === 'string') return new YamlScalar(node, text, 'plain', { tag: tag ?? stringTag, changes: node.changes });
  if (style !== 'plain' || tag?.endsWith(':str') === true) return node;
  const value = scalarValue(node);
  const written = typeof value === 'string' ? value : typeof value === 'boolean' || value === null ? String(value) : goFloatText(Number(value));
  // What is read has a type of its own, also where an earlier step wrote it without one.
  const isLoose = tag === undefined && node.changes !== undefined;
  if (written === text && !isLoose) return node;
  const typed = new YamlScalar(node, written, 'plain', { tag: typeof value === 'string' ? stringTag : undefined, changes: node.changes });
  return node.changes === undefined ? typed : new YamlScalar(node, written, 'plain', { tag: tagOf(typed), changes: node.changes });
}

/** Whether go-yaml quotes a text, or writes it as a block, for the characters in it (yaml v3 emitterc.go `yaml_emitter_analyze_scalar`). */
function needsQuotes(text: string): boolean {
  return text === '' || /^[-?:]?\s|\s$|^[-?:]$|^[#,[\]{}&*!|>'"%@`]|^(?:---|\.\.\.)|:\s|:$|\s#|[^ -~\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.test(text);
}

function withMemory(root: YamlMap, span: Span): YamlMap {
  return withPath(root, ['metadata', 'annotations', memoryKey], new YamlScalar(span, 'x'));
}

function withoutMemory(root: YamlMap): YamlMap {
  const annotations = root.get('metadata', 'annotations');
  if (annotations?.kind !== 'map') return root;
  const rest = withoutEntry(annotations, memoryKey);
  const metadata = root.get('metadata');
  if (metadata?.kind !== 'map') return root;
  return withEntry(root, 'metadata', rest.pairs.length === 0 ? withoutEntry(metadata, 'annotations') : withEntry(metadata, 'annotations', rest));
}

/** Applies JSON operations to every selected object. With build annotations present, `metadata.annotations` exists for kustomize. */
function applyJson(context: StepContext, span: Span, target: Fields, operations: readonly JsonOperation[], remembers: boolean): void {
  const selected = selectDrafts(context.drafts.all, compileSelector(target));
  context.findings.hits.push({ span, by: 'patch', objects: namesOf(selected), of: context.drafts.all.length });
  eachDraft(context, selected, (draft) => {
    if (remembers) draft.rememberId();
    const [flaw] = draft.flaws;
    if (flaw !== undefined) throw new BuildFault(flaw.code, flaw.message, flaw.span);
    const printed = draft.isFragile ? reprinted(draft.root) : draft.root;
    const root = draft.hasMemory ? withMemory(printed, span) : printed;
    const patched = applyOperations(root, operations, { by: 'patch', span });
    draft.root = reread(withoutMemory(patched));
    draft.breakShares();
    draft.isFragile = false;
  });
}

