// Entry of the extension: a list of registrations. Everything heavy is loaded when it is needed, not here.
import * as vscode from 'vscode';
import { AfterPush } from './afterPush.ts';
import { registerActiveFileKey } from './activeFile.ts';
import { systemClock } from './cluster/clock.ts';
import { linkCommands } from './clientCommandIds.ts';
import { commandTable } from './commands/commandTable.ts';
import { registerBesideRedHatYaml } from './besideRedHatYaml.ts';
import { registerCommands } from './commands/registerCommands.ts';
import { runDemoOfWorkspace } from './demoHost/demoWorkspace.ts';
import { FactsSender } from './factsSender.ts';
import { GitFactsSender } from './gitFactsSender.ts';
import { RolloutHistories } from './flagger/rolloutHistories.ts';
import { ClusterLink } from './kubeContext/clusterLink.ts';
import { ContextSelection } from './kubeContext/contextSelection.ts';
import { LanguageServer } from './languageServer.ts';
import { LiveCauses } from './liveCauses.ts';
import { LiveDocuments } from './liveDiff/liveDocuments.ts';
import { createLog } from './log.ts';
import { followCursorInRendered } from './rendered/cursorFollow.ts';
import { RenderedContent } from './rendered/renderedContent.ts';
import { RolloutFollower } from './rolloutFollower.ts';
import { RolledBackImages } from './rolledBackImages.ts';
import { ServedSchemasSender } from './servedSchemasSender.ts';
import { startServerWhenNeeded } from './serverStarter.ts';
import { ClusterView } from './views/cluster/clusterView.ts';
import { ViewOptionsStore } from './views/cluster/viewOptionsStore.ts';
import { registerProblemBadges } from './views/problemBadges.ts';
import { RepositoryView } from './views/repository/repositoryView.ts';
import { RolloutsView } from './views/rollouts/rolloutsView.ts';
import { AppliedItem } from './views/statusBar/appliedItem.ts';
import { registerStatusBarItem } from './views/statusBar/statusBarItem.ts';
import { CanariesPanel } from './webviews/canary/canariesPanel.ts';
import { CanaryPanels } from './webviews/canary/canaryPanel.ts';
import { CanaryReader } from './webviews/canaryReader.ts';
import { WorkspaceHeads } from './workspaceHeads.ts';
import { GraphPanel } from './webviews/graph/graphPanel.ts';
import { GraphPanelSource } from './webviews/graph/graphPanelSource.ts';
import { makeCanariesPanelSource } from './webviews/canariesPanelSource.ts';
import { makeCanaryPanelSource } from './webviews/canaryPanelSource.ts';

/** Called by VS Code at the first YAML file, view or command of Flightdeck. */
export function activate(context: vscode.ExtensionContext): void {
  const log = createLog();
  const demoScript = context.asAbsolutePath('dist/demo.js');
  const server = new LanguageServer({ serverModule: context.asAbsolutePath('dist/server.js'), log });
  const selection = new ContextSelection(context.workspaceState);
  const link = new ClusterLink(selection, log);
  const repositoryView = new RepositoryView(server);
  const liveCauses = new LiveCauses(server, link);
  const viewOptions = new ViewOptionsStore(context.workspaceState);
  const heads = new WorkspaceHeads(link, server);
  const clusterView = new ClusterView({ link, server, causes: liveCauses, heads, options: viewOptions, linkCommands });
  const rolledBack = new RolledBackImages(server, link);
  const histories = new RolloutHistories(context.workspaceState, systemClock);
  const canaryReader = new CanaryReader(histories, rolledBack, (uri) => vscode.workspace.asRelativePath(vscode.Uri.parse(uri), false));
  const liveDocuments = new LiveDocuments();
  const canaryPanels = new CanaryPanels(context.extensionUri, makeCanaryPanelSource(link, canaryReader, rolledBack));
  const graphPanel = new GraphPanel(context.extensionUri, new GraphPanelSource({ server, link, causes: liveCauses, layoutScript: context.asAbsolutePath('dist/lazy/graphLayout.js'), log }));
  const canariesPanel = new CanariesPanel(context.extensionUri, makeCanariesPanelSource(link, canaryReader, rolledBack));
  context.subscriptions.push(
    log,
    server,
    runDemoOfWorkspace(demoScript, log, () => link.kubeconfigChanged()),
    selection,
    link,
    new FactsSender(link, server),
    new GitFactsSender(link, server),
    new AfterPush(link, server, log),
    new ServedSchemasSender(link, server),
    repositoryView,
    clusterView,
    new RolloutsView(link, canaryReader, rolledBack, linkCommands),
    registerStatusBarItem(link, rolledBack, log),
    new AppliedItem(server, link, linkCommands),
    canaryPanels,
    graphPanel,
    canariesPanel,
    liveDocuments,
    rolledBack,
    liveCauses,
    heads,
    viewOptions,
    new RolloutFollower(link, histories, { read: (session, namespace, name) => canaryReader.readNamed(session, namespace, name), isSeen: (namespace, name) => canaryPanels.isVisible({ namespace, name }) || canariesPanel.isVisible({ namespace, name }) }),
    { dispose: () => histories.save() },
    registerProblemBadges(),
    registerBesideRedHatYaml(server, log),
    registerActiveFileKey(server),
    new RenderedContent(server),
    followCursorInRendered(server),
    registerCommands(commandTable({ server, log, link, selection, causes: liveCauses, repositoryView, clusterView, viewOptions, canaryPanels, graphPanel, canariesPanel, liveDocuments, demoScript }), log),
    startServerWhenNeeded(server, () => repositoryView.showEmpty()),
  );
}
