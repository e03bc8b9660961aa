// Starts small HTTP servers on free ports of 127.0.0.1, and reads what they are sent.
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';

/** What can be ended. */
export interface Closable {
  /** Ends it together with its open connections. */
  close(): Promise<void>;
}

/** A running server. */
export interface RunningServer extends Closable {
  readonly url: string;
  readonly port: number;
}

/** Listens on 127.0.0.1 on a port that the system chooses. */
export function listenLocally(listener: RequestListener): Promise<RunningServer> {
  return runServer(createServer(listener));
}

/** Lets a prepared server listen. */
export async function runServer(server: Server): Promise<RunningServer> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    port: address.port,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** The whole body of a request as text. */
export async function readBody(request: IncomingMessage): Promise<string> {
  return (await readBytes(request)).toString('utf8');
}

/** The whole body of a request. */
export async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of request) if (part instanceof Uint8Array) parts.push(part);
  return Buffer.concat(parts);
}
