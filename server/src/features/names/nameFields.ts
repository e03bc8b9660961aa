/** Fields that hold the name of another object, beyond the relations of the graph: kustomize's own table, and what Flux, Flagger and their neighbours read. */
import { defaultConfig } from '../../kustomize/transformerConfig.ts';
import { groupOf, readManifest, type Manifest } from '../../manifests/manifest.ts';
import type { ObjectId } from '../../protocol/objectId.ts';
import type { YamlMap, YamlNode, YamlScalar } from '../../yaml/yamlNode.ts';
import { asString } from '../../yaml/yamlReader.ts';

/** A name as written in a field, with the object that it means. */
export interface WrittenName {
  readonly scalar: YamlScalar;
  readonly target: ObjectId;
}

/** One field: at `path` stands a name, or a mapping with `name` and perhaps `kind` and `namespace`. */
interface NameField {
  readonly path: readonly string[];
  /** Kind of the object where the mapping has no `kind`; `undefined` where only the mapping tells. */
  readonly kind: string | undefined;
  /** Whether `kind` of the mapping counts. */
  readonly readsKind: boolean;
  /** Whether `namespace` of the mapping counts. */
  readonly readsNamespace: boolean;
}

type Row = readonly [path: string, kind: string, reads?: 'kind' | 'namespace' | 'both'];

const secretOf = (...paths: readonly string[]): readonly Row[] => paths.map((path) => [path, 'Secret'] as const);
const account: Row = ['spec/serviceAccountName', 'ServiceAccount'];
const registrySecrets = [...secretOf('spec/secretRef', 'spec/certSecretRef', 'spec/proxySecretRef'), account];
const routeRows: readonly Row[] = [
  ['spec/rules/backendRefs', 'Service', 'both'],
  ['spec/parentRefs', 'Gateway', 'both'],
];

/** Rows by `Kind@group`: source-controller, kustomize-controller, helm-controller, notification-controller and image controllers (api/*), Flagger (v1beta1), Gateway API, KEDA. */
const rowsByKind: Readonly<Record<string, readonly Row[]>> = {
  'Kustomization@kustomize.toolkit.fluxcd.io': [...secretOf('spec/decryption/secretRef', 'spec/kubeConfig/secretRef'), ['spec/kubeConfig/configMapRef', 'ConfigMap'], account],
  'GitRepository@source.toolkit.fluxcd.io': [...secretOf('spec/secretRef', 'spec/proxySecretRef', 'spec/verify/secretRef'), account, ['spec/include/repository', 'GitRepository']],
  'OCIRepository@source.toolkit.fluxcd.io': [...registrySecrets, ...secretOf('spec/verify/secretRef')],
  'HelmRepository@source.toolkit.fluxcd.io': registrySecrets,
  'Bucket@source.toolkit.fluxcd.io': [...registrySecrets, ...secretOf('spec/sts/secretRef', 'spec/sts/certSecretRef')],
  'ArtifactGenerator@source.extensions.fluxcd.io': [['spec/sources', '', 'both']],
  'HelmRelease@helm.toolkit.fluxcd.io': [...secretOf('spec/kubeConfig/secretRef', 'spec/chart/spec/verify/secretRef'), ['spec/kubeConfig/configMapRef', 'ConfigMap'], account],
  'Alert@notification.toolkit.fluxcd.io': [['spec/eventSources', '', 'both']],
  'Receiver@notification.toolkit.fluxcd.io': [['spec/resources', '', 'both'], ...secretOf('spec/secretRef')],
  'Provider@notification.toolkit.fluxcd.io': registrySecrets,
  'ImageRepository@image.toolkit.fluxcd.io': registrySecrets,
  'ImageUpdateAutomation@image.toolkit.fluxcd.io': secretOf('spec/git/commit/signingKey/secretRef'),
  'Canary@flagger.app': [['spec/routeRef', '', 'kind'], ['spec/upstreamRef', '', 'both']],
  'MetricTemplate@flagger.app': secretOf('spec/provider/secretRef'),
  'AlertProvider@flagger.app': secretOf('spec/secretRef'),
  'ScaledObject@keda.sh': [['spec/scaleTargetRef', 'Deployment', 'kind'], ['spec/triggers/authenticationRef', 'TriggerAuthentication', 'kind']],
  'HorizontalPodAutoscaler@autoscaling': [['spec/scaleTargetRef', '', 'kind']],
  'VerticalPodAutoscaler@autoscaling.k8s.io': [['spec/targetRef', '', 'kind']],
  'HTTPRoute@gateway.networking.k8s.io': routeRows,
  'GRPCRoute@gateway.networking.k8s.io': routeRows,
  'TCPRoute@gateway.networking.k8s.io': routeRows,
  'TLSRoute@gateway.networking.k8s.io': routeRows,
  'Gateway@gateway.networking.k8s.io': [['spec/gatewayClassName', 'GatewayClass'], ['spec/listeners/tls/certificateRefs', 'Secret', 'both']],
  'ExternalSecret@external-secrets.io': [['spec/secretStoreRef', 'SecretStore', 'kind']],
  'Certificate@cert-manager.io': [['spec/issuerRef', 'Issuer', 'kind']],
};

