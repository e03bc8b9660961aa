/** Strategic-merge patches: fields and values of the real target object, so that a patch can be written by looking at it. */
import type { BuiltObject } from '../../kustomize/build.ts';
import { hidden, isCopiedSecret, isSecret } from '../../graph/secretValues.ts';
import { codeSpan } from '../../protocol/markdownText.ts';
import type { YamlMap, YamlNode } from '../../yaml/yamlNode.ts';
import { cursorContext, keyContext, type KeyContext } from './cursorContext.ts';
import { writtenScalar } from './jsonPointers.ts';
import type { PatchSubject } from './patchSubject.ts';
import { patchName } from './patchTarget.ts';
import { inOrder, valueProposal, type Proposal } from './proposal.ts';

/** Proposals for a value: the head of the patch, keys of list items, and what the target has there now. */
export function completeMergeValues({ file, offset, objects, all }: PatchSubject): readonly Proposal[] {
  const cursor = cursorContext(file, offset);
  if (cursor === undefined) return [];
  const at = cursor.keys.join('.');
  const { replace } = cursor;
  if (at === 'kind' || at === 'apiVersion') return distinctProposals(all.map((object) => ({ text: at === 'kind' ? object.kind : object.apiVersion, detail: '' })), replace);
  if (at === 'metadata.name' || at === 'metadata.namespace') {
    const fitting = objects.length > 0 ? objects : all;
    return distinctProposals(sameKind(file.text, fitting, all).flatMap((object) => (at === 'metadata.name' ? [{ text: patchName(object), detail: object.kind }] : object.namespace === undefined ? [] : [{ text: object.namespace, detail: '' }])), replace);
  }
  const holders = objects.flatMap((object) => nodesAtPath(object, cursor.keys.slice(0, -1), cursor.siblings));
  const key = cursor.keys.at(-1) ?? '';
  const values = holders.flatMap((holder) => {
    const items = key === '*' && holder.kind === 'seq' ? holder.items : holder.kind === 'map' ? [holder.get(key)] : [];
    return items.flatMap((node) => (node?.kind === 'scalar' && node.text !== '' && !node.text.includes('\n') && !isCopiedSecret(node) ? [{ text: writtenScalar(node), detail: 'now' }] : []));
  });
  return distinctProposals(values, replace);
}

/** While the name is missing, objects of the written kind. */
function sameKind(text: string, fitting: readonly BuiltObject[], all: readonly BuiltObject[]): readonly BuiltObject[] {
  const kind = /^kind:\s*["']?(\w+)/m.exec(text)?.[1];
  const alike = all.filter((object) => object.kind === kind);
  return alike.length > 0 ? alike : fitting;
}

function distinctProposals(values: readonly { readonly text: string; readonly detail: string }[], replace: Proposal['replace']): readonly Proposal[] {
  const seen = new Set<string>();
  return inOrder(values.filter(({ text }) => !seen.has(text) && seen.add(text)).slice(0, 200).map(({ text, detail }) => valueProposal(replace, text, 0, { detail })));
}

/** Proposals for a key: the target's fields there, and the directives of such patches. */
export function completeMergeFields({ file, offset, objects }: PatchSubject, known: readonly Proposal[]): readonly Proposal[] {
  const context = keyContext(file, offset);
  if (context === undefined) return known;
  const holders = objects.flatMap((object) => nodesAtPath(object, context.parents, context.siblings));
  const own = new Map<string, YamlNode>();
  for (const holder of holders) {
    const maps = holder.kind === 'seq' ? holder.items : [holder];
    for (const map of maps) if (map.kind === 'map') for (const { key, value } of map.pairs) if (!own.has(key.text)) own.set(key.text, value);
  }
  const isNewItem = holders.length > 0 && holders.every(({ kind }) => kind === 'seq');
  const words = new Map(known.map((proposal) => [proposal.label, proposal]));
  const fromTarget = [...own].flatMap(([name, value]) => (context.present.has(name) && !isNewItem ? [] : [fieldProposal(name, value, context, words.get(name), isNewItem)]));
  const listed = new Set(own.keys());
  const others = known.filter(({ label }) => !listed.has(label));
  const directive = context.parents.length > 0 && !context.present.has('$patch') && !isNewItem && !context.hasColon && holders.length > 0 ? [directiveProposal(context)] : [];
  return inOrder([...fromTarget, ...others, ...directive]);
}

function fieldProposal(name: string, value: YamlNode, { replace, hasColon, indent }: KeyContext, known: Proposal | undefined, isNewItem: boolean): Proposal {
  const dash = isNewItem ? '- ' : '';
  const margin = `\n${' '.repeat(indent + dash.length + 2)}`;
  const start = value.kind === 'scalar' ? ' ' : `${margin}${value.kind === 'seq' ? '- ' : ''}`;
  const now = value.kind === 'scalar' ? (isCopiedSecret(value) ? hidden : value.text === '' || value.text.includes('\n') ? 'text' : value.text) : value.kind === 'seq' ? `list of ${value.items.length}` : 'mapping';
  const words = value.kind === 'scalar' && value.text !== '' ? [`is now ${codeSpan(now)}`] : [];
  return {
    label: name,
    detail: now.length > 40 ? `${now.slice(0, 39)}…` : now,
    documentation: [...words, ...(known === undefined ? [] : [known.documentation])].join('\n\n'),
    insert: hasColon ? name : `${dash}${name}:${start}`,
    replace,
    kind: 'field',
    order: 0,
    ...(hasColon ? {} : { continues: true as const }),
  };
}

function directiveProposal({ replace }: KeyContext): Proposal {
  return { label: '$patch', detail: 'directive', documentation: '`delete` takes this part away, `replace` puts only what stands here.', insert: '$patch: ', replace, kind: 'field', order: 0, continues: true };
}

/** The values at a path of an object; an item of a list is the one with the name written here, else any. A Secret's are left out. */
export function nodesAtPath({ root }: BuiltObject, keys: readonly string[], siblings: ReadonlyMap<string, string>): readonly (YamlNode & { readonly kind: 'map' | 'seq' })[] {
  if (isSecret(root) && (keys[0] === 'data' || keys[0] === 'stringData')) return [];
  const lastItem = keys.lastIndexOf('*');
  let level: readonly YamlNode[] = [root];
  keys.forEach((key, index) => {
    level = level.flatMap((node) => {
      if (key !== '*') return node.kind === 'map' ? (node.get(key) ?? []) : [];
      if (node.kind !== 'seq') return [];
      const named = index === lastItem && index === keys.length - 1 ? node.items.filter((item) => item.kind === 'map' && isSameItem(item, siblings)) : [];
      return named.length > 0 ? named : node.items;
    });
  });
  return level.flatMap((node) => (node.kind === 'scalar' ? [] : [node]));
}

function isSameItem(item: YamlMap, siblings: ReadonlyMap<string, string>): boolean {
  return ['name', 'containerPort', 'mountPath', 'port', 'key'].some((key) => {
    const value = item.get(key);
    return value?.kind === 'scalar' && siblings.get(key) === value.text;
  });
}
