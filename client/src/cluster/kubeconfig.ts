// Finds and merges kubeconfig files as kubectl does and lists their contexts, without contacting anything and without ever throwing.
import { dirname, join } from 'node:path';
import { failure, success, type Outcome } from './outcome.ts';
import { readKubeconfigEntries, type KubeCluster, type KubeconfigEntries, type KubeContext, type KubeUser } from './kubeconfigEntries.ts';
import { readString } from './jsonValue.ts';

/** Everything from outside that decides which files are read. */
export interface KubeconfigEnvironment {
  /** The setting `flightdeck.kubeconfig`: one file, or a list as in KUBECONFIG; empty means that kubectl's own order decides. */
  readonly settingPath: string;
  /** What the user has given it by, where that is not the setting: `--kubeconfig`. */
  readonly settingName?: string;
  /** Environment variables; only KUBECONFIG is read here. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly homeDirectory: string;
  /** `:` or, on Windows, `;`. */
  readonly pathDelimiter: string;
  /** Rejects with Node's error (its `code` tells a missing file). */
  readFile(path: string): Promise<string>;
}

/** Why there is no usable context, as far as files tell. */
export type KubeconfigProblem =
  | { readonly type: 'missingFile'; readonly file: string; readonly origin: KubeconfigOrigin; readonly settingName?: string }
  | { readonly type: 'unreadableFile'; readonly file: string; readonly reason: string }
  | { readonly type: 'brokenFile'; readonly file: string; readonly reason: string }
  | { readonly type: 'noContexts'; readonly files: readonly string[] }
  | { readonly type: 'unknownContext'; readonly context: string; readonly known: readonly string[] }
  | { readonly type: 'incompleteContext'; readonly context: string; readonly missing: string };

/** What made us look at a file. */
export type KubeconfigOrigin = 'setting' | 'KUBECONFIG' | 'default';

/** The merged view of all files. */
export interface Kubeconfig {
  /** In file order; on equal names the first file wins, as in kubectl. */
  readonly contexts: readonly KubeContext[];
  readonly clusters: readonly KubeCluster[];
  readonly users: readonly KubeUser[];
  /** Empty where no file sets one. */
  readonly currentContext: string;
  /** Every file that was looked for, existing or not: watch these for changes. */
  readonly files: readonly string[];
  readonly problems: readonly KubeconfigProblem[];
}

/** One context with all that is needed to connect. */
export interface ResolvedContext {
  readonly context: KubeContext;
  readonly cluster: KubeCluster;
  readonly user: KubeUser;
}

/**
 * Reads the kubeconfig: the setting's files, else KUBECONFIG's, else `~/.kube/config`.
 * A file of KUBECONFIG that does not exist is skipped silently (kubectl does so); a broken file is a problem, the others still count.
 */
export async function readKubeconfig(environment: KubeconfigEnvironment): Promise<Kubeconfig> {
  const { origin, files } = kubeconfigFiles(environment);
  const problems: KubeconfigProblem[] = [];
  const readings = await Promise.all(files.map((file) => readOneFile(environment, file, origin)));
  const parts: KubeconfigEntries[] = [];
  for (const reading of readings) {
    if (reading.ok) parts.push(reading.value);
    else problems.push(reading.error);
  }
  const missing = problems.filter((problem) => problem.type === 'missingFile');
  const shown = origin === 'KUBECONFIG' && missing.length < files.length ? problems.filter((problem) => problem.type !== 'missingFile') : problems;
  return mergeEntries(parts, files, shown);
}

/** The context of the given name (or the current one where the name is empty), with its cluster and user. */
export function resolveContext(kubeconfig: Kubeconfig, name: string): Outcome<ResolvedContext, KubeconfigProblem> {
  const wanted = name === '' ? kubeconfig.currentContext : name;
  const context = kubeconfig.contexts.find((entry) => entry.name === wanted);
  if (context === undefined) {
    const fault = kubeconfig.problems[0];
    if (kubeconfig.contexts.length === 0 && fault !== undefined) return failure(fault);
    return failure({ type: 'unknownContext', context: wanted, known: kubeconfig.contexts.map((entry) => entry.name) });
  }
  const cluster = kubeconfig.clusters.find((entry) => entry.name === context.cluster);
  if (cluster === undefined || cluster.server === '') {
    const missing = cluster === undefined ? `cluster \`${context.cluster}\`` : `the server of cluster \`${cluster.name}\``;
    return failure({ type: 'incompleteContext', context: wanted, missing });
  }
  const user = context.user === '' ? anonymousUser : kubeconfig.users.find((entry) => entry.name === context.user);
  if (user === undefined) return failure({ type: 'incompleteContext', context: wanted, missing: `user \`${context.user}\`` });
  return success({ context, cluster, user });
}

