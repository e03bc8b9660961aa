// Commands "Filter" and "Group and Sort" of the Cluster view: one pick each, whose wishes are kept over reloads.
import * as vscode from 'vscode';
import type { ClusterLink } from '../kubeContext/clusterLink.ts';
import { statesWorstFirst } from '../views/stateSigns.ts';
import { groupings, sortings, type ClusterViewOptions, type Grouping, type Sorting } from '../views/cluster/viewOptions.ts';
import type { ViewOptionsStore } from '../views/cluster/viewOptionsStore.ts';

/** A choice of the filter: a state or a namespace. */
interface FilterItem extends vscode.QuickPickItem {
  readonly wish?: { readonly type: 'state' | 'namespace'; readonly value: string };
}

/** Makes "Filter". What is typed filters by text; states and namespaces are ticked. */
export function filterClusterCommand(link: ClusterLink, store: ViewOptionsStore): () => Promise<void> {
  return async () => {
    const { session } = link;
    const namespaces = [...new Set([...(session?.kustomizations ?? []), ...(session?.helmReleases ?? []), ...(session?.sources ?? []), ...(session?.canaries ?? [])].map(({ namespace }) => namespace))].sort();
    const { options } = store;
    const items: readonly FilterItem[] = [
      { label: 'State', kind: vscode.QuickPickItemKind.Separator },
      ...statesWorstFirst.map((state) => ({ label: state, description: 'state', alwaysShow: true, wish: { type: 'state' as const, value: state } })),
      { label: 'Namespace', kind: vscode.QuickPickItemKind.Separator },
      ...[...new Set([...namespaces, ...options.namespaces])].map((namespace) => ({ label: namespace, description: 'namespace', alwaysShow: true, wish: { type: 'namespace' as const, value: namespace } })),
    ];
    const wishes = await pickWishes(items, options);
    if (wishes !== undefined) await store.change(wishes);
  };
}

function pickWishes(items: readonly FilterItem[], options: ClusterViewOptions): Promise<Partial<ClusterViewOptions> | undefined> {
  const pick = vscode.window.createQuickPick<FilterItem>();
  pick.title = 'Filter the Cluster view';
  pick.placeholder = 'Part of a name, kind, namespace or reason; tick states and namespaces';
  pick.canSelectMany = true;
  pick.items = items;
  pick.value = options.text;
  pick.selectedItems = items.filter(({ wish }) => wish !== undefined && (wish.type === 'state' ? options.states.some((state) => state === wish.value) : options.namespaces.includes(wish.value)));
  return new Promise((resolve) => {
    pick.onDidAccept(() => {
      const chosen = (type: 'state' | 'namespace') => pick.selectedItems.flatMap(({ wish }) => (wish?.type === type ? [wish.value] : []));
      const states = chosen('state');
      resolve({ text: pick.value.trim(), states: statesWorstFirst.filter((state) => states.includes(state)), namespaces: chosen('namespace') });
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}

const groupingWords: Readonly<Record<Grouping, string>> = { owner: 'Group by who applied whom', kind: 'Group by kind', namespace: 'Group by namespace', state: 'Group by state, the worst first' };
const sortingWords: Readonly<Record<Sorting, string>> = { needFirst: 'Not ready first', name: 'Sort by name' };

/** Makes "Group and Sort". */
export function groupClusterCommand(store: ViewOptionsStore): () => Promise<void> {
  return async () => {
    const { options } = store;
    const current = (is: boolean) => (is ? { iconPath: new vscode.ThemeIcon('check') } : {});
    const items: readonly (vscode.QuickPickItem & { readonly wish?: Partial<ClusterViewOptions> })[] = [
      ...groupings.map((grouping) => ({ label: groupingWords[grouping], ...current(options.grouping === grouping), wish: { grouping } })),
      { label: '', kind: vscode.QuickPickItemKind.Separator },
      ...sortings.map((sorting) => ({ label: sortingWords[sorting], ...current(options.sorting === sorting), wish: { sorting } })),
    ];
    const choice = await vscode.window.showQuickPick(items, { title: 'Cluster view', placeHolder: 'Grouping and order' });
    if (choice?.wish !== undefined) await store.change(choice.wish);
  };
}
