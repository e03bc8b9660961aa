// Rows of live workloads: how many Pods are ready of how many, and what keeps the others.
import type { ObjectInContext } from '../../../../server/src/protocol/objectId.ts';
import { escapeMarkdown } from '../../../../server/src/protocol/markdownText.ts';
import { commandIds } from '../../../../server/src/protocol/commandIds.ts';
import { countOf, type StatedWorkload } from '../../flux/workloadState.ts';
import { joinWords } from '../joinWords.ts';
import { commandLink } from '../markdownText.ts';
import { stateIcon } from '../stateSigns.ts';
import type { TreeNodeModel } from '../treeModel.ts';
import type { RowReads } from './clusterViewInput.ts';
import { buildTooltip } from './objectTooltip.ts';

/** What a workload says behind its name: `2 of 2 ready · web:1.1.0`, `stuck, 0 of 1 ready: image … cannot be pulled`. */
export function describeWorkload({ live, sentence }: StatedWorkload): string {
  return joinWords(sentence === '' ? countOf(live) : sentence, Object.values(live.images).map(shortImage).join(', '));
}

/** The row of one workload. */
export function buildWorkloadRow(view: StatedWorkload, { contextName, now, isStale }: Pick<RowReads, 'contextName' | 'now' | 'isStale'>): TreeNodeModel {
  const { live, state, owner, sentence } = view;
  const description = joinWords(live.kind === 'Deployment' ? '' : live.kind, describeWorkload(view));
  const object: ObjectInContext = { kind: live.kind, namespace: live.namespace, name: live.name, contextName };
  const ownerLink = owner === undefined ? '' : commandLink(`${owner.kind} ${owner.namespace}/${owner.name}`, commandIds.openInRepository, [owner]);
  return {
    id: `workload:${live.kind}/${live.namespace}/${live.name}`,
    label: live.name,
    description,
    tooltip: buildTooltip({
      object,
      state,
      sentence: sentence === '' ? 'running' : sentence,
      conditions: live.conditions,
      facts: [
        ['Pods', `${countOf(live)}, ${live.updated} of the newest template, ${live.available} available`],
        ['images', Object.entries(live.images).map(([container, image]) => escapeMarkdown(`${container}: ${image}`)).join(', ')],
        ['brought by', ownerLink],
      ],
      now,
    }),
    accessibleLabel: `${live.kind} ${live.name} in ${live.namespace}, ${state === 'ready' ? 'running' : state === 'failed' ? 'stuck' : state === 'reconciling' ? 'rolling out' : state}, ${description.replaceAll(' · ', ', ')}`,
    icon: stateIcon(state, isStale),
    contextFlags: ['object', 'workload'],
    expanded: false,
    children: [],
    object,
  };
}

/** `web:1.1.0` of `registry.example/team/web:1.1.0@sha256:…`. */
function shortImage(image: string): string {
  const name = image.slice(image.lastIndexOf('/') + 1);
  const [tagged = name, digest] = name.split('@');
  return tagged.includes(':') || digest === undefined ? tagged : `${tagged}@${digest.slice(0, 14)}`;
}
