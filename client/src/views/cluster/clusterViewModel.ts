// The rows of the Cluster view: the connection, Kustomizations by who applied whom, sources, Helm releases, Canaries. Pure.
import type { ReadyState } from '../../../../server/src/protocol/clusterFacts.ts';
import { clientCommandIds } from '../../clientCommandIds.ts';
import { buildOwnershipTree } from '../../flux/ownership.ts';
import { readReadiness } from '../../flux/readiness.ts';
import { buildConnectionRows, messageRow } from '../connection/connectionRows.ts';
import { titleWords, troubleWords } from '../connection/connectionWords.ts';
import { canaryState } from '../stateSigns.ts';
import type { TreeIcon, TreeNodeModel } from '../treeModel.ts';
import { buildCanaryRow } from './canaryRow.ts';
import { newClusterRowCaches, rowSetting, type ClusterRowCaches, type ClusterViewInput, type RowSetting } from './clusterViewInput.ts';
import { buildHelmReleaseRow } from './helmReleaseRow.ts';
import { buildKustomizationRow } from './kustomizationRow.ts';
import { buildSourceRow } from './sourceRow.ts';
import { canaryCountWords, countStates, stateCountWords } from './stateCounts.ts';

/** Rows, the words beside the view's title, and the sentence above the rows, empty where all is well. */
export interface ClusterViewModel {
  readonly title: string;
  readonly trouble: string;
  readonly rows: readonly TreeNodeModel[];
}

/** Builds the whole view. `caches` hold rows of earlier drawings. */
export function buildClusterView(input: ClusterViewInput, caches: ClusterRowCaches = newClusterRowCaches()): ClusterViewModel {
  const setting = rowSetting(input, caches);
  const rows = [
    ...buildConnectionRows(input.contextName, input.connection, () => true),
    ...buildKustomizationRows(input, setting),
    ...buildSourceSection(input, setting),
    ...buildHelmSection(input, setting),
    ...buildCanarySection(input, setting),
  ];
  const { contextName, connection, now } = input;
  return { title: titleWords(contextName, connection, now), trouble: troubleWords(contextName, connection, now), rows };
}

function buildKustomizationRows(input: ClusterViewInput, setting: RowSetting): readonly TreeNodeModel[] {
  const { connection, kustomizations, contextName } = input;
  if (kustomizations.length > 0) return buildOwnershipTree(kustomizations).map((node) => buildKustomizationRow(node, setting));
  if (connection.type !== 'live' || input.servedKinds === undefined) return [];
  if (!input.servedKinds.has('Kustomization')) return notInstalledRows(contextName);
  if (connection.faults.some((fault) => fault.served.kind === 'Kustomization')) return [];
  return [messageRow('kustomizations', `No Flux Kustomization in ${contextName}`, { id: 'info' }, 'Flux is installed, but nothing tells it what to apply')];
}

function notInstalledRows(contextName: string): readonly TreeNodeModel[] {
  const tooltip = [
    'Flux is not installed in this cluster: it does not serve the kind `Kustomization` of `kustomize.toolkit.fluxcd.io`.',
    'Install it with `flux bootstrap`. The token needs read and write access to the repository: Flux makes a deploy key.',
  ].join('\n\n');
  const copy = messageRow('bootstrap', 'Copy flux bootstrap for this repository', { id: 'copy' }, 'The token needs read and write: Flux makes a deploy key');
  const click = { command: clientCommandIds.copyBootstrap, title: 'Copy', arguments: [] };
  return [{ ...messageRow('flux', `Flux is not installed in ${contextName}`, { id: 'info' }), tooltip }, { ...copy, tooltip, click }];
}

function buildSourceSection({ sources }: ClusterViewInput, setting: RowSetting): readonly TreeNodeModel[] {
  const stated = sortByNeed(sources, (live) => readReadiness(live).state);
  const rows = stated.map(({ live, state }) => (dependsOnOthers(state) ? buildSourceRow(live, setting) : cached(live, setting, () => buildSourceRow(live, setting))));
  return buildSection({ id: 'sources', label: 'Sources', icon: { id: 'repo-pull' }, counts: stateCountWords(countStates(stated.map(({ state }) => state))), rows });
}

function buildHelmSection({ helmReleases }: ClusterViewInput, setting: RowSetting): readonly TreeNodeModel[] {
  const stated = sortByNeed(helmReleases, (live) => readReadiness(live).state);
  const rows = stated.map(({ live, state }) => (dependsOnOthers(state) ? buildHelmReleaseRow(live, setting) : cached(live, setting, () => buildHelmReleaseRow(live, setting))));
  return buildSection({ id: 'helmReleases', label: 'Helm releases', icon: { id: 'package' }, counts: stateCountWords(countStates(stated.map(({ state }) => state))), rows });
}

function buildCanarySection({ canaries }: ClusterViewInput, setting: RowSetting): readonly TreeNodeModel[] {
  const stated = sortByNeed(canaries, canaryState);
  const rows = stated.map(({ live }) => cached(live, setting, () => buildCanaryRow(live, setting)));
  const section = buildSection({ id: 'canaries', label: 'Canaries', icon: { id: 'pulse' }, counts: canaryCountWords(countStates(stated.map(({ state }) => state))), rows });
  return section.map((row) => ({ ...row, expanded: true }));
}

/** A row that says what it waits for, or which line is at fault, changes with more than its object. */
function dependsOnOthers(state: ReadyState): boolean {
  return state === 'waiting' || state === 'failed' || state === 'stalled';
}

function cached(live: object, { caches, cacheKey }: RowSetting, build: () => TreeNodeModel): TreeNodeModel {
  return caches.objects.get(live, cacheKey, build);
}

interface SectionParts {
  readonly id: string;
  readonly label: string;
  readonly icon: TreeIcon;
  readonly counts: string;
  readonly rows: readonly TreeNodeModel[];
}

/** A section with its counts; none where there is nothing to show. */
function buildSection({ id, label, icon, counts, rows }: SectionParts): readonly TreeNodeModel[] {
  if (rows.length === 0) return [];
  const accessibleLabel = `${label}, ${counts.replaceAll(' · ', ', ')}`;
  return [{ id: `section:${id}`, label, description: counts, tooltip: '', accessibleLabel, icon, contextFlags: ['group'], expanded: false, children: rows }];
}

/** What needs a person stands above what does not; equal needs by name, so that nothing jumps without a reason. */
function sortByNeed<Live extends { readonly namespace: string; readonly name: string }>(objects: readonly Live[], stateOf: (live: Live) => ReadyState): readonly { readonly live: Live; readonly state: ReadyState }[] {
  const stated = objects.map((live) => {
    const state = stateOf(live);
    return { live, state, need: state === 'stalled' || state === 'failed' ? 0 : 1, key: `${live.name}/${live.namespace}` };
  });
  return stated.sort((one, other) => one.need - other.need || (one.key < other.key ? -1 : one.key > other.key ? 1 : 0));
}
