// The rows of the Cluster view: the connection, Kustomizations by who applied whom, sources, Helm releases, workloads, image automation, Canaries; or all of them by kind, namespace or state. Pure.
import { buildOwnershipTree, type OwnershipNode } from '../../flux/ownership.ts';
import { readReadiness } from '../../flux/readiness.ts';
import { buildConnectionRows, messageRow } from '../connection/connectionRows.ts';
import { titleWords, troubleWords } from '../connection/connectionWords.ts';
import { statesWorstFirst } from '../stateSigns.ts';
import type { TreeIcon, TreeNodeModel } from '../treeModel.ts';
import { clientCommandIds } from '../../clientCommandIds.ts';
import { buildEntries, entryOf, rowsOf, sortEntries, type Entries, type Entry } from './clusterEntries.ts';
import { newClusterRowCaches, rowSetting, type ClusterRowCaches, type ClusterViewInput, type RowSetting } from './clusterViewInput.ts';
import { buildKustomizationRow, sortNodes } from './kustomizationRow.ts';
import { notInstalledRows } from './notInstalledRows.ts';
import { canaryCountWords, countStates, stateCountWords, workloadCountWords, type StateCounts } from './stateCounts.ts';
import { filterWords, isFiltered, matchesOptions } from './viewOptions.ts';

/** Rows, the words beside the view's title, and the sentence above the rows, empty where all is well and nothing is hidden. */
export interface ClusterViewModel {
  readonly title: string;
  readonly trouble: string;
  readonly rows: readonly TreeNodeModel[];
}

/** Builds the whole view. `caches` hold rows of earlier drawings. */
export function buildClusterView(input: ClusterViewInput, caches: ClusterRowCaches = newClusterRowCaches()): ClusterViewModel {
  const setting = rowSetting(input, caches);
  const { contextName, connection, now } = input;
  const shown = setting.options.grouping === 'owner' ? buildOwnerRows(input, setting) : buildGroupedRows(input, setting);
  const rows = [...buildConnectionRows(contextName, connection, () => true), ...buildFluxState(input), ...shown];
  const trouble = troubleWords(contextName, connection, now);
  const filter = filterWords(setting.options);
  return { title: titleWords(contextName, connection, now), trouble: trouble === '' ? filter : trouble, rows: shown.length === 0 && isFiltered(setting.options) ? [...rows, nothingMatches] : rows };
}

const nothingMatches: TreeNodeModel = {
  ...messageRow('nothingMatches', 'Nothing matches the filter', { id: 'filter-filled' }, 'click to clear it'),
  click: { command: clientCommandIds.clearClusterFilter, title: 'Clear Filter', arguments: [] },
};

/** What stands in the view where there are no Kustomizations at all. */
function buildFluxState({ connection, kustomizations, contextName, servedKinds, bootstrap }: ClusterViewInput): readonly TreeNodeModel[] {
  if (kustomizations.length > 0 || connection.type !== 'live' || servedKinds === undefined) return [];
  if (!servedKinds.has('Kustomization')) return notInstalledRows(contextName, bootstrap);
  if (connection.faults.some((fault) => fault.served.kind === 'Kustomization')) return [];
  return [messageRow('kustomizations', `No Flux Kustomization in ${contextName}`, { id: 'info' }, 'Flux is installed, but nothing tells it what to apply')];
}

function buildOwnerRows(input: ClusterViewInput, setting: RowSetting): readonly TreeNodeModel[] {
  const entries = buildEntries(input, setting);
  const nodes = buildOwnershipTree(input.kustomizations);
  const kustomizations = sortNodes(nodes, setting).flatMap((node) => filterRow(node, buildKustomizationRow(node, setting), setting) ?? []);
  return [...kustomizations, ...buildSections(input, entries, setting)];
}

/** A Kustomization stays with those below it that match; one that matches itself stays whole where nothing below does. */
function filterRow(node: OwnershipNode, row: TreeNodeModel, setting: RowSetting): TreeNodeModel | undefined {
  if (!isFiltered(setting.options)) return row;
  const live = node.kustomization;
  const rowsById = new Map(row.children.map((child) => [child.id, child]));
  const nested = node.children.map((child) => ({ child, row: rowsById.get(`kustomization:${child.kustomization.namespace}/${child.kustomization.name}`) }));
  const kept = nested.flatMap(({ child, row: childRow }) => (childRow === undefined ? [] : (filterRow(child, childRow, setting) ?? [])));
  const matches = matchesOptions(setting.options, entryOf(live, readReadiness(live).state, row));
  if (!matches && kept.length === 0) return undefined;
  const applied = matches ? row.children.filter(({ id }) => id.startsWith('applied:')) : [];
  return setting.caches.filtered.vary(row, { children: [...kept, ...applied], expanded: kept.length > 0 });
}

