/** Tells clients what is served: groups, resources and the version of the cluster. */
import { createHash } from 'node:crypto';
import { noSuchPath } from './apiError.ts';
import type { JsonObject } from './json.ts';
import type { KindInfo } from './kindInfo.ts';
import type { GroupVersion, KindRegistry } from './kindRegistry.ts';

const builtinVerbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];
/** Custom kinds tell the same in another order. */
const customVerbs = ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch'];

/** Kinds that only answer a POST and are never stored. */
const reviews: readonly (GroupVersion & { readonly kind: string; readonly plural: string })[] = [
  { group: 'authorization.k8s.io', version: 'v1', kind: 'SelfSubjectAccessReview', plural: 'selfsubjectaccessreviews' },
  { group: 'authorization.k8s.io', version: 'v1', kind: 'SelfSubjectRulesReview', plural: 'selfsubjectrulesreviews' },
  { group: 'authentication.k8s.io', version: 'v1', kind: 'SelfSubjectReview', plural: 'selfsubjectreviews' },
];

/** `GET /version`: a current Kubernetes, marked as this demo. */
export function describeVersion(): JsonObject {
  return { major: '1', minor: '36', gitVersion: 'v1.36.3+flightdeck-demo', gitCommit: '0000000000000000000000000000000000000000', gitTreeState: 'clean', buildDate: '2026-01-01T00:00:00Z', goVersion: 'none', compiler: 'none', platform: 'demo/any' };
}

/** Answers `/api`, `/apis`, `/api/v1`, `/apis/GROUP` and `/apis/GROUP/VERSION`; 404 for a group that is not served. */
export function describeApi(path: readonly string[], kinds: KindRegistry): JsonObject {
  const [root, group, version] = path;
  if (root === 'api') {
    if (group === undefined) return { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [] };
    return describeResources('', group, kinds);
  }
  if (group === undefined) return { kind: 'APIGroupList', apiVersion: 'v1', groups: groupsOf(kinds).map(describeGroup) };
  if (version !== undefined) return describeResources(group, version, kinds);
  const found = groupsOf(kinds).find((candidate) => candidate.group === group);
  if (found === undefined) throw noSuchPath();
  return { kind: 'APIGroup', apiVersion: 'v1', ...describeGroup(found) };
}

function groupsOf(kinds: KindRegistry): readonly GroupVersion[] {
  const served = kinds.groupVersions();
  const reviewGroups = [...new Set(reviews.map((review) => review.group))].map((group) => ({ group, version: 'v1' }));
  return [...reviewGroups, ...served];
}

function describeGroup({ group, version }: GroupVersion): JsonObject {
  const named = { groupVersion: `${group}/${version}`, version };
  return { name: group, versions: [named], preferredVersion: named };
}

function describeResources(group: string, version: string, kinds: KindRegistry): JsonObject {
  const stored = kinds.kindsOf(group, version).flatMap(describeKind);
  const reviewed = reviews.filter((review) => review.group === group && review.version === version).map((review) => ({ name: review.plural, singularName: review.kind.toLowerCase(), namespaced: false, kind: review.kind, verbs: ['create'] }));
  if (stored.length + reviewed.length === 0) throw noSuchPath();
  return { kind: 'APIResourceList', apiVersion: 'v1', groupVersion: group === '' ? version : `${group}/${version}`, resources: [...stored, ...reviewed] };
}

function describeKind(kind: KindInfo): readonly JsonObject[] {
  const main: JsonObject = {
    name: kind.plural,
    singularName: kind.singular,
    namespaced: kind.namespaced,
    kind: kind.kind,
    verbs: kind.custom ? customVerbs : builtinVerbs,
    ...(kind.shortNames.length === 0 ? {} : { shortNames: kind.shortNames }),
    ...(kind.categories.length === 0 ? {} : { categories: kind.categories }),
    storageVersionHash: createHash('sha256').update(`${kind.group}/${kind.version}/${kind.kind}`).digest().subarray(0, 8).toString('base64'),
  };
  const status: JsonObject = { name: `${kind.plural}/status`, singularName: '', namespaced: kind.namespaced, kind: kind.kind, verbs: ['get', 'patch', 'update'] };
  const proxy: JsonObject = { name: 'services/proxy', singularName: '', namespaced: true, kind: 'ServiceProxyOptions', verbs: ['create', 'delete', 'get', 'patch', 'update'] };
  const log: JsonObject = { name: 'pods/log', singularName: '', namespaced: true, kind: 'Pod', verbs: ['get'] };
  return [main, ...(kind.plural === 'pods' && kind.group === '' ? [log] : []), ...(kind.hasStatus ? [status] : []), ...(kind.plural === 'services' && kind.group === '' ? [proxy] : [])];
}
