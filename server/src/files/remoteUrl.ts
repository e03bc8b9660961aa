/** Compares Git URLs as people write them: https, ssh, scp form, with and without `.git`. */

/**
 * One spelling for the many URLs of one repository: `host/path` in lower case, without scheme, user, port 22/80/443,
 * `.git` and a trailing slash. `file://` and plain paths keep their case. `undefined` for text that is no URL.
 */
export function normaliseRemoteUrl(url: string): string | undefined {
  const text = url.trim();
  const scheme = /^([a-z][a-z0-9+.-]*):\/\/(?:[^@/]*@)?([^/:]*)(?::([0-9]+))?\/*(.*)$/i.exec(text);
  if (scheme !== null) {
    const [, protocol = '', host = '', port, path = ''] = scheme;
    if (protocol.toLowerCase() === 'file') return `file:///${trimPath(path)}`;
    const shownPort = port === undefined || ['22', '80', '443'].includes(port) ? '' : `:${port}`;
    return path === '' ? undefined : `${host}${shownPort}/${trimPath(path)}`.toLowerCase();
  }
  if (/^([a-zA-Z]:[\\/]|\/)/.test(text)) return `file:///${trimPath(text.replaceAll('\\', '/').replace(/^\/+/, ''))}`;
  const scp = /^(?:[^@/:]+@)?([^/:]+):(?!\/\/)\/*(.+)$/.exec(text);
  return scp === null ? undefined : `${scp[1] ?? ''}/${trimPath(scp[2] ?? '')}`.toLowerCase();
}

function trimPath(path: string): string {
  return path.replace(/\/+$/, '').replace(/\.git$/i, '');
}