function buildSections({ onScreen }: ClusterViewInput, entries: Entries, setting: RowSetting): readonly TreeNodeModel[] {
  const { sources, helmReleases, workloads, images, canaries } = entries;
  const suspended = sortEntries([...sources, ...helmReleases, ...images].filter((entry) => entry.suspended), setting);
  return [
    ...buildSection({ id: 'sources', label: 'Sources', icon: { id: 'repo-pull' }, entries: sources }, setting),
    ...buildSection({ id: 'helmReleases', label: 'Helm releases', icon: { id: 'package' }, entries: helmReleases }, setting),
    ...buildSection({ id: 'workloads', label: 'Workloads', icon: { id: 'server-process' }, entries: workloads, countWords: workloadCountWords, expanded: workloads.some(({ state }) => state === 'failed') }, setting),
    ...(onScreen === undefined || onScreen.trouble === '' ? [] : [messageRow('workloads', 'Workloads cannot be read', { id: 'lock', color: 'list.warningForeground' }, onScreen.trouble)]),
    ...buildSection({ id: 'images', label: 'Image automation', icon: { id: 'tag' }, entries: images }, setting),
    ...buildSection({ id: 'canaries', label: 'Canaries', icon: { id: 'pulse' }, entries: canaries, countWords: canaryCountWords, expanded: true }, setting),
    ...buildSection({ id: 'suspended', label: 'Suspended', icon: { id: 'debug-pause' }, entries: suspended.map((entry) => ({ ...entry, row: setting.caches.suspended.vary(entry.row, { id: `suspended:${entry.row.id}`, children: [] }) })), countWords: () => String(suspended.length) }, setting),
  ];
}

interface SectionParts {
  readonly id: string;
  readonly label: string;
  readonly icon: TreeIcon;
  readonly entries: readonly Entry[];
  readonly countWords?: (counts: StateCounts) => string;
  readonly expanded?: boolean;
}

/** A section with its counts; none where there is nothing to show. */
function buildSection({ id, label, icon, entries, countWords = stateCountWords, expanded = false }: SectionParts, setting: RowSetting): readonly TreeNodeModel[] {
  if (entries.length === 0) return [];
  const counts = countWords(countStates(entries.map(({ state }) => state)));
  const accessibleLabel = `${label}, ${counts.replaceAll(' · ', ', ')}`;
  return [{ id: `section:${id}`, label, description: counts, tooltip: '', accessibleLabel, icon, contextFlags: ['group'], expanded, children: rowsOf(entries, setting) }];
}

/** All objects by kind, namespace or state, each once and without nesting. */
function buildGroupedRows(input: ClusterViewInput, setting: RowSetting): readonly TreeNodeModel[] {
  const { grouping } = setting.options;
  const kustomizations = buildOwnershipTree(input.kustomizations)
    .flatMap(flatten)
    .map((node) => entryOf(node.kustomization, readReadiness(node.kustomization).state, buildKustomizationRow({ ...node, children: [] }, setting, 1)))
    .filter((entry) => matchesOptions(setting.options, entry));
  const { sources, helmReleases, workloads, images, canaries } = buildEntries(input, setting);
  const all = sortEntries([...kustomizations, ...sources, ...helmReleases, ...workloads, ...images, ...canaries], setting);
  const groups = new Map<string, Entry[]>();
  for (const entry of all) {
    const key = grouping === 'kind' ? entry.kind : grouping === 'namespace' ? entry.namespace : entry.state;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [entry]);
    else group.push(entry);
  }
  const keys = grouping === 'state' ? statesWorstFirst.filter((state) => groups.has(state)) : [...groups.keys()].sort();
  return keys.map((key) => buildGroup(key, groups.get(key) ?? [], setting));
}

function buildGroup(key: string, entries: readonly Entry[], { options: { grouping }, caches }: RowSetting): TreeNodeModel {
  const counts = grouping === 'state' ? String(entries.length) : stateCountWords(countStates(entries.map(({ state }) => state)));
  const label = key === '' ? 'cluster-wide' : key;
  const needs = entries.some(({ state }) => state !== 'ready' && state !== 'suspended');
  const icon: TreeIcon = { id: grouping === 'namespace' ? 'symbol-namespace' : 'list-tree' };
  const rows = entries.map(({ row, kind, namespace }) => {
    const parts = [grouping === 'kind' ? '' : kind, grouping === 'namespace' ? '' : namespace, row.description];
    return caches.grouped.vary(row, { description: parts.filter((part, index) => part !== '' && !(index < 2 && row.description.startsWith(`${part} ·`))).join(' · ') });
  });
  return { id: `group:${grouping}/${key}`, label, description: counts, tooltip: '', accessibleLabel: `${label}, ${counts.replaceAll(' · ', ', ')}`, icon, contextFlags: ['group'], expanded: needs, children: rows };
}

function flatten(node: OwnershipNode): readonly OwnershipNode[] {
  return [node, ...node.children.flatMap(flatten)];
}
