// What would be deleted: objects of the inventory that the build does not have any more, and what goes with a Flux Kustomization that goes.
import { outageOnDeletionWords } from '../../../server/src/flagger/outageOnDeletion.ts';
import type { KubeConnection } from '../cluster/kubeConnection.ts';
import { describeKubeError } from '../cluster/kubeError.ts';
import { readObject, readString, type JsonObject } from '../cluster/jsonValue.ts';
import type { LiveFluxKustomization } from '../cluster/objects/fluxKustomization.ts';
import { groupOfApiVersion, refKey, type ObjectRef } from '../cluster/servedKind.ts';
import { readInventory } from '../flux/inventory.ts';
import { kustomizeGroup } from '../flux/ownership.ts';
import type { ObjectDifference } from './compareWithCluster.ts';
import { whyNotPruned, type Owner } from './controllerSwitches.ts';
import { withHiddenValues, withoutBookkeeping } from './liveObject.ts';
import type { ServedKinds } from './servedKinds.ts';

/** One object that the inventories say would go. */
export interface Pruned {
  readonly ref: ObjectRef;
  readonly apiVersion: string;
  /** The Kustomization in whose inventory it is. */
  readonly owner: Owner;
  /** Whether it goes with a Kustomization that goes, and not by the build's own doing. */
  readonly isCascade: boolean;
}

/** Finds a live Flux Kustomization. */
export type FindKustomization = (namespace: string, name: string) => LiveFluxKustomization | undefined;

/** What the inventory holds and the build (`kept`, by `refKey`) does not; a Kustomization that goes takes its own inventory with it. */
export function findPruned(kustomization: LiveFluxKustomization, kept: ReadonlySet<string>, find: FindKustomization): readonly Pruned[] {
  return prunes(kustomization) ? inventoryLessKept(kustomization, kept, find, false) : [];
}

function inventoryLessKept(kustomization: LiveFluxKustomization, kept: ReadonlySet<string>, find: FindKustomization, isCascade: boolean): readonly Pruned[] {
  const { namespace, name } = kustomization;
  const versions = inventoryVersions(kustomization);
  return readInventory(kustomization.inventory)
    .filter((ref) => !kept.has(refKey(ref)))
    .flatMap((ref): readonly Pruned[] => {
      const version = versions.get(refKey(ref)) ?? 'v1';
      const itself: Pruned = { ref, apiVersion: ref.group === '' ? version : `${ref.group}/${version}`, owner: { namespace, name }, isCascade };
      const child = ref.group === kustomizeGroup && ref.kind === 'Kustomization' ? find(ref.namespace, ref.name) : undefined;
      if (child === undefined || child === kustomization || !takesAlong(child)) return [itself];
      return [itself, ...inventoryLessKept(child, new Set([...kept, refKey(ref)]), find, true)];
    });
}

/** Reads what would go as it is now; what is protected from pruning stays. */
export async function readPruned({ ref, apiVersion, owner, isCascade }: Pruned, kinds: ServedKinds, connection: Pick<KubeConnection, 'get'>, signal: AbortSignal): Promise<ObjectDifference | undefined> {
  const why = isCascade ? `it goes with Kustomization ${owner.namespace}/${owner.name}` : 'it is in the inventory and not in the build';
  const served = await kinds.find(apiVersion, ref.kind);
  const found = typeof served === 'string' ? undefined : await connection.get(served, ref.namespace, ref.name, { signal });
  // Somebody has deleted it already.
  if (found?.ok === false && found.error.type === 'notFound') return undefined;
  if (found?.ok !== true) {
    const reason = found === undefined ? (typeof served === 'string' ? served : '') : describeKubeError(found.error);
    return { ref, change: 'pruned', live: nameOnly(apiVersion, ref), notes: [why, `it could not be read: ${reason}`] };
  }
  const live = withHiddenValues(withoutBookkeeping(found.value));
  const stays = whyNotPruned(found.value, owner);
  return stays === '' ? { ref, change: 'pruned', live, notes: [why] } : { ref, change: 'same', live, notes: [stays] };
}

/** What stops serving with a Canary that is pruned while its target stays; empty for all else. `gone` holds the `refKey` of whatever goes with it. */
export function outageOf({ ref, live }: Pick<ObjectDifference, 'ref' | 'live'>, gone: ReadonlySet<string>): string {
  if (ref.kind !== 'Canary' || ref.group !== 'flagger.app' || live === undefined) return '';
  const target = readObject(live, 'spec', 'targetRef');
  const kind = readString(target, 'kind');
  const name = readString(target, 'name');
  if (gone.has(refKey({ group: groupOfApiVersion(readString(target, 'apiVersion')), kind, namespace: ref.namespace, name }))) return '';
  return outageOnDeletionWords({ kind, name }, readObject(live, 'spec')['revertOnDeletion'] === true);
}

function nameOnly(apiVersion: string, { kind, namespace, name }: ObjectRef): JsonObject {
  return { apiVersion, kind, metadata: { name, ...(namespace === '' ? {} : { namespace }) } };
}

function prunes({ object }: LiveFluxKustomization): boolean {
  return readObject(object.content, 'spec')['prune'] === true;
}

/** Whether a Kustomization that is deleted deletes what it applied (FACTS A1: `deletionPolicy`). */
function takesAlong(kustomization: LiveFluxKustomization): boolean {
  const policy = readString(kustomization.object.content, 'spec', 'deletionPolicy');
  return !kustomization.suspended && (policy === 'Delete' || policy === 'WaitForTermination' || (policy !== 'Orphan' && prunes(kustomization)));
}

function inventoryVersions({ object, inventory }: LiveFluxKustomization): ReadonlyMap<string, string> {
  const entries: unknown = readObject(object.content, 'status', 'inventory')['entries'];
  const versions = Array.isArray(entries) ? entries.map((entry) => readString(entry, 'v')) : [];
  return new Map(readInventory(inventory).map((ref, index) => [refKey(ref), versions[index] || 'v1']));
}
