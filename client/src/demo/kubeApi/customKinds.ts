/** The custom kinds of Flux, Flagger and SMI, and how a CustomResourceDefinition object describes a kind. */
import { nameColumn } from './builtinKinds.ts';
import { isTrueAt, objectAt, objectsAt, listAt, textAt, numberAt } from './json.ts';
import type { JsonObject } from './json.ts';
import { pathColumn } from './kindInfo.ts';
import type { KindInfo, TableColumn } from './kindInfo.ts';

const ready = pathColumn('Ready', '.status.conditions[?(@.type=="Ready")].status');
const status = pathColumn('Status', '.status.conditions[?(@.type=="Ready")].message');

const appliers = ['all', 'fluxcd', 'fluxcd-appliers'];
const sources = ['all', 'fluxcd', 'fluxcd-sources'];

/** The kinds of Flux 2.9, each in the one version which it serves. */
export function fluxKinds(): readonly KindInfo[] {
  const source = 'source.toolkit.fluxcd.io';
  const image = 'image.toolkit.fluxcd.io';
  const notification = 'notification.toolkit.fluxcd.io';
  const url = pathColumn('URL', '.spec.url');
  return [
    define('kustomize.toolkit.fluxcd.io', 'v1', 'Kustomization', 'kustomizations', ['ks'], [ageColumn(), ready, status], appliers),
    define(source, 'v1', 'GitRepository', 'gitrepositories', ['gitrepo'], [url, ageColumn(), ready, status], sources),
    define(source, 'v1', 'OCIRepository', 'ocirepositories', ['ocirepo'], [url, ready, status, ageColumn()], sources),
    define(source, 'v1', 'HelmRepository', 'helmrepositories', ['helmrepo'], [url, ageColumn(), ready, status], sources),
    define(source, 'v1', 'HelmChart', 'helmcharts', ['hc'], [pathColumn('Chart', '.spec.chart'), pathColumn('Version', '.spec.version'), pathColumn('Source Kind', '.spec.sourceRef.kind'), pathColumn('Source Name', '.spec.sourceRef.name'), ageColumn(), ready, status], sources),
    define(source, 'v1', 'Bucket', 'buckets', [], [pathColumn('Endpoint', '.spec.endpoint'), ageColumn(), ready, status], sources),
    define(source, 'v1', 'ExternalArtifact', 'externalartifacts', ['ea'], [ageColumn(), ready, status, pathColumn('Source', '.spec.sourceRef.name')], sources),
    define('helm.toolkit.fluxcd.io', 'v2', 'HelmRelease', 'helmreleases', ['hr'], [ageColumn(), ready, status], appliers),
    define(image, 'v1', 'ImageRepository', 'imagerepositories', ['imgrepo'], [pathColumn('Image', '.spec.image'), ready, status, ageColumn()]),
    define(image, 'v1', 'ImagePolicy', 'imagepolicies', ['imgpol'], [pathColumn('Image', '.status.latestRef.name'), ready, status, ageColumn()]),
    define(image, 'v1', 'ImageUpdateAutomation', 'imageupdateautomations', ['iua'], [ready, status, ageColumn()]),
    define(notification, 'v1', 'Receiver', 'receivers', [], [ageColumn(), ready, status]),
    define(notification, 'v1beta3', 'Alert', 'alerts', [], [ageColumn()]),
    define(notification, 'v1beta3', 'Provider', 'providers', [], [ageColumn()]),
  ];
}

/** The kinds of Flagger and the TrafficSplit which its linkerd provider writes. */
export function flaggerKinds(): readonly KindInfo[] {
  return [
    define('flagger.app', 'v1beta1', 'Canary', 'canaries', [], canaryColumns(), ['all']),
    define('flagger.app', 'v1beta1', 'MetricTemplate', 'metrictemplates', [], [pathColumn('Provider', '.spec.provider.type')], ['all']),
    define('flagger.app', 'v1beta1', 'AlertProvider', 'alertproviders', [], [pathColumn('Type', '.spec.type')], ['all']),
    define('split.smi-spec.io', 'v1alpha1', 'TrafficSplit', 'trafficsplits', ['ts'], [pathColumn('Service', '.spec.service'), ageColumn()]),
  ];
}

