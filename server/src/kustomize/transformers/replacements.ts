/** `replacements:` (kustomize api/filters/replacement, ReplacementTransformer). */
import type { Span } from '../../text/textFile.ts';
import { yamlOf } from '../../yaml/parseYaml.ts';
import { YamlScalar, type YamlMap, type YamlNode } from '../../yaml/yamlNode.ts';
import { BuildFault } from '../buildError.ts';
import { namesOf, type StepContext } from '../context.ts';
import type { Draft } from '../draft.ts';
import { changed, isNilOrEmpty, textOf, type Cause } from '../editNodes.ts';
import { lookup, smartPath } from '../fieldPath.ts';
import { editMatches, type CreatedKind } from '../fieldMatcher.ts';
import { replacementShape } from '../kustomizeShape.ts';
import { effectiveNamespace, isSelectedBy, type ObjectId } from '../objectId.ts';
import { compileSelector, matchesId, type Selector } from '../selector.ts';
import { decode, Fields, looseManner } from '../strictReader.ts';
import { editStructuredText } from '../structuredText.ts';
import { holdsSecret, leadsToSecret, markSecret } from '../secretSource.ts';
import { tagOf } from '../scalarTag.ts';

/** Copies values from one object into others, entry by entry; an entry may stand in a file. */
export function replaceValues(context: StepContext, entries: readonly Fields[]): void {
  for (const entry of entries.flatMap((listed) => entriesOf(context, listed))) replaceOne(context, entry);
}

function entriesOf(context: StepContext, entry: Fields): readonly Fields[] {
  const path = entry.scalar('path');
  if (path === undefined || path.text === '') return [entry];
  if (entry.has('source') || entry.list('targets').length > 0) throw new BuildFault('replacement-both', 'only one of `path` and an inline replacement may be set', path);
  const file = context.loader.file(path, path.text, 'replacement');
  const root = yamlOf(file).documents[0]?.root;
  if (root === undefined || root.kind === 'scalar') throw new BuildFault('replacement-unreadable', `\`${path.text}\` holds no replacement`, path);
  const items = root.kind === 'seq' ? root.items : [root];
  return items.flatMap((item) => {
    const decoded = decode(item, replacementShape, (fault) => context.findings.problems.push(fault.problem), looseManner);
    return decoded?.kind === 'map' ? [new Fields(decoded)] : [];
  });
}

function replaceOne(context: StepContext, entry: Fields): void {
  const source = entry.fields('source');
  const given = entry.scalar('sourceValue');
  if ((source === undefined && given === undefined) || !entry.has('targets')) throw new BuildFault('replacement-incomplete', 'a replacement needs a `source` and `targets`', entry.map);
  if (source !== undefined && given !== undefined) throw new BuildFault('replacement-both', 'only one of `source` and `sourceValue` may be set', given);
  // A value that is written here has no type: where it becomes a field as it is, its type follows from its text.
  const constant = new YamlScalar(given ?? entry.map, textOf(given));
  const value = source === undefined ? () => constant : sourceValue(context, source);
  const hit = new Set<Draft>();
  for (const target of entry.list('targets')) replaceInTargets(context, target, value, hit);
  context.findings.hits.push({ span: entry.map, by: 'replacement', objects: namesOf(hit), of: context.drafts.all.length });
}

/** Gives the value at each moment: where the source is a target as well, kustomize puts its new value into the targets that follow. */
function sourceValue({ drafts, findings }: StepContext, source: Fields): () => YamlNode {
  const draft = sourceDraft(drafts.all, source);
  const path = smartPath(source.text('fieldPath') || 'metadata.name');
  const isSecret = leadsToSecret(draft, path);
  const marked = (node: YamlNode): YamlNode => (isSecret ? markSecret(node, 'replacement', findings) : node);
  const first = marked(valueOf(draft, source, isSecret));
  if ((source.fields('options')?.text('delimiter') ?? '') !== '') return () => first;
  const { root } = draft;
  return () => {
    const now = draft.root === root ? undefined : lookup(draft.root, path, source.map);
    return now === undefined ? first : marked(now);
  };
}

function sourceDraft(drafts: readonly Draft[], source: Fields): Draft {
  const wanted: ObjectId = { group: source.text('group'), version: source.text('version'), kind: source.text('kind'), name: source.text('name'), namespace: source.text('namespace') };
  const isWanted = (id: ObjectId) =>
    (wanted.name === '' || wanted.name === id.name) && (wanted.namespace === '' || wanted.namespace === effectiveNamespace(id)) && isSelectedBy(id, wanted);
  const [draft, second] = drafts.filter((candidate) => isWanted(candidate.id) || candidate.formerIds.some(isWanted));
  if (draft === undefined) throw new BuildFault('replacement-no-source', 'no object of this build matches this source', source.map);
  if (second !== undefined) throw new BuildFault('replacement-several-sources', 'several objects of this build match this source', source.map);
  return draft;
}

