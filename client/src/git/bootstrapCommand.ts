// The `flux bootstrap` command line that would put Flux of a cluster in charge of a repository. Pure.

/** What is known of the repository. */
export interface BootstrapInput {
  /** Fetch URL of the remote, in any form that Git takes. */
  readonly remote: string;
  readonly branch: string;
  /** Folder of the cluster in the repository, without a leading slash. */
  readonly path: string;
}

/** The command line. GitHub and GitLab have commands of their own, which make the deploy key with a token; any other server is spoken to by Git alone. */
export function bootstrapCommand({ remote, branch, path }: BootstrapInput): string {
  const { host, segments } = readRemote(remote);
  const repository = segments.at(-1) ?? '';
  const owner = segments.slice(0, -1).join('/');
  const where = `--branch=${branch} --path=${path}`;
  if (owner !== '' && (host === 'github.com' || host === 'gitlab.com')) return `flux bootstrap ${host.slice(0, 6)} --owner=${owner} --repository=${repository} ${where}`;
  return `flux bootstrap git --url=${remote} ${where}`;
}

function readRemote(remote: string): { readonly host: string; readonly segments: readonly string[] } {
  // `git@github.com:owner/name.git` is no URL.
  const short = /^(?:[^@/]+@)?([^/:]+):(?!\/\/)(.+)$/.exec(remote);
  const url = short === null && URL.canParse(remote) ? new URL(remote) : undefined;
  const path = short?.[2] ?? url?.pathname ?? '';
  return { host: short?.[1] ?? url?.hostname ?? '', segments: path.replace(/\.git$/, '').split('/').filter((segment) => segment !== '') };
}
