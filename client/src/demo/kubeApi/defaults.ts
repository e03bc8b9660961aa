/** The defaults which a real API server fills in and on which Flux and Flagger rely. */
import { createHash } from 'node:crypto';
import { isJsonObject, numberAt, objectAt, objectsAt, textAt, valueAt, withValue } from './json.ts';
import type { JsonObject } from './json.ts';
import { toApiVersion, toResourceId } from './kindInfo.ts';
import type { KindInfo } from './kindInfo.ts';
import { withStructureDefaults } from './structureDefaults.ts';
import { findStructure } from '../../../../server/src/schemas/catalogue.ts';

/** The object with the defaults of its kind; fields that are set stay as they are. */
export function withDefaults(kind: KindInfo, object: JsonObject): JsonObject {
  switch (toResourceId(kind)) {
    case 'deployments.apps':
      return withDeploymentDefaults(object);
    case 'services':
      return withServiceDefaults(object);
    case 'secrets':
      return withSecretDefaults(object);
    case 'events':
      return { reportingComponent: '', reportingInstance: '', ...object };
    case 'namespaces':
      return { ...object, spec: { finalizers: ['kubernetes'] }, status: { phase: 'Active' } };
    default:
      return kind.custom ? withCustomDefaults(kind, object) : object;
  }
}

/** Flux's definitions begin every status with a generation that was never looked at. */
function withCustomDefaults(kind: KindInfo, object: JsonObject): JsonObject {
  const structure = findStructure(toApiVersion(kind), kind.kind);
  const filled = structure === undefined ? object : withStructureDefaults(structure, object);
  return kind.hasStatus && kind.group.endsWith('.toolkit.fluxcd.io') && filled['status'] === undefined ? { ...filled, status: { observedGeneration: -1 } } : filled;
}

function withDeploymentDefaults(object: JsonObject): JsonObject {
  const spec = objectAt(object, 'spec');
  return {
    ...object,
    spec: {
      ...spec,
      // Flux leaves the field alone when Git does not set it, and Flagger scales by it.
      replicas: numberAt(spec, 'replicas') ?? 1,
      revisionHistoryLimit: numberAt(spec, 'revisionHistoryLimit') ?? 10,
      progressDeadlineSeconds: numberAt(spec, 'progressDeadlineSeconds') ?? 600,
      strategy: valueAt(spec, 'strategy') ?? { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
    },
  };
}

function withServiceDefaults(object: JsonObject): JsonObject {
  const spec = objectAt(object, 'spec');
  const ports = objectsAt(spec, 'ports').map((port) => ({ ...port, protocol: textAt(port, 'protocol') ?? 'TCP', targetPort: port['targetPort'] ?? port['port'] }));
  const type = textAt(spec, 'type') ?? 'ClusterIP';
  const clusterIP = textAt(spec, 'clusterIP') ?? (type === 'ExternalName' ? undefined : toClusterAddress(object));
  return { ...object, spec: { ...spec, type, clusterIP, ...(valueAt(spec, 'ports') === undefined ? {} : { ports }) } };
}

/** Secrets come with plain `stringData` and are kept as base64 `data`. */
function withSecretDefaults(object: JsonObject): JsonObject {
  const plain = object['stringData'];
  const typed = { ...object, type: textAt(object, 'type') ?? 'Opaque' };
  if (!isJsonObject(plain)) return typed;
  const encoded = Object.entries(plain).map(([key, value]) => [key, Buffer.from(typeof value === 'string' ? value : '').toString('base64')] as const);
  return withValue({ ...typed, data: { ...objectAt(object, 'data'), ...Object.fromEntries(encoded) } }, ['stringData'], undefined);
}

function toClusterAddress(object: JsonObject): string {
  const digest = createHash('sha256').update(`${textAt(object, 'metadata', 'namespace') ?? ''}/${textAt(object, 'metadata', 'name') ?? ''}`).digest();
  return `10.96.${digest.readUInt8(0)}.${1 + (digest.readUInt8(1) % 254)}`;
}
