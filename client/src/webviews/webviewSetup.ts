/** What every webview of ours is set up with: scripts of our own only, and resources of our own only. */
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { buildPageHtml } from './pageHtml.ts';

/** One of our pages. */
export interface WebviewPage {
  /** Its bundle below `dist/webviews`, its own style sheet below `media`, and the id of its root element. */
  readonly name: string;
  /** For screen readers. */
  readonly title: string;
  /** Further style sheets, relative to the extension. */
  readonly styles: readonly string[];
}

/** Where a page may load from. */
export function webviewOptions(extensionUri: vscode.Uri): vscode.WebviewOptions {
  return { enableScripts: true, localResourceRoots: [vscode.Uri.joinPath(extensionUri, 'dist', 'webviews'), vscode.Uri.joinPath(extensionUri, 'media')] };
}

/** The page's HTML. */
export function webviewHtml(extensionUri: vscode.Uri, webview: vscode.Webview, { name, title, styles }: WebviewPage): string {
  const address = (path: string): string => webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, ...path.split('/'))).toString();
  return buildPageHtml({
    cspSource: webview.cspSource,
    nonce: randomBytes(16).toString('base64url'),
    script: address(`dist/webviews/${name}.js`),
    styles: ['dist/webviews/codicon.css', ...styles, `media/${name}.css`].map(address),
    title,
    rootId: name,
  });
}
