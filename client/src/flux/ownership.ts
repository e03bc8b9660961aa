// Who applied whom: the tree of Flux Kustomizations and what they hold, out of their inventories.
import type { LiveFluxKustomization } from '../cluster/objects/fluxKustomization.ts';
import { refKey, type ObjectRef } from '../cluster/servedKind.ts';
import { readInventory } from './inventory.ts';

/** The API group of Flux Kustomizations. */
export const kustomizeGroup = 'kustomize.toolkit.fluxcd.io';

/** A Flux Kustomization with what it applied. */
export interface OwnershipNode {
  readonly kustomization: LiveFluxKustomization;
  /** Flux Kustomizations in its inventory that exist, by namespace and name. */
  readonly children: readonly OwnershipNode[];
  /** Everything else in its inventory, in the controller's order. */
  readonly applied: readonly ObjectRef[];
  /** How many objects its inventory names, its children among them. */
  readonly total: number;
}

/** How a Flux Kustomization is named as an object. */
export function kustomizationRef(named: { readonly namespace: string; readonly name: string }): ObjectRef {
  return { group: kustomizeGroup, kind: 'Kustomization', namespace: named.namespace, name: named.name };
}

/**
 * The trees, roots first by namespace and name. Each Kustomization stands exactly once:
 * one that is in several inventories belongs to the first owner, one that holds itself (bootstrap does so) is a root,
 * and one out of a circle of owners becomes a root.
 */
export function buildOwnershipTree(kustomizations: readonly LiveFluxKustomization[]): readonly OwnershipNode[] {
  const sorted = [...kustomizations].sort(byName);
  const byKey = new Map(sorted.map((kustomization) => [heldBy(kustomization).ownKey, kustomization]));
  const owners = findOwners(sorted, byKey);
  const childrenOf = new Map<LiveFluxKustomization, LiveFluxKustomization[]>();
  for (const [child, owner] of owners) {
    const siblings = childrenOf.get(owner);
    if (siblings === undefined) childrenOf.set(owner, [child]);
    else siblings.push(child);
  }
  const toNode = (kustomization: LiveFluxKustomization): OwnershipNode => ({
    kustomization,
    children: (childrenOf.get(kustomization) ?? []).sort(byName).map(toNode),
    applied: heldBy(kustomization).without(byKey),
    total: heldBy(kustomization).keys.length,
  });
  return sorted.filter((kustomization) => !owners.has(kustomization)).map(toNode);
}

/** The Kustomization that applied an object, or undefined. */
export function findOwner(ref: ObjectRef, kustomizations: readonly LiveFluxKustomization[]): LiveFluxKustomization | undefined {
  const key = refKey(ref);
  return [...kustomizations].sort(byName).find((kustomization) => heldBy(kustomization).ownKey !== key && heldBy(kustomization).keys.includes(key));
}

/** What a Kustomization holds: read once, because live objects are immutable and a large cluster holds tens of thousands. */
class Held {
  readonly ownKey: string;
  readonly keys: readonly string[];
  readonly #refs: readonly ObjectRef[];
  #applied: readonly ObjectRef[] = [];

  constructor(kustomization: LiveFluxKustomization) {
    this.ownKey = refKey(kustomizationRef(kustomization));
    this.#refs = readInventory(kustomization.inventory);
    this.keys = this.#refs.map(refKey);
  }

  /** All that is no known Kustomization: the same list again while it holds the same. */
  without(kustomizations: ReadonlyMap<string, unknown>): readonly ObjectRef[] {
    const applied = this.#refs.filter((_, index) => !kustomizations.has(this.keys[index] ?? ''));
    if (applied.length !== this.#applied.length || applied.some((ref, index) => ref !== this.#applied[index])) this.#applied = applied;
    return this.#applied;
  }
}

const held = new WeakMap<LiveFluxKustomization, Held>();

function heldBy(kustomization: LiveFluxKustomization): Held {
  const known = held.get(kustomization);
  if (known !== undefined) return known;
  const made = new Held(kustomization);
  held.set(kustomization, made);
  return made;
}

function findOwners(sorted: readonly LiveFluxKustomization[], byKey: ReadonlyMap<string, LiveFluxKustomization>): ReadonlyMap<LiveFluxKustomization, LiveFluxKustomization> {
  const owners = new Map<LiveFluxKustomization, LiveFluxKustomization>();
  for (const owner of sorted) {
    for (const key of heldBy(owner).keys) {
      const child = byKey.get(key);
      if (child === undefined || child === owner || owners.has(child)) continue;
      if (!isBelow(owner, child, owners)) owners.set(child, owner);
    }
  }
  return owners;
}

/** Whether `kustomization` is already owned, directly or not, by `possibleOwner`. */
function isBelow(kustomization: LiveFluxKustomization, possibleOwner: LiveFluxKustomization, owners: ReadonlyMap<LiveFluxKustomization, LiveFluxKustomization>): boolean {
  for (let current: LiveFluxKustomization | undefined = kustomization; current !== undefined; current = owners.get(current)) {
    if (current === possibleOwner) return true;
  }
  return false;
}

function byName(one: LiveFluxKustomization, other: LiveFluxKustomization): number {
  return compareTexts(one.namespace, other.namespace) || compareTexts(one.name, other.name);
}

/** Order of code points, the same on every machine. */
function compareTexts(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
