// The command lines of etcd and of the API server, and the files that they read.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { staticUsers, type CredentialFiles } from './credentials.ts';

/** Flags of an etcd that need not survive a power cut. */
export function etcdFlags(folder: string, clientPort: number, peerPort: number): readonly string[] {
  const clients = `http://127.0.0.1:${clientPort}`;
  const peers = `http://127.0.0.1:${peerPort}`;
  return [
    ...['--name', 'suite', '--data-dir', join(folder, 'etcd'), '--log-level', 'warn', '--unsafe-no-fsync'],
    ...['--listen-client-urls', clients, '--advertise-client-urls', clients],
    ...['--listen-peer-urls', peers, '--initial-advertise-peer-urls', peers, '--initial-cluster', `suite=${peers}`],
  ];
}

/** What decides about the API server's flags. */
export interface ApiServerFacts {
  readonly folder: string;
  readonly port: number;
  readonly etcdPort: number;
  readonly credentials: CredentialFiles;
  /** More flags, after ours: of two equal ones the last counts. */
  readonly moreFlags: readonly string[];
}

/** The folder in which the API server writes its own certificate. */
export function certificateFolder(folder: string): string {
  return join(folder, 'apiserver');
}

/** The log of requests that did not come from the controllers. */
export function auditLogFile(folder: string): string {
  return join(folder, 'audit.jsonl');
}

/** Flags of the API server; writes its audit policy. */
export function apiServerFlags({ folder, port, etcdPort, credentials, moreFlags }: ApiServerFacts): readonly string[] {
  const policy = join(folder, 'audit-policy.yaml');
  writeFileSync(policy, auditPolicy());
  return [
    ...['--etcd-servers', `http://127.0.0.1:${etcdPort}`],
    ...['--bind-address', '127.0.0.1', '--advertise-address', '127.0.0.1', '--secure-port', String(port), '--cert-dir', certificateFolder(folder)],
    ...['--token-auth-file', credentials.tokenFile, '--anonymous-auth=false', '--authorization-mode', 'RBAC'],
    ...['--service-account-issuer', accountIssuer(port), '--service-account-key-file', credentials.accountPublicKeyFile, '--service-account-signing-key-file', credentials.accountKeyFile],
    ...['--service-cluster-ip-range', '10.96.0.0/16', '--endpoint-reconciler-type', 'none', '--allow-privileged=true'],
    // These two wait for parts of a real machine (volumes) that there are none of.
    ...['--disable-admission-plugins', 'DefaultStorageClass,StorageObjectInUseProtection'],
    ...['--audit-policy-file', policy, '--audit-log-path', auditLogFile(folder)],
    ...moreFlags,
  ];
}

/** Who signs the tokens of service accounts. */
export function accountIssuer(port: number): string {
  return `https://127.0.0.1:${port}`;
}

/** Who asked for what, without bodies; the suite's own components would only fill the disk, but for the one question that tells when Flagger looks (`flaggerLook.ts`). */
function auditPolicy(): string {
  const quiet = Object.values(staticUsers).map(({ user }) => user).filter((user) => user.startsWith('suite:'));
  const policy = {
    apiVersion: 'audit.k8s.io/v1',
    kind: 'Policy',
    omitStages: ['RequestReceived'],
    rules: [
      { level: 'Metadata', users: [staticUsers.flagger.user], verbs: ['get'], resources: [{ resources: ['configmaps', 'secrets'] }] },
      { level: 'None', users: [...quiet, 'system:apiserver'] },
      { level: 'Metadata' },
    ],
  };
  return JSON.stringify(policy);
}
