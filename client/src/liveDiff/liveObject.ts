// Makes live objects readable and comparable: without what the API server keeps for itself, and without a Secret's values. Pure.
import { hiddenValue } from '../../../server/src/protocol/rendered.ts';
import { isJsonObject, readObject, readString, type JsonObject } from '../cluster/jsonValue.ts';

/** Metadata that the API server writes; nobody applies it. */
const serverMetadata: ReadonlySet<string> = new Set(['managedFields', 'uid', 'resourceVersion', 'generation', 'creationTimestamp', 'deletionGracePeriodSeconds', 'deletionTimestamp', 'selfLink']);
/** Labels that kustomize-controller adds to everything it applies (its SSA manager's owner labels). */
const ownerLabels: readonly string[] = ['kustomize.toolkit.fluxcd.io/name', 'kustomize.toolkit.fluxcd.io/namespace'];
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

/** The object as somebody would have applied it: no status, no bookkeeping, no owner labels. */
export function withoutBookkeeping(object: JsonObject): JsonObject {
  const metadata = Object.fromEntries(Object.entries(readObject(object, 'metadata')).filter(([key]) => !serverMetadata.has(key)));
  const rest = Object.fromEntries(Object.entries(object).filter(([key]) => key !== 'status' && key !== 'metadata' && key !== 'apiVersion' && key !== 'kind'));
  return { apiVersion: object['apiVersion'], kind: object['kind'], metadata: trimmed(trimmed(metadata, 'labels', ownerLabels), 'annotations', [lastApplied]), ...rest };
}

/** With the labels that mark the owner, as the controller adds them: a dry run without them would seem to remove them. */
export function withOwnerLabels(object: JsonObject, owner: { readonly namespace: string; readonly name: string } | undefined): JsonObject {
  if (owner === undefined) return object;
  const metadata = readObject(object, 'metadata');
  return { ...object, metadata: { ...metadata, labels: { ...readObject(metadata, 'labels'), 'kustomize.toolkit.fluxcd.io/name': owner.name, 'kustomize.toolkit.fluxcd.io/namespace': owner.namespace } } };
}

/** The object with the bookkeeping of its managers left out, for a person to read. */
export function withoutManagedFields(object: JsonObject): JsonObject {
  const metadata = Object.fromEntries(Object.entries(readObject(object, 'metadata')).filter(([key]) => key !== 'managedFields'));
  const { apiVersion, kind, ...rest } = object;
  return { apiVersion, kind, ...rest, metadata: trimmed(metadata, 'annotations', readString(object, 'kind') === 'Secret' ? [lastApplied] : []) };
}

/** A Secret with its values hidden; any other object as it is. */
export function withHiddenValues(object: JsonObject): JsonObject {
  if (readString(object, 'kind') !== 'Secret' || readString(object, 'apiVersion') !== 'v1') return object;
  const hide = (field: string): JsonObject => (isJsonObject(object[field]) ? { [field]: Object.fromEntries(Object.keys(object[field]).sort().map((key) => [key, hiddenValue])) } : {});
  return { ...object, ...hide('data'), ...hide('stringData') };
}

/** Hides in `live` what is hidden in `wanted`: a value that a variable brought in from a Secret. Items of lists that may stand elsewhere in `live` are known by their names; where they have none, every text of the list is hidden. */
export function hideAlike(live: unknown, wanted: unknown): unknown {
  if (typeof wanted === 'string') return wanted === hiddenValue && live !== undefined ? hiddenValue : live;
  if (Array.isArray(wanted)) return Array.isArray(live) ? hideInList(live, wanted) : holdsHidden(wanted) ? hideTexts(live) : live;
  if (!isJsonObject(wanted)) return live;
  if (!isJsonObject(live)) return holdsHidden(wanted) ? hideTexts(live) : live;
  return Object.fromEntries(Object.entries(live).map(([key, entry]) => [key, hideAlike(entry, wanted[key])]));
}

/** The wanted object with the cluster's own values where the wanted ones are hidden, as far as they are found: what the API server can judge. */
export function withLiveValues(wanted: unknown, live: unknown): unknown {
  if (wanted === hiddenValue) return typeof live === 'string' ? live : wanted;
  if (Array.isArray(wanted)) return wanted.map((item, index) => withLiveValues(item, counterpart(item, index, wanted.length, live)));
  if (!isJsonObject(wanted)) return wanted;
  return Object.fromEntries(Object.entries(wanted).map(([key, entry]) => [key, withLiveValues(entry, isJsonObject(live) ? live[key] : undefined)]));
}

