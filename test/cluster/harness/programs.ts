// The programs of the control plane and the packages that they are built from; their versions stand in the go.mod files of `../binaries`.

/** A program of the suite. */
export type ProgramName =
  | 'etcd'
  | 'kube-apiserver'
  | 'kube-controller-manager'
  | 'kube-scheduler'
  | 'kwok'
  | 'kubectl'
  | 'kustomize'
  | 'kustomize-controller'
  | 'source-controller'
  | 'helm-controller'
  | 'flux'
  | 'flagger'
  | 'flagger-loadtester';

/** The folder of `../binaries` with the go.mod that fixes the versions of some programs. */
export type ModuleName = 'kubernetes' | 'flagger' | 'helm';

/** The folders that a module is made of: what stands in them names the folder of its programs, so that a change builds only what it touches. */
export const moduleFolders: Readonly<Record<ModuleName, readonly string[]>> = { kubernetes: ['kubernetes', 'artifact'], flagger: ['flagger'], helm: ['helm'] };

/** How a program is built. */
export interface Program {
  readonly name: ProgramName;
  readonly module: ModuleName;
  /** The main package. */
  readonly main: string;
}

/** All programs, in the order in which they are built: what lets other work begin comes first. */
export const programs: readonly Program[] = [
  { name: 'kustomize', module: 'kubernetes', main: 'sigs.k8s.io/kustomize/kustomize/v5' },
  { name: 'etcd', module: 'kubernetes', main: 'go.etcd.io/etcd/server/v3' },
  { name: 'kube-apiserver', module: 'kubernetes', main: 'k8s.io/kubernetes/cmd/kube-apiserver' },
  { name: 'kube-controller-manager', module: 'kubernetes', main: 'k8s.io/kubernetes/cmd/kube-controller-manager' },
  { name: 'kube-scheduler', module: 'kubernetes', main: 'k8s.io/kubernetes/cmd/kube-scheduler' },
  { name: 'kwok', module: 'kubernetes', main: 'sigs.k8s.io/kwok/cmd/kwok' },
  { name: 'kubectl', module: 'kubernetes', main: 'k8s.io/kubernetes/cmd/kubectl' },
  { name: 'kustomize-controller', module: 'kubernetes', main: 'github.com/fluxcd/kustomize-controller' },
  { name: 'source-controller', module: 'kubernetes', main: 'github.com/fluxcd/source-controller' },
  { name: 'flux', module: 'kubernetes', main: 'github.com/fluxcd/flux2/v2/cmd/flux' },
  { name: 'helm-controller', module: 'helm', main: 'github.com/fluxcd/helm-controller' },
  { name: 'flagger', module: 'flagger', main: 'github.com/fluxcd/flagger/cmd/flagger' },
  { name: 'flagger-loadtester', module: 'flagger', main: 'github.com/fluxcd/flagger/cmd/loadtester' },
];
