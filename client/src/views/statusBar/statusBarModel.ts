// What the status bar says about the cluster: the context and how many Kustomizations and Helm releases are in which state. Pure.
import type { ReadyState } from '../../../../server/src/protocol/clusterFacts.ts';
import { imageVersion } from '../../flagger/workload.ts';
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

/** A version that Git still asks for after its rollout failed. */
export interface RolledBackVersion {
  readonly canary: { readonly namespace: string; readonly name: string };
  readonly desired: string;
  readonly serving: string;
}

/** Builds the item. `rolledBack`: what the guard knows; each stands in the tooltip. */
export function buildStatusBar(input: ClusterViewInput, rolledBack: readonly RolledBackVersion[] = []): StatusBarModel {
  const counts = countStates([...input.kustomizations, ...input.helmReleases].map((live) => readReadiness(live).state));
  const words = stateCountWords(counts);
  const numbers = shownStates.flatMap(([states, icon]) => {
    const count = states.reduce((sum, state) => sum + counts[state], 0);
    return count === 0 ? [] : [`$(${icon}) ${count}`];
  });
  const trouble = troubleWords(input.contextName, input.connection, input.now);
  const sign = connectionSign(input);
  const about = words === '' ? 'no Kustomizations or Helm releases known' : `Kustomizations and Helm releases: ${words}`;
  const guard = rolledBack.map(({ canary, desired, serving }) => `Canary ${canary.namespace}/${canary.name}: Git says ${imageVersion(desired)}, the cluster serves ${imageVersion(serving)} since the rollout failed`);
  return {
    text: [sign === '' ? '$(server)' : sign, input.contextName, ...asOf(input), ...numbers, ...(guard.length === 0 ? [] : [`$(history) ${guard.length}`])].join(' '),
    tooltip: [trouble === '' ? `${input.contextName}: ${about}` : trouble, ...guard, 'Click to see the worst first'].join('\n'),
    accessibleLabel: ['Flightdeck', input.contextName, trouble === '' ? about : trouble, ...guard].join(', '),
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
