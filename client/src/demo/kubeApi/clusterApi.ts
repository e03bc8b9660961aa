/** The meaning of create, update, patch and delete: versions, generations, finalizers, owners; used by HTTP requests and stand-ins alike. */
import { randomUUID } from 'node:crypto';
import { toTimestamp } from '../scheduler.ts';
import type { Scheduler } from '../scheduler.ts';
import { alreadyExists, ApiError, badRequest, conflict, invalid, invalidOptions, notFound } from './apiError.ts';
import { withDefaults } from './defaults.ts';
import { applyConfiguration, recordUpdate } from './fieldOwnership.ts';
import { isEqualJson, isJsonObject, listAt, objectAt, objectsAt, textAt, textMapAt, withValue } from './json.ts';
import type { JsonObject, JsonValue } from './json.ts';
import { toApiVersion, toResourceId } from './kindInfo.ts';
import type { KindInfo } from './kindInfo.ts';
import type { KindRegistry } from './kindRegistry.ts';
import type { ObjectStore } from './objectStore.ts';
import { findMetadataFaults, tidyMetadata } from './metadata.ts';
import { applyJsonPatch, applyMergePatch, applyStrategicMergePatch } from './patches.ts';
import { findFaults, findUntyped, pruneUnknown } from './structureChecks.ts';

/** The formats of a PATCH request. */
export type PatchFormat = 'json' | 'merge' | 'strategic' | 'apply' | 'apply-force';

/** Which part of an object a write reaches. */
export type WritePart = 'main' | 'status';

/** What becomes of the objects that a deleted object owns. */
export type Propagation = 'Background' | 'Foreground' | 'Orphan';

/** The name of an object within its kind; the namespace is empty for cluster-wide kinds. */
export interface ObjectName {
  readonly namespace: string;
  readonly name: string;
}

/** Options of a write. */
export interface WriteOptions {
  /** The field manager, as in `fieldManager=` or the user agent. */
  readonly manager: string;
  readonly part?: WritePart;
  readonly dryRun?: boolean;
  /** Told of the fields that the definition does not have and that are dropped. */
  onDropped?(paths: readonly string[]): void;
}

/** All that reads and writes the objects of the demo cluster. */
export class ClusterApi {
  readonly store: ObjectStore;
  readonly kinds: KindRegistry;
  readonly #scheduler: Scheduler;
  #generatedNames = 0;

  constructor(store: ObjectStore, kinds: KindRegistry, scheduler: Scheduler) {
    this.store = store;
    this.kinds = kinds;
    this.#scheduler = scheduler;
  }

  find(kind: KindInfo, { namespace, name }: ObjectName): JsonObject | undefined {
    return this.store.find(toResourceId(kind), namespace, name);
  }

  /** The object, or a 404. */
  get(kind: KindInfo, name: ObjectName): JsonObject {
    const object = this.find(kind, name);
    if (object === undefined) throw notFound(kind, name.name);
    return object;
  }

  list(kind: KindInfo, namespace?: string): readonly JsonObject[] {
    return this.store.list(toResourceId(kind), namespace);
  }

