/** Writes the kubeconfig of a demo cluster. */

/** Names the context, so that the demo is never taken for a real cluster. */
export const demoContextName = 'flightdeck-demo';

/** What goes into a kubeconfig. */
export interface KubeconfigFacts {
  readonly url: string;
  /** PEM; absent over plain HTTP. */
  readonly certificate: string | undefined;
  readonly adminToken: string;
  readonly viewerToken: string;
}

/** A kubeconfig as text (JSON is YAML): the admin's context is current, the viewer's is `flightdeck-demo-viewer`. */
export function printKubeconfig({ url, certificate, adminToken, viewerToken }: KubeconfigFacts): string {
  const extensions = [{ name: 'flightdeck.demo', extension: { demo: true, note: 'a demo cluster inside Flightdeck, not a real one' } }];
  const cluster = { server: url, ...(certificate === undefined ? {} : { 'certificate-authority-data': Buffer.from(certificate).toString('base64') }), extensions };
  const viewer = `${demoContextName}-viewer`;
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': demoContextName,
    clusters: [{ name: demoContextName, cluster }],
    contexts: [
      { name: demoContextName, context: { cluster: demoContextName, user: `${demoContextName}-admin`, namespace: 'flux-system' } },
      { name: viewer, context: { cluster: demoContextName, user: viewer, namespace: 'flux-system' } },
    ],
    users: [
      { name: `${demoContextName}-admin`, user: { token: adminToken } },
      { name: viewer, user: { token: viewerToken } },
    ],
  };
  return `${JSON.stringify(config, undefined, 2)}\n`;
}
