// The row of one Canary in the Rollouts view: what it waits for, how far it is, or why it failed. Pure.
import { readCanarySpec } from '../../../../server/src/flagger/canarySpec.ts';
import { formatSeconds } from '../../../../server/src/flagger/durations.ts';
import { generatedObjects } from '../../../../server/src/flagger/providers.ts';
import { escapeMarkdown } from '../../../../server/src/protocol/markdownText.ts';
import type { ObjectInContext } from '../../../../server/src/protocol/objectId.ts';
import type { LiveCanary } from '../../cluster/objects/canary.ts';
import type { CanaryView, ObjectView } from '../../flagger/canaryView.ts';
import { buildCanaryRow } from '../cluster/canaryRow.ts';
import type { RowReads } from '../cluster/clusterViewInput.ts';
import { joinWords } from '../joinWords.ts';
import { stateIcon } from '../stateSigns.ts';
import type { TreeNodeModel } from '../treeModel.ts';

/** What is known of a Canary beyond its object. */
export interface RolloutDetail {
  /** As the panel shows it. */
  readonly view: CanaryView;
  /** The controllers' words for why the rollout failed; empty where none are known. */
  readonly failureReason: string;
  /** The version that Git declares, where it is another than the one that serves. */
  readonly gitVersion?: string;
}

/** The row: that of the Cluster view with other words behind the name. */
export function buildRolloutRow(live: LiveCanary, detail: RolloutDetail | undefined, setting: Pick<RowReads, 'contextName' | 'now' | 'isStale'>): TreeNodeModel {
  const row = { ...buildCanaryRow(live, setting), children: objectRows(live, detail, setting.contextName) };
  if (detail === undefined) return row;
  const isPutBack = detail.view.putBack === 'all' && detail.gitVersion === undefined;
  const description = describeRollout(detail, setting.now, !setting.isStale) || row.description;
  const isOpenable = !setting.isStale && detail.view.hooks.some(({ state, openable }) => state === 'closed' && openable);
  // A screen reader is not told each second anew.
  const spoken = describeRollout(detail, setting.now, false) || row.description;
  return {
    ...row,
    description,
    accessibleLabel: `Canary ${live.name} in ${live.namespace}, ${spoken.replaceAll(' · ', ', ')}`,
    // Nothing is left of what failed: neither its sign nor its verbs fit any more.
    icon: isPutBack ? stateIcon('ready', setting.isStale) : row.icon,
    contextFlags: isOpenable ? [...row.contextFlags, 'openableGate'] : row.contextFlags.filter((flag) => !isPutBack || flag !== 'rolledBack'),
  };
}

/** What Flagger made and what it stands on, each with the reason why it exists: that both Deployments and all three Services always exist confuses nobody then. */
function objectRows(live: LiveCanary, detail: RolloutDetail | undefined, contextName: string): readonly TreeNodeModel[] {
  const spec = readCanarySpec(live.object.content);
  const objects: readonly ObjectView[] = detail?.view.objects ?? (spec === undefined ? [] : generatedObjects(spec));
  return objects.map((object): TreeNodeModel => {
    const named: ObjectInContext = { kind: object.kind, name: object.name, contextName, ...(object.namespace === undefined ? {} : { namespace: object.namespace }) };
    return {
      id: `canary:${live.namespace}/${live.name}:${object.kind}/${object.name}`,
      label: `${object.kind} ${object.name}`,
      description: joinWords(object.detail ?? '', object.words),
      tooltip: escapeMarkdown(object.words),
      accessibleLabel: `${object.kind} ${object.name}, ${object.detail === undefined ? '' : `${object.detail}, `}${object.words}`,
      icon: { id: object.kind === 'Service' ? 'plug' : object.kind === 'Deployment' || object.kind === 'DaemonSet' ? 'server-process' : 'git-compare' },
      contextFlags: ['object'],
      expanded: false,
      children: [],
      object: named,
    };
  });
}

/** `25 % · step 5 of 10 · next check in 7 s`; empty where the phase says it all. `countsDown`: whether the next check is worth telling. */
export function describeRollout(detail: RolloutDetail, now: number, countsDown: boolean): string {
  const { view } = detail;
  if (view.phase === 'Failed') return failedWords(detail);
  if (view.suspended || !view.running) return '';
  const gate = view.hooks.find(({ state }) => state === 'closed');
  if (gate !== undefined) return joinWords(`gate ${gate.name}`, gate.at === undefined ? '' : waitWords(gate.at, now));
  const { count, threshold } = view.failedChecks;
  const failed = count === 0 ? '' : `${count} of ${threshold} failed checks`;
  return joinWords(...progressWords(view), failed, countsDown ? nextCheckWords(view, now) : '');
}

function failedWords({ view, failureReason, gitVersion }: RolloutDetail): string {
  const serves = view.primary.version === undefined ? '' : `serves ${view.primary.version}`;
  const git = gitVersion === undefined ? '' : `Git says ${gitVersion}`;
  if (view.putBack === 'all' && gitVersion === undefined) return joinWords('put back', serves, 'nothing left to do', failureReason === '' ? '' : `failed before: ${failureReason}`);
  const versions = serves !== '' && git !== '' ? `${serves}, ${git}` : serves || git;
  return joinWords(failureReason === '' ? 'rolled back' : failureReason, versions);
}

function progressWords(view: CanaryView): readonly string[] {
  if (view.phase === 'Promoting' || view.phase === 'Finalising') return [view.phase];
  const { canary, basis, mirrored } = view.traffic;
  if (view.iterations !== undefined) {
    const { done, of } = view.iterations;
    return basis === 'switched' && canary > 0 ? ['blue/green', 'all traffic switched'] : [`${basis === 'matched' || view.strategy === 'ab' ? 'A/B' : 'blue/green'} ${done === 0 ? 'starts' : `${done} of ${of}`}`];
  }
  const steps = view.ladder.filter(({ label }) => /^[1-9]\d*$/.test(label));
  if (steps.length === 0) return ['without analysis'];
  if (canary === 0) return [mirrored ? 'mirrored' : 'starts'];
  const at = steps.findLastIndex(({ state }) => state !== 'planned') + 1;
  return [`${canary} %`, at === 0 ? '' : `step ${at} of ${steps.length}`];
}

function nextCheckWords(view: CanaryView, now: number): string {
  const { nextAt } = view.tick;
  if (nextAt === undefined) return '';
  return nextAt <= now ? 'next check now' : `next check in ${formatSeconds(Math.ceil((nextAt - now) / 1000))}`;
}

/** How long something waits; minutes are enough for a person who decides. */
function waitWords(since: number, now: number): string {
  const seconds = Math.max(0, Math.floor((now - since) / 1000));
  return seconds < 60 ? 'just now' : formatSeconds(Math.floor(seconds / 60) * 60);
}