  /** Creates an object; 409 when the name is taken, 404 when its namespace does not exist. */
  create(kind: KindInfo, namespace: string, manifest: JsonObject, options: WriteOptions): JsonObject {
    const named = this.#withName(kind, namespace, manifest);
    const name = textAt(named, 'metadata', 'name') ?? '';
    this.#requireNamespace(kind, namespace);
    const bare = kind.hasStatus && kind.custom ? withValue(named, ['status'], undefined) : named;
    const stamped = this.#stampNew(kind, namespace, this.#toStorable(kind, undefined, bare, options));
    if (this.find(kind, { namespace, name }) !== undefined) throw alreadyExists(kind, name);
    const object = recordUpdate(kind, undefined, stamped, this.#writer(options));
    return options.dryRun === true ? object : this.store.put(toResourceId(kind), object);
  }

  /** Replaces an object; 409 when the manifest carries another resourceVersion than the live object. */
  update(kind: KindInfo, name: ObjectName, manifest: JsonObject, options: WriteOptions): JsonObject {
    const live = this.get(kind, name);
    const version = textAt(manifest, 'metadata', 'resourceVersion');
    if (version !== undefined && version !== '' && version !== textAt(live, 'metadata', 'resourceVersion')) throw conflict(kind, name.name);
    return this.#write(kind, live, manifest, options);
  }

  /** Patches an object; server-side apply creates it when it is missing. */
  patch(kind: KindInfo, name: ObjectName, patch: JsonValue, format: PatchFormat, options: WriteOptions): JsonObject {
    if (format === 'apply' || format === 'apply-force') return this.#apply(kind, name, patch, format, options);
    const live = this.get(kind, name);
    const patched = format === 'json' ? applyJsonPatch(live, patch) : format === 'merge' ? applyMergePatch(live, patch) : applyStrategicMergePatch(live, patch);
    if (!isJsonObject(patched)) throw badRequest('the patch does not leave an object');
    return this.update(kind, name, patched, options);
  }

  /** Deletes an object, or marks it as being deleted while finalizers hold it. */
  delete(kind: KindInfo, name: ObjectName, propagation: Propagation = 'Background', dryRun = false): JsonObject {
    const live = this.get(kind, name);
    const held = listAt(live, 'metadata', 'finalizers').length > 0;
    if (!held) return dryRun ? live : this.#remove(kind, name, propagation);
    if (textAt(live, 'metadata', 'deletionTimestamp') !== undefined) return live;
    const deletion: JsonObject = {
      deletionTimestamp: toTimestamp(this.#scheduler.now()),
      deletionGracePeriodSeconds: 0,
      // The wish to be gone is a change of what is desired.
      ...(kind.hasGeneration ? { generation: generationOf(live) + 1 } : {}),
    };
    const marked = { ...live, metadata: { ...objectAt(live, 'metadata'), ...deletion } };
    return dryRun ? marked : this.store.put(toResourceId(kind), marked);
  }

  /** Changes the status by a function of the live object; does nothing when the object is gone or nothing changes. */
  updateStatus(kind: KindInfo, name: ObjectName, manager: string, change: (live: JsonObject) => JsonObject): JsonObject | undefined {
    const live = this.find(kind, name);
    if (live === undefined) return undefined;
    const status = change(live);
    return isEqualJson(live['status'], status) ? live : this.#write(kind, live, { ...live, status }, { manager, part: 'status' });
  }

  #write(kind: KindInfo, live: JsonObject, manifest: JsonObject, options: WriteOptions): JsonObject {
    const part = options.part ?? 'main';
    const name = textAt(live, 'metadata', 'name') ?? '';
    refuseOtherName(name, manifest);
    const next = part === 'status' ? { ...live, status: manifest['status'] } : this.#toStorable(kind, live, this.#mergeMain(kind, live, manifest), options);
    if (isEqualJson(withoutManagedFields(live), withoutManagedFields(next))) return live;
    const counted = part === 'main' && kind.hasGeneration && !isEqualJson(desiredOf(live), desiredOf(next)) ? withValue(next, ['metadata', 'generation'], generationOf(live) + 1) : next;
    const object = recordUpdate(kind, live, counted, this.#writer(options));
    return options.dryRun === true ? object : this.#store(kind, object);
  }

  /** The object without what its definition does not have and with its defaults; 422 for one that the definition or the rules of metadata forbid. */
  #toStorable(kind: KindInfo, live: JsonObject | undefined, object: JsonObject, options: WriteOptions): JsonObject {
    const pruned = pruneUnknown(kind, tidyMetadata(object));
    if (pruned.dropped.length > 0) options.onDropped?.(pruned.dropped);
    const filled = withDefaults(kind, pruned.object);
    const faults = findFaults(kind, filled, findMetadataFaults(kind, live, filled));
    if (faults.length > 0) throw invalid(kind, kind.kind, textAt(filled, 'metadata', 'name') ?? '', faults);
    return filled;
  }

  /** Stores a change; whoever takes the last finalizer off a deleted object removes it, and watchers see it as it was before. */
  #store(kind: KindInfo, object: JsonObject): JsonObject {
    const isFree = textAt(object, 'metadata', 'deletionTimestamp') !== undefined && listAt(object, 'metadata', 'finalizers').length === 0;
    if (!isFree) return this.store.put(toResourceId(kind), object);
    this.#remove(kind, nameOf(object), 'Background');
    return object;
  }

