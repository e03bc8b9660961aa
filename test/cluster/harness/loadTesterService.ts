// Makes Flagger's load tester a Service of the cluster, so that its gates are reached through the API server's proxy as in a real cluster.
import { networkInterfaces } from 'node:os';
import type { ApiClient, Json } from './apiClient.ts';

/** The Service's place, as in Flagger's own examples: `http://loadtester.test/gate/open`. */
export const loadTesterService = { namespace: 'test', name: 'loadtester', port: 80 } as const;

/** The address of this machine that is not 127.0.0.1: the API server proxies to no other. Undefined on a machine without network. */
export function machineAddress(): string | undefined {
  return Object.values(networkInterfaces()).flat().find((entry) => entry !== undefined && entry.family === 'IPv4' && !entry.internal)?.address;
}

/** Creates namespace, Service and, where this machine has an address for it, its endpoints. */
export async function publishLoadTester(api: ApiClient, port: number): Promise<void> {
  const { namespace, name } = loadTesterService;
  await api.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  const metadata = { name, namespace };
  await api.apply({ apiVersion: 'v1', kind: 'Service', metadata, spec: { ports: [{ name: 'http', port: loadTesterService.port, targetPort: port, protocol: 'TCP' }] } });
  const address = machineAddress();
  if (address === undefined) return;
  const targetRef = await createPod(api, address);
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
async function createPod(api: ApiClient, address: string): Promise<Json> {
  const { namespace, name } = loadTesterService;
  await api.apply({ apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace }, spec: { schedulerName: 'nobody', containers: [{ name, image: 'registry.invalid/loadtester:1' }] } });
  await api.merge(`/api/v1/namespaces/${namespace}/pods/${name}/status`, { status: { phase: 'Running', podIP: address, podIPs: [{ ip: address }] } });
  return { kind: 'Pod', name, namespace };
}
