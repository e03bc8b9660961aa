// Rows of live sources.
import type { ObjectInContext } from '../../../../server/src/protocol/objectId.ts';
import type { LiveFluxSource } from '../../cluster/objects/fluxSource.ts';
import { readReadiness } from '../../flux/readiness.ts';
import { shortRevision, shortenRevisions } from '../../../../server/src/flux/revision.ts';
import { ageWords } from '../ageWords.ts';
import { joinWords } from '../joinWords.ts';
import { escapeMarkdown } from '../../../../server/src/protocol/markdownText.ts';
import { stateIcon } from '../stateSigns.ts';
import type { ContextFlag, TreeNodeModel } from '../treeModel.ts';
import { causeLink, findCauseLine } from './causeLine.ts';
import type { RowReads } from './clusterViewInput.ts';
import { buildTooltip } from './objectTooltip.ts';
import { unhandledWords } from './unhandledWords.ts';

/** The row of one source. */
export function buildSourceRow(live: LiveFluxSource, setting: RowReads): TreeNodeModel {
  const readiness = readReadiness(live);
  const { state, sentence } = readiness;
  const fetched = ageWords(live.fetchedAt, setting.now);
  const line = findCauseLine(live, setting);
  const words = state === 'ready' && !live.isStatic ? joinWords(shortRevision(live.revision), fetched === '' ? '' : `fetched ${fetched}`) : shortenRevisions(sentence);
  const object: ObjectInContext = { kind: live.sourceKind, namespace: live.namespace, name: live.name, contextName: setting.contextName };
  return {
    id: `source:${live.sourceKind}/${live.namespace}/${live.name}`,
    label: live.name,
    // What is the matter comes first: a side bar cuts the end.
    description: state === 'ready' ? joinWords(live.sourceKind, words) : joinWords(words, line?.label ?? '', live.sourceKind),
    tooltip: buildTooltip({
      object,
      state,
      sentence,
      conditions: live.conditions,
      facts: [
        ['line at fault', causeLink(line)],
        ['URL', escapeMarkdown(live.url)],
        ['fetched', escapeMarkdown(joinWords(live.revision, fetched))],
        ['interval', escapeMarkdown(live.interval)],
        ['asked', escapeMarkdown(unhandledWords(live, setting.now))],
      ],
      now: setting.now,
      mayWrite: setting.mayWrite(object),
    }),
    accessibleLabel: `${live.sourceKind} ${live.name} in ${live.namespace}, ${state}, ${words.replaceAll(' · ', ', ').replace('@', ' ')}`,
    icon: stateIcon(state, setting.isStale),
    contextFlags: [...contextFlags(live), ...(line === undefined ? [] : (['cause'] as const))],
    expanded: false,
    children: [],
    object,
    ...(line === undefined ? {} : { place: line.place }),
  };
}

function contextFlags(live: LiveFluxSource): readonly ContextFlag[] {
  if (live.isStatic || live.sourceKind === 'ExternalArtifact') return ['object'];
  return ['object', 'controlled', 'reconcilable', live.suspended ? 'resumable' : 'suspendable'];
}
