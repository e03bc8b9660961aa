// Typed entries of one kubeconfig file: clusters, users and contexts, with paths made absolute. Reads text only, contacts nothing.
import { isAbsolute, join } from 'node:path';
import { parseDocument } from 'yaml';
import { failure, success, type Outcome } from './outcome.ts';
import { isJsonObject, readArray, readFlag, readObject, readPath, readString, readStringMap, readStrings, type JsonObject } from './jsonValue.ts';

/** Where an API server is and how its certificate is checked. */
export interface KubeCluster {
  readonly name: string;
  /** URL without a trailing slash. */
  readonly server: string;
  /** PEM bundle, base64. */
  readonly caData: string;
  readonly caFile: string;
  readonly insecure: boolean;
  readonly tlsServerName: string;
  readonly proxyUrl: string;
  /** What the cluster's entry holds for credential programs (extension `client.authentication.k8s.io/exec`). */
  readonly execConfig?: unknown;
}

/** A program that prints credentials (`client.authentication.k8s.io`). */
export interface ExecPlugin {
  readonly apiVersion: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** What to tell the user when the program is not installed. */
  readonly installHint: string;
  readonly provideClusterInfo: boolean;
  readonly interactiveMode: string;
}

/** How to prove who we are. Absent values are empty strings. */
export interface KubeUser {
  readonly name: string;
  readonly token: string;
  readonly tokenFile: string;
  readonly certData: string;
  readonly certFile: string;
  readonly keyData: string;
  readonly keyFile: string;
  readonly username: string;
  readonly password: string;
  readonly impersonateUser: string;
  readonly impersonateUid: string;
  readonly impersonateGroups: readonly string[];
  /** `as-user-extra`: values by key. */
  readonly impersonateExtra: Readonly<Record<string, readonly string[]>>;
  readonly exec?: ExecPlugin;
  /** The old `auth-provider` block (oidc, gcp, azure), passed on to client-node as it is. */
  readonly authProvider?: JsonObject;
}

/** A named pair of cluster and user. */
export interface KubeContext {
  readonly name: string;
  readonly cluster: string;
  readonly user: string;
  /** Default namespace; empty means `default`. */
  readonly namespace: string;
  /** The file that defines it. */
  readonly file: string;
}

/** All that one file defines, in file order. */
export interface KubeconfigEntries {
  readonly clusters: readonly KubeCluster[];
  readonly users: readonly KubeUser[];
  readonly contexts: readonly KubeContext[];
  readonly currentContext: string;
}

/**
 * Reads one file's text. Entries without a name or without their inner block are left out, as nothing can refer to them.
 * Fails with a one-line reason when the text is no YAML mapping, or names two entries alike (kubectl refuses such a file: nobody can know which one is meant).
 */
export function readKubeconfigEntries(text: string, file: string, folder: string): Outcome<KubeconfigEntries, string> {
  const root = parseYaml(text);
  if (!root.ok) return root;
  const value = root.value ?? {};
  if (!isJsonObject(value)) return failure('it is no YAML mapping');
  for (const list of ['clusters', 'users', 'contexts']) {
    const twice = firstTwice(readArray(value, list).map((entry) => readString(entry, 'name')));
    if (twice !== undefined) return failure(`\`${list}\` names \`${twice}\` twice`);
  }
  return success({
    clusters: namedBlocks(value, 'clusters', 'cluster').map(([name, block]) => readCluster(name, block, folder)),
    users: namedBlocks(value, 'users', 'user').map(([name, block]) => readUser(name, block, folder)),
    contexts: namedBlocks(value, 'contexts', 'context').map(([name, block]) => ({
      name,
      cluster: readString(block, 'cluster'),
      user: readString(block, 'user'),
      namespace: readString(block, 'namespace'),
      file,
    })),
    currentContext: readString(value, 'current-context'),
  });
}

