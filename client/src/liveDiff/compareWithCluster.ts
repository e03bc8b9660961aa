// Compares what a Flux Kustomization would apply with what the cluster holds: object by object, what would be created, changed, refused and pruned.
//
// The wanted state is what the API server answers to a server-side apply as a dry run by kustomize-controller's manager, so that defaults and other managers' fields are no differences.
import type { RenderedObjects } from '../../../server/src/protocol/rendered.ts';
import type { KubeConnection } from '../cluster/kubeConnection.ts';
import { describeKubeError, type KubeError } from '../cluster/kubeError.ts';
import { isJsonObject, readFlag, readObject, readString, type JsonObject } from '../cluster/jsonValue.ts';
import type { LiveCanary } from '../cluster/objects/canary.ts';
import type { LiveFluxKustomization } from '../cluster/objects/fluxKustomization.ts';
import { groupOfApiVersion, refKey, type ObjectRef, type ServedKind } from '../cluster/servedKind.ts';
import { ownerOf, readSwitch, whyNotApplied, type Owner } from './controllerSwitches.ts';
import { hideAlike, holdsHidden, isSameValue, partsSpokenOf, withLiveValues, withoutBookkeeping, withoutPaths, withOwnerLabels } from './liveObject.ts';
import { findPruned, outageOf, readPruned, type FindKustomization, type Pruned } from './pruning.ts';
import { changedKeys, isSecretObject, withHiddenData, withStandIns, type WantedPrints } from './secretComparison.ts';
import { ServedKinds } from './servedKinds.ts';
import { coveredTexts, tellableRefusal } from './tellableRefusal.ts';

/** How one object differs. */
export interface ObjectDifference {
  readonly ref: ObjectRef;
  /** `recreated`: it cannot be changed, and force is on, so it is deleted and made anew. */
  readonly change: 'created' | 'changed' | 'recreated' | 'same' | 'pruned' | 'refused' | 'unknown';
  /** As it is, readable; absent where it does not exist. */
  readonly live?: JsonObject;
  /** As it would be; absent where it would be pruned. */
  readonly wanted?: JsonObject;
  /** What else is to be known, in sentences without a final stop: the server's refusal, a rollout that starts, why it is pruned. */
  readonly notes: readonly string[];
}

/** The comparison of one Flux Kustomization. */
export interface ComparedKustomization extends Owner {
  readonly differences: readonly ObjectDifference[];
  /** Why it could not be compared; empty where it was. */
  readonly problem: string;
}

/** What the comparison needs of the cluster. */
export interface ComparisonWorld {
  readonly connection: Pick<KubeConnection, 'listKinds' | 'get' | 'applyDryRun'>;
  readonly canaries: readonly LiveCanary[];
  readonly findKustomization: FindKustomization;
}

/** What is compared. */
export interface ComparisonInput {
  readonly rendered: Pick<RenderedObjects, 'objects' | 'secretPrints' | 'ignoredPaths'>;
  /** The key under which the prints were made. */
  readonly printKey: string;
  readonly owner: Owner;
  /** The Kustomization in the cluster, where there is one. */
  readonly live: LiveFluxKustomization | undefined;
  readonly world: ComparisonWorld;
  readonly signal: AbortSignal;
  /** Which other Kustomization applies each object in the files as they are now, as `namespace/name` by `refKey`. */
  whoApplies?(refs: readonly ObjectRef[]): Promise<ReadonlyMap<string, string>>;
  onProgress?(done: number, all: number): void;
}

/** The field manager under which kustomize-controller applies. */
const fluxManager = 'kustomize-controller';
/** Requests at a time. */
const together = 8;

/** Compares the rendered objects, in their order; what would be pruned comes last. Ends early, with what it has, when the signal says so. Never rejects. */
export function compareWithCluster(input: ComparisonInput): Promise<readonly ObjectDifference[]> {
  return new Comparison(input).run();
}

/** `2 changed, 1 created, 1 pruned; 11 as they should be`. */
export function describeComparison(differences: readonly ObjectDifference[]): string {
  const count = (change: ObjectDifference['change']) => differences.filter((one) => one.change === change).length;
  const parts = [
    [count('changed'), 'changed'],
    [count('created'), 'created'],
    [count('recreated'), 'deleted and created anew'],
    [count('pruned'), 'pruned'],
    [count('refused'), 'refused by the API server'],
    [count('unknown'), 'not comparable'],
  ] as const;
  const said = parts.filter(([number]) => number > 0).map(([number, words]) => `${number} ${words}`);
  const same = count('same');
  if (said.length === 0) return `all ${same} objects are as they should be`;
  return `${said.join(', ')}${same === 0 ? '' : `; ${same} as they should be`}`;
}

/** An object with its reference and the way it is served. */
interface Wanted {
  readonly object: JsonObject;
  readonly ref: ObjectRef;
  readonly served: ServedKind;
  /** JSON pointers of fields that are left alone. */
  readonly ignored: readonly string[];
}

