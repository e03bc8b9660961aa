/** Names one Kubernetes object across processes. */

/** An object by kind, effective namespace and name. */
export interface ObjectId {
  /** Such as `Kustomization` (the Flux object), `HelmRelease`, `Canary`, `Deployment`. */
  readonly kind: string;
  /** `undefined` for cluster-scoped kinds. */
  readonly namespace?: string;
  readonly name: string;
}

/** An object as it was shown of one cluster: a command that gets it refuses while another context is in use. */
export interface ObjectInContext extends ObjectId {
  readonly contextName: string;
}

/** `Kind/namespace/name`, or `Kind/name` without a namespace: the node ids of `flightdeck graph`. */
export function printObjectId(id: ObjectId): string {
  return id.namespace === undefined ? `${id.kind}/${id.name}` : `${id.kind}/${id.namespace}/${id.name}`;
}

/** Reads what `printObjectId` prints; `undefined` for other text. */
export function parseObjectId(text: string): ObjectId | undefined {
  const [kind, second, third, ...rest] = text.split('/');
  if (kind === undefined || second === undefined || rest.length > 0) return undefined;
  return third === undefined ? { kind, name: second } : { kind, namespace: second, name: third };
}
