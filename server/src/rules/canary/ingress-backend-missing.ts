/** Reports an Ingress without a backend for the apex Service. */
import { findProvider } from '../../flagger/providers.ts';
import { readCanary } from '../../manifests/canary.ts';
import { nearestName } from '../../text/editDistance.ts';
import { readMaps, readString } from '../../yaml/yamlReader.ts';
import { faultSpan, holdsVariable } from '../faultPlace.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** The Ingress of a Canary does not route to its apex Service. */
export const ingressBackendMissing: GraphRule = {
  id: 'canary/ingress-backend-missing',
  scope: 'graph',
  kinds: ['Canary'],
  severity: 'error',
  since: '0.1.0',
  fix: 'sometimes',
  evidence: 'fluxcd/flagger pkg/router/ingress.go: "backend … not found in ingress …"',
  summary: 'The Ingress of a Canary does not route to its apex Service.',
  explain: rulePage({
    does: 'Reports a Canary with provider nginx or skipper whose Ingress has no backend with the name of the apex Service: `service.name`, by default the name of the target.',
    why: 'The Canary stays in Initializing, and no release ever happens.',
    controller: 'Flagger looks through the rules of the Ingress for the apex Service, to point its copy at the canary Service instead.',
    fix: 'Let a path of the Ingress route to the apex Service, or set `service.name` to the Service that it routes to.',
    ignore: 'Never.',
  }),
  check(node, { cluster }, report) {
    const canary = readCanary(node.manifest);
    const { ingressRef, serviceName } = canary ?? {};
    if (ingressRef?.name === undefined || serviceName === undefined || findProvider(canary?.provider?.value ?? '')?.needs.includes('ingressRef') !== true) return;
    const ingress = cluster.nodes.get(`Ingress/${node.object.namespace ?? ''}/${ingressRef.name.value}`);
    if (ingress?.presence !== 'declared' || holdsVariable(serviceName.value)) return;
    const paths = readMaps(ingress.manifest.root, 'spec', 'rules').flatMap((each) => readMaps(each, 'http', 'paths'));
    const backends = paths.flatMap((path) => readString(path, 'backend', 'service', 'name') ?? readString(path, 'backend', 'serviceName') ?? []);
    if (backends.some(({ value }) => value === serviceName.value || holdsVariable(value))) return;
    const near = nearestName(serviceName.value, backends.map(({ value }) => value));
    const misspelt = backends.find(({ value }) => value === near);
    const found = backends.length === 0 ? 'it has no backend' : `it routes to ${[...new Set(backends.map(({ value }) => value))].join(', ')}`;
    report({
      span: faultSpan((misspelt ?? ingressRef.name).node),
      message: `Ingress ${ingressRef.name.value} has no backend for Service ${serviceName.value}, which Canary ${node.object.name} controls: ${found}`,
      related: [{ span: serviceName.node, message: 'the name of the apex Service' }],
      data: { replacement: misspelt === undefined ? undefined : serviceName.value },
    });
  },
};
