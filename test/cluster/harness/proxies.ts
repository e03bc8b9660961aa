// Small forward proxies as companies have them: HTTP with CONNECT and a login, and SOCKS5. They note whom they were asked for.
import { createServer as createHttpServer } from 'node:http';
import { connect, createServer as createPlainServer, type Server, type Socket } from 'node:net';

/** A running proxy. */
export interface ForwardProxy {
  readonly url: string;
  /** `host:port` of every connection that was asked for. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

/** An HTTP proxy that wants user and password. */
export async function startHttpProxy(user: string, password: string): Promise<ForwardProxy> {
  const asked: string[] = [];
  const wanted = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const server = createHttpServer((_, response) => response.writeHead(405).end());
  server.on('connect', (request, client: Socket) => {
    if (request.headers['proxy-authorization'] !== wanted) {
      client.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
      return;
    }
    asked.push(request.url ?? '');
    const [host = '', port = ''] = (request.url ?? '').split(':');
    join(client, connect(Number(port), host), () => client.write('HTTP/1.1 200 Connection established\r\n\r\n'));
  });
  return listen(server, (port) => `http://${user}:${password}@127.0.0.1:${port}`, asked);
}

/** A SOCKS5 proxy without a login (RFC 1928). */
export async function startSocksProxy(): Promise<ForwardProxy> {
  const asked: string[] = [];
  const server = createPlainServer((client) => {
    client.once('data', () => {
      client.write(Buffer.from([5, 0]));
      client.once('data', (request) => {
        const isName = request[3] === 3;
        const length = isName ? (request[4] ?? 0) : 4;
        const start = isName ? 5 : 4;
        const host = isName ? request.subarray(start, start + length).toString('utf8') : [...request.subarray(start, start + length)].join('.');
        const port = request.readUInt16BE(start + length);
        asked.push(`${host}:${port}`);
        join(client, connect(port, host), () => client.write(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0])));
      });
    });
  });
  return listen(server, (port) => `socks5://127.0.0.1:${port}`, asked);
}

function join(client: Socket, target: Socket, onConnect: () => void): void {
  target.once('connect', () => {
    onConnect();
    client.pipe(target);
    target.pipe(client);
  });
  for (const [one, other] of [[client, target], [target, client]] as const) {
    one.on('error', () => other.destroy());
    one.on('close', () => other.destroy());
  }
}

async function listen(server: Server, urlOf: (port: number) => string, asked: readonly string[]): Promise<ForwardProxy> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  const close = async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: urlOf(address.port), asked, close };
}
