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

/** Whether ConfigMaps and Secrets are those that the primary runs with. */
export type PromotedConfigs = 'same' | 'other' | 'unknown';

/** Compares each tracked ConfigMap with the copy that Flagger gives the primary (pkg/canary/config_tracker.go: `NAME-primary`); `unknown` where one cannot be read, or a Secret is tracked: Secrets are not read here. */
export async function comparePromotedConfigs(connection: Pick<KubeConnection, 'get'>, namespace: string, canary: unknown): Promise<PromotedConfigs> {
  const names = Object.keys(readStringMap(readPath(canary, 'status', 'trackedConfigs'))).flatMap((key) => (key.startsWith('configmap/') ? [key.slice('configmap/'.length)] : []));
  const compared = await Promise.all(names.map(async (name): Promise<PromotedConfigs> => {
    const [own, copy] = await Promise.all([name, `${name}-primary`].map((one) => connection.get(configMaps, namespace, one)));
    if (own?.ok !== true || copy?.ok !== true) return 'unknown';
    return checksumOf(readMember(own.value, 'data')) === checksumOf(readMember(copy.value, 'data')) ? 'same' : 'other';
  }));
  if (compared.includes('other')) return 'other';
  return compared.includes('unknown') || tracksSecrets(canary) ? 'unknown' : 'same';
}

/** Flagger: pkg/canary/config_tracker.go takes the first eight bytes of the SHA-256 of what Go's `encoding/json` writes: keys sorted, `<`, `>` and `&` escaped, `null` for nothing. */
export function checksumOf(data: unknown): string {
  const text = data === undefined ? 'null' : JSON.stringify(Object.fromEntries(Object.entries(readStringMap(data)).sort(([a], [b]) => (a < b ? -1 : 1))));
  const escaped = text.replace(/[<>&\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return createHash('sha256').update(escaped).digest('hex').slice(0, 16);
}
