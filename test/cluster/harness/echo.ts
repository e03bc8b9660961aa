// A program behind a Service that says what it was asked.
import { listenLocally, readBody, type RunningServer } from './httpServer.ts';
import type { ProxiedService } from './proxiedServices.ts';

/** Its Service. The address is set aside for documents (RFC 5737), as those of the suite's other Services. */
export const echoAt = (namespace: string): ProxiedService => ({ namespace, name: 'echo', port: 80, address: '198.51.100.3' });

/** Its answer: a gate that is closed, a page, or what it was asked. */
export function echo(method: string, path: string, query: string, body: string): { readonly status: number; readonly body: string; readonly contentType: string } {
  if (path === '/gate/check') return { status: 403, body: 'Forbidden', contentType: 'text/plain; charset=utf-8' };
  if (path === '/broken') return { status: 500, body: JSON.stringify({ error: 'out of order' }), contentType: 'application/json' };
  return { status: 200, body: JSON.stringify({ method, path, query, body }), contentType: 'application/json' };
}

/** Lets it listen. */
export function startEcho(): Promise<RunningServer> {
  return listenLocally((request, response) => {
    void readBody(request).then((text) => {
      const { pathname, search } = new URL(request.url ?? '/', 'http://echo');
      const { status, body, contentType } = echo(request.method ?? '', pathname, search.slice(1), text);
      response.writeHead(status, { 'content-type': contentType }).end(body);
    });
  });
}
