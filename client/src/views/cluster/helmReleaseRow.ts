// Rows of live HelmReleases.
import type { ObjectId } from '../../../../server/src/protocol/objectId.ts';
import type { LiveHelmRelease } from '../../cluster/objects/helmRelease.ts';
import { readReadiness, type Readiness } from '../../flux/readiness.ts';
import { ageWords } from '../ageWords.ts';
import { joinWords } from '../joinWords.ts';
import { escapeMarkdown } from '../../../../server/src/protocol/markdownText.ts';
import { shortenRevisions } from '../../../../server/src/flux/revision.ts';
import { stateIcon } from '../stateSigns.ts';
import type { TreeNodeModel } from '../treeModel.ts';
import { causeLink, findCauseLine } from './causeLine.ts';
import type { RowSetting } from './clusterViewInput.ts';
import { buildTooltip } from './objectTooltip.ts';
import { waitingWords } from './waitingWords.ts';

/** The row of one HelmRelease. */
export function buildHelmReleaseRow(live: LiveHelmRelease, setting: RowSetting): TreeNodeModel {
  const readiness = readReadiness(live);
  const line = findCauseLine(live, setting);
  const description = joinWords(describe(live, readiness, setting), line?.label ?? '');
  const object: ObjectId = { kind: 'HelmRelease', namespace: live.namespace, name: live.name };
  return {
    id: `helmRelease:${live.namespace}/${live.name}`,
    label: live.name,
    description,
    tooltip: buildTooltip({ object, state: readiness.state, sentence: readiness.sentence, conditions: live.conditions, facts: [['line at fault', causeLink(line)], ...facts(live)], now: setting.now }),
    accessibleLabel: `HelmRelease ${live.name} in ${live.namespace}, ${readiness.state}, ${description.replaceAll(' · ', ', ')}`,
    icon: stateIcon(readiness.state, setting.isStale),
    contextFlags: ['object', 'reconcilable', 'hasSource', live.suspended ? 'resumable' : 'suspendable', ...(line === undefined ? [] : (['cause'] as const))],
    expanded: false,
    children: [],
    object,
    ...(line === undefined ? {} : { place: line.place }),
  };
}

function describe(live: LiveHelmRelease, readiness: Readiness, setting: RowSetting): string {
  const chart = live.chartName === '' ? live.chartVersion : `${live.chartName} ${live.chartVersion}`;
  switch (readiness.state) {
    case 'ready':
      return joinWords(chart, ageWords(readiness.condition?.lastTransitionTime ?? '', setting.now));
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

function facts(live: LiveHelmRelease): readonly (readonly [string, string])[] {
  const { origin } = live;
  const source = origin.type === 'none' ? '' : `${origin.source.kind} ${origin.source.namespace}/${origin.source.name}`;
  return [
    ['chart', origin.type === 'template' ? escapeMarkdown(`${origin.chart} ${origin.version}`) : ''],
    ['released', escapeMarkdown(joinWords(`${live.chartName} ${live.chartVersion}`.trim(), live.appVersion === '' ? '' : `app ${live.appVersion}`, live.releaseStatus))],
    ['source', escapeMarkdown(source)],
    ['interval', escapeMarkdown(live.interval)],
  ];
}
