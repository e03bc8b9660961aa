// Which changes on disk the language server need not hear of.

/** Git's own files and installed packages change by the thousand and mean nothing to the server, but for the branch and the remotes. */
export function isNoise(uri: string): boolean {
  return uri.includes('/node_modules/') || (uri.includes('/.git/') && !/\/\.git\/(HEAD|config)$/.test(uri));
}
