// Finds ports on 127.0.0.1 that nothing listens on.
import { createServer, type Server } from 'node:net';

/** Below the range from which Linux takes the ports of outgoing connections, so that none of those gets ours before we do. */
const lowest = 18_000;
const highest = 32_000;

/** So many different free ports. They are held until all are found, so that none is given twice. */
export async function findFreePorts(count: number): Promise<readonly number[]> {
  const held: Server[] = [];
  const ports: number[] = [];
  try {
    while (ports.length < count) {
      const port = lowest + Math.floor(Math.random() * (highest - lowest));
      const server = await listen(port);
      if (server === undefined) continue;
      held.push(server);
      ports.push(port);
    }
  } finally {
    await Promise.all(held.map((server) => new Promise((resolve) => server.close(resolve))));
  }
  return ports;
}

/** Some programs listen on all interfaces, so a port must be free on all of them. */
function listen(port: number): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(port, () => resolve(server));
  });
}
