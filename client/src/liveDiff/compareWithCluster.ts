// Compares what a Flux Kustomization would apply with what the cluster holds: object by object, what would be created, changed, refused and pruned.
//
// The wanted state is what the API server answers to a server-side apply as a dry run by kustomize-controller's manager, so that defaults and other managers' fields are no differences.
import type { KubeConnection } from '../cluster/kubeConnection.ts';
import { describeKubeError } from '../cluster/kubeError.ts';
import { readObject, readString, type JsonObject } from '../cluster/jsonValue.ts';
import type { LiveCanary } from '../cluster/objects/canary.ts';
import type { LiveFluxKustomization } from '../cluster/objects/fluxKustomization.ts';
import { groupOfApiVersion, refKey, type ObjectRef, type ServedKind } from '../cluster/servedKind.ts';
import { readInventory } from '../flux/inventory.ts';
import { kustomizeGroup } from '../flux/ownership.ts';
import { hideAlike, isSameValue, partsSpokenOf, withHiddenValues, withoutBookkeeping } from './liveObject.ts';

/** How one object differs. */
export interface ObjectDifference {
  readonly ref: ObjectRef;
  readonly change: 'created' | 'changed' | 'same' | 'pruned' | 'refused' | 'unknown';
  /** As it is, readable; absent where it does not exist. */
  readonly live?: JsonObject;
  /** As it would be; absent where it would be pruned. */
  readonly wanted?: JsonObject;
  /** What else is to be known, in sentences without a final stop: the server's refusal, a rollout that starts, why it is pruned. */
  readonly notes: readonly string[];
}

/** What the comparison needs of the cluster. */
export interface ComparisonWorld {
  readonly connection: Pick<KubeConnection, 'listKinds' | 'get' | 'applyDryRun'>;
  readonly canaries: readonly LiveCanary[];
  findKustomization(namespace: string, name: string): LiveFluxKustomization | undefined;
}

/** The field manager under which kustomize-controller applies. */
const fluxManager = 'kustomize-controller';
/** Requests at a time. */
const together = 8;

/** Compares the rendered objects, in their order; what would be pruned comes last. `live` is the Kustomization in the cluster, where there is one. Never rejects. */
export async function compareWithCluster(rendered: readonly JsonObject[], live: LiveFluxKustomization | undefined, owner: { readonly namespace: string; readonly name: string }, world: ComparisonWorld): Promise<readonly ObjectDifference[]> {
  const kinds = new ServedKinds(world.connection);
  const compared: ObjectDifference[] = [];
  for (let index = 0; index < rendered.length; index += together) {
    compared.push(...(await Promise.all(rendered.slice(index, index + together).map((object) => compareOne(object, owner, kinds, world)))));
  }
  const pruned = live === undefined ? [] : findPruned(live, new Set(compared.map(({ ref }) => refKey(ref))), world);
  return [...compared, ...(await Promise.all(pruned.map((one) => readPruned(one, kinds, world))))];
}

/** `2 would be changed, 1 created, 1 pruned; 11 are as they should be`. */
export function describeComparison(differences: readonly ObjectDifference[]): string {
  const count = (change: ObjectDifference['change']) => differences.filter((one) => one.change === change).length;
  const parts = [[count('changed'), 'changed'], [count('created'), 'created'], [count('pruned'), 'pruned'], [count('refused'), 'refused by the API server'], [count('unknown'), 'not comparable']] as const;
  const said = parts.filter(([number]) => number > 0).map(([number, words]) => `${number} ${words}`);
  const same = count('same');
  if (said.length === 0) return `all ${same} objects are as they should be`;
  return `${said.join(', ')}${same === 0 ? '' : `; ${same} as they should be`}`;
}

async function compareOne(object: JsonObject, owner: { readonly namespace: string; readonly name: string }, kinds: ServedKinds, world: ComparisonWorld): Promise<ObjectDifference> {
  const ref = refOf(object);
  const served = await kinds.find(readString(object, 'apiVersion'), ref.kind);
  if (typeof served === 'string') return { ref, change: 'unknown', wanted: object, notes: [served] };
  const found = await world.connection.get(served, ref.namespace, ref.name);
  if (!found.ok && found.error.type !== 'notFound') return { ref, change: 'unknown', wanted: object, notes: [describeKubeError(found.error)] };
  const live = found.ok ? withoutBookkeeping(found.value) : undefined;
  const notes = switchedOff(found.ok ? found.value : undefined, object);
  if (notes.length > 0) return { ref, change: 'same', ...(live === undefined ? {} : { live: withHiddenValues(live) }), wanted: object, notes };
  if (ref.kind === 'Secret' && ref.group === '') return compareSecret(ref, live, object);
  const answer = await world.connection.applyDryRun(served, withOwner(object, owner), fluxManager);
  if (answer.ok) return judge(ref, live, hidden(withoutBookkeeping(answer.value), object), object, world);
  if (answer.error.type === 'forbidden') return judge(ref, partsOf(live, object), hidden(object, object), object, world, ['compared without a dry run, which you may not ask for: defaults of the API server may show as differences']);
  return { ref, change: 'refused', ...(live === undefined ? {} : { live: hidden(live, object) }), wanted: object, notes: [describeKubeError(answer.error)] };
}