  /** What a main write may change: everything but the status of kinds with that subresource and the metadata that belongs to the server. */
  #mergeMain(kind: KindInfo, live: JsonObject, manifest: JsonObject): JsonObject {
    const kept = objectAt(live, 'metadata');
    const metadata: JsonObject = {
      ...objectAt(manifest, 'metadata'),
      namespace: kept['namespace'],
      uid: kept['uid'],
      creationTimestamp: kept['creationTimestamp'],
      deletionTimestamp: kept['deletionTimestamp'],
      generation: kept['generation'],
      resourceVersion: kept['resourceVersion'],
      managedFields: kept['managedFields'],
    };
    const main = { ...manifest, apiVersion: toApiVersion(kind), kind: kind.kind, metadata };
    return kind.hasStatus ? withValue(main, ['status'], live['status']) : main;
  }

  #apply(kind: KindInfo, name: ObjectName, patch: JsonValue, format: 'apply' | 'apply-force', options: WriteOptions): JsonObject {
    if (!isJsonObject(patch)) throw badRequest('an applied configuration must be an object');
    if (options.manager === '') throw invalidOptions('PatchOptions', { field: 'fieldManager', reason: 'FieldValueRequired', message: 'Required value: is required for apply patch' });
    const writer = { ...this.#writer(options), operation: 'Apply' as const };
    refuseOtherName(name.name, patch);
    refuseUntyped(kind, patch);
    const applied = withValue(withValue(patch, ['metadata', 'managedFields'], undefined), ['metadata', 'resourceVersion'], undefined);
    const live = this.find(kind, name);
    if (live === undefined) return this.#applyNew(kind, name, applied, options);
    const merged = applyConfiguration(kind, live, kind.hasStatus && options.part !== 'status' ? withValue(applied, ['status'], undefined) : applied, writer, format === 'apply-force' ? 'force' : 'refuse');
    const next = options.part === 'status' ? { ...live, status: merged['status'] } : this.#toStorable(kind, live, this.#mergeMain(kind, live, merged), options);
    const owned = withValue(next, ['metadata', 'managedFields'], objectAt(merged, 'metadata')['managedFields']);
    if (isEqualJson(live, owned)) return live;
    const counted = kind.hasGeneration && !isEqualJson(desiredOf(live), desiredOf(owned)) ? withValue(owned, ['metadata', 'generation'], generationOf(live) + 1) : owned;
    return options.dryRun === true ? counted : this.#store(kind, counted);
  }

  #applyNew(kind: KindInfo, { namespace, name }: ObjectName, applied: JsonObject, options: WriteOptions): JsonObject {
    this.#requireNamespace(kind, namespace);
    const bare = kind.hasStatus && kind.custom ? withValue(applied, ['status'], undefined) : applied;
    const named = withValue({ ...bare, apiVersion: toApiVersion(kind), kind: kind.kind }, ['metadata', 'name'], name);
    const owned = applyConfiguration(kind, {}, named, { ...this.#writer(options), operation: 'Apply' }, 'force');
    const stamped = this.#stampNew(kind, namespace, this.#toStorable(kind, undefined, owned, options));
    return options.dryRun === true ? stamped : this.store.put(toResourceId(kind), stamped);
  }

  #withName(kind: KindInfo, namespace: string, manifest: JsonObject): JsonObject {
    const given = textAt(manifest, 'metadata', 'namespace');
    if (given !== undefined && given !== '' && given !== namespace) throw badRequest(`the namespace of the provided object does not match the namespace sent on the request`);
    const base = textAt(manifest, 'metadata', 'generateName');
    const name = textAt(manifest, 'metadata', 'name') ?? (base === undefined ? undefined : `${base}${(this.#generatedNames++).toString(36).padStart(5, '0')}`);
    return withValue({ ...manifest, apiVersion: toApiVersion(kind), kind: kind.kind }, ['metadata', 'name'], name);
  }

  #requireNamespace(kind: KindInfo, namespace: string): void {
    if (!kind.namespaced) return;
    const namespaces = this.kinds.findById('namespaces');
    if (namespaces !== undefined && this.find(namespaces, { namespace: '', name: namespace }) === undefined) throw notFound(namespaces, namespace);
  }

  #stampNew(kind: KindInfo, namespace: string, object: JsonObject): JsonObject {
    const metadata: JsonObject = {
      ...objectAt(object, 'metadata'),
      namespace: kind.namespaced ? namespace : undefined,
      uid: randomUUID(),
      creationTimestamp: toTimestamp(this.#scheduler.now()),
      generation: kind.hasGeneration ? 1 : undefined,
    };
    return { ...object, metadata };
  }

  #remove(kind: KindInfo, { namespace, name }: ObjectName, propagation: Propagation): JsonObject {
    const removed = this.store.remove(toResourceId(kind), namespace, name);
    if (removed === undefined) throw notFound(kind, name);
    if (propagation !== 'Orphan') this.#removeOwned(textAt(removed, 'metadata', 'uid') ?? '');
    if (toResourceId(kind) === 'namespaces') this.#removeContent(name);
    return removed;
  }

  /** Garbage collection: what an owner leaves behind goes with it. */
  #removeOwned(uid: string): void {
    for (const { resource, object } of this.store.all()) {
      if (!objectsAt(object, 'metadata', 'ownerReferences').some((owner) => owner['uid'] === uid)) continue;
      this.#removeQuietly(resource, object);
    }
  }

  #removeContent(namespace: string): void {
    for (const { resource, object } of this.store.all()) if (textAt(object, 'metadata', 'namespace') === namespace) this.#removeQuietly(resource, object);
  }

  #removeQuietly(resource: string, object: JsonObject): void {
    const kind = this.kinds.findById(resource);
    const name = { namespace: textAt(object, 'metadata', 'namespace') ?? '', name: textAt(object, 'metadata', 'name') ?? '' };
    // An earlier removal of the same sweep may have taken this one along.
    if (kind !== undefined && this.find(kind, name) !== undefined) this.delete(kind, name);
  }

  #writer(options: WriteOptions): { manager: string; operation: 'Update'; subresource: string; time: string } {
    return { manager: options.manager, operation: 'Update', subresource: options.part === 'status' ? 'status' : '', time: toTimestamp(this.#scheduler.now()) };
  }
}

