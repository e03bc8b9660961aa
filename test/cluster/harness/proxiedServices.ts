// Makes programs beside the cluster Services of it, so that they are reached through the API server's proxy as in a real cluster.
import type { ApiClient, Json } from './apiClient.ts';

/** A Service with one Pod. */
export interface ProxiedService {
  readonly namespace: string;
  readonly name: string;
  readonly port: number;
  /** The Pod's address. The API server refuses 127.0.0.1; the proxy of `serviceNames.ts` knows which local port is meant. */
  readonly address: string;
}

/** The load tester's place, as in Flagger's own examples: `http://loadtester.test/gate/open`. The addresses are set aside for documents (RFC 5737). */
export const loadTesterService: ProxiedService = { namespace: 'test', name: 'loadtester', port: 80, address: '198.51.100.1' };

/** The metrics server's place: `http://prometheus.monitoring:9090`. */
export const metricsService: ProxiedService = { namespace: 'monitoring', name: 'prometheus', port: 9090, address: '198.51.100.2' };

/** Creates namespace, Service and its endpoints. */
export async function publishService(api: ApiClient, service: ProxiedService): Promise<void> {
  const { namespace, name, port, address } = service;
  await api.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  const metadata = { name, namespace };
  await api.apply({ apiVersion: 'v1', kind: 'Service', metadata, spec: { ports: [{ name: 'http', port, targetPort: port, protocol: 'TCP' }] } });
  const targetRef = await createPod(api, service);
  await api.apply({ apiVersion: 'v1', kind: 'Endpoints', metadata, subsets: [{ addresses: [{ ip: address, targetRef }], ports: [{ name: 'http', port, protocol: 'TCP' }] }] });
  await api.apply({
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: `${name}-suite`, namespace, labels: { 'kubernetes.io/service-name': name } },
    addressType: 'IPv4',
    endpoints: [{ addresses: [address], conditions: { ready: true }, targetRef }],
    ports: [{ name: 'http', port, protocol: 'TCP' }],
  });
}

/** The API server proxies only to addresses that are those of a Pod (pkg/registry/core/service/storage, isValidAddress). No scheduler takes this one, so its address stays. */
async function createPod(api: ApiClient, { namespace, name, address }: ProxiedService): Promise<Json> {
  // Its controller makes one too, but perhaps not yet.
  await api.apply({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace } });
  await api.apply({ apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace }, spec: { schedulerName: 'nobody', containers: [{ name, image: `registry.invalid/${name}:1` }] } });
  await api.merge(`/api/v1/namespaces/${namespace}/pods/${name}/status`, { status: { phase: 'Running', podIP: address, podIPs: [{ ip: address }] } });
  return { kind: 'Pod', name, namespace };
}
