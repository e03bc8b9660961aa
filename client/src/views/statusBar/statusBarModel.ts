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

/** The old version is in the files again, and not in the cluster yet. */
export interface PendingFix extends RolledBackVersion {
  /** The file that holds it, for people. */
  readonly file: string;
  /** What has to be done to it next. */
  readonly lacks: 'saved' | 'committed' | 'applied';
}

/** Builds the item. `rolledBack` and `fixes`: what the guard knows; each stands in the tooltip. */
export function buildStatusBar(input: ClusterViewInput, rolledBack: readonly RolledBackVersion[] = [], fixes: readonly PendingFix[] = []): StatusBarModel {
  const counts = countStates([...input.kustomizations, ...input.helmReleases].map((live) => readReadiness(live).state));
  const words = stateCountWords(counts);
  const numbers = shownStates.flatMap(([states, icon]) => {
    const count = states.reduce((sum, state) => sum + counts[state], 0);
    return count === 0 ? [] : [`$(${icon}) ${count}`];
  });
  const trouble = troubleWords(input.contextName, input.connection, input.now);
  const sign = connectionSign(input);
  const about = words === '' ? 'no Kustomizations or Helm releases known' : `Kustomizations and Helm releases: ${words}`;
  const failures = rolledBack.map(({ canary, desired, serving }) => `Canary ${canary.namespace}/${canary.name}: Git says ${imageVersion(desired)}, the cluster serves ${imageVersion(serving)} since the rollout failed`);
  const guard = [...failures, ...fixes.map(describeFix)];
  return {
    text: [sign === '' ? '$(server)' : sign, input.contextName, ...asOf(input), ...numbers, ...guardSign(rolledBack, fixes)].join(' '),
    tooltip: [trouble === '' ? `${input.contextName}: ${about}` : trouble, ...guard, 'Click to see the worst first'].join('\n'),
    accessibleLabel: ['Flightdeck', input.contextName, trouble === '' ? about : trouble, ...guard].join(', '),
  };
}

/** What failed counts first; where the files have the version that serves, what that lacks. */
function guardSign(rolledBack: readonly RolledBackVersion[], fixes: readonly PendingFix[]): readonly string[] {
  const lacking = (['saved', 'committed', 'applied'] as const).find((lacks) => fixes.some((fix) => fix.lacks === lacks));
  if (rolledBack.length > 0) return [`$(history) ${rolledBack.length}`];
  return lacking === undefined ? [] : [`$(history) fix not ${lacking}`];
}

function describeFix({ canary, desired, serving, file, lacks }: PendingFix): string {
  return `Canary ${canary.namespace}/${canary.name}: ${file} has ${imageVersion(serving)}, which is not ${lacks} yet; the cluster still has ${imageVersion(desired)}, whose rollout failed`;
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
