/** Hovers inside a block of YAML, as if it stood alone: fields, what a pointer leads to, what a patch's target has there now. */
import type { BuiltObject } from '../../kustomize/build.ts';
import { isCopiedSecret, isSecret } from '../../graph/secretValues.ts';
import { codeSpan, escapeMarkdown } from '../../protocol/markdownText.ts';
import type { TextFile } from '../../text/textFile.ts';
import { yamlOf } from '../../yaml/parseYaml.ts';
import { keysOf, positionAt, type YamlPosition } from '../../yaml/yamlPath.ts';
import type { YamlNode } from '../../yaml/yamlNode.ts';
import type { Snapshot } from '../../workspace/session.ts';
import { nodesAtPath } from '../completion/mergePatch.ts';
import { resolvePointer } from '../completion/jsonPointers.ts';
import { patchSubjectAt, type PatchSubject } from '../completion/patchSubject.ts';
import { patchName } from '../completion/patchTarget.ts';
import { embeddedSort } from '../embedded/embeddedSort.ts';
import { embeddedTextAt } from '../embedded/embeddedText.ts';
import { findFieldHover } from '../fieldHover.ts';
import type { Hover } from '../hover.ts';
import { placeLink } from '../links.ts';

/** At most so many targets are named. */
const mostTargets = 4;

/** The hover in a block of text that is YAML, or in a patch in a file of its own. */
export function findEmbeddedHover(snapshot: Snapshot, file: TextFile, offset: number): Hover | undefined {
  const block = embeddedTextAt(file, offset);
  if (block !== undefined && embeddedSort(snapshot, file, block) === undefined) return undefined;
  const patch = patchSubjectAt(snapshot, file, offset);
  if (block === undefined) return patch === undefined ? undefined : patchHover(patch);
  const field = findFieldHover(block.inner, block.toInner(offset), snapshot);
  const inner = joined(patch === undefined ? undefined : patchHover(patch), field);
  return inner === undefined ? undefined : { markdown: inner.markdown, span: block.spanToOuter(inner.span) };
}

function joined(first: Hover | undefined, second: Hover | undefined): Hover | undefined {
  if (first === undefined || second === undefined) return first ?? second;
  return { span: first.span, markdown: `${first.markdown}\n\n---\n\n${second.markdown}` };
}

function patchHover(patch: PatchSubject): Hover | undefined {
  const position = positionAt(yamlOf(patch.file), patch.offset);
  const step = position?.steps.at(-1);
  if (position === undefined || step === undefined || !('key' in step)) return undefined;
  const lines = patch.isJson ? pointerLines(patch, position, step.key.text) : mergeLines(patch, position, step.key.text);
  const span = position.onKey || position.node.kind !== 'scalar' ? step.key : position.node;
  return lines.length === 0 ? undefined : { span: { file: patch.file, start: span.start, end: span.end }, markdown: lines.join('\n\n') };
}

function pointerLines({ objects }: PatchSubject, { node }: YamlPosition, key: string): readonly string[] {
  if ((key !== 'path' && key !== 'from') || node.kind !== 'scalar') return [];
  return limited(objects.map((object) => targetLine(object, resolvePointer(object.root, node.text), isSecretPointer(object, node.text))));
}

function isSecretPointer({ root }: BuiltObject, pointer: string): boolean {
  return isSecret(root) && /^\/(data|stringData)\//.test(pointer);
}

function mergeLines({ objects }: PatchSubject, position: YamlPosition, key: string): readonly string[] {
  const keys = keysOf(position);
  if (keys.length < 2 || keys[0] === 'metadata' || position.node.kind !== 'scalar') return [];
  const holder = position.steps.at(-1)?.in;
  const siblings = new Map(holder?.kind === 'map' ? holder.pairs.flatMap(({ key: name, value }) => (value.kind === 'scalar' ? [[name.text, value.text] as const] : [])) : []);
  return limited(objects.map((object) => targetLine(object, nodesAtPath(object, keys.slice(0, -1), siblings).map((node) => (node.kind === 'map' ? node.get(key) : undefined)).find((node) => node !== undefined), isSecret(object.root) && keys[0] !== 'metadata')));
}

function targetLine(object: BuiltObject, node: YamlNode | undefined, isHidden: boolean): string {
  const name = `${escapeMarkdown(object.kind)} ${escapeMarkdown(patchName(object))}`;
  if (node === undefined) return `nothing stands here in ${name}`;
  if (isHidden || isCopiedSecret(node)) return `has a secret value in ${name}`;
  const value = node.kind === 'scalar' ? codeSpan(node.text.length > 120 ? `${node.text.slice(0, 119)}…` : node.text) : node.kind === 'seq' ? `a list of ${node.items.length}` : `a mapping of ${node.pairs.length}`;
  return `is ${value === '' ? 'empty' : value} in ${name} before the patch: ${placeLink(node)}`;
}

function limited(lines: readonly string[]): readonly string[] {
  const distinct = [...new Set(lines)];
  return distinct.length > mostTargets ? [...distinct.slice(0, mostTargets), `… ${distinct.length - mostTargets} more targets`] : distinct;
}
