// Which proxy is really gone through, on real sockets: the kubeconfig's before the environment's before the editor's, and none where one of the two exempts the server.
import { createSecureServer, type Http2SecureServer } from 'node:http2';
import { createServer, type Server } from 'node:http';
import { connect as connectPlain, type AddressInfo, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../../client/src/cluster/clock.ts';
import { KubeConnection } from '../../../client/src/cluster/kubeConnection.ts';
import { describeKubeError } from '../../../client/src/cluster/kubeError.ts';
import type { EditorProxy } from '../../../client/src/cluster/proxyFromEnvironment.ts';
import { createServerCertificate } from '../../../client/src/demo/kubeApi/selfSignedCertificate.ts';
import { contextFor, noProgram } from './connect.ts';

/** The name that only the proxies know: no resolver has names below `invalid`. */
const serverUrl = 'https://api.prod.invalid:6443';
const certificate = createServerCertificate(Date.now());
const names = ['kubeconfig', 'environment', 'editor'] as const;
type ProxyName = (typeof names)[number];

let apiServer: Http2SecureServer;
const proxies = new Map<ProxyName, { readonly server: Server; readonly url: string }>();
const asked: string[] = [];
const sockets = new Set<Socket>();

async function portOf(server: Server | Http2SecureServer): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

beforeAll(async () => {
  apiServer = createSecureServer({ key: certificate.key, cert: certificate.certificate });
  apiServer.on('stream', (stream) => {
    stream.on('error', () => undefined);
    stream.respond({ ':status': 200, 'content-type': 'application/json' });
    stream.end('{"gitVersion":"v1.36.3"}');
  });
  const apiPort = await portOf(apiServer);
  for (const name of names) {
    const server = createServer();
    server.on('connect', (request, client: Socket) => {
      asked.push(`${name}: ${request.url ?? ''}`);
      const target = connectPlain(apiPort, '127.0.0.1', () => client.write('HTTP/1.1 200 Connection established\r\n\r\n'));
      for (const [one, other] of [[client, target], [target, client]] as const) {
        sockets.add(one);
        one.on('error', () => other.destroy());
        one.on('close', () => other.destroy());
        one.pipe(other);
      }
    });
    proxies.set(name, { server, url: `http://127.0.0.1:${await portOf(server)}` });
  }
});

afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  await Promise.all([apiServer, ...[...proxies.values()].map(({ server }) => server)].map((server) => new Promise((resolve) => server.close(resolve))));
});

const urlOf = (name: ProxyName) => proxies.get(name)?.url ?? '';

interface Case {
  readonly kubeconfig?: boolean;
  readonly env?: () => Readonly<Record<string, string>>;
  readonly editor?: () => EditorProxy;
}

/** What the server answers, or why it could not be reached; and which proxies were asked for whom. */
async function ask({ kubeconfig = false, env = () => ({}), editor }: Case): Promise<{ readonly answer: string; readonly through: readonly string[] }> {
  asked.splice(0);
  const resolved = contextFor(serverUrl);
  const cluster = { ...resolved.cluster, caData: Buffer.from(certificate.certificate).toString('base64'), tlsServerName: 'localhost', proxyUrl: kubeconfig ? urlOf('kubeconfig') : '' };
  const connection = new KubeConnection({ ...resolved, cluster }, { clock: systemClock, env: env(), runProgram: noProgram, ...(editor === undefined ? {} : { editorProxy: editor() }) });
  const answer = await connection.version();
  connection.dispose();
  return { answer: answer.ok ? answer.value.gitVersion : describeKubeError(answer.error), through: [...asked] };
}

const environment = () => ({ HTTPS_PROXY: urlOf('environment') });
const editor = (): EditorProxy => ({ url: urlOf('editor'), noProxy: [] });
const direct = { answer: expect.stringMatching(/not (be )?found|ENOTFOUND|EAI_AGAIN|resolve|name/i) as string, through: [] };
const through = (name: ProxyName) => ({ answer: 'v1.36.3', through: [`${name}: api.prod.invalid:6443`] });

test.each<readonly [string, Case, () => unknown]>([
  ['the kubeconfig’s proxy-url, whatever else is named', { kubeconfig: true, env: environment, editor }, () => through('kubeconfig')],
  ['the kubeconfig’s proxy-url, which NO_PROXY does not exempt from', { kubeconfig: true, env: () => ({ NO_PROXY: '*' }) }, () => through('kubeconfig')],
  ['HTTPS_PROXY before http.proxy', { env: environment, editor }, () => through('environment')],
  ['http.proxy where the environment names none', { editor }, () => through('editor')],
  ['none where NO_PROXY exempts the server from HTTPS_PROXY', { env: () => ({ ...environment(), NO_PROXY: '.prod.invalid' }) }, () => direct],
  ['none where NO_PROXY exempts the server from http.proxy', { env: () => ({ NO_PROXY: 'api.prod.invalid:6443' }), editor }, () => direct],
  ['none where http.noProxy exempts the server', { editor: () => ({ ...editor(), noProxy: ['*.prod.invalid'] }) }, () => direct],
  ['HTTPS_PROXY also where http.noProxy exempts the server: that is about http.proxy', { env: environment, editor: () => ({ ...editor(), noProxy: ['*'] }) }, () => through('environment')],
  ['none where nobody names one', {}, () => direct],
])('%s', async (_what, asking, expected) => {
  expect(await ask(asking)).toEqual(expected());
});
