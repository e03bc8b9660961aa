// Every object of the Cluster view as one row with what filters, groups and order ask of it.
import type { ReadyState } from '../../../../server/src/protocol/clusterFacts.ts';
import { readReadiness } from '../../flux/readiness.ts';
import { canaryState } from '../stateSigns.ts';
import type { TreeNodeModel } from '../treeModel.ts';
import { buildCanaryRow } from './canaryRow.ts';
import type { ClusterViewInput, RowReads, RowSetting } from './clusterViewInput.ts';
import { buildHelmReleaseRow } from './helmReleaseRow.ts';
import { buildImageRow } from './imageRow.ts';
import { buildSourceRow } from './sourceRow.ts';
import { compareRows, matchesOptions, type Filterable } from './viewOptions.ts';
import { buildWorkloadRow } from './workloadRow.ts';

/** A row with what is asked of it. */
export interface Entry extends Filterable {
  readonly row: TreeNodeModel;
  readonly suspended: boolean;
}

/** The objects beside Kustomizations, by the section that they stand in. */
export interface Entries {
  readonly sources: readonly Entry[];
  readonly helmReleases: readonly Entry[];
  readonly workloads: readonly Entry[];
  readonly images: readonly Entry[];
  readonly canaries: readonly Entry[];
}

/** Those that the filters let through, in the wanted order; the very same list again where nothing of it has changed. */
export function buildEntries(input: ClusterViewInput, setting: RowSetting): Entries {
  const { options, caches } = setting;
  const wishes = JSON.stringify(options);
  const shown = (section: keyof Entries, entries: readonly Entry[]) => caches.sections[section].get(entries, wishes, (all) => sortEntries(all.filter((entry) => matchesOptions(options, entry)), setting));
  const known = (row: TreeNodeModel, make: (row: TreeNodeModel) => Entry): Entry => {
    const entry = caches.entries.get(row) ?? make(row);
    caches.entries.set(row, entry);
    return entry;
  };
  return {
    sources: shown('sources', input.sources.map((live) => known(cached(live, '', setting, (reads) => buildSourceRow(live, reads)), (row) => entryOf(live, readReadiness(live).state, row)))),
    helmReleases: shown('helmReleases', input.helmReleases.map((live) => known(cached(live, '', setting, (reads) => buildHelmReleaseRow(live, reads)), (row) => entryOf(live, readReadiness(live).state, row)))),
    workloads: shown('workloads', (input.onScreen?.workloads ?? []).map((view) => known(cached(view.live, `${view.state} ${view.sentence}`, setting, (reads) => buildWorkloadRow(view, reads)), (row) => entryOf({ ...view.live, suspended: view.state === 'suspended' }, view.state, row)))),
    images: shown('images', (input.onScreen?.images ?? []).map((live) => known(cached(live, '', setting, (reads) => buildImageRow(live, reads)), (row) => entryOf(live, readReadiness(live).state, row)))),
    canaries: shown('canaries', input.canaries.map((live) => known(cached(live, '', setting, (reads) => buildCanaryRow(live, reads)), (row) => entryOf({ ...live, kind: 'Canary' }, canaryState(live), row)))),
  };
}

/** An entry out of an object and its row. */
export function entryOf(live: { readonly kind: string; readonly namespace: string; readonly name: string; readonly suspended: boolean }, state: ReadyState, row: TreeNodeModel): Entry {
  const { kind, namespace, name, suspended } = live;
  return { kind, namespace, name, state, suspended, words: row.description, row };
}

/** The rows of entries: the very same list again for the same list. */
export function rowsOf(entries: readonly Entry[], { caches }: RowSetting): readonly TreeNodeModel[] {
  const rows = caches.sectionRows.get(entries) ?? entries.map(({ row }) => row);
  caches.sectionRows.set(entries, rows);
  return rows;
}

/** In the wanted order. */
export function sortEntries(entries: readonly Entry[], { options }: RowSetting): readonly Entry[] {
  return [...entries].sort((one, other) => compareRows(options.sorting, one, other));
}

/** `more` is what the row depends on that is neither its object nor asked of the setting. */
function cached(live: object, more: string, setting: RowSetting, build: (reads: RowReads) => TreeNodeModel): TreeNodeModel {
  return setting.caches.objects.get(live, `${setting.cacheKey} ${more}`, setting, build);
}
