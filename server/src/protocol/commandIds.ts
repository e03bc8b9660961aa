/** Ids of the commands that the server names in code lenses, hovers and quick fixes; the client registers them. */

/** Command ids by their short name. */
export const commandIds = {
  reconcile: 'flightdeck.reconcile',
  reconcileWithSource: 'flightdeck.reconcileWithSource',
  reconcileChain: 'flightdeck.reconcileChain',
  suspend: 'flightdeck.suspend',
  resume: 'flightdeck.resume',
  selectContext: 'flightdeck.selectContext',
  showCanary: 'flightdeck.showCanary',
  openInRepository: 'flightdeck.openInRepository',
  openPlace: 'flightdeck.openPlace',
  proposeCommitMessage: 'flightdeck.proposeCommitMessage',
  showDependencies: 'flightdeck.showDependencies',
  showRendered: 'flightdeck.showRendered',
  compareRenderedWithHead: 'flightdeck.compareRenderedWithHead',
  compareWithCluster: 'flightdeck.compareWithCluster',
  showState: 'flightdeck.showState',
  startDemoCluster: 'flightdeck.startDemoCluster',
} as const;
