// Our structure of each kind against the definitions that a real API server serves: every field, type, limit, value and need, both ways.
import { describe, expect, test } from 'vitest';
import { knownKinds } from '../../server/src/schemas/catalogue.ts';
import { listAt, textAt, valueAt, isJson, type Json } from './harness/apiClient.ts';
import { sharedControlPlane } from './harness/suite.ts';
import { compareFacts, factsOfSchema, factsOfStructure } from './harness/structureFacts.ts';

const { api } = sharedControlPlane();

interface ServedVersion {
  readonly apiVersion: string;
  readonly kind: string;
  readonly schema: Json;
}

async function servedVersions(): Promise<readonly ServedVersion[]> {
  const definitions = await api.list('/apis/apiextensions.k8s.io/v1/customresourcedefinitions');
  return definitions.flatMap((definition) =>
    listAt(definition, 'spec', 'versions')
      .filter((version) => version['served'] === true)
      .map((version) => {
        const schema = valueAt(version, 'schema', 'openAPIV3Schema');
        return { apiVersion: `${textAt(definition, 'spec', 'group')}/${textAt(version, 'name')}`, kind: textAt(definition, 'spec', 'names', 'kind'), schema: isJson(schema) ? schema : {} };
      }),
  );
}

const served = await servedVersions();
const flux = served.filter(({ apiVersion }) => /^(kustomize|source)\.toolkit\.fluxcd\.io\//.test(apiVersion));
const flagger = served.filter(({ apiVersion }) => apiVersion.startsWith('flagger.app/'));
const routes = served.filter(({ apiVersion, kind }) => apiVersion.startsWith('gateway.networking.k8s.io/') && kind === 'HTTPRoute');

function compare({ apiVersion, kind, schema }: ServedVersion) {
  const ours = knownKinds.find((known) => known.apiVersion === apiVersion && known.kind === kind);
  return ours === undefined ? undefined : compareFacts(factsOfSchema(schema), factsOfStructure(ours.root));
}

describe('Flux and the Gateway API, in the version that we know', () => {
  test('the cluster serves what this file is about', () => {
    expect(flux.map(({ apiVersion, kind }) => `${apiVersion}/${kind}`).sort()).toEqual([
      'kustomize.toolkit.fluxcd.io/v1/Kustomization',
      'source.toolkit.fluxcd.io/v1/Bucket',
      'source.toolkit.fluxcd.io/v1/ExternalArtifact',
      'source.toolkit.fluxcd.io/v1/GitRepository',
      'source.toolkit.fluxcd.io/v1/HelmChart',
      'source.toolkit.fluxcd.io/v1/HelmRepository',
      'source.toolkit.fluxcd.io/v1/OCIRepository',
    ]);
    expect(flagger).toHaveLength(3);
    expect(routes.map(({ apiVersion }) => apiVersion).sort()).toEqual(['gateway.networking.k8s.io/v1', 'gateway.networking.k8s.io/v1beta1']);
  });

  test.each([...flux, ...routes].map((version) => [`${version.apiVersion}/${version.kind}`, version] as const))('%s is the same', (_name, version) => {
    expect(compare(version)).toEqual({ onlyServed: [], onlyOurs: [] });
    // An empty comparison would prove nothing.
    expect(factsOfSchema(version.schema).length).toBeGreaterThan(5);
  });
});

/** What Flagger has changed between 1.36.1, the newest that its Go module has, and 1.44, which our structure is of: taken from its definitions. */
const changesSinceFlagger136: Readonly<Record<string, ReturnType<typeof compareFacts>>> = {
  AlertProvider: { onlyServed: [], onlyOurs: [] },
  Canary: {
    onlyServed: ['spec.autoscalerRef.primaryScalerReplicas.maxReplicas: number', 'spec.autoscalerRef.primaryScalerReplicas.minReplicas: number', 'spec: needs service'],
    onlyOurs: [
      'spec.analysis.sessionAffinity.domain: string',
      'spec.analysis.sessionAffinity.httpOnly: boolean',
      'spec.analysis.sessionAffinity.partitioned: boolean',
      'spec.analysis.sessionAffinity.path: string',
      'spec.analysis.sessionAffinity.primaryCookieName: string',
      'spec.analysis.sessionAffinity.sameSite: one of ["Lax","None","Strict"]',
      'spec.analysis.sessionAffinity.sameSite: string',
      'spec.analysis.sessionAffinity.secure: boolean',
      'spec.analysis.webhooks[].disableTLS: boolean',
      'spec.autoscalerRef.primaryScalerReplicas.maxReplicas: integer',
      'spec.autoscalerRef.primaryScalerReplicas.maxReplicas: min 1',
      'spec.autoscalerRef.primaryScalerReplicas.minReplicas: integer',
      'spec.autoscalerRef.primaryScalerReplicas.minReplicas: min 1',
      'spec.provider: one of ["apisix","appmesh","appmesh:v1beta2","contour","gatewayapi:v1","gatewayapi:v1beta1","gloo","istio","knative","kubernetes","kuma","linkerd","nginx","osm","skipper","smi:v1alpha1","smi:v1alpha2","smi:v1alpha3","traefik"]',
      'spec.service.backendTimeout: string',
      'spec.service.headless: boolean',
      'spec.service.trafficDistribution: one of ["PreferClose","PreferSameNode","PreferSameZone"]',
      'spec.service.trafficDistribution: string',
      'spec.service.trafficPolicy.outlierDetection.consecutiveLocalOriginFailures: format int32',
      'spec.service.trafficPolicy.outlierDetection.consecutiveLocalOriginFailures: integer',
      'spec.service.trafficPolicy.outlierDetection.splitExternalLocalOriginErrors: boolean',
      'spec.service.unmanagedMetadata.annotations: list',
      'spec.service.unmanagedMetadata.annotations[]: string',
      'spec.service.unmanagedMetadata.labels: list',
      'spec.service.unmanagedMetadata.labels[]: string',
      'spec.service.unmanagedMetadata: fields',
    ],
  },
  MetricTemplate: {
    onlyServed: ['spec.provider.type: one of ["cloudwatch","datadog","dynatrace","graphite","influxdb","newrelic","prometheus","stackdriver"]'],
    onlyOurs: [
      'spec.provider.headers.*: list',
      'spec.provider.headers.*[]: string',
      'spec.provider.headers: map',
      'spec.provider.type: one of ["cloudwatch","datadog","dynatrace","externalmetrics","graphite","influxdb","keptn","newrelic","prometheus","splunk","stackdriver"]',
    ],
  },
};

test.each(flagger.map((version) => [version.kind, version] as const))('Flagger 1.36: %s differs from 1.44, which we know, in what was changed since, and in nothing else', (kind, version) => {
  expect(compare(version)).toEqual(changesSinceFlagger136[kind]);
});
