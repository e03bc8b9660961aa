// Rows of live Flux Kustomizations, nested by who applied whom, each with the objects that it applied.
import { commandIds } from '../../../../server/src/protocol/commandIds.ts';
import type { ObjectInContext } from '../../../../server/src/protocol/objectId.ts';
import type { LiveFluxKustomization } from '../../cluster/objects/fluxKustomization.ts';
import type { ObjectRef } from '../../cluster/servedKind.ts';
import { findRootCause } from '../../flux/dependencies.ts';
import { ownRowsWords } from '../../../../server/src/protocol/repositoryTree.ts';
import type { OwnershipNode } from '../../flux/ownership.ts';
import { readReadiness, type Readiness } from '../../flux/readiness.ts';
import { shortRevision, shortenRevisions } from '../../../../server/src/flux/revision.ts';
import { ageWords } from '../ageWords.ts';
import { countWords, joinWords } from '../joinWords.ts';
import { stateIcon } from '../stateSigns.ts';
import type { TreeIcon, TreeNodeModel } from '../treeModel.ts';
import { findCauseLine } from './causeLine.ts';
import type { RowReads, RowSetting } from './clusterViewInput.ts';
import { buildKustomizationTooltip } from './kustomizationTooltip.ts';
import { compareRows } from './viewOptions.ts';
import { waitingWords } from './waitingWords.ts';
import type { Rollup } from './workloadRollups.ts';
import { describeWorkload } from './workloadRow.ts';

/** The row of one Kustomization with all below it. */
export function buildKustomizationRow(node: OwnershipNode, setting: RowSetting, depth = 0): TreeNodeModel {
  const { kustomization: live } = node;
  const { caches, cacheKey } = setting;
  const own = caches.objects.get(live, `${cacheKey} ${depth === 0}`, setting, (reads) => buildOwnRow(live, reads, depth === 0));
  const nested = sortNodes(node.children, setting).map((child) => buildKustomizationRow(child, setting, depth + 1));
  // The roots are open, and so is every branch that hides something which is not as it should be.
  return caches.nested.vary(own, { expanded: depth === 0 || node.children.some(hasTrouble), children: [...nested, ...buildAppliedRows(node, setting)] });
}

function buildOwnRow(live: LiveFluxKustomization, setting: RowReads, isRoot: boolean): TreeNodeModel {
  const readiness = readReadiness(live);
  const line = findCauseLine(live, setting);
  const rollup = setting.workloads.rollUp({ kind: 'Kustomization', namespace: live.namespace, name: live.name });
  const description = joinWords(describe(live, readiness, setting, rollup), line?.label ?? '');
  return {
    id: `kustomization:${live.namespace}/${live.name}`,
    label: live.name,
    description,
    tooltip: buildKustomizationTooltip(live, readiness, setting, line),
    accessibleLabel: `Kustomization ${live.name} in ${live.namespace}, ${readiness.state}, ${description.replaceAll(' · ', ', ').replace('@', ' ')}`,
    icon: readiness.state === 'ready' ? appliedIcon(rollup, setting.isStale) : stateIcon(readiness.state, setting.isStale),
    contextFlags: ['object', 'fluxKustomization', 'controlled', 'reconcilable', 'hasSource', live.suspended ? 'resumable' : 'suspendable', ...(line === undefined ? [] : (['cause'] as const))],
    expanded: isRoot,
    children: [],
    ...(isRoot ? { awaitsChildren: true } : {}),
    object: kustomizationId(live, setting),
    ...(line === undefined ? {} : { place: line.place }),
  };
}

/** Siblings in the order that the user wants. */
export function sortNodes(nodes: readonly OwnershipNode[], { options }: Pick<RowSetting, 'options'>): readonly OwnershipNode[] {
  const stated = nodes.map((node) => ({ node, name: node.kustomization.name, namespace: node.kustomization.namespace, state: readReadiness(node.kustomization).state }));
  return stated.sort((one, other) => compareRows(options.sorting, one, other)).map(({ node }) => node);
}

/** Applied is not running: the sign of what is applied follows its workloads. */
export function appliedIcon(rollup: Rollup, isStale: boolean): TreeIcon {
  switch (rollup.state) {
    case 'running':
      return stateIcon('ready', isStale);
    case 'rolling':
      return stateIcon('reconciling', isStale);
    case 'stuck':
      return { id: 'warning', color: isStale ? 'disabledForeground' : 'list.warningForeground' };
  }
}

