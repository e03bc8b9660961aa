// How kinds and objects are addressed at the API server: group, version, plural, namespace, name → path.

/** A kind as this API server serves it. */
export interface ServedKind {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** The name in URLs, for example `kustomizations`. */
  readonly plural: string;
  readonly namespaced: boolean;
}

/** Names one live object independent of the served version. `namespace` is empty for cluster-wide kinds. */
export interface ObjectRef {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** `group/version`, or only the version for the core group, as in `apiVersion`. */
export function apiVersionOf(served: ServedKind): string {
  return served.group === '' ? served.version : `${served.group}/${served.version}`;
}

/** The group in an apiVersion (`apps/v1` → `apps`, `v1` → empty). */
export function groupOfApiVersion(apiVersion: string): string {
  const slash = apiVersion.lastIndexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}

/** A key that is unique in a cluster: `group/Kind/namespace/name`. */
export function refKey(ref: ObjectRef): string {
  return `${ref.group}/${ref.kind}/${ref.namespace}/${ref.name}`;
}

/** `Kind namespace/name` for people. */
export function describeRef(ref: ObjectRef): string {
  return `${ref.kind} ${ref.namespace === '' ? ref.name : `${ref.namespace}/${ref.name}`}`;
}

/** The path of a kind's collection, in one namespace or (empty) in all. */
export function collectionPath(served: ServedKind, namespace: string): string {
  const root = served.group === '' ? `/api/${served.version}` : `/apis/${served.group}/${served.version}`;
  const scope = namespace === '' || !served.namespaced ? '' : `/namespaces/${encodeURIComponent(namespace)}`;
  return `${root}${scope}/${served.plural}`;
}

/** The path of one object. */
export function objectPath(served: ServedKind, namespace: string, name: string): string {
  return `${collectionPath(served, namespace)}/${encodeURIComponent(name)}`;
}
