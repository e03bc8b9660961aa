// The labels and annotations by which an object tells kustomize-controller what to leave alone, and who owns it (kustomize-controller, deleteObjects and apply; fluxcd/pkg ssa).
import { readString, type JsonObject } from '../cluster/jsonValue.ts';
import { kustomizeGroup } from '../flux/ownership.ts';

/** Names a Flux Kustomization. */
export interface Owner {
  readonly namespace: string;
  readonly name: string;
}

/** The value of `kustomize.toolkit.fluxcd.io/<key>`, in lower case: the controller does not mind the case, nor whether it is a label or an annotation. */
export function readSwitch(object: JsonObject | undefined, key: 'reconcile' | 'ssa' | 'prune' | 'force'): string {
  const read = (map: 'annotations' | 'labels') => readString(object, 'metadata', map, `${kustomizeGroup}/${key}`).toLowerCase();
  return read('annotations') || read('labels');
}

/** Why an apply leaves an object alone; empty where it does not. */
export function whyNotApplied(live: JsonObject | undefined, wanted: JsonObject): string {
  if (readSwitch(wanted, 'reconcile') === 'disabled' || readSwitch(live, 'reconcile') === 'disabled') return 'left alone: kustomize.toolkit.fluxcd.io/reconcile is disabled';
  if (readSwitch(wanted, 'ssa') === 'ignore' || readSwitch(live, 'ssa') === 'ignore') return 'left alone: kustomize.toolkit.fluxcd.io/ssa is Ignore';
  return live !== undefined && readSwitch(wanted, 'ssa') === 'ifnotpresent' ? 'left alone: it exists, and kustomize.toolkit.fluxcd.io/ssa is IfNotPresent' : '';
}

/** Why pruning leaves an object alone; empty where it does not. Only what still carries the owner's labels is deleted. */
export function whyNotPruned(live: JsonObject, owner: Owner): string {
  if (readSwitch(live, 'prune') === 'disabled') return 'it stays, although it is not in the build: kustomize.toolkit.fluxcd.io/prune is disabled';
  if (readSwitch(live, 'reconcile') === 'disabled') return 'it stays, although it is not in the build: kustomize.toolkit.fluxcd.io/reconcile is disabled';
  if (readSwitch(live, 'ssa') === 'ignore') return 'it stays, although it is not in the build: kustomize.toolkit.fluxcd.io/ssa is Ignore';
  const present = ownerOf(live);
  if (present?.namespace === owner.namespace && present.name === owner.name) return '';
  return `it stays, although it is not in the build: ${present === undefined ? 'it does not carry the labels of its Kustomization any more' : `it belongs to Kustomization ${present.namespace}/${present.name} by now`}`;
}

/** The Flux Kustomization whose labels an object carries. */
export function ownerOf(object: JsonObject | undefined): Owner | undefined {
  const read = (key: 'name' | 'namespace') => readString(object, 'metadata', 'labels', `${kustomizeGroup}/${key}`);
  return read('name') === '' || read('namespace') === '' ? undefined : { namespace: read('namespace'), name: read('name') };
}
