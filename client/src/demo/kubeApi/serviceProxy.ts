/** Leads requests for Services to the stand-ins behind them, through the API server's proxy and from inside the cluster. */
import { ApiError } from './apiError.ts';
import { objectsAt, type JsonObject } from './json.ts';

/** A request that reached a Service. */
export interface ServiceRequest {
  readonly method: string;
  /** With a leading slash, without the query. */
  readonly path: string;
  /** Without the question mark; empty where there is none. */
  readonly query?: string;
  readonly body: string;
}

/** The answer of a Service. */
export interface ServiceResponse {
  readonly status: number;
  readonly body: string;
  readonly contentType?: string;
}

/** The program behind a Service. */
export type ServiceHandler = (request: ServiceRequest) => ServiceResponse;

/** The programs behind the Services of the cluster. */
export class ServiceProxy {
  readonly #handlers = new Map<string, ServiceHandler>();

  /** Puts a program behind a Service. */
  register(namespace: string, name: string, handler: ServiceHandler): void {
    this.#handlers.set(`${namespace}/${name}`, handler);
  }

  /** Takes the program away: the Service answers 503. */
  unregister(namespace: string, name: string): void {
    this.#handlers.delete(`${namespace}/${name}`);
  }

  /** Asks the program behind a Service, `[scheme:]name[:port]`; 503 where there is none. */
  call(namespace: string, id: string, request: ServiceRequest): ServiceResponse {
    const handler = this.#handlers.get(`${namespace}/${readProxyName(id).name}`);
    if (handler === undefined) throw noEndpoints(id);
    return handler(request);
  }
}

/** The name and the port of a Service in a proxy path: `[scheme:]name[:port]`. */
export function readProxyName(text: string): { readonly name: string; readonly port: string } {
  const parts = text.split(':');
  const [name = '', port = ''] = parts.length === 3 ? parts.slice(1) : parts;
  return { name, port };
}

/**
 * 503 for a port that the Service has not: a number is looked up in the Service, a name, or no name, only among the endpoints behind it
 * (kubernetes pkg/registry/core/service/storage, `ResourceLocation`). `id`: the Service as the path names it.
 */
export function requirePort(service: JsonObject, id: string): void {
  const { name, port } = readProxyName(id);
  const isNumber = /^\d+$/.test(port);
  if (objectsAt(service, 'spec', 'ports').some((declared) => (isNumber ? declared['port'] === Number(port) : (declared['name'] ?? '') === port))) return;
  throw isNumber ? new ApiError(503, 'ServiceUnavailable', `no service port ${Number(port)} found for service "${name}"`) : noEndpoints(id);
}

function noEndpoints(id: string): ApiError {
  return new ApiError(503, 'ServiceUnavailable', `no endpoints available for service "${id}"`);
}

/** The Service that a URL inside the cluster names (`http://name.namespace[.svc…]/path`), or `undefined` for any other host. */
export function findServiceOfUrl(url: string): { readonly namespace: string; readonly name: string; readonly path: string } | undefined {
  if (!URL.canParse(url)) return undefined;
  const { hostname, pathname } = new URL(url);
  const [name, namespace, ...rest] = hostname.split('.');
  const isInside = rest.length === 0 || ['svc', 'svc.cluster.local'].includes(rest.join('.'));
  return name === undefined || namespace === undefined || !isInside ? undefined : { namespace, name, path: pathname };
}
