/** JSON patches: pointers into the real target object, operations, and the values that stand there now. */
import type { BuiltObject } from '../../kustomize/build.ts';
import { hidden, isCopiedSecret, isSecret } from '../../graph/secretValues.ts';
import { codeSpan } from '../../protocol/markdownText.ts';
import type { YamlMap, YamlNode, YamlScalar } from '../../yaml/yamlNode.ts';
import { yamlOf } from '../../yaml/parseYaml.ts';
import { findStructure } from '../../schemas/catalogue.ts';
import { asScalar, structureAt } from '../../schemas/structure.ts';
import { cursorContext, keyContext } from './cursorContext.ts';
import type { PatchSubject } from './patchSubject.ts';
import { inOrder, valueProposal, type Proposal } from './proposal.ts';

/** At most so many pointers are offered. */
const mostPointers = 1_500;

const operations: readonly (readonly [string, string])[] = [
  ['replace', 'sets a value that exists'],
  ['add', 'sets a field, or inserts into a list (`/-` appends)'],
  ['remove', 'takes a field or an item away'],
  ['test', 'fails the build unless the value is this one'],
  ['copy', 'copies the value at `from`'],
  ['move', 'moves the value at `from`'],
];

/** Proposals inside the operations of a JSON patch. */
export function completeJsonPatch({ file, offset, objects, all }: PatchSubject): readonly Proposal[] {
  const cursor = cursorContext(file, offset);
  const [item, field] = cursor?.keys ?? [];
  if (cursor === undefined || item !== '*' || cursor.keys[2] !== undefined) return [];
  if (field === 'op') return operations.map(([label, detail], order) => valueProposal(cursor.replace, label, order, { documentation: detail }));
  const op = cursor.siblings.get('op') ?? '';
  const subjects = objects.length > 0 ? objects : all.slice(0, 40);
  if (field === 'path' || field === 'from') return pointerProposals(subjects, { op: field === 'from' ? 'copy' : op, typed: cursor.word.slice(0, cursor.word.lastIndexOf('/') + 1), value: field === 'path' ? valueBeside(file, offset) : undefined }).map((pointer, order) => pointerProposal(pointer, order, cursor.replace));
  const path = cursor.siblings.get('path');
  return field === 'value' && path !== undefined && path !== '' ? inOrder(valuesAt(subjects, path).map(({ text, detail }) => valueProposal(cursor.replace, text, 0, { detail }))) : [];
}

function pointerProposal({ pointer, node, isNew, isHidden }: Pointer, order: number, replace: Proposal['replace']): Proposal {
  const detail = isNew ? 'new' : isHidden === true ? hidden : shortValue(node);
  return valueProposal(replace, pointer, order, { detail, documentation: isNew || isHidden === true ? '' : valueWords(node) });
}

const operationFields: readonly (readonly [string, string])[] = [
  ['op', 'What is done: add, remove, replace, test, copy or move.'],
  ['path', 'Where, as a JSON pointer: `/spec/replicas`. A `/` in a key is written `~1`, a `~` is `~0`.'],
  ['value', 'The value to set or to compare with.'],
  ['from', 'Where `copy` and `move` take the value from.'],
];

/** Proposals for the keys of an operation. */
export function completeOperationFields({ file, offset }: PatchSubject): readonly Proposal[] {
  const context = keyContext(file, offset);
  if (context === undefined || context.parents.join('.') !== '*') return [];
  const { present, replace, hasColon } = context;
  return operationFields
    .filter(([name]) => !present.has(name))
    .map(([name, documentation], order) => ({ label: name, detail: '', documentation, insert: hasColon ? name : `${name}: `, replace, kind: 'field', order, ...(hasColon ? {} : { continues: true as const }) }));
}

/** A pointer that leads somewhere in a target. */
interface Pointer {
  readonly pointer: string;
  readonly node: YamlNode | undefined;
  /** Whether nothing stands there yet, so that only `add` can use it. */
  readonly isNew: boolean;
  /** Whether it is a Secret's value. */
  readonly isHidden?: boolean;
}

/** What an operation says beside the pointer that is asked for. */
interface Operation {
  readonly op: string;
  /** The typed pointer to its last slash. */
  readonly typed: string;
  /** The value that is written already. */
  readonly value: YamlNode | undefined;
}

