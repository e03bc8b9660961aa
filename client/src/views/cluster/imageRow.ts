// Rows of Flux's image automation: what was scanned, chosen and pushed.
import type { ObjectInContext } from '../../../../server/src/protocol/objectId.ts';
import { escapeMarkdown } from '../../../../server/src/protocol/markdownText.ts';
import { commandIds } from '../../../../server/src/protocol/commandIds.ts';
import { shortenRevisions } from '../../../../server/src/flux/revision.ts';
import type { LiveImageObject } from '../../cluster/objects/imageObject.ts';
import { readReadiness } from '../../flux/readiness.ts';
import { ageWords } from '../ageWords.ts';
import { countWords, joinWords } from '../joinWords.ts';
import { commandLink } from '../markdownText.ts';
import { stateIcon } from '../stateSigns.ts';
import type { TreeNodeModel } from '../treeModel.ts';
import type { RowReads } from './clusterViewInput.ts';
import { buildTooltip } from './objectTooltip.ts';

/** The row of one object. */
export function buildImageRow(live: LiveImageObject, { contextName, now, isStale }: Pick<RowReads, 'contextName' | 'now' | 'isStale'>): TreeNodeModel {
  const { state, sentence } = readReadiness(live);
  const words = state === 'ready' ? describeImage(live, now) : shortenRevisions(sentence);
  const object: ObjectInContext = { kind: live.imageKind, namespace: live.namespace, name: live.name, contextName };
  const repository = live.repository === undefined ? '' : commandLink(`${live.repository.namespace}/${live.repository.name}`, commandIds.openInRepository, [{ kind: 'ImageRepository', ...live.repository }]);
  return {
    id: `image:${live.imageKind}/${live.namespace}/${live.name}`,
    label: live.name,
    // What is the matter comes first: a side bar cuts the end.
    description: state === 'ready' ? joinWords(live.imageKind, words) : joinWords(words, live.imageKind),
    tooltip: buildTooltip({
      object,
      state,
      sentence,
      conditions: live.conditions,
      facts: [
        ['image', escapeMarkdown(live.image)],
        ['scanned', scanWords(live, now)],
        ['chooses', escapeMarkdown(live.policy)],
        ['from', repository],
        ['pushed', escapeMarkdown(pushWords(live, now))],
        ['interval', escapeMarkdown(live.interval)],
      ],
      now,
    }),
    accessibleLabel: `${live.imageKind} ${live.name} in ${live.namespace}, ${state}, ${words.replaceAll(' · ', ', ')}`,
    icon: stateIcon(state, isStale),
    contextFlags: ['object'],
    expanded: false,
    children: [],
    object,
  };
}

function describeImage(live: LiveImageObject, now: number): string {
  switch (live.imageKind) {
    case 'ImageRepository':
      return joinWords(live.image, scanWords(live, now));
    case 'ImagePolicy':
      return joinWords(live.image === '' ? 'no image chosen' : live.image, live.policy);
    case 'ImageUpdateAutomation':
      return pushWords(live, now) || 'nothing pushed yet';
  }
}

function scanWords({ tags, scannedAt }: LiveImageObject, now: number): string {
  return tags === undefined ? '' : joinWords(countWords(tags, 'tag', 'tags'), ageWords(scannedAt, now));
}

function pushWords({ pushedAt, pushedCommit, branch }: LiveImageObject, now: number): string {
  return pushedAt === '' ? '' : joinWords(`pushed ${pushedCommit.slice(0, 7)}${branch === '' ? '' : ` to ${branch}`}`, ageWords(pushedAt, now));
}
