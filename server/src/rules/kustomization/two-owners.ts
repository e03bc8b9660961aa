/** Reports objects that two Flux Kustomizations of a cluster apply. */
import type { ClusterGraph, Delivery } from '../../graph/graph.ts';
import { isWithin } from '../../files/paths.ts';
import type { BuiltObject } from '../../kustomize/build.ts';
import { groupOf, nameSpan } from '../../manifests/manifest.ts';
import { plainValue } from '../../yaml/yamlValue.ts';
import { readStringMap } from '../../manifests/manifest.ts';
import { printObjectId } from '../../protocol/objectId.ts';
import type { Span } from '../../text/textFile.ts';
import { readString } from '../../yaml/yamlReader.ts';
import { faultSpan } from '../faultPlace.ts';
import type { GraphRule, Reporter } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** Warning at both ends: on the objects' names, or on the paths where both read the same files. */
export const twoOwners: GraphRule = {
  id: 'kustomization/two-owners',
  scope: 'graph',
  kinds: ['Kustomization'],
  severity: 'warning',
  since: '0.1.0',
  fix: 'none',
  evidence: 'fluxcd/pkg ssa: owner labels kustomize.toolkit.fluxcd.io/name and /namespace; fluxcd/flux2#5611, fluxcd/kustomize-controller#871',
  summary: 'Two Flux Kustomizations apply the same object.',
  explain: rulePage({
    does: 'Reports objects that two Flux Kustomizations of one cluster apply: on the names of the objects where they stand in two files, on both paths where the Kustomizations read the same files. A component or a base that several take in is told as information only.',
    why: 'Each run puts its own version back, so the object flips between the two. When one of them no longer has the object, or is deleted, it may remove what the other still wants.',
    controller: 'kustomize-controller labels every object with the Kustomization that applied it last, and prunes objects that carry its own label and are no longer in its build.',
    fix: 'Keep the object in one Kustomization. Where the path of one contains the path of the other, move one of the folders or list the files in a `kustomization.yaml`.',
    ignore: 'While an object moves from one Kustomization to another. Objects with `kustomize.toolkit.fluxcd.io/prune: disabled`, `reconcile: disabled` or an `ssa` mode other than Override are never reported.',
  }),
  check(node, { cluster }, report) {
    const delivery = cluster.deliveries.get(node.id);
    if (delivery?.build === undefined || cluster.appliedTwice.size === 0) return;
    const shared = new Map<Delivery, BuiltObject[]>();
    for (const object of delivery.build.objects) {
      if (!cluster.appliedTwice.has(idOf(object)) || isShareable(object)) continue;
      const twins: Twin[] = [];
      for (const owner of otherOwners(cluster, delivery, object)) {
        const twin = twinOf(owner, object);
        if (twin === undefined || isShareable(twin)) continue;
        if (sameSpan(twin.origin, object.origin)) append(shared, owner, object);
        else twins.push({ owner, object: twin });
      }
      reportObject(delivery, object, twins, report);
    }
    reportFiles(delivery, shared, report);
  },
};

/** The same object as another Kustomization has it. */
interface Twin {
  readonly owner: Delivery;
  readonly object: BuiltObject;
}

function reportObject(delivery: Delivery, object: BuiltObject, twins: readonly Twin[], report: Reporter): void {
  if (twins.length === 0) return;
  const owners = [delivery, ...twins.map(({ owner }) => owner)].map(({ node }) => node.object.name).sort();
  report({
    span: nameOf(object),
    message: `${words(object)} is applied by several Kustomizations (${owners.join(', ')}): each puts its own version back`,
    related: twins.map((twin) => ({ span: nameOf(twin.object), message: `what ${twin.owner.node.object.name} applies` })),
  });
}

/**
 * One finding for all the others that read the same files. Where these lie in neither path, as a component's or a base's
 * do, both took them in on purpose: that is worth knowing and no slip, unless one of them consists of nothing else.
 */
