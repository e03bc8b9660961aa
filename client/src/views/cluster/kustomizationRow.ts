// Rows of live Flux Kustomizations, nested by who applied whom, each with the objects that it applied.
import { commandIds } from '../../../../server/src/protocol/commandIds.ts';
import type { ObjectId } from '../../../../server/src/protocol/objectId.ts';
import type { LiveFluxKustomization } from '../../cluster/objects/fluxKustomization.ts';
import type { ObjectRef } from '../../cluster/servedKind.ts';
import type { OwnershipNode } from '../../flux/ownership.ts';
import { readReadiness, type Readiness } from '../../flux/readiness.ts';
import { shortRevision, shortenRevisions } from '../../../../server/src/flux/revision.ts';
import { ageWords, nextRunWords } from '../ageWords.ts';
import { countWords, joinWords } from '../joinWords.ts';
import { escapeMarkdown } from '../../../../server/src/protocol/markdownText.ts';
import { commandLink } from '../markdownText.ts';
import { stateIcon } from '../stateSigns.ts';
import type { TreeNodeModel } from '../treeModel.ts';
import { causeLink, findCauseLine, type CauseLine } from './causeLine.ts';
import type { RowSetting } from './clusterViewInput.ts';
import { buildTooltip } from './objectTooltip.ts';
import { waitingWords } from './waitingWords.ts';

/** The row of one Kustomization with all below it. */
export function buildKustomizationRow(node: OwnershipNode, setting: RowSetting, depth = 0): TreeNodeModel {
  const live = node.kustomization;
  const readiness = readReadiness(live);
  const line = findCauseLine(live, setting);
  const description = joinWords(describe(live, readiness, setting), line?.label ?? '');
  const applied = node.applied.length === 0 ? undefined : setting.caches.applied.get(live, String(node.applied.length), () => buildAppliedRow(node));
  const nested = node.children.map((child) => buildKustomizationRow(child, setting, depth + 1));
  return {
    id: `kustomization:${live.namespace}/${live.name}`,
    label: live.name,
    description,
    tooltip: kustomizationTooltip(live, readiness, setting, line),
    accessibleLabel: `Kustomization ${live.name} in ${live.namespace}, ${readiness.state}, ${description.replaceAll(' · ', ', ').replace('@', ' ')}`,
    icon: stateIcon(readiness.state, setting.isStale),
    contextFlags: ['object', 'fluxKustomization', 'reconcilable', 'hasSource', live.suspended ? 'resumable' : 'suspendable', ...(line === undefined ? [] : (['cause'] as const))],
    // The roots are open, and so is every branch that hides something which is not as it should be.
    expanded: depth === 0 || node.children.some(hasTrouble),
    children: applied === undefined ? nested : [...nested, applied],
    ...(depth === 0 ? { awaitsChildren: true } : {}),
    object: kustomizationId(live),
    ...(line === undefined ? {} : { place: line.place }),
  };
}

/** Revision, age and size where all is well; otherwise what is the matter. */
function describe(live: LiveFluxKustomization, readiness: Readiness, setting: RowSetting): string {
  const revision = shortRevision(live.lastAppliedRevision);
  switch (readiness.state) {
    case 'ready': {
      const age = ageWords(live.lastReconciledAt || (readiness.condition?.lastTransitionTime ?? ''), setting.now);
      const size = live.inventory.length === 0 ? '' : countWords(live.inventory.length, 'object', 'objects');
      return joinWords(revision, age, size);
    }
    case 'waiting':
      return waitingWords(live, setting.lookup);
    case 'suspended':
    case 'reconciling':
      return joinWords(shortenRevisions(readiness.sentence), revision);
    case 'failed':
    case 'stalled':
    case 'unknown':
      return shortenRevisions(readiness.sentence);
  }
}

function kustomizationTooltip(live: LiveFluxKustomization, readiness: Readiness, setting: RowSetting, line: CauseLine | undefined): string {
  const { source } = live;
  const dependencies = live.dependsOn.map(({ namespace, name }) => {
    const found = setting.lookup.findKustomization(namespace, name);
    const label = namespace === live.namespace ? name : `${namespace}/${name}`;
    return `${escapeMarkdown(label)} (${found === undefined ? 'does not exist' : readReadiness(found).state})`;
  });
  const fetched = setting.lookup.findSource(source.kind, source.namespace, source.name)?.revision ?? '';
  return buildTooltip({
    object: kustomizationId(live),
    state: readiness.state,
    sentence: readiness.state === 'waiting' ? waitingWords(live, setting.lookup) : readiness.sentence,
    conditions: live.conditions,
    facts: [
      ['line at fault', causeLink(line)],
      ['applied', escapeMarkdown(live.lastAppliedRevision)],
      ['attempted', live.lastAttemptedRevision === live.lastAppliedRevision ? '' : escapeMarkdown(live.lastAttemptedRevision)],
      ['fetched', fetched === live.lastAppliedRevision ? '' : escapeMarkdown(fetched)],
      ['source', commandLink(`${source.kind} ${source.namespace}/${source.name}`, commandIds.openInRepository, [source])],
      ['path', escapeMarkdown(live.path)],
      ['depends on', dependencies.join(', ')],
      ['interval', escapeMarkdown(joinWords(live.interval, live.suspended ? '' : nextRunWords(live.lastReconciledAt, live.interval, setting.now)))],
      ['objects', live.inventory.length === 0 ? '' : String(live.inventory.length)],
    ],
    now: setting.now,
  });
}

/** The row that holds what was applied, except nested Kustomizations, which have rows of their own. */
function buildAppliedRow(node: OwnershipNode): TreeNodeModel {
  const { kustomization, applied } = node;
  const id = `applied:${kustomization.namespace}/${kustomization.name}`;
  const label = `applied ${countWords(applied.length, 'object', 'objects')}`;
  return {
    id,
    label,
    description: '',
    tooltip: '',
    accessibleLabel: `${kustomization.name} ${label}`,
    icon: { id: 'list-tree' },
    contextFlags: ['group'],
    expanded: false,
    children: applied.map((ref) => buildAppliedObjectRow(id, ref)),
  };
}

function buildAppliedObjectRow(parent: string, ref: ObjectRef): TreeNodeModel {
  const { kind, group, namespace, name } = ref;
  const object: ObjectId = namespace === '' ? { kind, name } : { kind, namespace, name };
  const where = namespace === '' ? 'cluster-wide' : `in ${namespace}`;
  return {
    id: `${parent}/${group}/${kind}/${namespace}/${name}`,
    label: name,
    description: `${kind} ${where}`,
    tooltip: '',
    accessibleLabel: `${kind} ${name} ${where}`,
    icon: { id: 'symbol-object' },
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

function kustomizationId(live: LiveFluxKustomization): ObjectId {
  return { kind: 'Kustomization', namespace: live.namespace, name: live.name };
}
