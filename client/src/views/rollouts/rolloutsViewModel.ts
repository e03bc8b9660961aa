// The rows of the Rollouts view: Canaries by what they need, and the number of those that move or wait. Pure.
import { phaseMeaning } from '../../../../server/src/flagger/phases.ts';
import type { LiveCanary } from '../../cluster/objects/canary.ts';
import { newClusterRowCaches, rowSetting, type ClusterRowCaches, type ClusterViewInput, type RolloutGroup, type RowSetting } from '../cluster/clusterViewInput.ts';
import { buildConnectionRows, messageRow } from '../connection/connectionRows.ts';
import { troubleWords } from '../connection/connectionWords.ts';
import { countWords } from '../joinWords.ts';
import type { TreeNodeModel } from '../treeModel.ts';
import { buildRolloutRow, describeRollout, type RolloutDetail } from './rolloutRow.ts';

const groups: readonly { readonly id: RolloutGroup; readonly label: string; readonly icon: string }[] = [
  { id: 'waiting', label: 'Waits for you', icon: 'bell' },
  { id: 'progress', label: 'In progress', icon: 'rocket' },
  { id: 'failed', label: 'Failed', icon: 'history' },
  { id: 'suspended', label: 'Suspended', icon: 'debug-pause' },
  { id: 'idle', label: 'Idle', icon: 'circle-outline' },
];

/** Rows, which empty state applies, and the number at the view's icon. */
export interface RolloutsViewModel {
  readonly state: 'none' | 'content';
  readonly rows: readonly TreeNodeModel[];
  /** The sentence above the rows, empty where all is well. */
  readonly trouble: string;
  /** Canaries that wait for a person, move, or have failed. */
  readonly badge: number;
  readonly badgeTooltip: string;
}

/** What more is known of a Canary, where it is worth reading. */
export type FindRolloutDetail = (live: LiveCanary) => RolloutDetail | undefined;

/** Builds the whole view. `caches` hold rows of earlier drawings. */
export function buildRolloutsView(input: ClusterViewInput, findDetail: FindRolloutDetail = () => undefined, caches: ClusterRowCaches = newClusterRowCaches()): RolloutsViewModel {
  const { canaries, connection, contextName, servedKinds } = input;
  const setting = rowSetting(input, caches);
  const filled = groups.flatMap((group) => {
    const members = canaries.filter((live) => rolloutGroup(live) === group.id);
    const memory = caches.rollouts[group.id];
    const sorted = memory.order.get(members, '', (all) => [...all].sort(byName));
    const made = sorted.map((live) => (group.id === 'idle' ? idleRow(live, setting) : movingRow(live, findDetail(live), setting)));
    return made.length === 0 ? [] : [groupRow(group, memory.rows.get(made, '', (all) => all))];
  });
  const isMissing = servedKinds !== undefined && !servedKinds.has('Canary');
  const missing = isMissing ? [messageRow('flagger', `Flagger is not installed in ${contextName}`, { id: 'info' })] : [];
  const rows = [...buildConnectionRows(contextName, connection, (kind) => kind === 'Canary'), ...missing, ...filled];
  const needy = canaries.filter((live) => rolloutGroup(live) === 'waiting' || rolloutGroup(live) === 'progress').length;
  return { state: rows.length === 0 ? 'none' : 'content', rows, trouble: troubleWords(contextName, connection, input.now), badge: needy, badgeTooltip: `${countWords(needy, 'rollout', 'rollouts')} under way` };
}

/** Most Canaries of a large cluster rest, and nothing but their object tells about them. */
function idleRow(live: LiveCanary, setting: RowSetting): TreeNodeModel {
  return setting.caches.objects.get(live, setting.cacheKey, setting, (reads) => buildRolloutRow(live, undefined, reads));
}

/** What a step of the rollout or a second changes is told behind the name; all else of the row stays until more is known of the Canary. */
function movingRow(live: LiveCanary, detail: RolloutDetail | undefined, setting: RowSetting): TreeNodeModel {
  if (detail === undefined) return idleRow(live, setting);
  const row = setting.caches.objects.get(detail, setting.cacheKey, setting, (reads) => buildRolloutRow(live, detail, reads));
  const description = describeRollout(detail, setting.now, !setting.isStale);
  return description === '' ? row : setting.caches.counting.vary(row, { description });
}

/** The group of one Canary. */
function rolloutGroup(live: LiveCanary): RolloutGroup {
  if (live.phase === 'Failed') return 'failed';
  if (live.suspended) return 'suspended';
  const meaning = phaseMeaning(live.phase);
  if (meaning.sign === 'waiting') return 'waiting';
  return meaning.running || meaning.sign === 'progressing' ? 'progress' : 'idle';
}

function groupRow({ id, label, icon }: (typeof groups)[number], rows: readonly TreeNodeModel[]): TreeNodeModel {
  return {
    id: `group:${id}`,
    label,
    description: String(rows.length),
    tooltip: '',
    accessibleLabel: `${label}, ${rows.length}`,
    icon: { id: icon },
    contextFlags: ['group'],
    expanded: id !== 'idle',
    children: rows,
  };
}

function byName(one: LiveCanary, other: LiveCanary): number {
  const [a, b] = [`${one.name}/${one.namespace}`, `${other.name}/${other.namespace}`];
  return a < b ? -1 : a > b ? 1 : 0;
}
