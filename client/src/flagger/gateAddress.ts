/** Where a gate of Flagger's load tester is opened: the service behind a webhook's URL, as the API server's service proxy names it. */

/** A service in the cluster with the path below it. */
export interface GateAddress {
  readonly namespace: string;
  readonly service: string;
  /** Port number. */
  readonly port: string;
  /** Path that opens the gate. */
  readonly openPath: string;
}

/**
 * Reads the URL of a gate. Flagger: pkg/loadtester/server.go answers `/gate/check` by what `/gate/open` and `/gate/close` said last of a Canary.
 * `undefined` for any other path, for `https`, and for a host that is not `<service>.<namespace>[.svc[.<domain>]]`: without a namespace it is Flagger's own, which nobody here knows.
 */
export function readGateAddress(url: string): GateAddress | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, hostname, port, pathname } = new URL(url);
  const path = /^(.*)\/gate\/check\/?$/.exec(pathname);
  const [service = '', namespace = '', ...domain] = hostname.split('.');
  const isInCluster = namespace !== '' && (domain.length === 0 || domain[0] === 'svc') && !/^\d+$/.test(service);
  if (protocol !== 'http:' || path === null || !isInCluster) return undefined;
  return { namespace, service, port: port === '' ? '80' : port, openPath: `${path[1] ?? ''}/gate/open` };
}
