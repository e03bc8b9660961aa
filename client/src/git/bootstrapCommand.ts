// The `flux bootstrap` command line that would put Flux of a cluster in charge of a repository. Pure.

/** What is known of the repository. */
export interface BootstrapInput {
  /** Fetch URL of the remote, in any form that Git takes. */
  readonly remote: string;
  readonly branch: string;
  /** Folder of the cluster in the repository, without a leading slash. */
  readonly path: string;
}

/** The command line, for a POSIX shell and without what a remote's URL may hold of passwords and tokens. GitHub and GitLab have commands of their own, which make the deploy key with a token; any other server is spoken to by Git alone. */
export function bootstrapCommand({ remote: configured, branch, path }: BootstrapInput): string {
  const remote = withoutSecrets(configured);
  const { host, segments } = readRemote(remote);
  const repository = segments.at(-1) ?? '';
  const owner = segments.slice(0, -1).join('/');
  const where = `--branch=${shellWord(branch)} --path=${shellWord(path)}`;
  if (owner !== '' && (host === 'github.com' || host === 'gitlab.com')) return `flux bootstrap ${host.slice(0, 6)} --owner=${shellWord(owner)} --repository=${shellWord(repository)} ${where}`;
  return `flux bootstrap git --url=${shellWord(remote)} ${where}`;
}

/** A user is needed by SSH alone; whatever else stands before the host, or behind a question mark, may be a token. */
function withoutSecrets(remote: string): string {
  if (/^ssh:\/\//i.test(remote)) return remote.replace(/^(ssh:\/\/[^/:@]*):[^/]*@/i, '$1@');
  return remote.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i, '$1').replace(/^([a-z][a-z0-9+.-]*:\/\/[^?#]*)[?#].*$/i, '$1');
}

/** One word to the shell, quoted only where it must be. */
function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function readRemote(remote: string): { readonly host: string; readonly segments: readonly string[] } {
  // `git@github.com:owner/name.git` is no URL.
  const short = /^(?:[^@/]+@)?([^/:]+):(?!\/\/)(.+)$/.exec(remote);
  const url = short === null && URL.canParse(remote) ? new URL(remote) : undefined;
  const path = short?.[2] ?? url?.pathname ?? '';
  return { host: short?.[1] ?? url?.hostname ?? '', segments: path.replace(/\.git$/, '').split('/').filter((segment) => segment !== '') };
}
