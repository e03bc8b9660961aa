// Says at the end of a reconcile what it could not bring: commits and edits here that Flux cannot see yet.
import type { ClusterSession } from '../cluster/clusterSession.ts';
import type { ReconcileTarget } from '../flux/reconcilePlan.ts';
import { openRepositories } from '../git/gitExtension.ts';
import type { LanguageServer } from '../languageServer.ts';
import { countWords } from '../views/joinWords.ts';
import { findSourcesOf } from './repositorySources.ts';

/** `; your HEAD 9f8e1c2 is not pushed, so this is without it`; empty where there is nothing of the sort. */
export async function unpushedNote(targets: readonly ReconcileTarget[], session: ClusterSession, server: LanguageServer): Promise<string> {
  const wanted = targets.flatMap((target) => ('sourceKind' in target ? [{ kind: target.sourceKind, namespace: target.namespace, name: target.name }] : 'path' in target ? [target.source] : []));
  for (const { rootUri, state } of await openRepositories()) {
    const { HEAD, workingTreeChanges, indexChanges } = state;
    const ahead = HEAD?.ahead ?? 0;
    const edited = new Set([...workingTreeChanges, ...indexChanges].map(({ uri }) => uri.toString())).size;
    if (ahead === 0 && edited === 0) continue;
    const sources = await findSourcesOf(rootUri.toString(), '', session, server);
    if (!sources.some((source) => wanted.some(({ kind, namespace, name }) => source.kind === kind && source.namespace === namespace && source.name === name))) continue;
    if (ahead > 0) return `; your HEAD ${(HEAD?.commit ?? '').slice(0, 7)} is not pushed, so this is without it`;
    return `; ${countWords(edited, 'file is', 'files are')} not committed, so this is without ${edited === 1 ? 'it' : 'them'}`;
  }
  return '';
}
