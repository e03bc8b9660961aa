/** Relations of the other kinds that Flightdeck knows: alerts, image automation, ingresses, cert-manager. */
import { readMap, readMaps, readString } from '../../yaml/yamlReader.ts';
import { groupOf, readReference } from '../../manifests/manifest.ts';
import type { GraphNode } from '../graph.ts';
import { edgeTo, objectId, type EdgeDraft, type EdgeReader } from './edge.ts';

/** Reads them by kind and group. */
export const otherEdges: EdgeReader = (node) => {
  const { manifest } = node;
  const own = node.object.namespace;
  const spec = readMap(manifest.root, 'spec');
  switch (`${groupOf(manifest.apiVersion)}/${manifest.kind}`) {
    case 'notification.toolkit.fluxcd.io/Alert':
      return edgeTo('provider', readReference(readMap(spec, 'providerRef')), { kind: 'Provider', namespace: own });
    case 'image.toolkit.fluxcd.io/ImagePolicy': {
      const ref = readReference(readMap(spec, 'imageRepositoryRef'));
      return edgeTo('imageRepository', ref, { kind: 'ImageRepository', namespace: ref?.namespace?.value ?? own });
    }
    case 'image.toolkit.fluxcd.io/ImageUpdateAutomation': {
      const ref = readReference(readMap(spec, 'sourceRef'));
      return edgeTo('source', ref, { kind: ref?.kind?.value ?? 'GitRepository', namespace: ref?.namespace?.value ?? own });
    }
    case 'source.extensions.fluxcd.io/ArtifactGenerator':
      return generatorEdges(node);
    case 'networking.k8s.io/Ingress':
      return ingressEdges(readMaps(spec, 'rules').flatMap((rule) => readMaps(rule, 'http', 'paths')), own);
    case 'cert-manager.io/Certificate': {
      const ref = readReference(readMap(spec, 'issuerRef'));
      const kind = ref?.kind?.value ?? 'Issuer';
      return edgeTo('issuer', ref, { kind, namespace: kind === 'ClusterIssuer' ? undefined : own });
    }
    case 'cert-manager.io/Issuer': {
      const secret = readString(spec, 'ca', 'secretName');
      return secret === undefined ? [] : [{ kind: 'secret', target: objectId('Secret', own, secret.value), span: secret.node }];
    }
    default:
      return [];
  }
};

/** From an ArtifactGenerator to what it copies from, and to each ExternalArtifact that it makes. */
function generatorEdges({ manifest, object }: GraphNode): readonly EdgeDraft[] {
  const sources = readMaps(manifest.root, 'spec', 'sources').flatMap((source) => {
    const ref = readReference(source);
    return edgeTo('source', ref, { kind: ref?.kind?.value, namespace: ref?.namespace?.value ?? object.namespace });
  });
  const made = readMaps(manifest.root, 'spec', 'artifacts').flatMap((artifact) => edgeTo('generates', readReference(artifact), { kind: 'ExternalArtifact', namespace: object.namespace }));
  return [...sources, ...made];
}

function ingressEdges(paths: readonly Parameters<typeof readMap>[0][], own: string | undefined): readonly EdgeDraft[] {
  return paths.flatMap((path) => edgeTo('backend', readReference(readMap(path, 'backend', 'service')), { kind: 'Service', namespace: own }));
}
