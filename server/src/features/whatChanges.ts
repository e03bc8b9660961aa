/** Tells what an edit changes in every cluster of the workspace: all builds of two snapshots, object by object. */
import { outageOnDeletionWords } from '../flagger/outageOnDeletion.ts';
import type { BuiltObject } from '../kustomize/build.ts';
import type { ClusterGraph, Delivery } from '../graph/graph.ts';
import { readCanary } from '../manifests/canary.ts';
import { parseObjectId, printObjectId, type ObjectId } from '../protocol/objectId.ts';
import { renderedUri } from '../protocol/rendered.ts';
import type { ChangedKustomization, ChangedObject } from '../protocol/whatChanges.ts';
import { rangeOfSpan } from '../text/textFile.ts';
import type { Snapshot } from '../workspace/session.ts';
import type { YamlNode } from '../yaml/yamlNode.ts';
import { readBoolean } from '../yaml/yamlReader.ts';
import { plainValue } from '../yaml/yamlValue.ts';
import { clusterLabel } from '../graph/clusterLabel.ts';
import { entryUriOf, targetOfDelivery } from './renderedTargets.ts';

/** One cluster on both sides; it may stand on one only. */
interface ClusterPair {
  readonly before: ClusterGraph | undefined;
  readonly now: ClusterGraph | undefined;
}

/** What differs between two snapshots, cluster by cluster, in the order of the files as they are now. `beforeRevision` names the older one to Git. */
export function findWhatChanges(before: Snapshot, now: Snapshot, beforeRevision: string): readonly ChangedKustomization[] {
  const older = new Map(before.graph.clusters.map((cluster) => [entryUriOf(cluster), cluster]));
  const newer = new Set(now.graph.clusters.map(entryUriOf));
  const pairs: readonly ClusterPair[] = [
    ...now.graph.clusters.map((cluster) => ({ before: older.get(entryUriOf(cluster)), now: cluster })),
    ...before.graph.clusters.filter((cluster) => !newer.has(entryUriOf(cluster))).map((cluster) => ({ before: cluster, now: undefined })),
  ];
  return pairs.flatMap((pair) => {
    const label = pair.now === undefined ? (pair.before === undefined ? '' : clusterLabel(before.graph, pair.before)) : clusterLabel(now.graph, pair.now);
    return new ClusterChanges(pair, label, beforeRevision).find();
  });
}

/** A Flux Kustomization's objects by id. */
type Built = ReadonlyMap<string, BuiltObject>;

class ClusterChanges {
  readonly #pair: ClusterPair;
  readonly #label: string;
  readonly #beforeRevision: string;

  constructor(pair: ClusterPair, label: string, beforeRevision: string) {
    this.#pair = pair;
    this.#label = label;
    this.#beforeRevision = beforeRevision;
  }

