// Turns the server's repository tree into rows: icons, wave numbers, badges and menus by kind. Pure.
import { commandIds } from '../../../../server/src/protocol/commandIds.ts';
import type { RepositoryTree, RepositoryTreeKind, RepositoryTreeNode } from '../../../../server/src/protocol/repositoryTree.ts';
import type { ContextFlag, TreeClick, TreeIcon, TreeNodeModel } from '../treeModel.ts';

/** Which of the view's empty states applies; `content` means that there are rows. */
export type RepositoryViewState = 'loading' | 'empty' | 'content';

/** The state that decides between welcome text and rows. */
export function repositoryViewState(tree: RepositoryTree): RepositoryViewState {
  if (tree.roots.length > 0) return 'content';
  return tree.loading ? 'loading' : 'empty';
}

/** The rows of the Repository view. */
export function buildRepositoryRows(tree: RepositoryTree): readonly TreeNodeModel[] {
  return tree.roots.map(buildRow);
}

function buildRow(node: RepositoryTreeNode): TreeNodeModel {
  return {
    id: node.id,
    label: node.wave === undefined ? node.label : `${node.wave}  ${node.label}`,
    description: node.description,
    tooltip: node.tooltip,
    accessibleLabel: node.accessibleLabel,
    icon: rowIcon(node),
    contextFlags: contextFlags(node),
    expanded: node.expanded,
    children: node.children.map(buildRow),
    // A finding is itself what a badge counts.
    ...(node.kind === 'problem' ? {} : { problems: node.problems }),
    ...(node.place === undefined ? {} : { place: node.place, click: openPlaceClick(node) }),
    ...(node.object === undefined ? {} : { object: node.object }),
    ...(node.rendered === undefined ? {} : { rendered: node.rendered }),
  };
}

function openPlaceClick(node: RepositoryTreeNode): TreeClick {
  return { command: commandIds.openPlace, title: 'Open', arguments: [node.place] };
}

function rowIcon(node: RepositoryTreeNode): TreeIcon {
  if (node.kind !== 'problem') return iconsByKind[node.kind];
  if (node.problems.errors > 0) return { id: 'error', color: 'list.errorForeground' };
  return node.problems.warnings > 0 ? { id: 'warning', color: 'list.warningForeground' } : { id: 'info' };
}

const iconsByKind: Readonly<Record<Exclude<RepositoryTreeKind, 'problem'>, TreeIcon>> = {
  entryPoint: { id: 'repo' },
  fluxKustomization: { id: 'layers' },
  source: { id: 'repo-pull' },
  helmRelease: { id: 'package' },
  canary: { id: 'pulse' },
  workload: { id: 'server-process' },
  object: { id: 'symbol-object' },
  file: { id: 'file-code' },
  group: { id: 'list-tree' },
  unresolved: { id: 'question', color: 'disabledForeground' },
};

/** Kinds whose rows offer what Flux can be asked for. */
function contextFlags(node: RepositoryTreeNode): readonly ContextFlag[] {
  const flags: ContextFlag[] = [node.kind];
  if (node.place !== undefined) flags.push('place');
  if (node.object !== undefined && (node.kind === 'fluxKustomization' || node.kind === 'helmRelease')) flags.push('reconcilable', 'hasSource');
  if (node.object !== undefined && node.kind === 'source') flags.push('reconcilable');
  return flags;
}
