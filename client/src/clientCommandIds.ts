// Ids of all commands that the manifest contributes: those which the server names too, and the client's own. Pure, so that a test can hold the manifest to it.
import { commandIds } from '../../server/src/protocol/commandIds.ts';

/** Command ids by their short name. */
export const clientCommandIds = {
  ...commandIds,
  compareRenderedWithRevision: 'flightdeck.compareRenderedWithRevision',
  forceHelmRelease: 'flightdeck.forceHelmRelease',
  followCommit: 'flightdeck.followCommit',
  showWhatThisChanges: 'flightdeck.showWhatThisChanges',
  showLiveYaml: 'flightdeck.showLiveYaml',
  showEvents: 'flightdeck.showEvents',
  showControllerLog: 'flightdeck.showControllerLog',
  trace: 'flightdeck.trace',
  copyCommand: 'flightdeck.copyCommand',
  openGate: 'flightdeck.openGate',
  openCause: 'flightdeck.openCause',
  showInCluster: 'flightdeck.showInCluster',
  filterCluster: 'flightdeck.filterCluster',
  clearClusterFilter: 'flightdeck.clearClusterFilter',
  groupCluster: 'flightdeck.groupCluster',
  closeGate: 'flightdeck.closeGate',
  showCanaries: 'flightdeck.showCanaries',
  promoteCanary: 'flightdeck.promoteCanary',
  abortCanary: 'flightdeck.abortCanary',
  retryCanary: 'flightdeck.retryCanary',
  pauseCanary: 'flightdeck.pauseCanary',
  resumeCanary: 'flightdeck.resumeCanary',
  showGraph: 'flightdeck.showGraph',
  copyBootstrap: 'flightdeck.copyBootstrap',
  disconnect: 'flightdeck.disconnect',
  retryConnection: 'flightdeck.retryConnection',
  refreshRepository: 'flightdeck.refreshRepository',
  copyName: 'flightdeck.copyName',
  showLog: 'flightdeck.showLog',
  restartServer: 'flightdeck.restartServer',
} as const;

/** Any of these ids. */
export type ClientCommandId = (typeof clientCommandIds)[keyof typeof clientCommandIds];

/** Commands that links in hovers and tooltips may run: each of them asks or shows before it writes anything. */
export const linkCommands: readonly ClientCommandId[] = [
  clientCommandIds.openPlace,
  clientCommandIds.openInRepository,
  clientCommandIds.showCanary,
  clientCommandIds.showRendered,
  clientCommandIds.reconcile,
  clientCommandIds.reconcileWithSource,
  clientCommandIds.reconcileChain,
  clientCommandIds.resume,
  clientCommandIds.suspend,
  clientCommandIds.selectContext,
  clientCommandIds.startDemoCluster,
];
