// Reads what commands are called with: rows of trees, arguments of lenses and links, other extensions' guesses. Nothing is taken on trust.
import { parseObjectId, type ObjectId } from '../../../server/src/protocol/objectId.ts';
import type { Place } from '../../../server/src/protocol/repositoryTree.ts';

/** Stands for a row that VS Code knew no more when a command was chosen from its menu. */
export const lostRow = Symbol('lost row');

/** What is asked for one. */
export const whichRow = 'The row was drawn anew while you chose: which one was it?';

/** What is said where nothing can be asked. */
export const rowIsLost = 'The row was drawn anew while you chose, and nothing was done: choose again.';

/**
 * What a command was called with. VS Code forgets rows while it reads them anew, and gives nothing for one whose menu is used in this moment
 * (src/vs/workbench/api/common/extHostTreeViews.ts, `_addChildrenToClear`): of several that are selected together perhaps for some, so that none of them is taken.
 * The menu of a row gives two arguments, the palette none, a key at most one.
 */
export function readCallArguments(args: readonly unknown[]): readonly unknown[] {
  const [row, selection] = args;
  const isLost = args.length > 1 && (isNothing(row) || (Array.isArray(selection) && selection.some(isNothing)));
  return isLost ? [lostRow] : args;
}

/** The object that an argument is or carries (`Kind/namespace/name`, an object id, or a tree row), if any. */
export function readObjectArgument(argument: unknown): ObjectId | undefined {
  if (typeof argument === 'string') return parseObjectId(argument);
  const kind = member(argument, 'kind');
  const name = member(argument, 'name');
  if (typeof kind === 'string' && typeof name === 'string') {
    const namespace = member(argument, 'namespace');
    return typeof namespace === 'string' && namespace !== '' ? { kind, namespace, name } : { kind, name };
  }
  const carried = member(argument, 'object');
  return carried === undefined ? undefined : readObjectArgument(carried);
}

/** The context that an argument, or the object that it carries (a tree row), was shown of; undefined where it does not say. */
export function readContextArgument(argument: unknown): string | undefined {
  const contextName = member(argument, 'contextName');
  if (typeof contextName === 'string') return contextName;
  const carried = member(argument, 'object');
  return carried === undefined ? undefined : readContextArgument(carried);
}

/** The commit of a repository that an argument names, if any. */
export function readCommitArgument(argument: unknown): { readonly rootUri: string; readonly commit: string } | undefined {
  const rootUri = member(argument, 'rootUri');
  const commit = member(argument, 'commit');
  return typeof rootUri === 'string' && typeof commit === 'string' && /^[0-9a-f]{40}$/.test(commit) ? { rootUri, commit } : undefined;
}

/** The objects of the rows that are selected together; empty for one row alone or none. */
export function readSelectedObjects(selection: unknown): readonly ObjectId[] {
  if (!Array.isArray(selection) || selection.length < 2) return [];
  return selection.flatMap((row: unknown) => readObjectArgument(row) ?? []);
}

/** The place that an argument is or carries, if any. */
export function readPlaceArgument(argument: unknown): Place | undefined {
  const uri = member(argument, 'uri');
  const start = readPosition(member(member(argument, 'range'), 'start'));
  const end = readPosition(member(member(argument, 'range'), 'end'));
  if (typeof uri === 'string' && start !== undefined && end !== undefined) return { uri, range: { start, end } };
  const carried = member(argument, 'place');
  return carried === undefined ? undefined : readPlaceArgument(carried);
}

function readPosition(value: unknown): Place['range']['start'] | undefined {
  const line = member(value, 'line');
  const character = member(value, 'character');
  return isCount(line) && isCount(character) ? { line, character } : undefined;
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
