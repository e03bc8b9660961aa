// Lets Flagger reach `http://<service>.<namespace>/…`, and the API server the addresses of Pods, as inside a cluster: an HTTP proxy that knows which local port answers for whom.
import { createServer, request as sendRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, isIPv4 } from 'node:net';
import type { Duplex } from 'node:stream';
import { listenLocally, type Closable, type RunningServer } from './httpServer.ts';

/** Ports on 127.0.0.1 by `service.namespace` and by the address of a Pod. */
export type ServicePorts = ReadonlyMap<string, number>;

/** Listens; unknown names are answered with 502, as by a proxy that cannot resolve them. */
export function startServiceNames(ports: ServicePorts): Promise<RunningServer> {
  return listenLocally((request, response) => forward(ports, request, response));
}

/** Listens on a socket of the file system for the API server, which asks for `CONNECT <address of a Pod>` there. */
export async function startPodNetwork(ports: ServicePorts, socketFile: string): Promise<Closable> {
  const tunnels = new Set<Duplex>();
  const server = createServer();
  server.on('connect', (request, socket, head) => {
    tunnels.add(socket);
    socket.once('close', () => tunnels.delete(socket));
    tunnel(ports, request, socket, head);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(socketFile, resolve);
  });
  return {
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of tunnels) socket.destroy();
      await closed;
    },
  };
}

/** Makes the API server go there wherever it means an address of the cluster. */
export function egressConfiguration(socketFile: string): string {
  return `apiVersion: apiserver.k8s.io/v1beta1\nkind: EgressSelectorConfiguration\negressSelections:\n  - name: cluster\n    connection:\n      proxyProtocol: HTTPConnect\n      transport:\n        uds:\n          udsName: ${socketFile}\n`;
}

/** `loadtester.test.svc.cluster.local` → `loadtester.test`; an address stays as it is. */
function serviceOf(hostname: string): string {
  return isIPv4(hostname) ? hostname : hostname.split('.').slice(0, 2).join('.');
}

function forward(ports: ServicePorts, request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '/', 'http://unknown');
  const port = ports.get(serviceOf(url.hostname));
  if (port === undefined) {
    response.statusCode = 502;
    response.end(`no such host: ${url.hostname}`);
    return;
  }
  const onward = sendRequest({ host: '127.0.0.1', port, method: request.method, path: `${url.pathname}${url.search}`, headers: request.headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  onward.on('error', (error) => {
    response.statusCode = 502;
    response.end(error.message);
  });
  request.pipe(onward);
}

/** `CONNECT 198.51.100.1:80`: what comes over the socket from then on goes to the local port. */
function tunnel(ports: ServicePorts, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  const port = ports.get(serviceOf((request.url ?? '').replace(/:\d+$/, '')));
  if (port === undefined) {
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
    return;
  }
  const onward = connect(port, '127.0.0.1', () => {
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    onward.write(head);
    onward.pipe(socket).pipe(onward);
  });
  for (const [one, other] of [[socket, onward], [onward, socket]] as const) one.on('error', () => other.destroy());
}
