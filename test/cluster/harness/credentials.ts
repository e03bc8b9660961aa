// Who may talk to the suite's API server: static tokens, the key of service accounts, and tokens signed with it.
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Users with a token that never expires. The components are members of `system:masters`, as everything in this suite that is not under test. */
export const staticUsers = {
  admin: { user: 'admin', group: 'system:masters' },
  viewer: { user: 'viewer', group: 'viewers' },
  controllers: { user: 'suite:controllers', group: 'system:masters' },
  flux: { user: 'suite:flux', group: 'system:masters' },
  flagger: { user: 'suite:flagger', group: 'system:masters' },
  harness: { user: 'suite:harness', group: 'system:masters' },
} as const;

/** The name of a static user. */
export type StaticUser = keyof typeof staticUsers;

/** Tokens by user. */
export type StaticTokens = Readonly<Record<StaticUser, string>>;

/** Files that the API server reads. */
export interface CredentialFiles {
  readonly tokens: StaticTokens;
  readonly tokenFile: string;
  readonly accountKeyFile: string;
  readonly accountPublicKeyFile: string;
}

/** Makes new ones in the folder. */
export function writeCredentials(folder: string): CredentialFiles {
  const newToken = () => randomBytes(16).toString('hex');
  const tokens: StaticTokens = { admin: newToken(), viewer: newToken(), controllers: newToken(), flux: newToken(), flagger: newToken(), harness: newToken() };
  const files = { tokenFile: join(folder, 'tokens.csv'), accountKeyFile: join(folder, 'accounts.key'), accountPublicKeyFile: join(folder, 'accounts.pub') };
  const lines = Object.entries(staticUsers).map(([name, { user, group }]) => `${readToken(tokens, name)},${user},${user},"${group}"`);
  writeFileSync(files.tokenFile, `${lines.join('\n')}\n`, { mode: 0o600 });
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256', privateKeyEncoding: { type: 'pkcs8', format: 'pem' }, publicKeyEncoding: { type: 'spki', format: 'pem' } });
  // The API server wants the key in the older form.
  writeFileSync(files.accountKeyFile, keys.privateKey, { mode: 0o600 });
  writeFileSync(files.accountPublicKeyFile, keys.publicKey);
  return { tokens, ...files };
}

function readToken(tokens: StaticTokens, name: string): string {
  return Object.entries(tokens).find(([user]) => user === name)?.[1] ?? '';
}

/** Names a service account, as the API server knows it. */
export interface AccountFacts {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}

/** The API server takes a token for so long after its end (go-jose's leeway). */
const leewaySeconds = 60;

/** A token of a service account, as the API server would sign it, but with any lifetime: the server itself gives none under ten minutes. `lifetimeSeconds` is when it is first refused. */
export function signAccountToken(privateKey: string, issuer: string, account: AccountFacts, lifetimeSeconds: number): string {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: issuer,
    aud: [issuer],
    sub: `system:serviceaccount:${account.namespace}:${account.name}`,
    iat: now - 3600,
    nbf: now - 3600,
    exp: now + lifetimeSeconds - leewaySeconds,
    'kubernetes.io': { namespace: account.namespace, serviceaccount: { name: account.name, uid: account.uid } },
  };
  const encode = (part: unknown) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const content = `${encode({ alg: 'ES256', typ: 'JWT' })}.${encode(claims)}`;
  const signature = sign('sha256', Buffer.from(content), { key: privateKey, dsaEncoding: 'ieee-p1363' });
  return `${content}.${signature.toString('base64url')}`;
}

/** A kubeconfig with one context a user; the first one is current. */
export function printKubeconfig(server: string, caFile: string, users: Readonly<Record<string, string>>): string {
  const names = Object.keys(users);
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': names[0],
    clusters: [{ name: 'suite', cluster: { server, 'certificate-authority': caFile } }],
    users: Object.entries(users).map(([name, token]) => ({ name, user: { token } })),
    contexts: names.map((name) => ({ name, context: { cluster: 'suite', user: name, namespace: 'flux-system' } })),
  };
  return `${JSON.stringify(config, undefined, 2)}\n`;
}
