// What the status bar says beside a file that belongs to a Kustomization: how many commits the cluster has not applied. Pure.
import { shortRevision } from '../../../../server/src/flux/revision.ts';
import { escapeMarkdown } from '../../../../server/src/protocol/markdownText.ts';
import { clientCommandIds } from '../../clientCommandIds.ts';
import type { LiveFluxKustomization } from '../../cluster/objects/fluxKustomization.ts';
import type { AppliedRelation } from '../../git/appliedRelation.ts';
import { countWords } from '../joinWords.ts';
import { commandLink } from '../markdownText.ts';

/** The item; the tooltip is Markdown. */
export interface AppliedItemModel {
  readonly text: string;
  readonly tooltip: string;
  readonly accessibleLabel: string;
}

/** What the words are made from. */
export interface AppliedItemInput {
  readonly contextName: string;
  readonly kustomization: Pick<LiveFluxKustomization, 'namespace' | 'name' | 'lastAppliedRevision' | 'suspended'>;
  readonly relation: AppliedRelation;
  /** Commits of HEAD that its upstream has not, where there is an upstream. */
  readonly unpushed: number;
}

/** The item; undefined where there is nothing that a person must know: all is applied, the cluster is ahead, or it cannot be told. */
export function buildAppliedItem({ contextName, kustomization, relation, unpushed }: AppliedItemInput): AppliedItemModel | undefined {
  if (relation.type !== 'behind' && relation.type !== 'diverged') return undefined;
  const commits = relation.type === 'behind' ? relation.commits : relation.here;
  const { name, namespace } = kustomization;
  const words = `${name}: ${countWords(commits, 'commit', 'commits')} not applied`;
  const object = { kind: 'Kustomization', namespace, name, contextName };
  const sentences = [
    `Kustomization ${name} on ${contextName} has applied ${shortRevision(kustomization.lastAppliedRevision)}; your HEAD ${relation.head.slice(0, 7)} has ${countWords(commits, 'commit', 'commits')} more.`,
    ...(relation.type === 'diverged' ? [`It has ${countWords(relation.there, 'commit', 'commits')} that HEAD has not: pull.`] : []),
    ...(unpushed > 0 ? [unpushed >= commits ? 'Flux cannot see them before you push.' : `${countWords(unpushed, 'commit is', 'commits are')} not pushed yet.`] : []),
    ...(kustomization.suspended ? ['It is suspended: nothing is applied until it is resumed.'] : []),
  ];
  return {
    text: `$(git-commit) ${words}`,
    tooltip: `${sentences.map(escapeMarkdown).join('\n\n')}\n\n${commandLink('Reconcile with Source', clientCommandIds.reconcileWithSource, [object])}`,
    accessibleLabel: `Flightdeck, ${words}`,
  };
}
