// Names of the context keys that `when` clauses of the manifest ask for. Pure, so that a test can hold the manifest to it.

/** Context keys by their short name. */
export const contextKeys = {
  /** `loading`, `empty`, `content` or `failed`. */
  repositoryState: 'flightdeck.repositoryState',
  /** State of the connection, as `ClusterViewState`. */
  clusterState: 'flightdeck.clusterState',
  /** Whether something of the Cluster view is hidden by a filter. */
  clusterFiltered: 'flightdeck.clusterFiltered',
  /** `notConnected`, `none` or `content`. */
  rolloutsState: 'flightdeck.rolloutsState',
  /** Whether a context is in use, reachable or not. */
  connected: 'flightdeck.connected',
  /** Whether the file in the active editor holds or belongs to something that Flux applies. */
  activeFileApplied: 'flightdeck.activeFileApplied',
  /** Whether the file in the active editor leads to something that can be shown rendered. */
  activeFileRenders: 'flightdeck.activeFileRenders',
} as const;
