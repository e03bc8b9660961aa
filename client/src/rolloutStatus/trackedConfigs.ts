// Which ConfigMaps of a Canary have changed since Flagger looked last: such a change starts a rollout although no workload differs.
import { createHash } from 'node:crypto';
import { readMember, readPath, readStringMap } from '../../../server/src/flagger/jsonRead.ts';
import type { KubeConnection } from '../cluster/kubeConnection.ts';
import type { ServedKind } from '../cluster/servedKind.ts';

const configMaps: ServedKind = { group: '', version: 'v1', kind: 'ConfigMap', plural: 'configmaps', namespaced: true };

/** Names of the ConfigMaps whose checksum is another than the one in `status.trackedConfigs`; those that cannot be read are left out, and Secrets are not looked into. */
export async function findChangedConfigs(connection: Pick<KubeConnection, 'get'>, namespace: string, canary: unknown): Promise<readonly string[]> {
  const tracked = Object.entries(readStringMap(readPath(canary, 'status', 'trackedConfigs'))).filter(([key]) => key.startsWith('configmap/'));
  const compared = await Promise.all(tracked.map(async ([key, known]) => {
    const name = key.slice('configmap/'.length);
    const answer = await connection.get(configMaps, namespace, name);
    return answer.ok && checksumOf(readMember(answer.value, 'data')) !== known ? [name] : [];
  }));
  return compared.flat();
}

/** Whether Flagger compares Secrets for a Canary (pkg/canary/config_tracker.go: keys `secret/NAME` of `status.trackedConfigs`). */
export function tracksSecrets(canary: unknown): boolean {
  return Object.keys(readStringMap(readPath(canary, 'status', 'trackedConfigs'))).some((key) => key.startsWith('secret/'));
}

/** Flagger: pkg/canary/config_tracker.go takes the first eight bytes of the SHA-256 of what Go's `encoding/json` writes: keys sorted, `<`, `>` and `&` escaped, `null` for nothing. */
export function checksumOf(data: unknown): string {
  const text = data === undefined ? 'null' : JSON.stringify(Object.fromEntries(Object.entries(readStringMap(data)).sort(([a], [b]) => (a < b ? -1 : 1))));
  const escaped = text.replace(/[<>&\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return createHash('sha256').update(escaped).digest('hex').slice(0, 16);
}