function counterpart(item: unknown, index: number, length: number, live: unknown): unknown {
  if (!Array.isArray(live)) return undefined;
  const name = nameOf(item);
  if (name !== '') return live.find((other) => nameOf(other) === name);
  return live.length === length ? live[index] : undefined;
}

function hideInList(live: readonly unknown[], wanted: readonly unknown[]): unknown {
  if (!wanted.some(holdsHidden)) return live;
  const named = new Map(wanted.flatMap((item) => (nameOf(item) === '' ? [] : [[nameOf(item), item] as const])));
  if (named.size < wanted.length) return hideTexts(live);
  return live.map((item) => hideAlike(item, named.get(nameOf(item))));
}

/** What an item of a list is merged by, as far as lists with texts are; empty without. */
function nameOf(item: unknown): string {
  return isJsonObject(item) ? readString(item, 'name') : '';
}

/** Whether some value in it is hidden. */
export function holdsHidden(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(holdsHidden);
  return isJsonObject(value) ? Object.values(value).some(holdsHidden) : value === hiddenValue;
}

function hideTexts(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(hideTexts);
  if (isJsonObject(value)) return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, hideTexts(entry)]));
  return typeof value === 'string' ? hiddenValue : value;
}

/** The parts of `live` that `wanted` speaks of: what can be compared where the API server may not be asked for a dry run. */
export function partsSpokenOf(live: unknown, wanted: unknown): unknown {
  if (Array.isArray(live) && Array.isArray(wanted)) return live.map((entry: unknown, index) => (index < wanted.length ? partsSpokenOf(entry, wanted[index]) : entry));
  if (!isJsonObject(live) || !isJsonObject(wanted)) return live;
  return Object.fromEntries(Object.keys(wanted).filter((key) => key in live).map((key) => [key, partsSpokenOf(live[key], wanted[key])]));
}

/** Whether two values are the same, whatever the order of their keys. */
export function isSameValue(one: unknown, other: unknown): boolean {
  return JSON.stringify(withSortedKeys(one)) === JSON.stringify(withSortedKeys(other));
}

/** The same value with all keys in the order of the alphabet, the usual first ones of an object ahead. */
export function withSortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withSortedKeys);
  if (!isJsonObject(value)) return value;
  const rank = (key: string): number => (firstKeys.includes(key) ? firstKeys.indexOf(key) : firstKeys.length);
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
  return Object.fromEntries(entries.sort(([one], [other]) => rank(one) - rank(other) || (one < other ? -1 : 1)).map(([key, entry]) => [key, withSortedKeys(entry)]));
}

const firstKeys: readonly string[] = ['apiVersion', 'kind', 'name', 'namespace', 'metadata', 'spec'];

/** Without these keys of a map below; an empty map goes too. */
function trimmed(object: JsonObject, field: string, keys: readonly string[]): JsonObject {
  const map = object[field];
  if (!isJsonObject(map)) return object;
  const kept = Object.fromEntries(Object.entries(map).filter(([key]) => !keys.includes(key)));
  const others = Object.fromEntries(Object.entries(object).filter(([key]) => key !== field));
  return Object.keys(kept).length === 0 ? others : { ...others, [field]: kept };
}

/** The object without what stands at some JSON pointers (RFC 6901). */
export function withoutPaths(object: JsonObject, pointers: readonly string[]): JsonObject {
  return pointers.reduce((kept, pointer) => {
    const steps = pointer.split('/').slice(1).map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
    const less = steps.length === 0 ? kept : withoutPath(kept, steps);
    return isJsonObject(less) ? less : kept;
  }, object);
}

function withoutPath(value: unknown, [step = '', ...rest]: readonly string[]): unknown {
  if (Array.isArray(value)) {
    const index = /^\d+$/.test(step) ? Number(step) : -1;
    return rest.length === 0 ? value.filter((_, at) => at !== index) : value.map((item: unknown, at) => (at === index ? withoutPath(item, rest) : item));
  }
  if (!isJsonObject(value) || !(step in value)) return value;
  if (rest.length === 0) return Object.fromEntries(Object.entries(value).filter(([key]) => key !== step));
  return { ...value, [step]: withoutPath(value[step], rest) };
}