function valueOf(draft: Draft, source: Fields, isSecret: boolean): YamlNode {
  const pathNode = source.scalar('fieldPath');
  const path = source.text('fieldPath') || 'metadata.name';
  const node = lookup(draft.root, smartPath(path), pathNode ?? source.map);
  if (node === undefined || isNilOrEmpty(node)) throw new BuildFault('replacement-no-field', `\`${path}\` does not exist in the source object, or is empty`, pathNode ?? source.map);
  const options = source.fields('options');
  const delimiter = options?.text('delimiter') ?? '';
  if (options === undefined || delimiter === '') return node;
  if (node.kind !== 'scalar') throw new BuildFault('replacement-delimiter', 'a `delimiter` needs a single value', options.map);
  const piece = node.text.split(delimiter)[options.int('index')];
  if (piece === undefined || options.int('index') < 0) throw new BuildFault('replacement-index', `${isSecret || holdsSecret(node) ? `\`${path}\` of the source` : `\`${node.text}\``} has no part ${options.int('index')}`, options.node('index') ?? options.map);
  return new YamlScalar(node, piece, node.style, { tag: tagOf(node), changes: node.changes });
}

function replaceInTargets(context: StepContext, target: Fields, value: () => YamlNode, hit: Set<Draft>): void {
  const select = target.fields('select');
  if (select === undefined) throw new BuildFault('replacement-incomplete', 'a target needs `select`', target.map);
  const selector = compileSelector(select);
  const rejects = target.list('reject').map(compileSelector);
  for (const draft of context.drafts.all) {
    const ids = [draft.id, ...draft.formerIds];
    if (!selector.matchesMetadata(draft.root) || rejects.some((reject) => rejectsDraft(reject, draft, ids))) continue;
    if (!ids.some((id) => matchesId(selector, id))) continue;
    hit.add(draft);
    replaceFields(draft, target, value);
  }
}

function rejectsDraft(reject: Selector, draft: Draft, ids: readonly ObjectId[]): boolean {
  if (reject.hasMetadata && reject.matchesMetadata(draft.root)) return true;
  return !reject.isEmptyId && ids.some((id) => matchesId(reject, id));
}

/** Writes into each field of a target in turn: an object that is its own source gives the fields that follow what it has become. */
function replaceFields(draft: Draft, target: Fields, value: () => YamlNode): void {
  const paths = target.texts('fieldPaths');
  for (const path of paths.length > 0 ? paths : [undefined]) {
    const now = value();
    draft.root = withReplacedField(draft.root, target, path, now);
    // What comes from another object, and a field that is made without a type, may be of the sort that changes in print.
    draft.isFragile = true;
  }
}

function withReplacedField(root: YamlMap, target: Fields, path: YamlScalar | undefined, value: YamlNode): YamlMap {
  const options = target.fields('options');
  const create: CreatedKind | undefined = options?.flag('create') === true ? value.kind : undefined;
  const text = path?.text ?? 'metadata.name';
  const span = path ?? target.map;
  const cause: Cause = { by: 'replacement', span, source: writtenAt(value), ...(holdsSecret(value) ? { secret: true } : {}) };
  const parts = smartPath(text);
  const structured = editStructuredText(root, parts, create, value, cause);
  if (structured !== undefined) return structured;
  // The field may be the source itself: those that the path finds after it take what it has become.
  let current = value;
  const replace = (field: YamlNode): YamlNode => {
    const replaced = replacedField(field, options, current, cause);
    if (field === current) current = replaced;
    return replaced;
  };
  const { node, count } = editMatches(root, parts, create, replace, span);
  if (count === 0) throw new BuildFault('replacement-no-target-field', `\`${text}\` does not exist in a selected object`, span);
  return node.kind === 'map' ? node : root;
}

/** Where a person would change the copied value: the step that set it last, or itself. Only the place is kept, so that no tree of nodes stays alive. */
function writtenAt(value: YamlNode): Span {
  const { file, start, end } = (value.kind === 'scalar' ? value.changes?.findLast((change) => change.span !== undefined)?.span : undefined) ?? value;
  return { file, start, end };
}

function replacedField(field: YamlNode, options: Fields | undefined, value: YamlNode, cause: Cause): YamlNode {
  const delimiter = options?.text('delimiter') ?? '';
  let replacement = value;
  if (options !== undefined && delimiter !== '') {
    if (field.kind !== 'scalar') throw new BuildFault('replacement-delimiter', 'a `delimiter` needs a single value in the target', options.map);
    const parts = field.text.split(delimiter);
    const index = options.int('index');
    const text = textOf(value);
    if (index < 0) parts.unshift(text);
    else if (index >= parts.length) parts.push(text);
    else parts[index] = text;
    replacement = new YamlScalar(value, parts.join(delimiter), 'plain', { tag: value.kind === 'scalar' ? tagOf(value) : undefined });
  }
  if (field.kind !== 'scalar') return replacement;
  const isMade = field.text === '' && field.start === cause.span.start && field.file === cause.span.file;
  if (isMade) return changed(field, textOf(replacement), 'plain', undefined, cause);
  // A field that an earlier step made has no type of its own: its type follows from its text each time.
  const tag = field.tag === undefined && field.changes !== undefined ? undefined : tagOf(field);
  const hidden = hiddenTag(field);
  if (hidden !== undefined && hidden !== tagOf(new YamlScalar(field, textOf(replacement)))) return changed(field, textOf(replacement), 'plain', hidden, cause);
  return changed(field, textOf(replacement), field.style, tag, cause);
}

/** The type of a number or the like that a patch merged over a quoted text: within the quotes it is a text, but kyaml keeps the type, and writes it before a next text of another one. */
function hiddenTag({ style, changes }: YamlScalar): string | undefined {
  const last = changes?.at(-1);
  if (style === 'plain' || last?.by !== 'patch' || last.span === undefined) return undefined;
  const { file, start, end } = last.span;
  const tag = tagOf(new YamlScalar(last.span, file.text.slice(start, end)));
  return tag.endsWith(':str') ? undefined : tag;
}