class Comparison {
  readonly #input: ComparisonInput;
  readonly #kinds: ServedKinds;
  /** Namespaces and kinds that the build itself brings: the controller applies them first. */
  readonly #broughtNamespaces: ReadonlySet<string>;
  readonly #broughtKinds: ReadonlyMap<string, string>;

  constructor(input: ComparisonInput) {
    const { objects } = input.rendered;
    this.#input = input;
    this.#kinds = new ServedKinds(input.world.connection, input.signal);
    this.#broughtNamespaces = new Set(objects.filter((object) => readString(object, 'kind') === 'Namespace').map((object) => readString(object, 'metadata', 'name')));
    this.#broughtKinds = new Map(objects.filter((object) => readString(object, 'kind') === 'CustomResourceDefinition').map((object) => [`${readString(object, 'spec', 'group')}/${readString(object, 'spec', 'names', 'kind')}`, readString(object, 'metadata', 'name')]));
  }

  async run(): Promise<readonly ObjectDifference[]> {
    const { rendered, live, world, signal, onProgress } = this.#input;
    const compared = await this.#each(rendered.objects, (object, index) => this.#compare(object, rendered.ignoredPaths?.[index] ?? []), (done) => onProgress?.(done, rendered.objects.length));
    const gone = live === undefined || signal.aborted ? [] : findPruned(live, new Set(rendered.objects.map((object) => refKey(refOf(object)))), world.findKustomization);
    const movedTo = gone.length === 0 ? new Map<string, string>() : ((await this.#input.whoApplies?.(gone.map(({ ref }) => ref))) ?? new Map<string, string>());
    const goneKeys = new Set(gone.map(({ ref }) => refKey(ref)));
    const pruned = await this.#each(gone, (one) => this.#readPruned(one, movedTo, goneKeys));
    return [...compared, ...pruned.flatMap((one) => one ?? [])];
  }

  /** Some at a time, in their order. */
  async #each<Item, Result>(items: readonly Item[], work: (item: Item, index: number) => Promise<Result>, onDone?: (done: number) => void): Promise<readonly Result[]> {
    const results: Result[] = [];
    for (let index = 0; index < items.length && !this.#input.signal.aborted; index += together) {
      results.push(...(await Promise.all(items.slice(index, index + together).map((item, offset) => work(item, index + offset)))));
      onDone?.(results.length);
    }
    return results;
  }

  async #readPruned(pruned: Pruned, movedTo: ReadonlyMap<string, string>, gone: ReadonlySet<string>): Promise<ObjectDifference | undefined> {
    const difference = await readPruned(pruned, this.#kinds, this.#input.world.connection, this.#input.signal);
    const taker = movedTo.get(refKey(pruned.ref));
    if (difference?.change !== 'pruned') return difference;
    const outage = taker === undefined ? outageOf(difference, gone) : '';
    if (outage !== '') return { ...difference, notes: [...difference.notes, outage] };
    if (taker === undefined) return difference;
    return { ...difference, notes: [...difference.notes, `Kustomization ${taker} applies it now: it stays if that one is first, and is deleted and made anew if not`] };
  }

  async #compare(object: JsonObject, ignored: readonly string[]): Promise<ObjectDifference> {
    const { world, signal } = this.#input;
    const ref = refOf(object);
    const served = await this.#kinds.find(readString(object, 'apiVersion'), ref.kind);
    if (typeof served === 'string') return this.#withoutKind(ref, object, served);
    if (served.namespaced && ref.namespace === '') return { ref, change: 'refused', wanted: shown(object), notes: [`${ref.kind} is namespaced, and it has no namespace`] };
    const found = await world.connection.get(served, ref.namespace, ref.name, { signal });
    if (!found.ok && found.error.type !== 'notFound') return { ref, change: 'unknown', wanted: shown(object), notes: [describeKubeError(found.error)] };
    const live = found.ok ? found.value : undefined;
    const left = whyNotApplied(live, object);
    if (left !== '') return { ref, change: 'same', ...(live === undefined ? {} : { live: shown(withoutBookkeeping(live)) }), wanted: shown(object), notes: [left] };
    return this.#ask({ object, ref, served, ignored }, live);
  }