const fieldsByKind = new Map(
  Object.entries(rowsByKind).map(([kind, rows]) => [
    kind,
    rows.map(([path, target, reads]): NameField => ({ path: path.split('/'), kind: target === '' ? undefined : target, readsKind: reads === 'kind' || reads === 'both', readsNamespace: reads === 'namespace' || reads === 'both' })),
  ]),
);

/** Every name of another object that stands in an object's fields; the object is named as the field says, whether or not it exists. */
export function namesInFields(manifest: Manifest): readonly WrittenName[] {
  return manifest.root.derived(readNames);
}

function readNames(root: YamlMap): readonly WrittenName[] {
  const manifest = readManifest(root);
  if (manifest === undefined) return [];
  const group = groupOf(manifest.apiVersion);
  const own = (fieldsByKind.get(`${manifest.kind}@${group}`) ?? []).flatMap((field) => nodesAtPath(manifest.root, field.path).flatMap((node) => readName(node, field, manifest)));
  const builtin = defaultConfig.nameReference.flatMap((target) =>
    target.referrers.ofKind(manifest.kind).filter((spec) => spec.group === '' || spec.group === group).flatMap((spec) => {
      const field: NameField = { path: pathOf(spec.path), kind: target.kind, readsKind: false, readsNamespace: true };
      return nodesAtPath(manifest.root, field.path).flatMap((node) => readBuiltin(node, field, manifest));
    }),
  );
  return [...own, ...builtin];
}

/** A `scaleTargetRef` or `roleRef` names its kind beside the name; kustomize's table has one row for each kind. */
function readBuiltin(node: YamlNode, field: NameField, manifest: Manifest): readonly WrittenName[] {
  const parent = nodesAtPath(manifest.root, field.path.slice(0, -1)).find((each) => each.kind === 'map' && each.get(field.path.at(-1) ?? '') === node);
  const beside = parent?.kind === 'map' ? asString(parent.get('kind'))?.value : undefined;
  const within = node.kind === 'map' ? asString(node.get('kind'))?.value : undefined;
  if ((beside !== undefined && field.path.at(-1) === 'name' && beside !== field.kind) || (within !== undefined && within !== field.kind)) return [];
  return readName(node, field, manifest);
}

function readName(node: YamlNode, field: NameField, manifest: Manifest): readonly WrittenName[] {
  const own = manifest.namespace?.value;
  const scalar = node.kind === 'map' ? node.get('name') : node;
  const name = asString(scalar)?.value;
  const kind = (field.readsKind && node.kind === 'map' ? asString(node.get('kind'))?.value : undefined) ?? field.kind;
  if (scalar?.kind !== 'scalar' || name === undefined || kind === undefined || name === '*' || name.includes('${')) return [];
  const namespace = (field.readsNamespace && node.kind === 'map' ? asString(node.get('namespace'))?.value : undefined) ?? own;
  return [{ scalar, target: namespace === undefined ? { kind, name } : { kind, namespace, name } }];
}

/** The nodes at a path; lists on the way, and at its end, give all their items. */
function nodesAtPath(node: YamlNode, path: readonly string[]): readonly YamlNode[] {
  if (node.kind === 'seq') return node.items.flatMap((item) => nodesAtPath(item, path));
  const [first, ...rest] = path;
  if (first === undefined) return [node];
  const value = node.kind === 'map' ? node.get(first) : undefined;
  return value === undefined ? [] : nodesAtPath(value, rest);
}

/** Segments of a field path; `\/` is a slash within one. */
function pathOf(path: string): readonly string[] {
  return path.split(/(?<!\\)\//).map((part) => part.replaceAll('\\/', '/').replace(/\[\]$/, ''));
}
