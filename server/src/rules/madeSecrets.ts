/** Knows the Secrets that controllers make of objects in Git. */
import { nodesOfKind, type ClusterGraph, type GraphNode } from '../graph/graph.ts';
import { groupOf, readStringMap } from '../manifests/manifest.ts';
import type { YamlMap } from '../yaml/yamlNode.ts';
import { readItems, readString } from '../yaml/yamlReader.ts';

/** A kind of which a controller makes Secrets. */
interface Maker {
  readonly group: string;
  /** The names of the Secrets that come of an object. */
  readonly names: (node: GraphNode) => readonly (string | undefined)[];
}

const makers: Readonly<Record<string, Maker>> = {
  Certificate: { group: 'cert-manager.io', names: (node) => [read(node, 'spec', 'secretName') ?? node.object.name] },
  // With other policies it adds to a Secret that something else makes, or makes none.
  ExternalSecret: { group: 'external-secrets.io', names: (node) => (/^(Merge|None)$/.test(read(node, 'spec', 'target', 'creationPolicy') ?? '') ? [] : [read(node, 'spec', 'target', 'name') ?? node.object.name]) },
  Gateway: { group: 'gateway.networking.k8s.io', names: (node) => (asksForCertificate(node) ? mapsOf(node, 'spec', 'listeners').flatMap((listener) => readItems(listener, 'tls', 'certificateRefs').map((ref) => (ref.kind === 'map' ? readString(ref, 'name')?.value : undefined))) : []) },
  Ingress: { group: 'networking.k8s.io', names: (node) => (asksForCertificate(node) ? mapsOf(node, 'spec', 'tls').map((tls) => readString(tls, 'secretName')?.value) : []) },
  OnePasswordItem: { group: 'onepassword.com', names: ({ object }) => [object.name] },
  // Whatever its template calls it (bitnami-labs/sealed-secrets pkg/apis/sealedsecrets/v1alpha1 Unseal).
  SealedSecret: { group: 'bitnami.com', names: ({ object }) => [object.name] },
  VaultStaticSecret: { group: 'secrets.hashicorp.com', names: (node) => [read(node, 'spec', 'destination', 'name') ?? node.object.name] },
};

/** Annotations by which cert-manager makes the certificates that an object names (cert-manager pkg/controller/certificate-shim). */
const issuers = ['cert-manager.io/issuer', 'cert-manager.io/cluster-issuer', 'kubernetes.io/tls-acme'];

function asksForCertificate({ manifest }: GraphNode): boolean {
  const annotations = readStringMap(manifest.root, 'metadata', 'annotations');
  return issuers.some((key) => annotations.has(key));
}

function read({ manifest }: GraphNode, ...path: readonly string[]): string | undefined {
  return readString(manifest.root, ...path)?.value;
}

function mapsOf({ manifest }: GraphNode, ...path: readonly string[]): readonly YamlMap[] {
  return readItems(manifest.root, ...path).filter((item) => item.kind === 'map');
}

/** The names of such Secrets with the id of the object that each is made of, by namespace. */
export function madeSecrets(cluster: ClusterGraph): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const all = new Map<string, Map<string, string>>();
  for (const [kind, { group, names }] of Object.entries(makers)) {
    for (const node of nodesOfKind(cluster, kind)) {
      if (groupOf(node.manifest.apiVersion) !== group) continue;
      const namespace = node.object.namespace ?? '';
      const made = all.get(namespace) ?? new Map<string, string>();
      all.set(namespace, made);
      for (const name of names(node)) if (name !== undefined && !made.has(name)) made.set(name, node.id);
    }
  }
  return all;
}