/** The CustomResourceDefinition object of a kind, as `kubectl get crd` shows it. */
export function toDefinition(kind: KindInfo): JsonObject {
  const printed = kind.columns.filter((column) => column.jsonPath !== undefined);
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${kind.plural}.${kind.group}` },
    spec: {
      group: kind.group,
      scope: kind.namespaced ? 'Namespaced' : 'Cluster',
      names: { kind: kind.kind, listKind: `${kind.kind}List`, plural: kind.plural, singular: kind.singular, shortNames: kind.shortNames, categories: kind.categories },
      versions: [
        {
          name: kind.version,
          served: true,
          storage: true,
          subresources: kind.hasStatus ? { status: {} } : undefined,
          additionalPrinterColumns: printed.map((column) => ({ name: column.name, type: column.type, jsonPath: column.jsonPath, ...(column.priority === 0 ? {} : { priority: column.priority }) })),
          schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
        },
      ],
    },
    status: { acceptedNames: { kind: kind.kind, plural: kind.plural }, storedVersions: [kind.version], conditions: [{ type: 'Established', status: 'True', reason: 'InitialNamesAccepted', message: 'the initial names have been accepted' }] },
  };
}

/** Reads a CustomResourceDefinition object; `undefined` when it names no group, kind or served version. */
export function fromDefinition(definition: JsonObject): KindInfo | undefined {
  const group = textAt(definition, 'spec', 'group');
  const names = objectAt(definition, 'spec', 'names');
  const kind = textAt(names, 'kind');
  const plural = textAt(names, 'plural');
  const version = objectsAt(definition, 'spec', 'versions').find((candidate) => isTrueAt(candidate, 'served'));
  const versionName = textAt(version, 'name');
  if (group === undefined || kind === undefined || plural === undefined || versionName === undefined) return undefined;
  const columns = objectsAt(version, 'additionalPrinterColumns').map(readColumn);
  return {
    group,
    version: versionName,
    kind,
    plural,
    singular: textAt(names, 'singular') ?? kind.toLowerCase(),
    shortNames: texts(names, 'shortNames'),
    categories: texts(names, 'categories'),
    namespaced: textAt(definition, 'spec', 'scope') !== 'Cluster',
    custom: true,
    hasStatus: objectAt(version, 'subresources')['status'] !== undefined,
    hasGeneration: true,
    columns: [nameColumn(), ...(columns.length === 0 ? [ageColumn()] : columns)],
  };
}

/** The age as definitions declare it: a date, where built-in kinds have a text. */
function ageColumn(): TableColumn {
  return pathColumn('Age', '.metadata.creationTimestamp', 'date');
}

function canaryColumns(): readonly TableColumn[] {
  return [
    pathColumn('Status', '.status.phase'),
    pathColumn('Weight', '.status.canaryWeight'),
    pathColumn('Suspended', '.spec.suspend', 'boolean', 1),
    pathColumn('FailedChecks', '.status.failedChecks', 'string', 1),
    pathColumn('Interval', '.spec.analysis.interval', 'string', 1),
    pathColumn('Mirror', '.spec.analysis.mirror', 'boolean', 1),
    pathColumn('StepWeight', '.spec.analysis.stepWeight', 'string', 1),
    pathColumn('StepWeights', '.spec.analysis.stepWeights', 'string', 1),
    pathColumn('MaxWeight', '.spec.analysis.maxWeight', 'string', 1),
    pathColumn('LastTransitionTime', '.status.lastTransitionTime'),
  ];
}

function define(group: string, version: string, kind: string, plural: string, shortNames: readonly string[], columns: readonly TableColumn[], categories: readonly string[] = []): KindInfo {
  return { group, version, kind, plural, singular: kind.toLowerCase(), shortNames, categories, namespaced: true, custom: true, hasStatus: true, hasGeneration: true, columns: [nameColumn(), ...columns] };
}

function readColumn(column: JsonObject): TableColumn {
  const type = textAt(column, 'type');
  const known = type === 'integer' || type === 'boolean' || type === 'date' ? type : 'string';
  return pathColumn(textAt(column, 'name') ?? '', textAt(column, 'jsonPath') ?? '', known, numberAt(column, 'priority') ?? 0);
}

function texts(object: JsonObject, key: string): readonly string[] {
  return listAt(object, key).filter((entry) => typeof entry === 'string');
}
