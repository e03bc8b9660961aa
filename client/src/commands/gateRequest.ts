// The two requests that open a gate of Flagger's load tester and look whether it is open. No VS Code in here.
import type { KubeConnection } from '../cluster/kubeConnection.ts';
import type { KubeError } from '../cluster/kubeError.ts';
import type { GateAddress } from '../flagger/gateAddress.ts';

/** What became of the request. */
export type GateAnswer =
  | { readonly type: 'open' }
  /** The load tester took it, and yet says that the gate is closed. */
  | { readonly type: 'stillClosed'; readonly status: number }
  /** The API server did not let it through, or nothing answers behind it. */
  | { readonly type: 'refused'; readonly error: KubeError };

/** Opens the gate of one Canary: the load tester keeps gates by the Canary's name and namespace. */
export async function askGate(connection: Pick<KubeConnection, 'proxyService'>, address: GateAddress, canary: { readonly name: string; readonly namespace: string }): Promise<GateAnswer> {
  const { namespace, service, port, openPath } = address;
  const request = { namespace, service, port, method: 'POST', body: JSON.stringify({ name: canary.name, namespace: canary.namespace }) } as const;
  const opened = await connection.proxyService({ ...request, path: openPath });
  if (!opened.ok) return { type: 'refused', error: opened.error };
  const checked = await connection.proxyService({ ...request, path: openPath.replace(/open$/, 'check') });
  if (!checked.ok) return { type: 'refused', error: checked.error };
  return checked.value.status < 300 ? { type: 'open' } : { type: 'stillClosed', status: opened.value.status };
}
