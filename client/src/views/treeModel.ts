// What a row of any Flightdeck tree shows, as plain data, and what changed between two of these trees. No VS Code in here.
import type { ObjectId, ObjectInContext } from '../../../server/src/protocol/objectId.ts';
import type { RenderedTarget } from '../../../server/src/protocol/rendered.ts';
import type { Place } from '../../../server/src/protocol/repositoryTree.ts';

/** A codicon with an optional theme colour. */
export interface TreeIcon {
  readonly id: string;
  readonly color?: string;
}

/** Words that rows carry for `viewItem =~ /\bword\b/` in the menus of the manifest. */
export const contextFlags = [
  'entryPoint',
  'fluxKustomization',
  'source',
  'helmRelease',
  'canary',
  'workload',
  'object',
  'file',
  'group',
  'problem',
  'unresolved',
  'place',
  'cause',
  'controlled',
  'reconcilable',
  'hasSource',
  'helmRelease',
  'suspendable',
  'resumable',
  'retry',
  'openableGate',
  'gated',
  'rollingOut',
  'rolledBack',
  'paused',
] as const;

/** One of these words. */
export type ContextFlag = (typeof contextFlags)[number];

/** A command that runs when the row is clicked. */
export interface TreeClick {
  readonly command: string;
  readonly title: string;
  readonly arguments: readonly unknown[];
}

/** One row with all below it. */
export interface TreeNodeModel {
  /** Unique in its view and stable over updates: VS Code keeps expansion and selection by it. */
  readonly id: string;
  readonly label: string;
  /** Grey text behind the label; may be empty. */
  readonly description: string;
  /** Markdown; may be empty. */
  readonly tooltip: string;
  /** What a screen reader says. */
  readonly accessibleLabel: string;
  readonly icon: TreeIcon;
  /** What the row's menus depend on. */
  readonly contextFlags: readonly ContextFlag[];
  /** Whether it is open when it is shown for the first time. */
  readonly expanded: boolean;
  readonly children: readonly TreeNodeModel[];
  /** Rows will come below it: it is open from the start, because an editor looks at that only when it first sees a row. */
  readonly awaitsChildren?: boolean;
  readonly click?: TreeClick;
  /** The object the row stands for; commands started from the row read it. Rows of a cluster name the context that they are of. */
  readonly object?: ObjectId | ObjectInContext;
  readonly place?: Place;
  /** What commands started from the row can show rendered. */
  readonly rendered?: RenderedTarget;
  /** Findings at the row and below, shown as a badge. */
  readonly problems?: { readonly errors: number; readonly warnings: number };
}

/** What has to be asked again: everything, or the rows with these ids (with all below them). */
export type TreeChange = 'all' | readonly string[];

/** The smallest set of rows whose refresh turns `previous` into `next`; an empty list where nothing changed. */
export function findTreeChange(previous: readonly TreeNodeModel[], next: readonly TreeNodeModel[]): TreeChange {
  if (!sameIds(previous, next)) return 'all';
  const changed: string[] = [];
  collectChanged(previous, next, changed);
  return changed;
}

/** All rows, parents before children, each with its parent's id. */
export function* walkTree(roots: readonly TreeNodeModel[], parent?: string): Generator<{ readonly node: TreeNodeModel; readonly parent: string | undefined }> {
  for (const node of roots) {
    yield { node, parent };
    yield* walkTree(node.children, node.id);
  }
}

/** What is different in `next`: rows that are other values or stand below another row (with their parents, parents before children), and ids that are not there any more. */
export interface TreeDifference {
  readonly present: readonly { readonly node: TreeNodeModel; readonly parent: string | undefined }[];
  readonly gone: ReadonlySet<string>;
}

/** Compares two trees without looking into branches that are the very same value at the same place. */
export function compareTrees(previous: readonly TreeNodeModel[], next: readonly TreeNodeModel[]): TreeDifference {
  const present: { readonly node: TreeNodeModel; readonly parent: string | undefined }[] = [];
  const gone = new Set<string>();
  const compare = (before: readonly TreeNodeModel[], after: readonly TreeNodeModel[], parent: string | undefined): void => {
    if (before === after) return;
    const left = new Map(before.filter((node, index) => node !== after[index]).map((node) => [node.id, node]));
    for (const [index, node] of after.entries()) {
      if (node === before[index]) continue;
      const old = left.get(node.id);
      left.delete(node.id);
      if (old === node) continue;
      present.push({ node, parent });
      compare(old?.children ?? [], node.children, node.id);
    }
    for (const { node } of walkTree([...left.values()])) gone.add(node.id);
  };
  compare(previous, next, undefined);
  for (const { node } of present) gone.delete(node.id);
  return { present, gone };
}

function collectChanged(previous: readonly TreeNodeModel[], next: readonly TreeNodeModel[], changed: string[]): void {
  if (previous === next) return;
  for (const [index, node] of next.entries()) {
    const before = previous[index];
    if (before === undefined || node === before) continue;
    if (sameIds(before.children, node.children) && sameRow(before, node)) collectChanged(before.children, node.children, changed);
    else changed.push(node.id);
  }
}

function sameIds(a: readonly TreeNodeModel[], b: readonly TreeNodeModel[]): boolean {
  return a === b || (a.length === b.length && a.every((node, index) => node.id === b[index]?.id));
}

/** Compares what is seen and what menus and clicks use; `expanded` counts only once, so it does not count here. */
function sameRow(a: TreeNodeModel, b: TreeNodeModel): boolean {
  return printRow(a) === printRow(b);
}

function printRow(node: TreeNodeModel): string {
  return JSON.stringify({ ...node, children: undefined, expanded: undefined });
}
