// The tooltip of a Kustomization: conditions, revisions, when it runs next, where it comes from, what it waits for, its last failure, what can be done.
import { clientCommandIds } from '../../clientCommandIds.ts';
import { readArray, readString } from '../../cluster/jsonValue.ts';
import type { LiveFluxKustomization } from '../../cluster/objects/fluxKustomization.ts';
import { checkDependencies } from '../../flux/dependencies.ts';
import { readReadiness, type Readiness } from '../../flux/readiness.ts';
import { escapeMarkdown } from '../../../../server/src/protocol/markdownText.ts';
import { shortRevision, shortenRevisions } from '../../../../server/src/flux/revision.ts';
import { ageWords, nextRunWords } from '../ageWords.ts';
import { countWords, joinWords } from '../joinWords.ts';
import { commandLink } from '../markdownText.ts';
import { stateIcon } from '../stateSigns.ts';
import { causeLink, type CauseLine } from './causeLine.ts';
import type { RowReads } from './clusterViewInput.ts';
import { buildTooltip } from './objectTooltip.ts';
import { unhandledWords } from './unhandledWords.ts';
import { waitingWords } from './waitingWords.ts';

/** The tooltip as Markdown. */
export function buildKustomizationTooltip(live: LiveFluxKustomization, readiness: Readiness, setting: RowReads, line: CauseLine | undefined): string {
  const { source } = live;
  const { now, lookup } = setting;
  const object = { kind: 'Kustomization', namespace: live.namespace, name: live.name, contextName: setting.contextName };
  const liveSource = lookup.findSource(source.kind, source.namespace, source.name);
  const rollup = setting.workloads.rollUp({ kind: 'Kustomization', namespace: live.namespace, name: live.name });
  return buildTooltip({
    object,
    state: readiness.state,
    sentence: readiness.state === 'waiting' ? waitingWords(live, lookup) : readiness.sentence,
    conditions: live.conditions,
    facts: [
      ['line at fault', causeLink(line)],
      ['workloads', escapeMarkdown(rollup.words)],
      ['applied', escapeMarkdown(live.lastAppliedRevision)],
      ['attempted', live.lastAttemptedRevision === live.lastAppliedRevision ? '' : escapeMarkdown(live.lastAttemptedRevision)],
      ['fetched', escapeMarkdown(joinWords(liveSource?.revision === live.lastAppliedRevision ? 'the same' : (liveSource?.revision ?? ''), ageWords(liveSource?.fetchedAt ?? '', now)))],
      ['your HEAD', headWords(live, setting)],
      ['source', commandLink(`${source.kind} ${source.namespace}/${source.name}`, clientCommandIds.openInRepository, [source])],
      ['path', live.path === '' ? '' : commandLink(live.path, clientCommandIds.openInRepository, [object])],
      ['depends on', dependencyWords(live, setting)],
      ['interval', escapeMarkdown(joinWords(live.interval, live.suspended ? 'suspended' : nextRunWords(live.lastReconciledAt, live.interval, now)))],
      ['asked', escapeMarkdown(unhandledWords(live, now))],
      ['objects', live.inventory.length === 0 ? '' : countWords(live.inventory.length, 'object', 'objects')],
      ['last failure', lastFailure(live, now)],
    ],
    now,
    mayWrite: setting.mayWrite(object),
  });
}

/** Each dependency as a link with its sign and what the controller's test says of it. */
function dependencyWords(live: LiveFluxKustomization, { lookup }: RowReads): string {
  return checkDependencies(live, lookup)
    .map(({ namespace, name, verdict, sentence }) => {
      const found = lookup.findKustomization(namespace, name);
      const state = found === undefined ? 'unknown' : readReadiness(found).state;
      const label = namespace === live.namespace ? name : `${namespace}/${name}`;
      const link = commandLink(label, clientCommandIds.openInRepository, [{ kind: 'Kustomization', namespace, name }]);
      const words = verdict === 'missing' ? 'does not exist' : verdict === 'oldRevision' || verdict === 'unknown' ? shortenRevisions(sentence.replace(`${namespace}/${name} `, '')) : state;
      return `$(${stateIcon(state, false).id.replace('~spin', '')}) ${link} ${escapeMarkdown(words)}`;
    })
    .join(', ');
}

function headWords(live: LiveFluxKustomization, { findHead }: RowReads): string {
  const head = findHead(live.source);
  if (head === undefined) return '';
  return live.lastAppliedRevision.endsWith(head) ? `${head.slice(0, 7)}, applied` : escapeMarkdown(`${head.slice(0, 7)}, not applied yet`);
}

/** The newest run that did not succeed, out of status.history, where the newest of all did. */
function lastFailure({ object }: LiveFluxKustomization, now: number): string {
  const failed = readArray(object.content, 'status', 'history').find((entry) => !['', 'ReconciliationSucceeded'].includes(readString(entry, 'lastReconciledStatus')));
  if (failed === undefined) return '';
  const revision = shortRevision(readString(failed, 'metadata', 'revision'));
  return escapeMarkdown(joinWords(readString(failed, 'lastReconciledStatus'), ageWords(readString(failed, 'lastReconciled'), now), revision));
}
