// Waits for moments of a rollout on real Flagger, by the sentence that people read then.
import type { ClusterSession } from '../../../client/src/cluster/clusterSession.ts';
import { buildCanaryView } from '../../../client/src/flagger/canaryProgress.ts';
import type { CanaryView } from '../../../client/src/flagger/canaryView.ts';
import { printSentence } from '../../../server/src/flagger/sentence.ts';
import { textAt } from './apiClient.ts';
import { workloadName } from './canaryObjects.ts';
import { waitUntil } from './waitUntil.ts';

/** The Canary of a namespace as the panel shows it now; undefined where there is none. */
export function viewOf(session: ClusterSession, namespace: string): CanaryView | undefined {
  const live = session.findCanary(namespace, workloadName);
  if (live === undefined) return undefined;
  const events = session.rawCanaryEvents.filter((event) => textAt(event, 'involvedObject', 'namespace') === namespace);
  const target = session.findWorkload('Deployment', namespace, workloadName)?.object.content;
  const primary = session.findWorkload('Deployment', namespace, `${workloadName}-primary`)?.object.content;
  return buildCanaryView({ canary: live.object.content, events, now: Date.now(), ...(target === undefined ? {} : { target }), ...(primary === undefined ? {} : { primary }) });
}

/** Waits for a moment in which phase and sentence fit. */
export async function moment(session: ClusterSession, namespace: string, phase: string, says: RegExp, withinMs = 120_000): Promise<CanaryView> {
  const seen = new Set<string>();
  return waitUntil(`${namespace} is ${phase} and says ${says.source}`, () => {
    const view = viewOf(session, namespace);
    if (view === undefined) return undefined;
    const sentence = printSentence(view.sentence, Date.now());
    seen.add(`${view.phase}: ${sentence.replace(/\d+ s\b/g, 'N s')}`);
    return view.phase === phase && says.test(sentence) ? view : undefined;
  }, { withinMs, everyMs: 100, onTimeout: () => [...seen].join('\n') });
}
