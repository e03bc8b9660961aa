// Keys of the settings below `flightdeck.`. Pure, so that a test can hold the manifest to it.

/** Settings that only the client reads, by short name. */
export const clientSettingKeys = {
  kubeconfig: 'kubeconfig',
  context: 'context',
  protectedContexts: 'contexts.protected',
  readOnlyContexts: 'contexts.readOnly',
  namespaces: 'namespaces',
  afterPush: 'afterPush',
  quietRedHatYaml: 'quietRedHatYaml',
  rolloutNotifications: 'rolloutNotifications',
} as const;
