/** Whether a resource entry names a Git repository (kustomize api/internal/git/repospec.go). */

/** True for what kustomize would clone: URLs, `git@host:path`, and `github.com/owner/repository`. */
export function isRemote(entry: string): boolean {
  if (entry.startsWith('/')) return false;
  const text = (entry.split('?', 1)[0] ?? '').replace(/^git::/i, '');
  const scheme = /^(ssh|https?|file):\/\//i.exec(text)?.[0] ?? '';
  const afterScheme = text.slice(scheme.length);
  const user = /^[a-zA-Z][a-zA-Z0-9-]*@/.exec(afterScheme)?.[0] ?? '';
  const rest = afterScheme.slice(user.length);
  const isGithub = /^github\.com[/:]/i.test(rest);
  if (scheme.toLowerCase() === 'file://') return rest !== '';
  if (scheme === '' && user === '' && !isGithub) return false;
  const scp = scheme === '' ? /^[^/]*:/.exec(rest) : null;
  const host = scp?.[0] ?? /^[^/]*\//.exec(rest)?.[0];
  if (host === undefined) return false;
  const path = rest.slice(host.length);
  return path.includes('_git/') || path.includes('//') || path.includes('.git') || path.split('/').length >= 2;
}