/** One sentence for people, without a final stop. */
export function describeKubeconfigProblem(problem: KubeconfigProblem): string {
  switch (problem.type) {
    case 'missingFile':
      return `no kubeconfig at ${problem.file}${problem.settingName === undefined ? originHint[problem.origin] : ` (from ${problem.settingName})`}`;
    case 'unreadableFile':
      return `the kubeconfig ${problem.file} cannot be read: ${problem.reason}`;
    case 'brokenFile':
      return `the kubeconfig ${problem.file} is not valid: ${problem.reason}`;
    case 'noContexts':
      return `the kubeconfig ${problem.files.join(', ')} has no contexts`;
    case 'unknownContext':
      return problem.context === ''
        ? 'the kubeconfig names no current context'
        : `the kubeconfig has no context \`${problem.context}\`${problem.known.length === 0 ? '' : `; it has ${listNames(problem.known)}`}`;
    case 'incompleteContext':
      return `context \`${problem.context}\` refers to ${problem.missing}, which the kubeconfig does not define`;
  }
}

const originHint: Readonly<Record<KubeconfigOrigin, string>> = {
  setting: ' (from the setting flightdeck.kubeconfig)',
  KUBECONFIG: ' (from KUBECONFIG)',
  default: '',
};

const anonymousUser: KubeUser = {
  name: '',
  token: '',
  tokenFile: '',
  certData: '',
  certFile: '',
  keyData: '',
  keyFile: '',
  username: '',
  password: '',
  impersonateUser: '',
  impersonateUid: '',
  impersonateGroups: [],
  impersonateExtra: {},
};

/** The files to look at, in order of precedence. */
function kubeconfigFiles(environment: KubeconfigEnvironment): { readonly origin: KubeconfigOrigin; readonly files: readonly string[] } {
  const split = (list: string) => [...new Set(list.split(environment.pathDelimiter).filter((path) => path !== ''))];
  const setting = split(environment.settingPath.trim()).map((path) => expandHome(path, environment.homeDirectory));
  if (setting.length > 0) return { origin: 'setting', files: setting };
  const listed = split(environment.env['KUBECONFIG'] ?? '');
  if (listed.length > 0) return { origin: 'KUBECONFIG', files: listed };
  return { origin: 'default', files: [join(environment.homeDirectory, '.kube', 'config')] };
}

function expandHome(path: string, homeDirectory: string): string {
  return path === '~' || path.startsWith('~/') || path.startsWith('~\\') ? join(homeDirectory, path.slice(1)) : path;
}

async function readOneFile(environment: KubeconfigEnvironment, file: string, origin: KubeconfigOrigin): Promise<Outcome<KubeconfigEntries, KubeconfigProblem>> {
  let text: string;
  try {
    text = await environment.readFile(file);
  } catch (error) {
    const code = readString(error, 'code');
    if (code === 'ENOENT') return failure({ type: 'missingFile', file, origin, ...(origin !== 'setting' || environment.settingName === undefined ? {} : { settingName: environment.settingName }) });
    return failure({ type: 'unreadableFile', file, reason: code === 'EACCES' ? 'permission denied' : code === 'EISDIR' ? 'it is a folder' : String(error) });
  }
  const entries = readKubeconfigEntries(text, file, dirname(file));
  return entries.ok ? entries : failure({ type: 'brokenFile', file, reason: entries.error });
}

function mergeEntries(parts: readonly KubeconfigEntries[], files: readonly string[], problems: readonly KubeconfigProblem[]): Kubeconfig {
  const contexts = firstByName(parts.flatMap((part) => part.contexts));
  const currentContext = parts.map((part) => part.currentContext).find((name) => name !== '') ?? '';
  const found: KubeconfigProblem[] = [...problems];
  if (contexts.length === 0 && found.length === 0) found.push({ type: 'noContexts', files });
  if (contexts.length > 0 && currentContext !== '' && !contexts.some((context) => context.name === currentContext)) {
    found.push({ type: 'unknownContext', context: currentContext, known: contexts.map((context) => context.name) });
  }
  return {
    contexts,
    clusters: firstByName(parts.flatMap((part) => part.clusters)),
    users: firstByName(parts.flatMap((part) => part.users)),
    currentContext,
    files,
    problems: found,
  };
}

function firstByName<T extends { readonly name: string }>(entries: readonly T[]): readonly T[] {
  const byName = new Map<string, T>();
  for (const entry of entries) if (!byName.has(entry.name)) byName.set(entry.name, entry);
  return [...byName.values()];
}

/** At most five names: a kubeconfig may hold hundreds. */
function listNames(names: readonly string[]): string {
  const shown = names.slice(0, 5).join(', ');
  return names.length > 5 ? `${shown} and ${names.length - 5} more` : shown;
}
