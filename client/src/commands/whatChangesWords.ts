// The words of "Show What This Changes". Pure.
import type { ChangedKustomization, ChangedObject } from '../../../server/src/protocol/whatChanges.ts';
import { countWords } from '../views/joinWords.ts';

/** `2 clusters: 3 changed, 1 created, 1 removed; starts a rollout of Canary shop/web`. */
export function whatChangesWords(kustomizations: readonly ChangedKustomization[]): string {
  if (kustomizations.length === 0) return 'The files as they are now give every cluster what the last commit gives it.';
  const objects = kustomizations.flatMap((one) => one.objects);
  const count = (change: ChangedObject['change']) => objects.filter((one) => one.change === change).length;
  const parts = [[count('changed'), 'changed'], [count('created'), 'created'], [count('removed'), 'removed'], [count('movedHere'), 'moved']] as const;
  const said = parts.flatMap(([number, words]) => (number === 0 ? [] : [`${number} ${words}`]));
  const broken = kustomizations.filter(({ problem }) => problem !== undefined).length;
  const clusters = new Set(kustomizations.map(({ cluster }) => cluster));
  const where = clusters.size === 1 ? [...clusters].join('') : `${clusters.size} clusters`;
  const rollouts = [...new Set(objects.flatMap(({ rollout }) => (rollout === '' ? [] : [rollout])))];
  const starts = rollouts.length === 0 ? '' : rollouts.length === 1 ? `; starts a rollout of Canary ${rollouts.join('')}` : `; starts ${rollouts.length} rollouts`;
  return `${where}: ${said.length === 0 ? 'no object changes' : said.join(', ')}${broken === 0 ? '' : `; ${countWords(broken, 'Kustomization does', 'Kustomizations do')} not build`}${starts}${outageWords(objects)}`;
}

/** `; nothing serves any more where Canary shop/web goes`. */
function outageWords(objects: readonly ChangedObject[]): string {
  const canaries = [...new Set(objects.flatMap(({ object, outage }) => (outage === '' ? [] : [`${object.namespace ?? ''}/${object.name}`])))];
  return canaries.length === 0 ? '' : `; nothing serves any more where Canary ${canaries.join(', ')} goes`;
}

/** `apps · clusters/prod (new)`. */
export function kustomizationWords({ name, cluster, change }: ChangedKustomization): string {
  return `${name} · ${cluster}${change === 'created' ? ' (new)' : change === 'removed' ? ' (goes)' : ''}`;
}

/** An object's line in the list: sign, name, and what happens to it. */
export function changedObjectWords({ object, change, other, rollout, stays, outage }: ChangedObject): { readonly label: string; readonly description: string; readonly detail?: string } {
  const name = object.namespace === undefined ? object.name : `${object.namespace}/${object.name}`;
  const sign = { created: 'diff-added', changed: 'diff-modified', removed: 'diff-removed', movedHere: 'diff-renamed', movedAway: 'diff-renamed' }[change];
  return { label: `$(${sign}) ${object.kind} ${name}`, description: whatHappens(change, other, stays), ...detailOf(rollout, outage) };
}

function detailOf(rollout: string, outage: string): { readonly detail?: string } {
  if (outage !== '') return { detail: outage };
  return rollout === '' ? {} : { detail: `starts a rollout of Canary ${rollout}` };
}

function whatHappens(change: ChangedObject['change'], other: string, stays: boolean): string {
  switch (change) {
    case 'created':
      return 'created';
    case 'changed':
      return 'changed';
    case 'removed':
      return stays ? 'not applied any more, and stays: prune is off' : 'pruned';
    case 'movedHere':
      return `moves here from ${other}`;
    case 'movedAway':
      return `moves to ${other}`;
  }
}