  find(): readonly ChangedKustomization[] {
    const { before, now } = this.#pair;
    const ids = new Set([...(now?.deliveries.keys() ?? []), ...(before?.deliveries.keys() ?? [])]);
    return [...ids].flatMap((id) => this.#compare(before?.deliveries.get(id), now?.deliveries.get(id)) ?? []);
  }

  #compare(older: Delivery | undefined, newer: Delivery | undefined): ChangedKustomization | undefined {
    const objects = this.#compareObjects(older, newer);
    const problem = newer === undefined ? undefined : problemOf(newer);
    const isNewProblem = problem !== undefined && problem !== (older === undefined ? undefined : problemOf(older));
    const change = older === undefined ? 'created' : newer === undefined ? 'removed' : 'kept';
    const cluster = newer === undefined ? this.#pair.before : this.#pair.now;
    const delivery = newer ?? older;
    if (cluster === undefined || delivery === undefined || (objects.length === 0 && change === 'kept' && !isNewProblem)) return undefined;
    const target = targetOfDelivery(cluster, delivery);
    const { namespace = '', name } = delivery.node.object;
    return { cluster: this.#label, namespace, name, change, objects, ...(problem === undefined ? {} : { problem }), before: renderedUri({ ...target, revision: this.#beforeRevision }), now: renderedUri(target) };
  }

  #compareObjects(older: Delivery | undefined, newer: Delivery | undefined): readonly ChangedObject[] {
    const [before, now] = [builtOf(older), builtOf(newer)];
    const came = [...now].flatMap(([id, built]): readonly ChangedObject[] => {
      const known = before.get(id);
      if (known !== undefined) return isSame(known, built) ? [] : [{ object: objectOf(built), change: 'changed', other: '', rollout: this.#rolloutOf(id, known, built), stays: false, outage: '' }];
      const from = ownerIn(this.#pair.before, id, newer);
      return [{ object: objectOf(built), change: from === '' ? 'created' : 'movedHere', other: from, rollout: '', stays: false, outage: '' }];
    });
    const went = [...before].flatMap(([id, built]): readonly ChangedObject[] => {
      if (now.has(id)) return [];
      const to = ownerIn(this.#pair.now, id, older);
      const stays = to === '' && older?.kustomization.prune?.value !== true;
      return [{ object: objectOf(built), change: to === '' ? 'removed' : 'movedAway', other: to, rollout: '', stays, outage: to === '' && !stays ? this.#outageOf(id) : '' }];
    });
    return [...came, ...went];
  }

  /** A Canary that goes leaves its target switched off, where that stays. */
  #outageOf(id: string): string {
    const node = this.#pair.before?.nodes.get(id);
    const canary = node === undefined ? undefined : readCanary(node.manifest);
    const { kind, name } = canary?.targetRef ?? {};
    if (node === undefined || kind === undefined || name === undefined) return '';
    const isLeft = this.#pair.now?.nodes.has(printObjectId({ kind: kind.value, ...(node.object.namespace === undefined ? {} : { namespace: node.object.namespace }), name: name.value })) === true;
    return isLeft ? outageOnDeletionWords({ kind: kind.value, name: name.value }, readBoolean(canary?.spec, 'revertOnDeletion')?.value === true) : '';
  }

  /** Flagger starts a rollout when the pod template of a Canary's target changes. */
  #rolloutOf(id: string, before: BuiltObject, now: BuiltObject): string {
    const template = ({ root }: BuiltObject): YamlNode | undefined => {
      const spec = root.get('spec');
      return spec?.kind === 'map' ? spec.get('template') : undefined;
    };
    const canary = this.#pair.now?.edgesTo.get(id)?.find(({ kind, from }) => kind === 'target' && from.startsWith('Canary/'))?.from;
    if (canary === undefined || template(now) === undefined || printed(template(before)) === printed(template(now))) return '';
    const parsed = parseObjectId(canary);
    return parsed === undefined ? '' : `${parsed.namespace ?? ''}/${parsed.name}`;
  }
}

function builtOf(delivery: Delivery | undefined): Built {
  return new Map((delivery?.build?.objects ?? []).map((built) => [idOf(built), built]));
}

function objectOf({ kind, namespace, name }: BuiltObject): ObjectId {
  return namespace === undefined ? { kind, name } : { kind, namespace, name };
}

function idOf(built: BuiltObject): string {
  return printObjectId(objectOf(built));
}

function isSame(before: BuiltObject, now: BuiltObject): boolean {
  return before.root === now.root || printed(before.root) === printed(now.root);
}

function printed(node: YamlNode | undefined): string {
  return node === undefined ? '' : JSON.stringify(plainValue(node), (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
}

/** The other Flux Kustomization that has an object in a cluster, as `namespace/name`; empty without one. */
function ownerIn(cluster: ClusterGraph | undefined, id: string, besides: Delivery | undefined): string {
  const owner = cluster?.nodes.get(id)?.appliedBy;
  const parsed = owner === undefined || owner === besides?.node.id ? undefined : parseObjectId(owner);
  return parsed === undefined ? '' : `${parsed.namespace ?? ''}/${parsed.name}`;
}

function problemOf({ build, pathExists, source, path }: Delivery): string | undefined {
  if (source.state === 'local' && !pathExists) return `the folder ${path ?? ''} does not exist`;
  const [problem] = build?.problems ?? [];
  return problem === undefined ? undefined : `the build fails at ${problem.span.file.path}:${rangeOfSpan(problem.span).start.line + 1}: ${problem.message}`;
}
