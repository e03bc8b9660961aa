// Reads what the commands on rendered manifests are called with: rows of the Repository view and places behind lenses. Nothing is taken on trust.
import { isRenderedTarget, type RenderedPlace, type RenderedTarget } from '../../../server/src/protocol/rendered.ts';

/** A target, or a place of a source file whose targets are to be found. */
export type RenderedArgument = { readonly target: RenderedTarget } | { readonly place: RenderedPlace };

/** What an argument is or carries, if anything. */
export function readRenderedArgument(argument: unknown): RenderedArgument | undefined {
  const carried = member(argument, 'rendered');
  if (isRenderedTarget(carried)) return { target: carried };
  const uri = member(argument, 'uri');
  const line = member(member(argument, 'position'), 'line');
  const character = member(member(argument, 'position'), 'character');
  if (typeof uri !== 'string' || !isCount(line) || !isCount(character)) return undefined;
  const relation = member(argument, 'relation');
  return { place: { uri, position: { line, character }, ...(relation === 'standing' || relation === 'applying' ? { relation } : {}) } };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