function judge(ref: ObjectRef, live: JsonObject | undefined, wanted: JsonObject, rendered: JsonObject, world: ComparisonWorld, notes: readonly string[] = []): ObjectDifference {
  if (live === undefined) return { ref, change: 'created', wanted, notes };
  const shown = hidden(live, rendered);
  if (isSameValue(shown, wanted)) return { ref, change: 'same', live: shown, wanted, notes: [] };
  return { ref, change: 'changed', live: shown, wanted, notes: [...notes, ...rolloutNotes(ref, shown, wanted, world.canaries)] };
}

/** Values are never compared: they do not leave the language server. */
function compareSecret(ref: ObjectRef, live: JsonObject | undefined, object: JsonObject): ObjectDifference {
  const plain = Object.fromEntries(Object.entries(object).filter(([key]) => key !== 'sops'));
  const keys = (secret: JsonObject) => [...new Set([...Object.keys(readObject(secret, 'data')), ...Object.keys(readObject(secret, 'stringData'))])].sort();
  if (live === undefined) return { ref, change: 'created', wanted: withHiddenValues(plain), notes: [] };
  const change = isSameValue(keys(live), keys(plain)) ? 'same' : 'changed';
  return { ref, change, live: withHiddenValues(live), wanted: withHiddenValues(plain), notes: ['only the keys of Secrets are compared'] };
}

function rolloutNotes(ref: ObjectRef, live: JsonObject, wanted: JsonObject, canaries: readonly LiveCanary[]): readonly string[] {
  const canary = canaries.find(({ namespace, target }) => namespace === ref.namespace && target.kind === ref.kind && target.name === ref.name);
  const template = (object: JsonObject) => readObject(object, 'spec', 'template');
  return canary === undefined || canary.suspended || isSameValue(template(live), template(wanted)) ? [] : [`starts a rollout of Canary ${canary.namespace}/${canary.name}`];
}

/** kustomize-controller leaves these alone. */
function switchedOff(live: JsonObject | undefined, object: JsonObject): readonly string[] {
  const value = (of: JsonObject | undefined, key: string) => readString(of, 'metadata', 'annotations', `kustomize.toolkit.fluxcd.io/${key}`).toLowerCase() || readString(of, 'metadata', 'labels', `kustomize.toolkit.fluxcd.io/${key}`).toLowerCase();
  if (value(object, 'reconcile') === 'disabled' || value(live, 'reconcile') === 'disabled') return ['left alone: kustomize.toolkit.fluxcd.io/reconcile is disabled'];
  if (value(object, 'ssa') === 'ignore') return ['left alone: kustomize.toolkit.fluxcd.io/ssa is Ignore'];
  return live !== undefined && value(object, 'ssa') === 'ifnotpresent' ? ['left alone: it exists, and kustomize.toolkit.fluxcd.io/ssa is IfNotPresent'] : [];
}

interface Pruned {
  readonly ref: ObjectRef;
  readonly apiVersion: string;
  readonly why: string;
}

/** What the inventory holds and the build does not; a Kustomization that goes takes its own inventory with it. */
function findPruned(kustomization: LiveFluxKustomization, kept: ReadonlySet<string>, world: ComparisonWorld, via = ''): readonly Pruned[] {
  if (via === '' ? !prunes(kustomization) : !takesAlong(kustomization)) return [];
  const versions = new Map(inventoryVersions(kustomization));
  return readInventory(kustomization.inventory)
    .filter((ref) => !kept.has(refKey(ref)))
    .flatMap((ref): readonly Pruned[] => {
      const itself: Pruned = { ref, apiVersion: ref.group === '' ? (versions.get(refKey(ref)) ?? 'v1') : `${ref.group}/${versions.get(refKey(ref)) ?? 'v1'}`, why: via === '' ? 'it is in the inventory and not in the build' : `it goes with Kustomization ${via}` };
      const child = ref.group === kustomizeGroup && ref.kind === 'Kustomization' ? world.findKustomization(ref.namespace, ref.name) : undefined;
      return child === undefined || child === kustomization ? [itself] : [itself, ...findPruned(child, new Set([...kept, refKey(ref)]), world, `${ref.namespace}/${ref.name}`)];
    });
}

