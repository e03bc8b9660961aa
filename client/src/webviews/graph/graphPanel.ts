/** The graph panel's host side: one panel, made when it is asked for, restored after a reload. */
import * as vscode from 'vscode';
import type { ObjectInContext } from '../../../../server/src/protocol/objectId.ts';
import { clientCommandIds } from '../../clientCommandIds.ts';
import { printPictureMermaid } from '../../graphPicture/mermaid.ts';
import { PanelChannel } from '../panelChannel.ts';
import { webviewHtml, webviewOptions } from '../webviewSetup.ts';
import type { GraphPanelSource } from './graphPanelSource.ts';
import { readGraphChoice, readGraphPageMessage, type GraphChoice, type GraphHostMessage, type GraphPageMessage } from './messages.ts';

/** The webview type; the extension is activated for it after a reload by `onWebviewPanel:flightdeck.graph`. */
const panelType = 'flightdeck.graph';

/** The panel. */
export class GraphPanel implements vscode.Disposable, vscode.WebviewPanelSerializer {
  readonly #extensionUri: vscode.Uri;
  readonly #source: GraphPanelSource;
  readonly #registration: vscode.Disposable;
  #panel: vscode.WebviewPanel | undefined;

  constructor(extensionUri: vscode.Uri, source: GraphPanelSource) {
    this.#extensionUri = extensionUri;
    this.#source = source;
    this.#registration = vscode.window.registerWebviewPanelSerializer(panelType, this);
  }

  /** Opens the panel, or brings it to the front. */
  show(): void {
    if (this.#panel !== undefined) {
      this.#panel.reveal();
      return;
    }
    this.#adopt(vscode.window.createWebviewPanel(panelType, 'Dependency Graph', vscode.ViewColumn.Active, webviewOptions(this.#extensionUri)), undefined);
  }

  /** Takes over a panel that VS Code restored. */
  deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    if (this.#panel === undefined) {
      panel.webview.options = webviewOptions(this.#extensionUri);
      this.#adopt(panel, readGraphChoice(state));
    } else {
      panel.dispose();
    }
    return Promise.resolve();
  }

  dispose(): void {
    this.#registration.dispose();
    this.#panel?.dispose();
    this.#source.dispose();
  }

  #adopt(panel: vscode.WebviewPanel, choice: GraphChoice | undefined): void {
    this.#panel = panel;
    panel.iconPath = vscode.Uri.joinPath(this.#extensionUri, 'media', 'flightdeck.svg');
    panel.webview.html = webviewHtml(this.#extensionUri, panel.webview, { name: 'graph', title: 'Dependency graph', styles: [] });
    const channel = new PanelChannel<GraphHostMessage>(panel, (raw) => {
      const message = readGraphPageMessage(raw);
      if (message !== undefined) void this.#handle(message);
    });
    this.#source.start(choice, (state) => channel.post({ type: 'state', state }));
    panel.onDidDispose(() => {
      this.#panel = undefined;
      this.#source.stop();
      channel.dispose();
    });
  }

  async #handle(message: GraphPageMessage): Promise<void> {
    switch (message.type) {
      case 'ready':
        return;
      case 'choose':
        this.#source.choose(message.choice);
        return;
      case 'action':
        await this.#act(message);
        return;
      case 'exportSvg':
        await save('svg', message.text);
        return;
      case 'exportMermaid':
        if (this.#source.picture !== undefined) await save('mmd', printPictureMermaid(this.#source.picture));
    }
  }

  async #act({ node: id, id: action, context }: Extract<GraphPageMessage, { readonly type: 'action' }>): Promise<void> {
    const node = this.#source.find(id);
    if (node === undefined) return;
    // The command refuses while another context is in use than the one whose picture was clicked.
    const object: ObjectInContext = { ...node.object, contextName: context };
    switch (action) {
      case 'openLine':
        await vscode.commands.executeCommand(clientCommandIds.openPlace, node.place);
        return;
      case 'openCause':
        await vscode.commands.executeCommand(clientCommandIds.openPlace, node.cause?.place);
        return;
      case 'showInCluster':
        await vscode.commands.executeCommand(clientCommandIds.showState, object);
        return;
      case 'showCanary':
        await vscode.commands.executeCommand(clientCommandIds.showCanary, object);
        return;
      case 'reconcile':
        await vscode.commands.executeCommand(clientCommandIds.reconcile, object);
    }
  }
}

/** Asks where to, and writes. */
async function save(extension: 'svg' | 'mmd', text: string): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const filters: Readonly<Record<string, string[]>> = extension === 'svg' ? { 'SVG picture': ['svg'] } : { 'Mermaid diagram': ['mmd', 'mermaid'] };
  const target = await vscode.window.showSaveDialog({ filters, ...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, `flux-graph.${extension}`) }) });
  if (target !== undefined) await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text));
}
