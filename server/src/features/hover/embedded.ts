/** Hovers inside a block of YAML, as if it stood alone: fields, what a pointer leads to, what a patch's target has there now. */
import { codeSpan, escapeMarkdown } from '../../protocol/markdownText.ts';
import type { TextFile } from '../../text/textFile.ts';
import type { Snapshot } from '../../workspace/session.ts';
import { patchSubjectAt, type PatchSubject } from '../completion/patchSubject.ts';
import { patchName } from '../completion/patchTarget.ts';
import { embeddedSort } from '../embedded/embeddedSort.ts';
import { embeddedTextAt } from '../embedded/embeddedText.ts';
import { findFieldHover } from '../fieldHover.ts';
import type { Hover } from '../hover.ts';
import { placeLink } from '../links.ts';
import { patchedValuesAt, placeOfValue, type PatchedValue } from '../patchedValues.ts';

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
  const found = patchedValuesAt(patch);
  return found === undefined ? undefined : { span: found.span, markdown: limited(found.values.map(targetLine)).join('\n\n') };
}

function targetLine({ object, node, isHidden }: PatchedValue): string {
  const name = `${escapeMarkdown(object.kind)} ${escapeMarkdown(patchName(object))}`;
  if (node === undefined) return `nothing stands here in ${name}`;
  if (isHidden) return `has a secret value in ${name}`;
  const value = node.kind === 'scalar' ? codeSpan(node.text.length > 120 ? `${node.text.slice(0, 119)}…` : node.text) : node.kind === 'seq' ? `a list of ${node.items.length}` : `a mapping of ${node.pairs.length}`;
  return `is ${value === '' ? 'empty' : value} in ${name} before the patch: ${placeLink(placeOfValue(node))}`;
}

function limited(lines: readonly string[]): readonly string[] {
  const distinct = [...new Set(lines)];
  return distinct.length > mostTargets ? [...distinct.slice(0, mostTargets), `… ${distinct.length - mostTargets} more targets`] : distinct;
}