function prunes({ object }: LiveFluxKustomization): boolean {
  return readObject(object.content, 'spec')['prune'] === true;
}

/** Whether a Kustomization that is deleted deletes what it applied (FACTS A1: `deletionPolicy`). */
function takesAlong(kustomization: LiveFluxKustomization): boolean {
  const policy = readString(kustomization.object.content, 'spec', 'deletionPolicy');
  return !kustomization.suspended && (policy === 'Delete' || policy === 'WaitForTermination' || (policy !== 'Orphan' && prunes(kustomization)));
}

function inventoryVersions({ object, inventory }: LiveFluxKustomization): readonly (readonly [string, string])[] {
  const entries: unknown = readObject(object.content, 'status', 'inventory')['entries'];
  const versions = Array.isArray(entries) ? entries.map((entry) => readString(entry, 'v')) : [];
  return readInventory(inventory).map((ref, index) => [refKey(ref), versions[index] ?? 'v1'] as const);
}

async function readPruned({ ref, apiVersion, why }: Pruned, kinds: ServedKinds, world: ComparisonWorld): Promise<ObjectDifference> {
  const served = await kinds.find(apiVersion, ref.kind);
  const found = typeof served === 'string' ? undefined : await world.connection.get(served, ref.namespace, ref.name);
  if (found?.ok !== true) return { ref, change: 'pruned', live: { apiVersion, kind: ref.kind, metadata: { name: ref.name, ...(ref.namespace === '' ? {} : { namespace: ref.namespace }) } }, notes: [why] };
  const off = readString(found.value, 'metadata', 'annotations', 'kustomize.toolkit.fluxcd.io/prune').toLowerCase() === 'disabled' || readString(found.value, 'metadata', 'labels', 'kustomize.toolkit.fluxcd.io/prune').toLowerCase() === 'disabled';
  const live = withHiddenValues(withoutBookkeeping(found.value));
  return off ? { ref, change: 'same', live, notes: ['it stays, although it is not in the build: kustomize.toolkit.fluxcd.io/prune is disabled'] } : { ref, change: 'pruned', live, notes: [why] };
}

function refOf(object: JsonObject): ObjectRef {
  return { group: groupOfApiVersion(readString(object, 'apiVersion')), kind: readString(object, 'kind'), namespace: readString(object, 'metadata', 'namespace'), name: readString(object, 'metadata', 'name') };
}

/** With the labels that mark the owner, as the controller adds them: a dry run without them would seem to remove them. */
function withOwner(object: JsonObject, { namespace, name }: { readonly namespace: string; readonly name: string }): JsonObject {
  const metadata = readObject(object, 'metadata');
  const labels = { ...readObject(metadata, 'labels'), 'kustomize.toolkit.fluxcd.io/name': name, 'kustomize.toolkit.fluxcd.io/namespace': namespace };
  return { ...object, metadata: { ...metadata, labels } };
}

function hidden(object: JsonObject, rendered: JsonObject): JsonObject {
  const shown = hideAlike(object, rendered);
  return typeof shown === 'object' && shown !== null && !Array.isArray(shown) ? { ...shown } : object;
}

function partsOf(live: JsonObject | undefined, wanted: JsonObject): JsonObject | undefined {
  const parts = live === undefined ? undefined : partsSpokenOf(live, wanted);
  return typeof parts === 'object' && parts !== null && !Array.isArray(parts) ? { ...parts } : live;
}

/** Asks once for the kinds of each group and version. */
class ServedKinds {
  readonly #connection: Pick<KubeConnection, 'listKinds'>;
  readonly #answers = new Map<string, Promise<readonly ServedKind[] | string>>();

  constructor(connection: Pick<KubeConnection, 'listKinds'>) {
    this.#connection = connection;
  }

  /** The kind as it is served, or why it cannot be looked at. */
  async find(apiVersion: string, kind: string): Promise<ServedKind | string> {
    let answer = this.#answers.get(apiVersion);
    if (answer === undefined) this.#answers.set(apiVersion, (answer = this.#ask(apiVersion)));
    const kinds = await answer;
    if (typeof kinds === 'string') return kinds;
    return kinds.find((served) => served.kind === kind) ?? `the cluster serves no ${kind} in ${apiVersion}`;
  }

  async #ask(apiVersion: string): Promise<readonly ServedKind[] | string> {
    const group = groupOfApiVersion(apiVersion);
    const answer = await this.#connection.listKinds(group, group === '' ? apiVersion : apiVersion.slice(group.length + 1));
    if (answer.ok) return answer.value;
    return answer.error.type === 'notFound' ? `the cluster serves no ${apiVersion}: it may come with another Kustomization first` : describeKubeError(answer.error);
  }
}
