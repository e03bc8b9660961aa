// The client's HTTP/2 against Node's own server: no more streams on a connection than it takes, nothing written twice, and what happens when connections end.
import { constants, createSecureServer, type Http2SecureServer, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import { Agent } from 'node:https';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../../client/src/cluster/clock.ts';
import { ClusterClock } from '../../../client/src/cluster/clusterClock.ts';
import { exchange } from '../../../client/src/cluster/httpExchange.ts';
import { KubeConnection } from '../../../client/src/cluster/kubeConnection.ts';
import type { Http2Link } from '../../../client/src/cluster/transport/http2Link.ts';
import { Http1Pulse } from '../../../client/src/cluster/transport/http1Pulse.ts';
import { ServerChannel } from '../../../client/src/cluster/transport/serverChannel.ts';
import { createServerCertificate, type ServerCertificate } from '../../../client/src/demo/kubeApi/selfSignedCertificate.ts';
import { FaultProxy } from '../../cluster/harness/faultProxy.ts';
import { until } from '../../harness/manualClock.ts';
import { contextFor, kustomizations, noProgram } from './connect.ts';

/** Ten streams of each connection are kept free by the client. */
const keptFree = 10;

let certificate: ServerCertificate;
let server: Http2SecureServer | undefined;
let sessions: ServerHttp2Session[];
let methods: string[];
const cleanUp: (() => unknown)[] = [];

beforeEach(() => {
  certificate = createServerCertificate(Date.now());
  sessions = [];
  methods = [];
});
afterEach(async () => {
  for (const clean of cleanUp.splice(0)) await clean();
  for (const session of sessions) session.destroy();
  await new Promise((resolve) => (server === undefined ? resolve(undefined) : server.close(resolve)));
  server = undefined;
});

/** Starts the server and answers its address. */
async function listen(maxConcurrentStreams: number, onStream: (stream: ServerHttp2Stream, method: string) => void): Promise<string> {
  const started = createSecureServer({ key: certificate.key, cert: certificate.certificate, settings: { maxConcurrentStreams } });
  server = started;
  started.on('session', (session) => sessions.push(session));
  started.on('stream', (stream, headers) => {
    // A stream that is cut is no fault of this server.
    stream.on('error', () => undefined);
    methods.push(String(headers[':method']));
    onStream(stream, String(headers[':method']));
  });
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  const address = started.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return `https://127.0.0.1:${address.port}`;
}

function connect(url: string): KubeConnection {
  const resolved = contextFor(url);
  const caData = Buffer.from(certificate.certificate).toString('base64');
  const connection = new KubeConnection({ ...resolved, cluster: { ...resolved.cluster, caData } }, { clock: systemClock, env: {}, runProgram: noProgram });
  cleanUp.push(() => connection.dispose());
  return connection;
}

function channelTo(url: string, timing?: ConstructorParameters<typeof ServerChannel>[2]): ServerChannel {
  const channel = new ServerChannel({ url: new URL(url), tls: { ca: certificate.certificate }, proxyUrl: '' }, systemClock, timing);
  cleanUp.push(() => channel.dispose());
  return channel;
}

async function linkOf(channel: ServerChannel): Promise<Http2Link> {
  const link = await channel.link();
  if (link === undefined) throw new Error('the server does not speak HTTP/2');
  return link;
}

const answerJson = (stream: ServerHttp2Stream) => {
  stream.respond({ ':status': 200, 'content-type': 'application/json' });
  stream.end('{"gitVersion":"v1.36.3"}');
};

describe('the limit of streams', () => {
  test('watches that begin at the same moment are spread over as many connections as they need', async () => {
    const url = await listen(20, (stream) => stream.respond({ ':status': 200 }));
    const connection = connect(url);
    const ending = new AbortController();
    let opened = 0;
    const watches = Array.from({ length: 35 }, () =>
      connection.watch(kustomizations, { resourceVersion: '1', serverTimeoutSeconds: 60, signal: ending.signal, onOpen: () => (opened += 1), onLine: () => true }),
    );
    await until('all watches are open', () => opened === 35);
    expect(sessions).toHaveLength(4);
    ending.abort();
    await Promise.all(watches);
  });

  test('whoever stops waiting for a connection keeps no place on it, and who is done gives it back', async () => {
    const url = await listen(keptFree + 1, answerJson);
    const connection = connect(url);
    const ending = new AbortController();
    const left = connection.version({ signal: ending.signal });
    // The socket is on its way, and nobody wants it any more.
    setImmediate(() => ending.abort());
    expect(await left).toEqual({ ok: false, error: { type: 'cancelled' } });
    await until('the connection is there', () => sessions.length === 1);
    expect((await connection.version()).ok).toBe(true);
    expect((await connection.version()).ok).toBe(true);
    expect(sessions).toHaveLength(1);
  });

  test('whoever stopped waiting takes the only place not even for the moment that another waits for it', async () => {
    const url = await listen(keptFree + 1, answerJson);
    const channel = channelTo(url);
    let isWanted = true;
    const left = channel.link(() => isWanted);
    const waiting = channel.link();
    isWanted = false;
    await expect(left).rejects.toThrow('ended by the client');
    (await waiting)?.release();
    expect(sessions).toHaveLength(1);
  });

  test('a request that cannot be sent keeps no place', async () => {
    const url = await listen(keptFree + 1, answerJson);
    const channel = channelTo(url);
    const access = { server: new URL(url), channel, agent: new Agent(), tls: {}, expiresAt: undefined, pulse: new Http1Pulse(systemClock), clusterClock: new ClusterClock() };
    const request = { method: 'GET', path: '/version', timeoutMs: 10_000, signal: new AbortController().signal } as const;
    // HTTP/2 forbids this header.
    const answer = await exchange({ ...access, headers: { connection: 'upgrade' } }, request, systemClock);
    expect(answer.ok).toBe(false);
    expect((await exchange({ ...access, headers: {} }, request, systemClock)).ok).toBe(true);
    expect(sessions).toHaveLength(1);
  });
});

describe('connections that end', () => {
  test('a write is not sent again when the connection is lost after the server may have acted', async () => {
    const url = await listen(100, (stream, method) => (method === 'PATCH' ? stream.session?.destroy() : answerJson(stream)));
    const connection = connect(url);
    expect((await connection.version()).ok).toBe(true);
    const answer = await connection.jsonPatch(kustomizations, 'flux-system', 'apps', [{ op: 'test', path: '/spec/suspend', value: false }]);
    expect(answer).toMatchObject({ ok: false, error: { type: 'unreachable' } });
    expect(methods).toEqual(['GET', 'PATCH']);
  });

  test('a read is', async () => {
    let cuts = 1;
    const url = await listen(100, (stream) => (methods.length === 2 && cuts-- > 0 ? stream.session?.destroy() : answerJson(stream)));
    const connection = connect(url);
    expect((await connection.version()).ok).toBe(true);
    expect((await connection.version()).ok).toBe(true);
    expect(methods).toEqual(['GET', 'GET', 'GET']);
  });

  test('a write that the server has not looked at is', async () => {
    const url = await listen(100, (stream) => (methods.length === 1 ? stream.close(constants.NGHTTP2_REFUSED_STREAM) : answerJson(stream)));
    expect((await connect(url).jsonPatch(kustomizations, 'flux-system', 'apps', [])).ok).toBe(true);
    expect(methods).toEqual(['PATCH', 'PATCH']);
  });
});

describe('a channel that was retired for a new certificate', () => {
  test('who was given it a moment before is served by its successor', async () => {
    const url = await listen(100, answerJson);
    const [old, successor] = [channelTo(url), channelTo(url)];
    const underWay = old.link();
    old.retire(successor);
    const next = await linkOf(successor);
    expect(await underWay).toBe(next);
    expect(await old.link()).toBe(next);
  });

  test('its streams are given up as soon as the successor is heard and they are not', async () => {
    const url = await listen(100, (stream) => stream.respond({ ':status': 200 }));
    const proxy = await FaultProxy.start(url);
    cleanUp.push(() => proxy.close());
    const old = channelTo(proxy.url, { everyMs: 10, silentAfterMs: 20, deadAfterMs: 3_600_000 });
    const link = await linkOf(old);
    const stream = link.open({ ':path': '/watch' }, undefined, undefined);
    let reason = '';
    stream.on('error', (error: Error) => (reason = error.message));
    await new Promise((resolve) => stream.once('response', resolve));
    old.retire(channelTo(proxy.url));
    proxy.swallow();
    await until('the stream is broken off', () => stream.closed);
    expect(reason).toContain('no sign of life');
  });
});
