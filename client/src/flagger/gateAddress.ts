/** Which gate of Flagger's load tester a webhook asks: the Service behind its URL, as the API server's service proxy names it. */

/** The two sorts of gates (pkg/loadtester/server.go): one lets a rollout go on, the other asks for a rollback. */
export type GateArea = 'gate' | 'rollback';

/** Types of webhooks that let a rollout go on, or ask for a rollback. */
export const gateTypes: readonly string[] = ['confirm-rollout', 'confirm-traffic-increase', 'confirm-promotion', 'rollback'];

/** A gate behind a Service of the cluster. */
export interface GateAddress {
  readonly namespace: string;
  readonly service: string;
  /** Port number. */
  readonly port: string;
  readonly area: GateArea;
  /** What stands before `/gate` or `/rollback`; usually empty. */
  readonly prefix: string;
}

/**
 * Reads the URL of a gate. Flagger: pkg/loadtester/server.go answers `/gate/check` by what `/gate/open` and `/gate/close` said last of a Canary, and `/rollback/…` likewise.
 * `undefined` for any other path, for `https`, and for a host that is not `<service>.<namespace>[.svc[.<domain>]]`: without a namespace it is Flagger's own, which nobody here knows.
 */
export function readGateAddress(url: string): GateAddress | undefined {
  const place = readServiceUrl(url);
  if (place === undefined) return undefined;
  const { namespace, service, port, path: fullPath } = place;
  const path = /^(.*)\/(gate|rollback)\/check\/?$/.exec(fullPath);
  if (path === null) return undefined;
  return { namespace, service, port, area: path[2] === 'rollback' ? 'rollback' : 'gate', prefix: path[1] ?? '' };
}

/** A Service of the cluster with a path below it, as the proxy of the API server reaches it. */
export interface ServicePlace {
  readonly namespace: string;
  readonly service: string;
  /** Port number. */
  readonly port: string;
  /** Path with a leading slash. */
  readonly path: string;
}

/** Reads `http://<service>.<namespace>[.svc[.<domain>]][:port]/path`; `undefined` for any other URL. */
export function readServiceUrl(url: string): ServicePlace | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, hostname, port, pathname } = new URL(url);
  const [service = '', namespace = '', ...domain] = hostname.split('.');
  const isInCluster = namespace !== '' && (domain.length === 0 || domain[0] === 'svc') && !/^\d+$/.test(service);
  return protocol === 'http:' && isInCluster ? { namespace, service, port: port === '' ? '80' : port, path: pathname } : undefined;
}

/** Path below the Service for a question or an order to the gate. */
export function gatePath({ prefix, area }: GateAddress, action: 'check' | 'open' | 'close'): string {
  return `${prefix}/${area}/${action}`;
}
