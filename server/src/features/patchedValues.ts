/** What the targets of a patch hold at the place that the patch speaks of: where a pointer leads, what a merged field replaces. */
import type { BuiltObject } from '../kustomize/build.ts';
import { isCopiedSecret, isSecret } from '../graph/secretValues.ts';
import type { Span } from '../text/textFile.ts';
import { yamlOf } from '../yaml/parseYaml.ts';
import { keysOf, positionAt, type YamlPosition } from '../yaml/yamlPath.ts';
import type { YamlNode } from '../yaml/yamlNode.ts';
import { nodesAtPath } from './completion/mergePatch.ts';
import { resolvePointer } from './completion/jsonPointers.ts';
import type { PatchSubject } from './completion/patchSubject.ts';

/** One target of a patch. */
export interface PatchedValue {
  readonly object: BuiltObject;
  /** What stands there before the patch; `undefined` where nothing does. */
  readonly node: YamlNode | undefined;
  /** Whether it is a Secret's value, which is never shown. */
  readonly isHidden: boolean;
}

/** The values that the patch at its offset is about, with the word of the patch that says so; `undefined` where it is about none. */
export function patchedValuesAt(patch: PatchSubject): { readonly span: Span; readonly values: readonly PatchedValue[] } | undefined {
  const position = positionAt(yamlOf(patch.file), patch.offset);
  const step = position?.steps.at(-1);
  if (position === undefined || step === undefined || !('key' in step)) return undefined;
  const values = patch.isJson ? valuesOfPointer(patch, position, step.key.text) : valuesOfField(patch, position, step.key.text);
  const { start, end } = position.onKey || position.node.kind !== 'scalar' ? step.key : position.node;
  return values.length === 0 ? undefined : { span: { file: patch.file, start, end }, values };
}

function valuesOfPointer({ objects }: PatchSubject, { node }: YamlPosition, key: string): readonly PatchedValue[] {
  if ((key !== 'path' && key !== 'from') || node.kind !== 'scalar') return [];
  return objects.map((object) => valueOf(object, resolvePointer(object.root, node.text), isSecret(object.root) && /^\/(data|stringData)\//.test(node.text)));
}

function valuesOfField({ objects }: PatchSubject, position: YamlPosition, key: string): readonly PatchedValue[] {
  const keys = keysOf(position);
  if (keys.length < 2 || keys[0] === 'metadata' || position.node.kind !== 'scalar') return [];
  const holder = position.steps.at(-1)?.in;
  const siblings = new Map(holder?.kind === 'map' ? holder.pairs.flatMap(({ key: name, value }) => (value.kind === 'scalar' ? [[name.text, value.text] as const] : [])) : []);
  return objects.map((object) => {
    const found = nodesAtPath(object, keys.slice(0, -1), siblings).map((node) => (node.kind === 'map' ? node.get(key) : undefined));
    return valueOf(object, found.find((node) => node !== undefined), isSecret(object.root));
  });
}

/** Where a value was written: in the patch before that set it last, or where it stands. */
export function placeOfValue(node: YamlNode): Span {
  const { file, start, end } = (node.kind === 'scalar' ? node.changes?.findLast(({ by, span }) => by === 'patch' && span !== undefined)?.span : undefined) ?? node;
  return { file, start, end };
}

function valueOf(object: BuiltObject, node: YamlNode | undefined, isHidden: boolean): PatchedValue {
  return { object, node, isHidden: isHidden || (node !== undefined && isCopiedSecret(node)) };
}
