// What the status bar says about the cluster: the context and how many Kustomizations and Helm releases are in which state. Pure.
import type { ReadyState } from '../../../../server/src/protocol/clusterFacts.ts';
import { readReadiness } from '../../flux/readiness.ts';
import type { ClusterViewInput } from '../cluster/clusterViewInput.ts';
import { countStates, stateCountWords } from '../cluster/stateCounts.ts';
import { troubleWords } from '../connection/connectionWords.ts';
import { clockWords } from '../ageWords.ts';

/** Text with codicons, tooltip as plain text, and whether something needs a person. */
export interface StatusBarModel {
  readonly text: string;
  readonly tooltip: string;
  readonly accessibleLabel: string;
}

/** Builds the item. */
export function buildStatusBar(input: ClusterViewInput): StatusBarModel {
  const counts = countStates([...input.kustomizations, ...input.helmReleases].map((live) => readReadiness(live).state));
  const words = stateCountWords(counts);
  const numbers = shownStates.flatMap(([states, icon]) => {
    const count = states.reduce((sum, state) => sum + counts[state], 0);
    return count === 0 ? [] : [`$(${icon}) ${count}`];
  });
  const trouble = troubleWords(input.contextName, input.connection, input.now);
  const sign = connectionSign(input);
  const about = words === '' ? 'no Kustomizations or Helm releases known' : `Kustomizations and Helm releases: ${words}`;
  return {
    text: [sign === '' ? '$(server)' : sign, input.contextName, ...asOf(input), ...numbers].join(' '),
    tooltip: [trouble === '' ? `${input.contextName}: ${about}` : trouble, 'Click to see the worst first'].join('\n'),
    accessibleLabel: `Flightdeck, ${input.contextName}, ${trouble === '' ? about : trouble}`,
  };
}

/** Few signs: what is well, what moves or waits, what failed. */
const shownStates: readonly (readonly [readonly ReadyState[], string])[] = [
  [['ready'], 'pass'],
  [['waiting', 'reconciling'], 'watch'],
  [['failed', 'stalled'], 'error'],
];

function connectionSign(input: ClusterViewInput): string {
  switch (input.connection.type) {
    case 'live':
      return '';
    case 'connecting':
    case 'syncing':
      return '$(sync~spin)';
    case 'stale':
    case 'unreachable':
      return '$(debug-disconnect)';
  }
}

/** Old numbers are told with their time. */
function asOf({ connection, now }: ClusterViewInput): readonly string[] {
  return connection.type === 'stale' ? [`as of ${clockWords(connection.since, now)}`] : [];
}
