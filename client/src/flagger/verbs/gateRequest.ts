// What is asked of a gate of Flagger's load tester, through the API server's service proxy. No VS Code in here.
import type { KubeAnswer, KubeConnection } from '../../cluster/kubeConnection.ts';
import type { KubeError } from '../../cluster/kubeError.ts';
import { success } from '../../cluster/outcome.ts';
import { gatePath, type GateAddress } from '../gateAddress.ts';

/** The state of a gate as its load tester tells it. */
export type GateState = 'open' | 'closed';

/** What became of an order to a gate. */
export type GateAnswer =
  | { readonly type: 'done'; readonly state: GateState }
  /** The load tester took it, and yet says the contrary. */
  | { readonly type: 'unchanged'; readonly status: number }
  /** The API server did not let it through, or nothing answers behind it. `ordered`: the order itself may have reached the load tester, so the gate may be as ordered. */
  | { readonly type: 'refused'; readonly error: KubeError; readonly ordered: boolean };

type Proxy = Pick<KubeConnection, 'proxyService'>;
/** A Canary's name and namespace: the load tester keeps its gates by them. */
export interface GateKeeper {
  readonly name: string;
  readonly namespace: string;
}

/** Asks whether a gate is open. Flagger takes 200 to 202 for a yes (pkg/controller/webhook.go). */
export async function readGateState(connection: Proxy, address: GateAddress, canary: GateKeeper): KubeAnswer<GateState> {
  const answer = await connection.proxyService(request(address, canary, 'check'));
  return answer.ok ? success(answer.value.status <= 202 ? 'open' : 'closed') : answer;
}

/** Opens or closes the gate of one Canary and looks whether it is so. */
export async function setGate(connection: Proxy, address: GateAddress, canary: GateKeeper, wanted: GateState): Promise<GateAnswer> {
  const ordered = await connection.proxyService(request(address, canary, wanted === 'open' ? 'open' : 'close'));
  if (!ordered.ok) return { type: 'refused', error: ordered.error, ordered: isUnclear(ordered.error) };
  const state = await readGateState(connection, address, canary);
  if (!state.ok) return { type: 'refused', error: state.error, ordered: true };
  return state.value === wanted ? { type: 'done', state: wanted } : { type: 'unchanged', status: ordered.value.status };
}

/** No answer is no refusal: an order that timed out may have been carried out. */
function isUnclear(error: KubeError): boolean {
  return error.type === 'unreachable' || error.type === 'cancelled' || (error.type === 'server' && error.status === 504);
}

function request(address: GateAddress, canary: GateKeeper, action: 'check' | 'open' | 'close') {
  const { namespace, service, port } = address;
  return { namespace, service, port, path: gatePath(address, action), method: 'POST', body: JSON.stringify({ name: canary.name, namespace: canary.namespace }) } as const;
}
