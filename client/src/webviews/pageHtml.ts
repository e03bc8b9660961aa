/** The HTML around a webview page: a strict policy, the styles and the one script. */

/** Addresses as the webview may load them. */
export interface PageAddresses {
  /** The webview's own source for the policy. */
  readonly cspSource: string;
  /** A fresh random token. */
  readonly nonce: string;
  readonly script: string;
  readonly styles: readonly string[];
  /** Title of the page for screen readers, and id of its root element. */
  readonly title: string;
  readonly rootId: string;
}

/** The page. Nothing of the cluster is in it: all content is made by the script from messages. */
export function buildPageHtml(addresses: PageAddresses): string {
  const { cspSource, nonce } = addresses;
  const policy = `default-src 'none'; style-src ${cspSource}; font-src ${cspSource}; script-src 'nonce-${nonce}'`;
  const styles = addresses.styles.map((style) => `  <link rel="stylesheet" href="${escapeAttribute(style)}">`);
  return [
    '<!DOCTYPE html>',
    '<html lang="en">',
    '<head>',
    '  <meta charset="utf-8">',
    `  <meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '  <meta name="viewport" content="width=device-width, initial-scale=1">',
    ...styles,
    `  <title>${escapeAttribute(addresses.title)}</title>`,
    '</head>',
    '<body>',
    `  <main id="${escapeAttribute(addresses.rootId)}"></main>`,
    `  <script nonce="${nonce}" src="${escapeAttribute(addresses.script)}"></script>`,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

function escapeAttribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
