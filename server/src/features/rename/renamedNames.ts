/** What the texts of an object's name become: as written, and after each prefix, suffix and hash. */
import type { GraphNode } from '../../graph/graph.ts';
import { alternativesOf, namesOfNode } from '../names/kustomizeNames.ts';

/** One object's names before and after. */
export interface NameChange {
  /** The name as it is written where the object is defined. */
  readonly written: string;
  readonly renamed: string;
}

/** What a text that names the object becomes; `undefined` where the text is none of its names. */
export function renamedText(node: GraphNode, change: NameChange, text: string): string | undefined {
  const { written, renamed } = change;
  if (text === written) return renamed;
  if (text.includes('|')) return renamedChoice(node, change, text);
  if (!namesOfNode(node).includes(text)) return undefined;
  const at = text.indexOf(written);
  return at < 0 ? undefined : text.slice(0, at) + renamed + text.slice(at + written.length);
}

/** A choice of names, such as `(a|b)`, with this object's name in it changed. */
function renamedChoice(node: GraphNode, change: NameChange, text: string): string | undefined {
  const old = alternativesOf(text).find((each) => renamedText(node, change, each) !== undefined);
  const next = old === undefined ? undefined : renamedText(node, change, old);
  return old === undefined || next === undefined ? undefined : text.split(/([|()])/).map((part) => (part === old ? next : part)).join('');
}

/** The written name for which a text that names the object would become another one; `undefined` where a prefix or suffix is not kept. */
export function writtenFor(node: GraphNode, written: string, text: string, wanted: string): string | undefined {
  if (text === written) return wanted;
  const at = namesOfNode(node).includes(text) ? text.indexOf(written) : -1;
  if (at < 0) return undefined;
  const [before, after] = [text.slice(0, at), text.slice(at + written.length)];
  const fits = wanted.startsWith(before) && wanted.endsWith(after) && wanted.length > before.length + after.length;
  return fits ? wanted.slice(before.length, wanted.length - after.length) : undefined;
}
