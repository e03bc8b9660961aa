// Shows a tree of plain models in VS Code and refreshes only the rows that changed, so that lists do not jump.
import * as vscode from 'vscode';
import type { ObjectId, ObjectInContext } from '../../../server/src/protocol/objectId.ts';
import type { RenderedTarget } from '../../../server/src/protocol/rendered.ts';
import type { Place } from '../../../server/src/protocol/repositoryTree.ts';
import { badgeUri } from './problemBadges.ts';
import { compareTrees, findTreeChange, walkTree, type TreeDifference, type TreeNodeModel } from './treeModel.ts';

/** From the reading of rows to their showing. Milliseconds. */
const showingMs = 150;

/** A row as VS Code knows it: the same instance for the same id, whatever its model becomes in its context. Commands get it as argument. */
export class TreeElement {
  readonly id: string;
  model: TreeNodeModel;
  parent: string | undefined;

  constructor(model: TreeNodeModel, parent: string | undefined) {
    this.id = model.id;
    this.model = model;
    this.parent = parent;
  }

  get object(): ObjectId | ObjectInContext | undefined {
    return this.model.object;
  }

  get rendered(): RenderedTarget | undefined {
    return this.model.rendered;
  }

  get place(): Place | undefined {
    return this.model.place;
  }
}

/** A data provider over whole models. */
export class ModelTree implements vscode.TreeDataProvider<TreeElement>, vscode.Disposable {
  readonly #emitter = new vscode.EventEmitter<TreeElement[] | undefined>();
  readonly #elements = new Map<string, TreeElement>();
  readonly #linkCommands: readonly string[];
  #roots: readonly TreeNodeModel[] = [];
  #onRead: (() => void) | undefined;
  #showing: ReturnType<typeof setTimeout> | undefined;

  readonly onDidChangeTreeData = this.#emitter.event;

  /** `linkCommands`: commands that links in tooltips may run. */
  constructor(linkCommands: readonly string[]) {
    this.#linkCommands = linkCommands;
  }

  /** Shows these rows from now on; whether VS Code has to read them from the top, and shows the old ones until it has. */
  setRoots(roots: readonly TreeNodeModel[]): boolean {
    const change = findTreeChange(this.#roots, roots);
    const isReplaced = this.#updateElements(compareTrees(this.#roots, roots));
    this.#roots = roots;
    // VS Code looks for a row by its instance, so that new instances are only found from the top.
    const isReadAnew = change === 'all' || isReplaced;
    if (isReadAnew) this.#emitter.fire(undefined);
    else if (change.length > 0) this.#emitter.fire(change.flatMap((id) => this.#elements.get(id) ?? []));
    return isReadAnew;
  }

  /** Calls back when VS Code has read the rows from the top and had a moment to show them; who asked before is not called any more. */
  onceShown(callback: () => void): void {
    this.#onRead = callback;
  }

  /** The first row, parents before children, for which the predicate holds. */
  find(predicate: (model: TreeNodeModel) => boolean): TreeElement | undefined {
    for (const { node } of walkTree(this.#roots)) if (predicate(node)) return this.#elements.get(node.id);
    return undefined;
  }

  getChildren(element?: TreeElement): TreeElement[] {
    if (element === undefined && this.#onRead !== undefined) {
      clearTimeout(this.#showing);
      this.#showing = setTimeout(this.#onRead, showingMs);
      this.#onRead = undefined;
    }
    const models = element === undefined ? this.#roots : element.model.children;
    return models.flatMap((model) => this.#elements.get(model.id) ?? []);
  }

  getParent(element: TreeElement): TreeElement | undefined {
    return element.parent === undefined ? undefined : this.#elements.get(element.parent);
  }

  getTreeItem(element: TreeElement): vscode.TreeItem {
    const { model } = element;
    const item = new vscode.TreeItem(model.label, collapsibleState(model));
    item.id = model.id;
    item.description = model.description;
    item.tooltip = this.#tooltip(model);
    item.accessibilityInformation = { label: model.accessibleLabel };
    item.iconPath = new vscode.ThemeIcon(model.icon.id, model.icon.color === undefined ? undefined : new vscode.ThemeColor(model.icon.color));
    item.contextValue = model.contextFlags.join(' ');
    if (model.click !== undefined) item.command = { ...model.click, arguments: [...model.click.arguments] };
    if (model.problems !== undefined && model.problems.errors + model.problems.warnings > 0) item.resourceUri = badgeUri(model.id, model.problems);
    return item;
  }

  dispose(): void {
    clearTimeout(this.#showing);
    this.#emitter.dispose();
  }

  /** Whether rows that were there are other instances now. */
  #updateElements({ present, gone }: TreeDifference): boolean {
    let isReplaced = false;
    for (const { node, parent } of present) {
      const element = this.#elements.get(node.id);
      // A menu that was opened on a row of one context must not act on the row of the same name in the next.
      if (element === undefined || contextOf(element.model) !== contextOf(node)) {
        isReplaced ||= element !== undefined;
        this.#elements.set(node.id, new TreeElement(node, parent));
      } else {
        element.model = node;
        element.parent = parent;
      }
    }
    for (const id of gone) this.#elements.delete(id);
    return isReplaced;
  }

  #tooltip(model: TreeNodeModel): vscode.MarkdownString | undefined {
    // Without a text of its own VS Code would show the label again.
    if (model.tooltip === '') return undefined;
    const markdown = new vscode.MarkdownString(model.tooltip, true);
    markdown.isTrusted = { enabledCommands: this.#linkCommands };
    return markdown;
  }
}

function contextOf({ object }: TreeNodeModel): string | undefined {
  return object !== undefined && 'contextName' in object ? object.contextName : undefined;
}

function collapsibleState(model: TreeNodeModel): vscode.TreeItemCollapsibleState {
  if (model.children.length === 0 && model.awaitsChildren !== true) return vscode.TreeItemCollapsibleState.None;
  return model.expanded ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.Collapsed;
}
