/** Canaries by strategy and provider, and what goes with them. Only what a provider can do is offered. */
import { PROVIDERS, type ProviderFacts } from '../../../flagger/providers.ts';
import { choice, head, place, referenceNamespace, type ObjectSnippet, type SnippetFacts } from './snippet.ts';

type Strategy = 'canary' | 'A/B test' | 'blue/green' | 'mirroring';

/** Every strategy of every provider that it works with; the installed provider's first. */
export function canarySnippets(meshProvider: string | undefined): readonly ObjectSnippet[] {
  const installed = PROVIDERS.filter(({ id }) => id === meshProvider);
  const usual = ['gatewayapi:v1', 'istio', 'linkerd', 'nginx', 'contour', 'traefik', 'gloo', 'kuma', 'skipper', 'apisix', 'knative', 'appmesh:v1beta2', 'kubernetes'];
  const others = usual.flatMap((id) => PROVIDERS.find((provider) => provider.id === id && id !== meshProvider) ?? []);
  return [...installed, ...others].flatMap((provider) => strategiesOf(provider).map((strategy) => snippetOf(strategy, provider)));
}

function strategiesOf({ canary, abTesting, blueGreen, mirror }: ProviderFacts): readonly Strategy[] {
  return [...(canary === 'yes' ? ['canary' as const] : []), ...(abTesting === 'yes' ? ['A/B test' as const] : []), ...(blueGreen === 'yes' ? ['blue/green' as const] : []), ...(mirror === 'none' ? [] : ['mirroring' as const])];
}

const strategyWords: Readonly<Record<Strategy, string>> = {
  canary: 'traffic moves step by step',
  'A/B test': 'requests with a header go to the canary',
  'blue/green': 'checks first, then all traffic at once',
  mirroring: 'copies of requests go to the canary before the switch',
};

function snippetOf(strategy: Strategy, provider: ProviderFacts): ObjectSnippet {
  return { label: `Canary (${strategy}, ${provider.id})`, detail: `${provider.title}: ${strategyWords[strategy]}`, text: (facts) => canaryText(strategy, provider, facts) };
}

function canaryText(strategy: Strategy, provider: ProviderFacts, facts: SnippetFacts): string {
  const [first] = facts.targets;
  const targetKind = first?.kind ?? 'Deployment';
  const names = facts.targets.filter(({ kind }) => kind === targetKind).map(({ name }) => name);
  return `${head('flagger.app/v1beta1', 'Canary', facts)}spec:
  provider: ${provider.id}
  targetRef:
    apiVersion: apps/v1
    kind: ${targetKind}
    name: ${choice(2, names, facts.name)}
${routingLines(provider, facts)}  progressDeadlineSeconds: 600
  revertOnDeletion: true
  service:
    port: ${place(3, first?.port ?? '80')}
${serviceLines(provider, facts)}  analysis:
    interval: ${place(4, '1m')}
    threshold: ${place(5, '5')}
${strategyLines(strategy, provider)}    metrics:
      - name: request-success-rate
        interval: 1m
        thresholdRange:
          min: 99
      - name: request-duration
        interval: 1m
        thresholdRange:
          max: 500
    webhooks:
      - name: load-test
        type: rollout
        url: ${place(9, facts.loadTester)}
        metadata:
          cmd: hey -z 1m -q 10 -c 2 http://${first?.name ?? facts.name}-canary.${facts.namespace}:${first?.port ?? '80'}/
`;
}

function routingLines({ needs }: ProviderFacts, { ingresses, name }: SnippetFacts): string {
  if (needs.includes('ingressRef')) return `  ingressRef:\n    apiVersion: networking.k8s.io/v1\n    kind: Ingress\n    name: ${choice(6, ingresses, name)}\n`;
  return needs.includes('routeRef') ? `  routeRef:\n    apiVersion: apisix.apache.org/v2\n    kind: ApisixRoute\n    name: ${place(6, name)}\n` : '';
}

function serviceLines({ needs }: ProviderFacts, { gateways }: SnippetFacts): string {
  if (needs.includes('service.meshName')) return `    meshName: ${place(6, 'global')}\n`;
  if (!needs.includes('service.gatewayRefs')) return '';
  const namespace = gateways.names.length === 0 ? 'gateway-system' : gateways.namespace;
  return `    gatewayRefs:\n      - name: ${choice(6, gateways.names, 'gateway')}\n${referenceNamespace(8, namespace)}`;
}

function strategyLines(strategy: Strategy, { id }: ProviderFacts): string {
  switch (strategy) {
    case 'canary':
      return `    maxWeight: ${place(10, '50')}\n    stepWeight: ${place(11, '10')}\n`;
    case 'blue/green':
      return `    iterations: ${place(10, '10')}\n`;
    case 'mirroring':
      return `    iterations: ${place(10, '10')}\n    mirror: true\n${id === 'istio' ? '    mirrorWeight: 100\n' : ''}`;
    case 'A/B test':
      return `    iterations: ${place(10, '10')}\n    match:\n      - headers:\n          ${place(11, 'x-canary')}:\n            exact: ${place(12, 'insider')}\n`;
  }
}

/** What a Canary refers to. */
export const flaggerSnippets: readonly ObjectSnippet[] = [
  {
    label: 'MetricTemplate (Prometheus)',
    detail: 'a query for the checks of Canaries',
    text: (facts) => `${head('flagger.app/v1beta1', 'MetricTemplate', facts)}spec:
  provider:
    type: prometheus
    address: ${place(2, 'http://prometheus.monitoring:9090')}
  query: |
    100 - sum(
      rate(
        http_requests_total{
          namespace="{{ namespace \\}\\}",
          pod=~"{{ target \\}\\}-[0-9a-zA-Z]+(-[0-9a-zA-Z]+)",
          status!~"5.*"
        \\}[{{ interval \\}\\}]
      )
    )
    /
    sum(
      rate(
        http_requests_total{
          namespace="{{ namespace \\}\\}",
          pod=~"{{ target \\}\\}-[0-9a-zA-Z]+(-[0-9a-zA-Z]+)"
        \\}[{{ interval \\}\\}]
      )
    )
    * 100
`,
  },
  {
    label: 'MetricTemplate',
    detail: 'a query to Datadog, CloudWatch and the like',
    text: (facts) => `${head('flagger.app/v1beta1', 'MetricTemplate', facts)}spec:
  provider:
    type: ${choice(2, ['datadog', 'cloudwatch', 'newrelic', 'influxdb', 'graphite', 'dynatrace', 'stackdriver', 'splunk'])}
    address: ${place(3, 'https://api.datadoghq.com')}
    secretRef:
      name: ${place(4, 'metrics-token')}
  query: |
    ${place(5, 'query')}
`,
  },
  {
    label: 'AlertProvider',
    detail: 'where Flagger reports a rollout',
    text: (facts) => `${head('flagger.app/v1beta1', 'AlertProvider', facts)}spec:
  type: ${choice(2, ['slack', 'msteams', 'discord', 'rocket', 'gchat'])}
  channel: ${place(3, 'rollouts')}
  secretRef:
    name: ${place(4, `${facts.name}-url`)}
`,
  },
];
