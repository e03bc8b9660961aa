// The rows of the Rollouts view: Canaries by what they need, and the number of those that move or wait. Pure.
import { phaseMeaning } from '../../../../server/src/flagger/phases.ts';
import type { LiveCanary } from '../../cluster/objects/canary.ts';
import { buildCanaryRow } from '../cluster/canaryRow.ts';
import { rowSetting, type ClusterViewInput, type RowSetting } from '../cluster/clusterViewInput.ts';
import { buildConnectionRows, messageRow } from '../connection/connectionRows.ts';
import { countWords } from '../joinWords.ts';
import type { TreeNodeModel } from '../treeModel.ts';

/** Which group a Canary stands in, in the order of the view. */
type RolloutGroup = 'waiting' | 'progress' | 'failed' | 'suspended' | 'idle';

const groupLabels: Readonly<Record<RolloutGroup, string>> = {
  waiting: 'Waits for you',
  progress: 'In progress',
  failed: 'Failed',
  suspended: 'Suspended',
  idle: 'Idle',
};

/** Rows, which empty state applies, and the number at the view's icon. */
export interface RolloutsViewModel {
  readonly state: 'none' | 'content';
  readonly rows: readonly TreeNodeModel[];
  /** Canaries that wait for a person, move, or have failed. */
  readonly badge: number;
  readonly badgeTooltip: string;
}

/** Builds the whole view. */
export function buildRolloutsView(input: ClusterViewInput): RolloutsViewModel {
  const { canaries, connection, contextName, now, servedKinds } = input;
  const setting = rowSetting(input);
  const groups = Object.entries(groupLabels).flatMap(([group, label]) => {
    const members = canaries.filter((live) => rolloutGroup(live) === group).sort(byName);
    return members.length === 0 ? [] : [groupRow(group, label, members, setting)];
  });
  const isMissing = servedKinds !== undefined && !servedKinds.has('Canary');
  const missing = isMissing ? [messageRow('flagger', `Flagger is not installed in ${contextName}`, { id: 'info' })] : [];
  const rows = [...buildConnectionRows(contextName, connection, now, (kind) => kind === 'Canary'), ...missing, ...groups];
  const needy = canaries.filter((live) => rolloutGroup(live) === 'waiting' || rolloutGroup(live) === 'progress').length;
  return { state: rows.length === 0 ? 'none' : 'content', rows, badge: needy, badgeTooltip: `${countWords(needy, 'rollout', 'rollouts')} under way` };
}

/** The group of one Canary. */
function rolloutGroup(live: LiveCanary): RolloutGroup {
  if (live.phase === 'Failed') return 'failed';
  if (live.suspended) return 'suspended';
  const meaning = phaseMeaning(live.phase);
  if (meaning.sign === 'waiting') return 'waiting';
  return meaning.running || meaning.sign === 'progressing' ? 'progress' : 'idle';
}

function groupRow(group: string, label: string, members: readonly LiveCanary[], setting: RowSetting): TreeNodeModel {
  return {
    id: `group:${group}`,
    label,
    description: String(members.length),
    tooltip: '',
    accessibleLabel: `${label}, ${members.length}`,
    icon: { id: 'list-tree' },
    contextFlags: ['group'],
    expanded: group !== 'idle',
    children: members.map((live) => buildCanaryRow(live, setting)),
  };
}

function byName(one: LiveCanary, other: LiveCanary): number {
  const [a, b] = [`${one.name}/${one.namespace}`, `${other.name}/${other.namespace}`];
  return a < b ? -1 : a > b ? 1 : 0;
}
