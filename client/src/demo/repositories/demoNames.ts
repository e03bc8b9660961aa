/** The names and addresses that the demo repositories and the demo cluster share. */

/**
 * Where the demo's Git server would be. Nothing answers there: in the demo's working copies
 * `url.<folder>.insteadOf` leads Git to bare repositories on this disk, so that `git push` works without a server.
 */
export const demoGitBase = 'https://git.flightdeck.example/demo/';

/** The names of the two repositories, which are also the names of their folders. */
export const demoRepositoryNames = { fleet: 'fleet', application: 'bookshop' } as const;

/** The clone URL of a demo repository, as manifests and working copies write it. */
export function demoGitUrl(name: string): string {
  return `${demoGitBase}${name}.git`;
}