function reportFiles(delivery: Delivery, shared: ReadonlyMap<Delivery, readonly BuiltObject[]>, report: Reporter): void {
  const place = (of: Delivery): Span => (of.kustomization.path === undefined ? nameSpan(of.kustomization) : faultSpan(of.kustomization.path.node));
  for (const severity of ['warning', 'info'] as const) {
    const others = [...shared].filter(([other, objects]) => (isSlip(delivery, other, objects) ? 'warning' : 'info') === severity);
    const objects = [...new Set(others.flatMap(([, each]) => each))];
    const [first] = objects;
    const [next] = others;
    if (first === undefined || next === undefined) continue;
    const what = objects.length === 1 ? words(first) : `${objects.length} objects, ${words(first)} among them`;
    const who = others.length === 1 ? `Kustomization ${next[0].node.object.name} applies` : `${others.length} Kustomizations (${someNames(others.map(([other]) => other.node.object.name))}) apply`;
    report({
      span: place(delivery),
      severity,
      message: `${who} the same files: ${what}; each would prune what the other still wants`,
      related: others.slice(0, relatedAtMost).map(([other]) => ({ span: place(other), message: `the path of ${other.node.object.name}` })),
    });
  }
}

/** Further places that one finding leads to. */
const relatedAtMost = 10;

function someNames(names: readonly string[]): string {
  return names.length <= 3 ? names.join(', ') : `${names.slice(0, 3).join(', ')}, …`;
}

/** Whether shared files are no component or base that two Flux Kustomizations take in, but lie in the path of one, or are all that one has. */
function isSlip(one: Delivery, other: Delivery, objects: readonly BuiltObject[]): boolean {
  const inPath = ({ path, source }: Delivery, { origin }: BuiltObject): boolean => source.state !== 'local' || isWithin(source.artifact.repositoryPath(path ?? ''), origin.file.path);
  const count = Math.min(one.build?.objects.length ?? 0, other.build?.objects.length ?? 0);
  return objects.length >= count || objects.some((object) => inPath(one, object) || inPath(other, object));
}

function idOf({ kind, namespace, name }: BuiltObject): string {
  return printObjectId(namespace === undefined ? { kind, name } : { kind, namespace, name });
}

/** Deliveries into the same cluster, other than this one, that apply an object of this id. */
function otherOwners(cluster: ClusterGraph, delivery: Delivery, object: BuiltObject): readonly Delivery[] {
  const edges = cluster.edgesTo.get(idOf(object)) ?? [];
  const owners = new Set(edges.flatMap((edge) => (edge.kind === 'applies' && edge.from !== delivery.node.id ? [edge.from] : [])));
  return [...owners].flatMap((id) => {
    const other = cluster.deliveries.get(id);
    return other === undefined || isSuspended(other) || isSuspended(delivery) || target(other) !== target(delivery) ? [] : [other];
  });
}

function twinOf(other: Delivery, { apiVersion, kind, namespace, name }: BuiltObject): BuiltObject | undefined {
  return other.build?.objects.find((each) => each.kind === kind && each.name === name && each.namespace === namespace && groupOf(each.apiVersion) === groupOf(apiVersion));
}

/** The cluster that a Kustomization applies to, as far as its `kubeConfig` tells; empty for its own. */
export function target({ kustomization }: Delivery): string {
  return kustomization.kubeConfig === undefined ? '' : JSON.stringify(plainValue(kustomization.kubeConfig));
}

function isSuspended({ kustomization }: Delivery): boolean {
  return kustomization.suspend?.value === true;
}

/** Whether an object says that it may have several owners, or that none may touch it. */
function isShareable({ root }: BuiltObject): boolean {
  return ['labels', 'annotations'].some((where) => {
    const map = readStringMap(root, 'metadata', where);
    const is = (key: string, ...values: readonly string[]): boolean => values.includes(map.get(`kustomize.toolkit.fluxcd.io/${key}`)?.value.toLowerCase() ?? '');
    return is('prune', 'disabled') || is('reconcile', 'disabled') || is('ssa', 'merge', 'ifnotpresent', 'ignore');
  });
}

function words({ kind, namespace, name }: BuiltObject): string {
  return `${kind} ${namespace === undefined ? name : `${namespace}/${name}`}`;
}

function nameOf(object: BuiltObject): Span {
  return readString(object.root, 'metadata', 'name')?.node ?? object.origin;
}

function sameSpan(a: Span, b: Span): boolean {
  return a.file.uri === b.file.uri && a.start === b.start;
}

function append(map: Map<Delivery, BuiltObject[]>, key: Delivery, object: BuiltObject): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [object]);
  else list.push(object);
}
