// A workload with a Canary, as short as a test can say it.
import type { ApiClient, Json } from './apiClient.ts';

/** What makes one Canary of a test differ from another. */
export interface CanaryShape {
  /** Also the namespace's prefix and the key of the metrics. */
  readonly name: string;
  readonly provider: 'linkerd' | 'gatewayapi:v1' | 'nginx' | 'kubernetes';
  /** Members of `spec.analysis` beside interval, threshold and metrics. */
  readonly analysis: Json;
  /** Members of `spec.service` beside its ports. */
  readonly service?: Json;
  /** Other members of the spec. */
  readonly more?: Json;
}

/** Every Canary of the suite is called so, and so is its Deployment. */
export const workloadName = 'web';

/** A Deployment that kwok makes ready at once. */
export function deploymentObject(namespace: string, version: string): Json {
  const labels = { app: workloadName };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { namespace, name: workloadName, labels },
    spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers: [{ name: workloadName, image: `registry.invalid/web:${version}`, ports: [{ name: 'http', containerPort: 8080 }] }] } } },
  };
}

/** The Canary. Flagger takes no interval under ten seconds. */
export function canaryObject(namespace: string, { provider, analysis, service = {}, more = {} }: CanaryShape): Json {
  return {
    apiVersion: 'flagger.app/v1beta1',
    kind: 'Canary',
    metadata: { namespace, name: workloadName },
    spec: {
      provider,
      targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: workloadName },
      progressDeadlineSeconds: 60,
      service: { port: 80, targetPort: 'http', ...(provider === 'gatewayapi:v1' ? { hosts: ['web.example.com'], gatewayRefs: [{ name: 'gateway', namespace }] } : {}), ...service },
      ...(provider === 'nginx' ? { ingressRef: { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', name: workloadName } } : {}),
      analysis: {
        interval: '10s',
        threshold: 2,
        metrics: [
          { name: 'request-success-rate', thresholdRange: { min: 99 }, interval: '1m' },
          { name: 'request-duration', thresholdRange: { max: 500 }, interval: '1m' },
        ],
        ...analysis,
      },
      ...more,
    },
  };
}

/** Creates Deployment, Canary and what the provider needs beside them, at version 1.0.0. */
export async function createCanary(api: ApiClient, namespace: string, shape: CanaryShape): Promise<void> {
  await api.apply(deploymentObject(namespace, '1.0.0'));
  if (shape.provider === 'nginx') await api.apply(ingressObject(namespace));
  await api.apply(canaryObject(namespace, shape));
}

function ingressObject(namespace: string): Json {
  const backend = { service: { name: workloadName, port: { number: 80 } } };
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { namespace, name: workloadName, labels: { app: workloadName }, annotations: { 'kubernetes.io/ingress.class': 'nginx' } },
    spec: { rules: [{ host: 'web.example.com', http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }] },
  };
}

/** Lets the Deployment ask for another version, as a commit through Flux does. */
export async function releaseVersion(api: ApiClient, namespace: string, version: string): Promise<void> {
  await api.apply(deploymentObject(namespace, version));
}