/** The value that the operation at an offset has. */
function valueBeside(file: PatchSubject['file'], offset: number): YamlNode | undefined {
  return operationAt(file, offset)?.get('value');
}

function operationAt(file: PatchSubject['file'], offset: number): YamlMap | undefined {
  const root = yamlOf(file).documents[0]?.root;
  const operation = root?.kind === 'seq' ? root.items.findLast(({ start }) => start <= offset) : undefined;
  return operation?.kind === 'map' ? operation : undefined;
}

/** The keys from the target's root that keys inside an operation's `value` come to; `undefined` elsewhere. */
export function keysInTarget({ file, offset }: PatchSubject, [item, field, ...inside]: readonly string[]): readonly string[] | undefined {
  const pointer = operationAt(file, offset)?.get('path');
  if (item !== '*' || field !== 'value' || inside.length === 0 || pointer?.kind !== 'scalar') return undefined;
  return [...pointerKeys(pointer.text), ...inside];
}

/** The steps of a pointer as keys; `*` for items of lists. */
function pointerKeys(pointer: string): readonly string[] {
  return pointer.split('/').slice(1).map((step) => (/^(\d+|-)$/.test(step) ? '*' : step.replaceAll('~1', '/').replaceAll('~0', '~')));
}

function pointerProposals(objects: readonly BuiltObject[], operation: Operation): readonly Pointer[] {
  const { op } = operation;
  const found = new Map<string, Pointer>();
  let hides = false;
  const adds = op === 'add' || op === '' || op === 'copy' || op === 'move';
  for (const object of objects) {
    if (found.size >= mostPointers) break;
    hides = isSecret(object.root);
    collect(object.root, '', 0);
    if (adds) for (const pointer of absentFields(object)) if (!found.has(pointer)) found.set(pointer, { pointer, node: undefined, isNew: true });
  }
  function collect(node: YamlNode, at: string, depth: number): void {
    if (depth > 12 || found.size >= mostPointers) return;
    if (node.kind === 'map') {
      for (const { key, value } of node.pairs) add(`${at}/${escapePointer(key.text)}`, value, depth);
    } else if (node.kind === 'seq') {
      node.items.forEach((item, index) => add(`${at}/${index}`, item, depth));
      if (adds) found.set(`${at}/-`, { pointer: `${at}/-`, node: undefined, isNew: true });
    }
  }
  function add(pointer: string, value: YamlNode, depth: number): void {
    if (!found.has(pointer)) found.set(pointer, { pointer, node: value, isNew: false, isHidden: (hides && /^\/(data|stringData)\//.test(pointer)) || isCopiedSecret(value) });
    collect(value, pointer, depth + 1);
  }
  return [...found.values()].sort((a, b) => rankOf(a, operation) - rankOf(b, operation) || (a.pointer < b.pointer ? -1 : 1));
}

/** What is patched most comes first; then what continues the typed path by one step. */
function rankOf({ pointer, node, isNew }: Pointer, { op, typed, value }: Operation): number {
  const steps = pointer.split('/').length;
  const often = oftenPatched.findIndex((pattern) => pattern.test(pointer));
  const isHead = /^\/(apiVersion|kind|metadata\/name|metadata\/namespace|status)\b/.test(pointer) ? 60 : 0;
  const isNext = typed === '' || typed === '/' ? 0 : pointer.startsWith(typed) ? 8 * (steps - typed.split('/').length) - 40 : 400;
  const fit = op === 'add' ? (isNew && pointer.endsWith('/-') ? -14 : isNew ? -4 : node?.kind === 'scalar' ? 4 : 0) : op === 'replace' ? (node?.kind === 'scalar' ? -6 : 0) : 0;
  return steps * 3 + (often < 0 ? 30 : often) + isHead + isNext + fit - (op === 'replace' ? likenessOf(node, value) : 0);
}

/** Up to 30 for what a value that is written already can replace: the same sort, with the same keys. */
function likenessOf(now: YamlNode | undefined, value: YamlNode | undefined): number {
  if (now === undefined || value === undefined || (value.kind === 'scalar' && value.text === '')) return 0;
  if (now.kind !== value.kind) return -20;
  if (now.kind !== 'map' || value.kind !== 'map') return 0;
  return 30 * (value.pairs.filter(({ key }) => now.pair(key.text) !== undefined).length / Math.max(1, now.pairs.length, value.pairs.length));
}

/** Fields that patches change most, by the shape of their pointers. */
const oftenPatched: readonly RegExp[] = [
  /^\/spec\/replicas$/,
  /^\/spec\/template\/spec\/containers\/\d+\/(args|command|image|env|resources)(\/-)?$/,
  /^\/spec\/template\/spec\/containers\/\d+\/resources\/(limits|requests)(\/(cpu|memory))?$/,
  /^\/spec\/values$/,
  /^\/spec\/(path|suspend|interval|version|url|ref|chart\/spec\/version)$/,
  /^\/spec\/(rules\/0\/host|template\/spec\/(nodeSelector|volumes|tolerations|affinity|serviceAccountName|containers))(\/-)?$/,
  /^\/metadata\/(annotations|labels)$/,
  /^\/spec\/[^/]+$/,
  /^\/data(\/[^/]+)?$/,
];

/** Fields of known kinds that the object does not have yet, at its top and in its spec. */
function absentFields({ root, apiVersion, kind }: BuiltObject): readonly string[] {
  const structure = findStructure(apiVersion, kind);
  const common = root.get('metadata', 'annotations') === undefined ? ['/metadata/annotations'] : [];
  const labels = root.get('metadata', 'labels') === undefined ? ['/metadata/labels'] : [];
  const spec = structure === undefined ? undefined : structureAt(structure, ['spec']);
  const present = root.get('spec');
  const fields = typeof spec === 'object' && 'fields' in spec ? Object.keys(spec.fields) : [];
  return [...common, ...labels, ...fields.filter((name) => present?.kind === 'map' && present.pair(name) === undefined).map((name) => `/spec/${name}`)];
}

/** A key as a step of a pointer (RFC 6901). */
export function escapePointer(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** The value that a pointer leads to in an object. */
export function resolvePointer(root: YamlNode, pointer: string): YamlNode | undefined {
  let at: YamlNode | undefined = root;
  for (const step of pointer.split('/').slice(1)) {
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
    at = at?.kind === 'map' ? at.get(key) : at?.kind === 'seq' && /^\d+$/.test(key) ? at.items[Number(key)] : undefined;
  }
  return at;
}

/** Values for `value`: what stands there now, and for known fields what else they take. */
function valuesAt(objects: readonly BuiltObject[], pointer: string): readonly { readonly text: string; readonly detail: string }[] {
  const texts = new Map<string, string>();
  for (const object of objects) {
    const node = resolvePointer(object.root, pointer);
    if (node?.kind === 'scalar' && node.text !== '' && !node.text.includes('\n') && !isCopiedSecret(node) && !(isSecret(object.root) && /^\/(data|stringData)\//.test(pointer))) texts.set(writtenScalar(node), 'now');
    const structure = findStructure(object.apiVersion, object.kind);
    const at = structure === undefined ? undefined : structureAt(structure, pointerKeys(pointer));
    const scalar = at === undefined ? undefined : asScalar(at);
    const choices = scalar?.type === 'boolean' ? ['true', 'false'] : (scalar?.enum ?? []).map(String);
    for (const choice of choices) if (!texts.has(choice)) texts.set(choice, '');
    if (node?.kind === 'scalar' && (node.text === 'true' || node.text === 'false') && node.style === 'plain') texts.set(node.text === 'true' ? 'false' : 'true', '');
  }
  return [...texts].map(([text, detail]) => ({ text, detail })).slice(0, 50);
}

/** A scalar as it would be written, quotes included. */
export function writtenScalar(node: YamlScalar): string {
  return node.style === 'plain' ? node.text : JSON.stringify(node.text);
}

function shortValue(node: YamlNode | undefined): string {
  if (node?.kind === 'scalar') return node.text.length > 40 || node.text.includes('\n') ? `${(node.text.split('\n', 1)[0] ?? '').slice(0, 39)}…` : node.text;
  return node?.kind === 'seq' ? `list of ${node.items.length}` : node?.kind === 'map' ? 'mapping' : '';
}

function valueWords(node: YamlNode | undefined): string {
  return node?.kind === 'scalar' && node.text !== '' ? `is now ${codeSpan(node.text.length > 200 ? `${node.text.slice(0, 199)}…` : node.text)}` : '';
}
