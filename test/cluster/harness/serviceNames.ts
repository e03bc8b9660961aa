// Lets Flagger reach `http://<service>.<namespace>/…` as inside a cluster: an HTTP proxy that knows which local port answers for which service.
import { request as sendRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { listenLocally, type RunningServer } from './httpServer.ts';

/** Ports on 127.0.0.1 by `service.namespace`. */
export type ServicePorts = ReadonlyMap<string, number>;

/** Listens; unknown names are answered with 502, as by a proxy that cannot resolve them. */
export function startServiceNames(ports: ServicePorts): Promise<RunningServer> {
  return listenLocally((request, response) => forward(ports, request, response));
}

/** `loadtester.test.svc.cluster.local` → `loadtester.test`. */
function serviceOf(hostname: string): string {
  return hostname.split('.').slice(0, 2).join('.');
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
