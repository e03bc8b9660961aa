// Which kubeconfig context this workspace uses, from what the user picked and what settings say. Pure.

/** What is known about the user's wish. */
export interface ContextWish {
  /** The context picked in this workspace; empty after *Disconnect*; undefined before anything was picked. */
  readonly picked: string | undefined;
  /** The setting `flightdeck.context`. */
  readonly setting: string;
  /** Whether the workspace names its own kubeconfig: then that file's current context is meant. */
  readonly kubeconfigOfWorkspace: boolean;
}

/** The context to use; `current` is the one that the kubeconfig names as current. */
export type ContextChoice = { readonly type: 'none' } | { readonly type: 'current' } | { readonly type: 'named'; readonly name: string };

/** Chooses: the pick, then the setting, then the workspace's own kubeconfig, otherwise none. The user's current context alone selects nothing. */
export function chooseContext(wish: ContextWish): ContextChoice {
  if (wish.picked === '') return { type: 'none' };
  const name = wish.picked ?? wish.setting;
  if (name !== '') return { type: 'named', name };
  return wish.kubeconfigOfWorkspace ? { type: 'current' } : { type: 'none' };
}
