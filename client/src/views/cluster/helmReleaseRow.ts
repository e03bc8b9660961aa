// Rows of live HelmReleases.
import type { ObjectInContext } from '../../../../server/src/protocol/objectId.ts';
import type { HelmSnapshot, LiveHelmRelease } from '../../cluster/objects/helmRelease.ts';
import { readReadiness, type Readiness } from '../../flux/readiness.ts';
import { ageWords } from '../ageWords.ts';
import { joinWords } from '../joinWords.ts';
import { escapeMarkdown } from '../../../../server/src/protocol/markdownText.ts';
import { shortenRevisions } from '../../../../server/src/flux/revision.ts';
import { stateIcon } from '../stateSigns.ts';
import type { TreeNodeModel } from '../treeModel.ts';
import { causeLink, findCauseLine } from './causeLine.ts';
import type { RowReads } from './clusterViewInput.ts';
import { commandIds } from '../../../../server/src/protocol/commandIds.ts';
import { commandLink } from '../markdownText.ts';
import { appliedIcon } from './kustomizationRow.ts';
import { buildTooltip } from './objectTooltip.ts';
import { unhandledWords } from './unhandledWords.ts';
import type { Rollup } from './workloadRollups.ts';
import { waitingWords } from './waitingWords.ts';

/** The row of one HelmRelease. */
export function buildHelmReleaseRow(live: LiveHelmRelease, setting: RowReads): TreeNodeModel {
  const readiness = readReadiness(live);
  const line = findCauseLine(live, setting);
  const rollup = setting.workloads.rollUp({ kind: 'HelmRelease', namespace: live.namespace, name: live.name });
  const description = joinWords(describe(live, readiness, setting, rollup), line?.label ?? '');
  const object: ObjectInContext = { kind: 'HelmRelease', namespace: live.namespace, name: live.name, contextName: setting.contextName };
  return {
    id: `helmRelease:${live.namespace}/${live.name}`,
    label: live.name,
    description,
    tooltip: buildTooltip({ object, state: readiness.state, sentence: readiness.sentence, conditions: live.conditions, facts: [['line at fault', causeLink(line)], ['workloads', escapeMarkdown(rollup.words)], ...facts(live, setting)], now: setting.now, mayWrite: setting.mayWrite(object) }),
    accessibleLabel: `HelmRelease ${live.name} in ${live.namespace}, ${readiness.state}, ${description.replaceAll(' · ', ', ')}`,
    icon: readiness.state === 'ready' ? appliedIcon(rollup, setting.isStale) : stateIcon(readiness.state, setting.isStale),
    contextFlags: ['object', 'helmRelease', 'controlled', 'reconcilable', 'hasSource', live.suspended ? 'resumable' : 'suspendable', ...(line === undefined ? [] : (['cause'] as const))],
    expanded: false,
    children: live.history.map((snapshot, index) => buildSnapshotRow(live, snapshot, index, setting.now)),
    object,
    ...(line === undefined ? {} : { place: line.place }),
  };
}

function describe(live: LiveHelmRelease, readiness: Readiness, setting: RowReads, rollup: Rollup): string {
  const chart = live.chartName === '' ? live.chartVersion : `${live.chartName} ${live.chartVersion}`;
  switch (readiness.state) {
    case 'ready':
      return joinWords(chart, rollup.state === 'running' ? ageWords(readiness.condition?.lastTransitionTime ?? '', setting.now) : '', rollup.words);
    case 'waiting':
      return waitingWords(live, setting.lookup);
    case 'suspended':
    case 'reconciling':
      return joinWords(shortenRevisions(readiness.sentence), chart);
    case 'failed':
    case 'stalled':
    case 'unknown':
      return shortenRevisions(readiness.sentence);
  }
}

/** One release of the history. */
function buildSnapshotRow(live: LiveHelmRelease, { revision, chart, appVersion, status, deployedAt }: HelmSnapshot, index: number, now: number): TreeNodeModel {
  const label = revision === undefined ? chart : `revision ${revision}`;
  const description = joinWords(revision === undefined ? '' : chart, appVersion === '' ? '' : `app ${appVersion}`, status, ageWords(deployedAt, now));
  const failed = status === 'failed';
  return {
    id: `helmRelease:${live.namespace}/${live.name}/history/${revision ?? `at ${index}`}`,
    label,
    description,
    tooltip: '',
    accessibleLabel: `${live.name} ${label}, ${description.replaceAll(' · ', ', ')}`,
    icon: failed ? { id: 'error', color: 'testing.iconFailed' } : { id: 'history' },
    contextFlags: [],
    expanded: false,
    children: [],
  };
}

function facts(live: LiveHelmRelease, { now, lookup }: RowReads): readonly (readonly [string, string])[] {
  const { origin } = live;
  const source = origin.type === 'none' ? '' : `${origin.source.kind} ${origin.source.namespace}/${origin.source.name}`;
  return [
    ['chart', origin.type === 'template' ? escapeMarkdown(`${origin.chart} ${origin.version}`) : ''],
    ['released', escapeMarkdown(joinWords(`${live.chartName} ${live.chartVersion}`.trim(), live.appVersion === '' ? '' : `app ${live.appVersion}`, live.releaseStatus))],
    ['source', origin.type === 'none' ? '' : commandLink(source, commandIds.openInRepository, [origin.source])],
    ['depends on', live.dependsOn.map(({ namespace, name }) => `${escapeMarkdown(name)} (${stateOf(lookup.findHelmRelease(namespace, name))})`).join(', ')],
    ['interval', escapeMarkdown(live.interval)],
    ['asked', escapeMarkdown(unhandledWords(live, now))],
    ['failures', live.failures === 0 ? '' : String(live.failures)],
  ];
}

function stateOf(release: LiveHelmRelease | undefined): string {
  return release === undefined ? 'does not exist' : readReadiness(release).state;
}
