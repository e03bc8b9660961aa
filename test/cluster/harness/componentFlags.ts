// The command lines of what runs beside the API server: controllers, kubelet stand-in, Flux, Flagger.

/** Controllers that need no cloud, no real nodes and no volumes. */
const controllers = [
  'clusterrole-aggregation-controller',
  'cronjob-controller',
  'daemonset-controller',
  'deployment-controller',
  'disruption-controller',
  'endpoints-controller',
  'endpointslice-controller',
  'garbage-collector-controller',
  'horizontal-pod-autoscaler-controller',
  'job-controller',
  'namespace-controller',
  'node-lifecycle-controller',
  'pod-garbage-collector-controller',
  'replicaset-controller',
  'resourcequota-controller',
  'root-ca-certificate-publisher-controller',
  'serviceaccount-controller',
  'serviceaccount-token-controller',
  'statefulset-controller',
];

/** Flags of the controller-manager. */
export function controllerManagerFlags(kubeconfig: string, port: number, files: { readonly accountKeyFile: string; readonly caFile: string }): readonly string[] {
  return [
    ...healthAndAccess(kubeconfig, port),
    ...['--service-account-private-key-file', files.accountKeyFile, '--root-ca-file', files.caFile],
    ...['--controllers', controllers.join(',')],
  ];
}

/** Flags of the scheduler. */
export function schedulerFlags(kubeconfig: string, port: number): readonly string[] {
  return healthAndAccess(kubeconfig, port);
}

function healthAndAccess(kubeconfig: string, port: number): readonly string[] {
  return ['--kubeconfig', kubeconfig, '--authentication-kubeconfig', kubeconfig, '--authorization-kubeconfig', kubeconfig, '--bind-address', '127.0.0.1', '--secure-port', String(port), '--leader-elect=false'];
}

/** Flags of kwok, which plays the kubelet of every node. The node's lease keeps the node controller from calling it lost. */
export function kwokFlags(kubeconfig: string, port: number, stagesFile: string): readonly string[] {
  return ['--kubeconfig', kubeconfig, '--manage-all-nodes=true', '--node-ip', '127.0.0.1', '--node-lease-duration-seconds', '40', '--server-address', `127.0.0.1:${port}`, '-c', stagesFile];
}

/** Flags of source-controller. */
export function sourceControllerFlags(metricsPort: number, healthPort: number, artifactPort: number, artifactFolder: string): readonly string[] {
  const artifacts = `127.0.0.1:${artifactPort}`;
  return [...fluxFlags(metricsPort, healthPort), '--storage-path', artifactFolder, '--storage-addr', artifacts, '--storage-adv-addr', artifacts];
}

/** Flags of kustomize-controller and helm-controller. They look at waiting dependencies each 3 s (each 30 s by default), so that tests need not wait as long as people do. */
export function applierFlags(metricsPort: number, healthPort: number): readonly string[] {
  return [...fluxFlags(metricsPort, healthPort), '--requeue-dependency', '3s', '--min-retry-delay', '1s', '--max-retry-delay', '10s'];
}

function fluxFlags(metricsPort: number, healthPort: number): readonly string[] {
  return ['--metrics-addr', `127.0.0.1:${metricsPort}`, '--health-addr', `127.0.0.1:${healthPort}`, '--watch-all-namespaces=true', '--enable-leader-election=false', '--events-addr=', '--log-level', 'info'];
}

/** Flags of Flagger; Canaries name their own provider. Its port listens on all interfaces, which no flag changes. */
export function flaggerFlags(kubeconfig: string, metricsUrl: string, port: number): readonly string[] {
  return [
    ...['-kubeconfig', kubeconfig, '-mesh-provider', 'linkerd', '-metrics-server', metricsUrl, '-port', String(port)],
    ...['-control-loop-interval', '2s', '-selector-labels', 'app,name,app.kubernetes.io/name', '-threadiness', '4', '-log-level', 'info'],
  ];
}