/** Revision, what runs, age and size where all is well: the end is what a narrow side bar cuts. Otherwise what is the matter. */
function describe(live: LiveFluxKustomization, readiness: Readiness, setting: RowReads, rollup: Rollup): string {
  const revision = shortRevision(live.lastAppliedRevision);
  switch (readiness.state) {
    case 'ready': {
      const age = ageWords(live.lastReconciledAt || (readiness.condition?.lastTransitionTime ?? ''), setting.now);
      const size = live.inventory.length === 0 ? '' : countWords(live.inventory.length, 'object', 'objects');
      return rollup.state === 'running' ? joinWords(revision, rollup.words, age, size) : joinWords(`applied ${revision}`.trimEnd(), rollup.words);
    }
    case 'waiting':
      return joinWords(waitingWords(live, setting.lookup), stuckBehind(live, setting));
    case 'suspended':
    case 'reconciling':
      return joinWords(shortenRevisions(readiness.sentence), revision, stuckWords(rollup));
    case 'failed':
      // A health check says that something is not healthy; its Pods say why.
      return joinWords(shortenRevisions(readiness.sentence), readiness.condition?.reason === 'HealthCheckFailed' ? stuckWords(rollup) : '');
    case 'stalled':
    case 'unknown':
      return shortenRevisions(readiness.sentence);
  }
}

function stuckWords({ state, words }: Rollup): string {
  return state === 'stuck' ? words : '';
}

/** What keeps the one that is waited for from becoming healthy, where its Pods tell. */
function stuckBehind(live: LiveFluxKustomization, { lookup, workloads }: RowReads): string {
  const cause = findRootCause(live, lookup);
  const culprit = cause?.chain.at(-1);
  const isUnhealthy = cause?.kind === 'running' || cause?.kind === 'failed';
  return culprit?.kind === 'Kustomization' && isUnhealthy ? stuckWords(workloads.rollUp({ kind: 'Kustomization', namespace: culprit.namespace ?? '', name: culprit.name })) : '';
}

function buildAppliedRows(node: OwnershipNode, setting: RowSetting): readonly TreeNodeModel[] {
  if (node.applied.length === 0) return [];
  return [setting.caches.applied.get(node.applied, `${setting.isStale} ${setting.contextName} ${node.total}`, setting, (reads) => buildAppliedRow(node, reads))];
}

/** The row that holds what was applied, except Kustomizations, which have rows of their own. It counts all of it, as every other place does. */
function buildAppliedRow({ kustomization, applied, total }: OwnershipNode, setting: RowReads): TreeNodeModel {
  const id = `applied:${kustomization.namespace}/${kustomization.name}`;
  const label = `applied ${countWords(total, 'object', 'objects')}`;
  const elsewhere = ownRowsWords(total - applied.length);
  return {
    id,
    label,
    description: elsewhere,
    tooltip: '',
    accessibleLabel: [`${kustomization.name} ${label}`, ...(elsewhere === '' ? [] : [elsewhere])].join(', '),
    icon: { id: 'list-tree' },
    contextFlags: ['group'],
    expanded: false,
    children: applied.map((ref) => buildAppliedObjectRow(id, ref, setting)),
  };
}

function buildAppliedObjectRow(parent: string, ref: ObjectRef, setting: RowReads): TreeNodeModel {
  const { kind, group, namespace, name } = ref;
  const object: ObjectInContext = { kind, ...(namespace === '' ? {} : { namespace }), name, contextName: setting.contextName };
  const where = namespace === '' ? 'cluster-wide' : `in ${namespace}`;
  const workload = group === 'apps' ? setting.workloads.find(kind, namespace, name) : undefined;
  const words = workload === undefined ? '' : describeWorkload(workload);
  return {
    id: `${parent}/${group}/${kind}/${namespace}/${name}`,
    label: name,
    description: joinWords(`${kind} ${where}`, words),
    tooltip: '',
    accessibleLabel: [`${kind} ${name} ${where}`, ...(words === '' ? [] : [words.replaceAll(' · ', ', ')])].join(', '),
    icon: workload === undefined ? { id: 'symbol-object' } : stateIcon(workload.state, setting.isStale),
    contextFlags: kind === 'Canary' ? ['object', 'canary'] : ['object'],
    expanded: false,
    children: [],
    object,
    click: { command: commandIds.openInRepository, title: 'Open in Repository', arguments: [object] },
  };
}

function hasTrouble(node: OwnershipNode): boolean {
  const { state } = readReadiness(node.kustomization);
  return (state !== 'ready' && state !== 'suspended') || node.children.some(hasTrouble);
}

function kustomizationId(live: LiveFluxKustomization, { contextName }: RowReads): ObjectInContext {
  return { kind: 'Kustomization', namespace: live.namespace, name: live.name, contextName };
}
