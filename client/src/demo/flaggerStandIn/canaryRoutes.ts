/** The traffic between primary and canary: where it is written for each provider, and how it is read back. */
import { annotationsOf } from '../kubeApi/clusterApi.ts';
import { objectAt, objectsAt, textAt, withValue } from '../kubeApi/json.ts';
import type { JsonObject } from '../kubeApi/json.ts';
import { findKind } from '../standIns/standInContext.ts';
import { ownerReference, withoutFluxKeys } from './canaryObjects.ts';
import { component } from './canaryRun.ts';
import type { CanaryRun } from './canaryRun.ts';

const nginx = 'nginx.ingress.kubernetes.io';

/** Makes the routing object if it is missing; gives what stands in the way, in Flagger's words. */
export function ensureRoutes(run: CanaryRun): string | undefined {
  switch (providerOf(run)) {
    case 'split':
      if (findSplit(run) === undefined) writeSplit(run, 0);
      return findKind(run.context, 'trafficsplits.split.smi-spec.io') === undefined ? `TrafficSplit ${run.services.apex}.${run.name.namespace} get query error: the server could not find the requested resource` : undefined;
    case 'ingress':
      return ensureIngress(run);
    case 'none':
      return undefined;
  }
}

/** The weight of the canary, read from the routing object and not from the status. */
export function readCanaryWeight(run: CanaryRun): number {
  if (providerOf(run) === 'split') {
    const backend = objectsAt(findSplit(run), 'spec', 'backends').find((entry) => entry['service'] === run.services.canary);
    return Number(textAt(backend, 'weight') ?? 0);
  }
  if (providerOf(run) === 'none') return 0;
  const annotations = annotationsOf(findIngress(run, canaryIngressName(run)) ?? {});
  if (annotations[`${nginx}/canary`] !== 'true') return 0;
  return isMatching(run) ? 100 : Number(annotations[`${nginx}/canary-weight`] ?? 0);
}

/** Sends so many percent to the canary and the rest to the primary. */
export function writeCanaryWeight(run: CanaryRun, weight: number): void {
  if (providerOf(run) === 'split') writeSplit(run, weight);
  if (providerOf(run) === 'ingress') writeIngress(run, weight);
}

function providerOf(run: CanaryRun): 'split' | 'ingress' | 'none' {
  const provider = run.spec.provider ?? 'linkerd';
  if (provider === 'linkerd' || provider.startsWith('smi') || provider === 'osm') return 'split';
  return provider === 'nginx' || provider === 'skipper' ? 'ingress' : 'none';
}

function isMatching(run: CanaryRun): boolean {
  return (run.spec.analysis?.match.length ?? 0) > 0;
}

function findSplit(run: CanaryRun): JsonObject | undefined {
  const kind = findKind(run.context, 'trafficsplits.split.smi-spec.io');
  return kind && run.context.api.find(kind, { namespace: run.name.namespace, name: run.services.apex });
}

function writeSplit(run: CanaryRun, weight: number): void {
  const kind = findKind(run.context, 'trafficsplits.split.smi-spec.io');
  if (kind === undefined) return;
  const { apex, primary, canary } = run.services;
  const spec = { service: run.spec.service.hosts[0] ?? apex, backends: [{ service: canary, weight: String(weight) }, { service: primary, weight: String(100 - weight) }] };
  const live = findSplit(run);
  if (live === undefined) run.context.api.create(kind, run.name.namespace, { metadata: { name: apex, ownerReferences: [ownerReference(run)] }, spec }, { manager: component });
  else run.context.api.update(kind, { namespace: run.name.namespace, name: apex }, { ...live, spec }, { manager: component });
}

function canaryIngressName(run: CanaryRun): string {
  return `${run.spec.ingressRef?.name ?? ''}-canary`;
}

function findIngress(run: CanaryRun, name: string): JsonObject | undefined {
  const kind = findKind(run.context, 'ingresses.networking.k8s.io');
  return kind && run.context.api.find(kind, { namespace: run.name.namespace, name });
}

function ensureIngress(run: CanaryRun): string | undefined {
  const name = run.spec.ingressRef?.name;
  if (name === undefined) return 'ingress selector is empty';
  const original = findIngress(run, name);
  if (original === undefined) return `ingress ${name}.${run.name.namespace} get query error: ingresses.networking.k8s.io "${name}" not found`;
  const copy = withCanaryBackend(original, run.services);
  if (copy === undefined) return `backend ${run.services.apex} not found in ingress ${name}`;
  if (findIngress(run, canaryIngressName(run)) === undefined) {
    const kind = findKind(run.context, 'ingresses.networking.k8s.io');
    const annotations = { ...withoutFluxKeys(annotationsOf(original)), [`${nginx}/canary`]: 'false' };
    if (kind !== undefined) run.context.api.create(kind, run.name.namespace, { metadata: { name: canaryIngressName(run), annotations, ownerReferences: [ownerReference(run)] }, spec: copy }, { manager: component });
  }
  return undefined;
}

/** The spec of the Ingress with the apex backend exchanged for the canary's; `undefined` when it has none. */
function withCanaryBackend(ingress: JsonObject, services: CanaryRun['services']): JsonObject | undefined {
  const rules = objectsAt(ingress, 'spec', 'rules').map((rule) => {
    const paths = objectsAt(rule, 'http', 'paths').filter((path) => textAt(path, 'backend', 'service', 'name') === services.apex);
    return withValue(rule, ['http', 'paths'], paths.map((path) => withValue(path, ['backend', 'service', 'name'], services.canary)));
  });
  const isFound = rules.some((rule) => objectsAt(rule, 'http', 'paths').length > 0);
  return isFound ? { ...objectAt(ingress, 'spec'), rules } : undefined;
}

function writeIngress(run: CanaryRun, weight: number): void {
  const kind = findKind(run.context, 'ingresses.networking.k8s.io');
  const live = findIngress(run, canaryIngressName(run));
  if (kind === undefined || live === undefined) return;
  const kept = Object.fromEntries(Object.entries(annotationsOf(live)).filter(([key]) => !key.startsWith(`${nginx}/canary`)));
  const routing = weight === 0 ? { [`${nginx}/canary`]: 'false' } : { [`${nginx}/canary`]: 'true', ...toIngressRouting(run, weight) };
  run.context.api.update(kind, { namespace: run.name.namespace, name: canaryIngressName(run) }, withValue(live, ['metadata', 'annotations'], { ...kept, ...routing }), { manager: component });
}

/** Of all header matches only the last survives, and one for the cookie (pkg/router/ingress.go). */
function toIngressRouting(run: CanaryRun, weight: number): Readonly<Record<string, string>> {
  if (!isMatching(run)) return { [`${nginx}/canary-weight`]: String(weight) };
  const routing: Record<string, string> = {};
  for (const { headers } of run.spec.analysis?.match ?? []) {
    for (const [header, { operator, value }] of Object.entries(headers)) {
      if (header === 'cookie') routing[`${nginx}/canary-by-cookie`] = value;
      else {
        routing[`${nginx}/canary-by-header`] = header;
        routing[`${nginx}/canary-by-header-${operator === 'regex' ? 'pattern' : 'value'}`] = value;
      }
    }
  }
  return routing;
}