function parseYaml(text: string): Outcome<unknown, string> {
  try {
    const document = parseDocument(text, { prettyErrors: true });
    const first = document.errors[0];
    if (first !== undefined) return failure(firstLine(first.message));
    const value: unknown = document.toJS({ maxAliasCount: 100 });
    return success(value);
  } catch (error) {
    // The parser reports errors as values, but resolving aliases (an alias bomb, an unknown anchor) throws.
    return failure(firstLine(error instanceof Error ? error.message : String(error)));
  }
}

function firstLine(message: string): string {
  return (message.split('\n', 1)[0] ?? '').replace(/:$/, '');
}

function firstTwice(names: readonly string[]): string | undefined {
  return names.find((name, index) => name !== '' && names.indexOf(name) !== index);
}

function namedBlocks(root: JsonObject, list: string, block: string): [string, JsonObject][] {
  const found: [string, JsonObject][] = [];
  for (const entry of readArray(root, list)) {
    const name = readString(entry, 'name');
    if (name !== '') found.push([name, readObject(entry, block)]);
  }
  return found;
}

function readCluster(name: string, block: JsonObject, folder: string): KubeCluster {
  const execConfig = readArray(block, 'extensions').find((entry) => readString(entry, 'name') === 'client.authentication.k8s.io/exec');
  return {
    name,
    server: readString(block, 'server').replace(/\/+$/, ''),
    caData: readString(block, 'certificate-authority-data'),
    caFile: absolutePath(folder, readString(block, 'certificate-authority')),
    insecure: readFlag(block, 'insecure-skip-tls-verify'),
    tlsServerName: readString(block, 'tls-server-name'),
    proxyUrl: readString(block, 'proxy-url'),
    ...(execConfig === undefined ? {} : { execConfig: readPath(execConfig, 'extension') }),
  };
}

function readUser(name: string, block: JsonObject, folder: string): KubeUser {
  const authProvider = readObject(block, 'auth-provider');
  const exec = readExecPlugin(readObject(block, 'exec'), folder);
  return {
    name,
    token: readString(block, 'token'),
    tokenFile: absolutePath(folder, readString(block, 'tokenFile')),
    certData: readString(block, 'client-certificate-data'),
    certFile: absolutePath(folder, readString(block, 'client-certificate')),
    keyData: readString(block, 'client-key-data'),
    keyFile: absolutePath(folder, readString(block, 'client-key')),
    username: readString(block, 'username'),
    password: readString(block, 'password'),
    impersonateUser: readString(block, 'as'),
    impersonateUid: readString(block, 'as-uid'),
    impersonateGroups: readStrings(block, 'as-groups'),
    impersonateExtra: Object.fromEntries(Object.keys(readObject(block, 'as-user-extra')).map((key) => [key, readStrings(block, 'as-user-extra', key)])),
    ...(exec === undefined ? {} : { exec }),
    ...(Object.keys(authProvider).length === 0 ? {} : { authProvider }),
  };
}

function readExecPlugin(block: JsonObject, folder: string): ExecPlugin | undefined {
  const command = readString(block, 'command');
  if (command === '') return undefined;
  const env: Record<string, string> = {};
  for (const entry of readArray(block, 'env')) {
    const strings = readStringMap(entry);
    if (strings['name'] !== undefined) env[strings['name']] = strings['value'] ?? '';
  }
  return {
    apiVersion: readString(block, 'apiVersion') || 'client.authentication.k8s.io/v1',
    // client-go: a command with a separator is relative to the folder of its kubeconfig; a bare name is looked up in PATH.
    command: /[\\/]/.test(command) ? absolutePath(folder, command) : command,
    args: readStrings(block, 'args'),
    env,
    installHint: readString(block, 'installHint'),
    provideClusterInfo: readFlag(block, 'provideClusterInfo'),
    interactiveMode: readString(block, 'interactiveMode') || 'IfAvailable',
  };
}

function absolutePath(folder: string, path: string): string {
  return path === '' || isAbsolute(path) ? path : join(folder, path);
}
