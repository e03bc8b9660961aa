// Which function runs for which command id.
import type { ContextSelection } from '../kubeContext/contextSelection.ts';
import type { ClusterView } from '../views/cluster/clusterView.ts';
import type { ViewOptionsStore } from '../views/cluster/viewOptionsStore.ts';
import type { RepositoryView } from '../views/repository/repositoryView.ts';
import type { CanariesPanel } from '../webviews/canary/canariesPanel.ts';
import type { CanaryPanels } from '../webviews/canary/canaryPanel.ts';
import type { GraphPanel } from '../webviews/graph/graphPanel.ts';
import { askHelmRequest } from './askHelm.ts';
import { clientCommandIds as ids, type ClientCommandId } from '../clientCommandIds.ts';
import type { LiveDocuments } from '../liveDiff/liveDocuments.ts';
import { canaryVerbCommand } from './canaryVerb.ts';
import { compareWithClusterCommand } from './compareWithCluster.ts';
import { copyCommandCommand } from './copyCommand.ts';
import { showControllerLogCommand } from './showControllerLog.ts';
import { showEventsCommand } from './showEvents.ts';
import { showLiveYamlCommand } from './showLiveYaml.ts';
import { compareRenderedWithHeadCommand, compareRenderedWithRevisionCommand } from './compareRendered.ts';
import { copyBootstrapCommand } from './copyBootstrap.ts';
import { copyNameCommand } from './copyName.ts';
import { filterClusterCommand, groupClusterCommand } from './filterCluster.ts';
import { followCommitCommand } from './followCommit.ts';
import type { FluxCommandTools } from './fluxCommandTools.ts';
import type { CauseFinder } from './offerLine.ts';
import { openInRepositoryCommand } from './openInRepository.ts';
import { openPlaceCommand } from './openPlace.ts';
import { proposeCommitMessageCommand } from './proposeCommitMessage.ts';
import { reconcileCommands } from './reconcile.ts';
import type { CommandHandler } from './registerCommands.ts';
import { restartServerCommand } from './restartServer.ts';
import { selectContextCommand } from './selectContext.ts';
import { showCanariesCommand } from './showCanaries.ts';
import { showCanaryCommand } from './showCanary.ts';
import { showDependenciesCommand } from './showDependencies.ts';
import { showInClusterCommand } from './showInCluster.ts';
import { showRenderedCommand } from './showRendered.ts';
import { showStateCommand } from './showState.ts';
import { showWhatThisChangesCommand } from './showWhatThisChanges.ts';
import { startDemoClusterCommand } from './startDemoCluster.ts';
import { suspendCommand } from './suspend.ts';
import { traceCommand } from './trace.ts';

/** What the commands act on. */
export interface CommandTargets extends FluxCommandTools {
  readonly selection: ContextSelection;
  readonly causes: CauseFinder;
  readonly repositoryView: RepositoryView;
  readonly clusterView: ClusterView;
  readonly viewOptions: ViewOptionsStore;
  readonly canaryPanels: CanaryPanels;
  readonly graphPanel: GraphPanel;
  readonly canariesPanel: CanariesPanel;
  readonly liveDocuments: LiveDocuments;
  /** Absolute path of the bundled demo. */
  readonly demoScript: string;
}

/** The whole table: the compiler refuses a contributed command without a function. */
export function commandTable(targets: CommandTargets): Readonly<Record<ClientCommandId, CommandHandler>> {
  const { server, log, link, selection, repositoryView, clusterView, canaryPanels } = targets;
  const reconcile = reconcileCommands(targets);
  return {
    [ids.reconcile]: reconcile('object'),
    [ids.reconcileWithSource]: reconcile('withSource'),
    [ids.reconcileChain]: reconcile('chain'),
    [ids.forceHelmRelease]: reconcile('withSource', askHelmRequest),
    [ids.suspend]: suspendCommand(targets, 'suspend'),
    [ids.resume]: suspendCommand(targets, 'resume'),
    [ids.selectContext]: selectContextCommand(selection, () => link.session?.contextName ?? ''),
    [ids.disconnect]: () => selection.disconnect(),
    [ids.retryConnection]: () => link.retry(),
    [ids.showState]: showStateCommand(link, clusterView),
    [ids.filterCluster]: filterClusterCommand(link, targets.viewOptions),
    [ids.clearClusterFilter]: () => targets.viewOptions.clearFilter(),
    [ids.groupCluster]: groupClusterCommand(targets.viewOptions),
    [ids.showGraph]: () => targets.graphPanel.show(),
    [ids.showCanary]: showCanaryCommand(targets, (canary) => canaryPanels.show(canary)),
    [ids.showCanaries]: showCanariesCommand(targets, (chosen) => targets.canariesPanel.show(chosen)),
    [ids.showRendered]: showRenderedCommand(server),
    [ids.compareRenderedWithHead]: compareRenderedWithHeadCommand(server),
    [ids.compareRenderedWithRevision]: compareRenderedWithRevisionCommand(server),
    [ids.compareWithCluster]: compareWithClusterCommand(targets, targets.liveDocuments),
    [ids.followCommit]: followCommitCommand(targets, targets.liveDocuments),
    [ids.showWhatThisChanges]: showWhatThisChangesCommand(server),
    [ids.showDependencies]: showDependenciesCommand,
    [ids.showLiveYaml]: showLiveYamlCommand(targets, targets.liveDocuments),
    [ids.showEvents]: showEventsCommand(targets, targets.liveDocuments),
    [ids.showControllerLog]: showControllerLogCommand(targets, targets.liveDocuments),
    [ids.trace]: traceCommand(targets),
    [ids.copyCommand]: copyCommandCommand(targets),
    [ids.openGate]: canaryVerbCommand(targets, 'openGate'),
    [ids.closeGate]: canaryVerbCommand(targets, 'closeGate'),
    [ids.promoteCanary]: canaryVerbCommand(targets, 'promote'),
    [ids.abortCanary]: canaryVerbCommand(targets, 'abort'),
    [ids.retryCanary]: canaryVerbCommand(targets, 'retry'),
    [ids.pauseCanary]: canaryVerbCommand(targets, 'pause'),
    [ids.resumeCanary]: canaryVerbCommand(targets, 'resume'),
    [ids.openInRepository]: openInRepositoryCommand(targets),
    [ids.openPlace]: openPlaceCommand,
    [ids.proposeCommitMessage]: proposeCommitMessageCommand,
    [ids.openCause]: openPlaceCommand,
    [ids.showInCluster]: showInClusterCommand(targets, clusterView),
    [ids.copyBootstrap]: copyBootstrapCommand(server),
    [ids.copyName]: copyNameCommand,
    [ids.startDemoCluster]: startDemoClusterCommand(targets.demoScript),
    [ids.refreshRepository]: () => repositoryView.refresh(),
    [ids.restartServer]: restartServerCommand(server),
    [ids.showLog]: () => log.show(),
  };
}
