// Which proxy the environment asks for, in the way Go programs (and so kubectl) read HTTPS_PROXY, HTTP_PROXY and NO_PROXY; without one, which the editor's settings ask for.

/** The editor's own settings for proxies. */
export interface EditorProxy {
  /** Empty for none. */
  readonly url: string;
  /** Hosts and domains to which it does not apply, written as in NO_PROXY. */
  readonly noProxy: readonly string[];
}

/** The proxy's URL, or the empty string for a direct connection. The editor's counts only where the environment names none; NO_PROXY exempts from both. */
export function proxyFromEnvironment(server: URL, env: Readonly<Record<string, string | undefined>>, editor: EditorProxy = { url: '', noProxy: [] }): string {
  const host = server.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  // Go never sends requests for this machine through a proxy of the environment.
  if (host === 'localhost' || host === '::1' || host.startsWith('127.')) return '';
  const name = server.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const named = env[name] ?? env[name.toLowerCase()] ?? '';
  const proxy = named || editor.url;
  if (proxy === '' || isExempt(host, server.port, env['NO_PROXY'] ?? env['no_proxy'] ?? '')) return '';
  if (named === '' && isExempt(host, server.port, editor.noProxy.join(','))) return '';
  return proxy.includes('://') ? proxy : `http://${proxy}`;
}

function isExempt(host: string, port: string, list: string): boolean {
  return list
    .split(',')
    .map((entry) => entry.trim().toLowerCase())
    .some((entry) => {
      if (entry === '*') return true;
      if (entry === '') return false;
      if (entry.includes('/')) return isInsideIpv4Range(host, entry);
      const [name = '', entryPort] = entry.split(':', 2);
      if (entryPort !== undefined && entryPort !== port) return false;
      const domain = name.replace(/^\*?\./, '');
      return (name === domain && host === domain) || host.endsWith(`.${domain}`);
    });
}

function isInsideIpv4Range(host: string, range: string): boolean {
  const [base = '', lengthText = ''] = range.split('/', 2);
  const address = ipv4Number(host);
  const network = ipv4Number(base);
  const length = Number(lengthText);
  if (address === undefined || network === undefined || !Number.isInteger(length) || length < 0 || length > 32) return false;
  const size = 2 ** (32 - length);
  return Math.floor(address / size) === Math.floor(network / size);
}

function ipv4Number(text: string): number | undefined {
  const parts = text.split('.').map(Number);
  if (parts.length !== 4 || parts.some((part) => !Number.isInteger(part) || part < 0 || part > 255)) return undefined;
  return parts.reduce((sum, part) => sum * 256 + part, 0);
}