  #withoutKind(ref: ObjectRef, object: JsonObject, why: string): ObjectDifference {
    const definition = this.#broughtKinds.get(`${ref.group}/${ref.kind}`);
    if (definition === undefined) return { ref, change: 'unknown', wanted: shown(object), notes: [why] };
    return { ref, change: 'created', wanted: shown(object), notes: [`not asked for: its kind comes with CustomResourceDefinition ${definition} of the same Kustomization`] };
  }

  async #ask(wanted: Wanted, live: JsonObject | undefined): Promise<ObjectDifference> {
    const { object, ref, served } = wanted;
    const { owner, world, signal } = this.#input;
    const changed = isSecretObject(object) ? changedKeys(live, object, this.#prints(ref)) : undefined;
    const asked = changed === undefined ? asObject(withLiveValues(object, live), object) : withStandIns(live, object, changed);
    const answer = await world.connection.applyDryRun(served, withOwnerLabels(asked, owner), fluxManager, { signal });
    if (answer.ok) return this.#judge(wanted, live, answer.value, changed);
    if (answer.error.type === 'forbidden') return this.#judge(wanted, partsOf(live, asked), asked, changed, ['compared without a dry run, which you may not ask for: defaults of the API server may show as differences']);
    if (changed === undefined && holdsHidden(asked) && answer.error.type === 'server') return { ref, change: 'unknown', ...(live === undefined ? {} : { live: hidden(withoutBookkeeping(live), object) }), wanted: object, notes: ['the API server cannot judge it here, since a value that comes from a Secret is not told'] };
    return this.#refused(wanted, live, answer.error);
  }

  #prints(ref: ObjectRef): WantedPrints {
    const { printKey, rendered } = this.#input;
    return { printKey, prints: rendered.secretPrints?.[`${ref.namespace}/${ref.name}`] };
  }

  /** kustomize-controller recreates what cannot be changed where force is on (fluxcd/pkg ssa, shouldForceApply: every conflict and everything invalid counts). */
  #refused({ object, ref }: Wanted, live: JsonObject | undefined, error: KubeError): ObjectDifference {
    const sides = { ref, ...(live === undefined ? {} : { live: hidden(withoutBookkeeping(live), object) }), wanted: shown(object) };
    if (live === undefined && error.type === 'notFound' && this.#broughtNamespaces.has(ref.namespace)) return { ...sides, change: 'created', notes: [`not asked for: its Namespace ${ref.namespace} comes with the same Kustomization`] };
    // What was sent holds the cluster's own values where the rendered ones are hidden, and the server may quote them.
    const words = tellableRefusal(describeKubeError(error), live === undefined ? new Set() : coveredTexts(live, hidden(live, object)));
    const isForced = readFlag(this.#input.live?.object.content, 'spec', 'force') || readSwitch(object, 'force') === 'enabled' || readSwitch(live, 'force') === 'enabled';
    if (live !== undefined && isForced && (error.type === 'conflict' || (error.type === 'server' && error.status === 422))) return { ...sides, change: 'recreated', notes: [`force is on, and ${words}`] };
    return { ...sides, change: error.type === 'unreachable' || error.type === 'cancelled' ? 'unknown' : 'refused', notes: [words] };
  }

  #judge({ ref, object, ignored }: Wanted, found: JsonObject | undefined, answered: JsonObject, changed: ReadonlySet<string> | undefined, notes: readonly string[] = []): ObjectDifference {
    const show = (side: JsonObject, keys?: ReadonlySet<string>) => (changed === undefined ? hidden(side, object) : withHiddenData(side, keys));
    const wanted = show(withoutPaths(withoutBookkeeping(answered), found === undefined ? [] : ignored), changed);
    if (found === undefined) return { ref, change: 'created', wanted, notes };
    const live = show(withoutPaths(withoutBookkeeping(found), ignored));
    const taken = takenOver(ownerOf(found), this.#input.owner);
    if (taken === '' && isSameValue(live, wanted)) return { ref, change: 'same', live, wanted, notes: [] };
    return { ref, change: 'changed', live, wanted, notes: [...notes, ...(taken === '' ? [] : [taken]), ...rolloutNotes(ref, live, wanted, this.#input.world.canaries)] };
  }
}

/** Whose object it was, where it changes hands. */
function takenOver(present: Owner | undefined, owner: Owner): string {
  if (present?.name === owner.name && present.namespace === owner.namespace) return '';
  return present === undefined ? 'taken over: no Kustomization applies it yet' : `moves here from Kustomization ${present.namespace}/${present.name}`;
}

function rolloutNotes(ref: ObjectRef, live: JsonObject, wanted: JsonObject, canaries: readonly LiveCanary[]): readonly string[] {
  const canary = canaries.find(({ namespace, target }) => namespace === ref.namespace && target.kind === ref.kind && target.name === ref.name);
  const template = (object: JsonObject) => readObject(object, 'spec', 'template');
  return canary === undefined || canary.suspended || isSameValue(template(live), template(wanted)) ? [] : [`starts a rollout of Canary ${canary.namespace}/${canary.name}`];
}

function refOf(object: JsonObject): ObjectRef {
  return { group: groupOfApiVersion(readString(object, 'apiVersion')), kind: readString(object, 'kind'), namespace: readString(object, 'metadata', 'namespace'), name: readString(object, 'metadata', 'name') };
}

/** A rendered object to be shown. */
function shown(object: JsonObject): JsonObject {
  return isSecretObject(object) ? withHiddenData(object) : object;
}

function hidden(object: JsonObject, rendered: JsonObject): JsonObject {
  if (isSecretObject(object)) return withHiddenData(object);
  return asObject(hideAlike(object, rendered), object);
}

function asObject(value: unknown, otherwise: JsonObject): JsonObject {
  return isJsonObject(value) ? value : otherwise;
}

function partsOf(live: JsonObject | undefined, wanted: JsonObject): JsonObject | undefined {
  if (live === undefined) return undefined;
  // The owner's labels are nobody's wish and are looked at all the same.
  return withOwnerLabels(asObject(partsSpokenOf(live, wanted), live), ownerOf(live));
}
