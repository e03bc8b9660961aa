/** Structure of SMI TrafficSplit (servicemeshinterface/smi-spec apis/traffic-split), by hand: the project is archived and ships no module with it. */
import type { KindStructure, Structure } from './structure.ts';

const reference: Structure = { fields: { apiGroup: 'string', kind: 'string', name: 'string', namespace: 'string' } };

function splitOf(version: string, weight: Structure, more: Readonly<Record<string, Structure>>): KindStructure {
  const backend: Structure = { required: ['service'], fields: { service: 'string', weight } };
  return {
    apiVersion: `split.smi-spec.io/${version}`,
    kind: 'TrafficSplit',
    upstream: 'servicemeshinterface/smi-spec v0.6.0',
    root: { fields: { spec: { required: ['backends', 'service'], fields: { service: 'string', backends: { list: backend }, ...more } }, status: 'any' } },
  };
}

/** Each version; weights were quantities (`500m`) first. */
export const trafficSplitKinds: readonly KindStructure[] = [
  splitOf('v1alpha1', 'any', {}),
  splitOf('v1alpha2', 'number', {}),
  splitOf('v1alpha3', 'number', { matches: { list: reference } }),
  splitOf('v1alpha4', 'number', { matches: { list: reference } }),
];
