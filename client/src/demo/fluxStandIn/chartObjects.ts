/** The few objects of Helm charts that other objects of the demo rely on. */
import { nameOf } from '../kubeApi/clusterApi.ts';
import { textAt } from '../kubeApi/json.ts';
import type { JsonObject } from '../kubeApi/json.ts';

interface ChartProgram {
  readonly deployment: string;
  readonly image: string;
  readonly port: number;
}

/** What a release would install, cut down to a Deployment with its Service; nothing for charts that the demo does not know. */
export function chartObjects(release: JsonObject): readonly JsonObject[] {
  const namespace = textAt(release, 'spec', 'targetNamespace') ?? nameOf(release).namespace;
  const program = findProgram(textAt(release, 'spec', 'chart', 'spec', 'chart') ?? '', textAt(release, 'spec', 'releaseName') ?? nameOf(release).name);
  if (program === undefined) return [];
  const { deployment: name, image, port } = program;
  const labels = { app: name, 'app.kubernetes.io/managed-by': 'Helm', 'helm.toolkit.fluxcd.io/name': nameOf(release).name, 'helm.toolkit.fluxcd.io/namespace': nameOf(release).namespace };
  return [
    { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace, labels }, spec: { selector: { app: name }, ports: [{ name: 'http', port, targetPort: 'http' }] } },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, namespace, labels },
      spec: { replicas: 1, selector: { matchLabels: { app: name } }, template: { metadata: { labels: { app: name } }, spec: { containers: [{ name, image, ports: [{ name: 'http', containerPort: port }] }] } } },
    },
  ];
}

function findProgram(chart: string, release: string): ChartProgram | undefined {
  switch (chart) {
    case 'loadtester':
      return { deployment: release, image: 'ghcr.io/fluxcd/flagger-loadtester:0.36.0', port: 80 };
    case 'flagger':
      return { deployment: release, image: 'ghcr.io/fluxcd/flagger:1.44.0', port: 8080 };
    case 'linkerd-viz':
      return { deployment: 'prometheus', image: 'prom/prometheus:v3.6.0', port: 9090 };
    case 'ingress-nginx':
      return { deployment: `${release}-controller`, image: 'registry.k8s.io/ingress-nginx/controller:v1.13.3', port: 80 };
    default:
      return undefined;
  }
}
