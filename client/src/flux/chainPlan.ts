// Plans a chain: the target's sources and dependencies, the target, then everything that it and its children apply, each after what it needs.
//
// No controller does this: `flux reconcile` asks one object and its source. The order is the controllers' own (FACTS A6): source, dependsOn, owner before owned.
import { failure, success, type Outcome } from '../cluster/outcome.ts';
import { refKey, type ObjectRef } from '../cluster/servedKind.ts';
import type { LiveFluxKustomization } from '../cluster/objects/fluxKustomization.ts';
import { findRootCause, type FluxLookup } from './dependencies.ts';
import { readInventory } from './inventory.ts';
import { kustomizeGroup } from './ownership.ts';
import { canBeAsked, helmGroup, planReconcile, planSources, sourceGroup, targetRef, whyNotAsked, type ReconcilePlan, type ReconcileRefusal, type ReconcileStep, type ReconcileTarget } from './reconcilePlan.ts';

/** Finds the object that a reference names, if it is one that can be reconciled. */
export type FindTarget = (ref: ObjectRef) => ReconcileTarget | undefined;

/** Plans the chain of an object. Refused where the object itself, or a source of it, cannot be asked. */
export function planChain(target: ReconcileTarget, lookup: FluxLookup, find: FindTarget): Outcome<ReconcilePlan, ReconcileRefusal> {
  const alone = planReconcile(target, 'withSource', lookup);
  if (!alone.ok) return alone;
  const ref = targetRef(target);
  const cause = 'sourceKind' in target ? undefined : findRootCause(target, lookup);
  if (cause?.kind === 'cycle') return failure({ type: 'unsupported', ref, message: cause.sentence });
  const chain = new ChainSteps(lookup, find);
  chain.add(target, 'target', []);
  return success({ targets: [ref], steps: chain.steps, withNested: true });
}

/**
 * What joins a running chain once a Kustomization has been applied: the objects of its fresh inventory, what they need, and what they hold.
 * `planned` are the steps so far; only new ones are given back.
 */
export function planNested(applied: LiveFluxKustomization, planned: readonly ReconcileStep[], lookup: FluxLookup, find: FindTarget): readonly ReconcileStep[] {
  const chain = new ChainSteps(lookup, find, planned);
  chain.addNested(applied);
  return chain.steps.slice(planned.length);
}

/** Collects steps, each once. */
class ChainSteps {
  readonly steps: ReconcileStep[] = [];
  readonly #lookup: FluxLookup;
  readonly #find: FindTarget;
  readonly #known: Set<string>;
  /** The key of the owner by the key of what it holds. */
  readonly #owners = new Map<string, string>();

  constructor(lookup: FluxLookup, find: FindTarget, planned: readonly ReconcileStep[] = []) {
    this.#lookup = lookup;
    this.#find = find;
    this.steps.push(...planned);
    this.#known = new Set(planned.map((step) => refKey(step.ref)));
  }

  add(target: ReconcileTarget, role: ReconcileStep['role'], owners: readonly string[]): void {
    const ref = targetRef(target);
    const key = refKey(ref);
    if (this.#known.has(key)) return;
    this.#known.add(key);
    if (target.suspended || !canBeAsked(target)) {
      this.steps.push({ ref, role, skipReason: target.suspended ? 'it is suspended' : whyNotAsked(target), after: owners });
      return;
    }
    const sources = planSources(target, this.#lookup);
    const before = 'sourceKind' in target ? [] : this.#addDependencies(target);
    for (const source of sources.ok ? sources.value : []) this.#push(source);
    const fetched = sources.ok ? sources.value.map((step) => refKey(step.ref)) : [];
    this.steps.push({ ref, role, skipReason: sources.ok ? '' : sources.error.message, after: [...owners, ...fetched, ...before] });
    if ('path' in target) this.addNested(target);
  }

  /** Everything reconcilable in the inventory comes after its owner; what it holds in turn comes after it. */
  addNested(owner: LiveFluxKustomization): void {
    const ownerKey = refKey(targetRef(owner));
    const held = readInventory(owner.inventory).filter((ref) => isReconcilableGroup(ref.group) && !this.#known.has(refKey(ref)));
    for (const ref of held) this.#owners.set(refKey(ref), ownerKey);
    const targets = held.map((ref) => ({ ref, target: this.#find(ref) }));
    // Sources first, so that a Kustomization beside them finds them in the plan, after their common owner.
    for (const { target } of targets) if (target !== undefined && 'sourceKind' in target) this.add(target, 'nested', [ownerKey]);
    for (const { ref, target } of targets) {
      if (target === undefined) this.#push({ ref, role: 'nested', skipReason: '', after: [ownerKey] });
      else this.add(target, 'nested', [ownerKey]);
    }
  }

  /** The keys of the dependencies that exist; each is in the plan afterwards. */
  #addDependencies(target: Exclude<ReconcileTarget, { readonly sourceKind: string }>): readonly string[] {
    const keys: string[] = [];
    for (const { namespace, name } of target.dependsOn) {
      const dependency = 'path' in target ? this.#lookup.findKustomization(namespace, name) : this.#lookup.findHelmRelease(namespace, name);
      if (dependency === undefined) continue;
      const key = refKey(targetRef(dependency));
      keys.push(key);
      const owner = this.#owners.get(key);
      if (owner === undefined) this.#addDependency(dependency);
      else this.add(dependency, 'nested', [owner]);
    }
    return keys;
  }

  /** A dependency from elsewhere is brought up to date itself; what it holds is not this chain's business. */
  #addDependency(dependency: Exclude<ReconcileTarget, { readonly sourceKind: string }>): void {
    const ref = targetRef(dependency);
    const key = refKey(ref);
    if (this.#known.has(key)) return;
    this.#known.add(key);
    const sources = planSources(dependency, this.#lookup);
    const before = this.#addDependencies(dependency);
    for (const source of sources.ok && !dependency.suspended ? sources.value : []) this.#push(source);
    const skipReason = dependency.suspended ? 'it is suspended' : sources.ok ? '' : sources.error.message;
    this.steps.push({ ref, role: 'dependency', skipReason, after: [...(sources.ok ? sources.value.map((step) => refKey(step.ref)) : []), ...before] });
  }

  #push(step: ReconcileStep): void {
    const key = refKey(step.ref);
    if (this.#known.has(key)) return;
    this.#known.add(key);
    this.steps.push(step);
  }
}

function isReconcilableGroup(group: string): boolean {
  return group === kustomizeGroup || group === helmGroup || group === sourceGroup;
}