/** The namespace and name of an object. */
export function nameOf(object: JsonObject): ObjectName {
  return { namespace: textAt(object, 'metadata', 'namespace') ?? '', name: textAt(object, 'metadata', 'name') ?? '' };
}

/** The annotations of an object. */
export function annotationsOf(object: JsonObject): Readonly<Record<string, string>> {
  return textMapAt(object, 'metadata', 'annotations');
}

/** `metadata.generation`, or 1. */
export function generationOf(object: JsonObject): number {
  const generation = objectAt(object, 'metadata')['generation'];
  return typeof generation === 'number' ? generation : 1;
}

function refuseOtherName(name: string, manifest: JsonObject): void {
  const given = textAt(manifest, 'metadata', 'name') ?? '';
  if (given !== name) throw badRequest(`the name of the object (${given}) does not match the name on the URL (${name})`);
}

/** Server-side apply needs every field to be of a known type before it looks at anything else; a real server answers 500 where one is not. */
function refuseUntyped(kind: KindInfo, patch: JsonObject): void {
  const untyped = findUntyped(kind, patch);
  if (untyped.length === 0) return;
  const words = untyped.length === 1 ? untyped.join('') : `errors:\n${untyped.map((line) => `  ${line}`).join('\n')}`;
  throw new ApiError(500, '', `failed to create typed patch object (${textAt(patch, 'metadata', 'namespace') ?? ''}/${textAt(patch, 'metadata', 'name') ?? ''}; ${toApiVersion(kind)}, Kind=${kind.kind}): ${words}`);
}

function desiredOf(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => key !== 'metadata' && key !== 'status'));
}

function withoutManagedFields(object: JsonObject): JsonObject {
  return withValue(object, ['metadata', 'managedFields'], undefined);
}
