/** What each Flagger provider needs, creates and can do: data for rules, hovers and the panel (pkg/router/*.go). */
import type { CanarySpec } from './canarySpec.ts';
import { serviceNames } from './canarySpec.ts';

/** Whether a strategy works: `undocumented` runs by the code but upstream does not promise it. */
export type Support = 'yes' | 'no' | 'undocumented';

/** What becomes of `analysis.match`: `headers` means one header and one cookie only, `dropped` that Flagger removes it, `ignored` that all traffic goes to the canary. */
export type MatchSupport = 'all' | 'headers' | 'ignored' | 'dropped';

/** Where mirroring works: with every strategy, with blue/green only, or nowhere. */
export type MirrorSupport = 'all' | 'bluegreen' | 'none';

/** A field that a provider cannot work without. */
export type ProviderNeed = 'ingressRef' | 'routeRef' | 'service.gatewayRefs' | 'service.meshName';

/** One provider. */
export interface ProviderFacts {
  /** As written in `spec.provider`. */
  readonly id: string;
  /** As people call it. */
  readonly title: string;
  readonly needs: readonly ProviderNeed[];
  readonly canary: Support;
  readonly abTesting: Support;
  readonly blueGreen: Support;
  readonly match: MatchSupport;
  readonly mirror: MirrorSupport;
  readonly sessionAffinity: boolean;
  /** Kind and API version of the object that holds the weights; absent where nothing routes. */
  readonly routing?: { readonly apiVersion: string; readonly kind: string };
}

const SMI = { needs: [], canary: 'yes', abTesting: 'no', blueGreen: 'yes', match: 'ignored', mirror: 'none', sessionAffinity: false } as const;
const INGRESS = { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress' } as const;

/** Every provider that the Canary CRD of Flagger 1.44 allows. */
export const PROVIDERS: readonly ProviderFacts[] = [
  { ...SMI, id: 'linkerd', title: 'Linkerd (SMI)', routing: { apiVersion: 'split.smi-spec.io/v1alpha1', kind: 'TrafficSplit' } },
  { ...SMI, id: 'smi:v1alpha1', title: 'SMI v1alpha1', routing: { apiVersion: 'split.smi-spec.io/v1alpha1', kind: 'TrafficSplit' } },
  { ...SMI, id: 'smi:v1alpha2', title: 'SMI v1alpha2', routing: { apiVersion: 'split.smi-spec.io/v1alpha2', kind: 'TrafficSplit' } },
  { ...SMI, id: 'smi:v1alpha3', title: 'SMI v1alpha3', routing: { apiVersion: 'split.smi-spec.io/v1alpha3', kind: 'TrafficSplit' } },
  { ...SMI, id: 'osm', title: 'Open Service Mesh', routing: { apiVersion: 'split.smi-spec.io/v1alpha2', kind: 'TrafficSplit' } },
  {
    id: 'istio', title: 'Istio', needs: [], canary: 'yes', abTesting: 'yes', blueGreen: 'yes', match: 'all', mirror: 'all', sessionAffinity: true,
    routing: { apiVersion: 'networking.istio.io/v1beta1', kind: 'VirtualService' },
  },
  ...(['v1', 'v1beta1'] as const).map((version): ProviderFacts => ({
    id: `gatewayapi:${version}`, title: `Gateway API ${version}`, needs: ['service.gatewayRefs'], canary: 'yes', abTesting: 'yes', blueGreen: 'yes',
    match: 'all', mirror: 'bluegreen', sessionAffinity: true, routing: { apiVersion: `gateway.networking.k8s.io/${version}`, kind: 'HTTPRoute' },
  })),
  { id: 'nginx', title: 'NGINX Ingress', needs: ['ingressRef'], canary: 'yes', abTesting: 'yes', blueGreen: 'yes', match: 'headers', mirror: 'none', sessionAffinity: false, routing: INGRESS },
  { id: 'skipper', title: 'Skipper', needs: ['ingressRef'], canary: 'yes', abTesting: 'no', blueGreen: 'undocumented', match: 'ignored', mirror: 'none', sessionAffinity: false, routing: INGRESS },
  {
    id: 'contour', title: 'Contour', needs: [], canary: 'yes', abTesting: 'yes', blueGreen: 'yes', match: 'all', mirror: 'none', sessionAffinity: false,
    routing: { apiVersion: 'projectcontour.io/v1', kind: 'HTTPProxy' },
  },
  {
    id: 'gloo', title: 'Gloo', needs: [], canary: 'yes', abTesting: 'yes', blueGreen: 'yes', match: 'all', mirror: 'none', sessionAffinity: false,
    routing: { apiVersion: 'gateway.solo.io/v1', kind: 'RouteTable' },
  },
  {
    id: 'traefik', title: 'Traefik', needs: [], canary: 'yes', abTesting: 'no', blueGreen: 'undocumented', match: 'ignored', mirror: 'none', sessionAffinity: false,
    routing: { apiVersion: 'traefik.io/v1alpha1', kind: 'TraefikService' },
  },
  {
    id: 'apisix', title: 'Apache APISIX', needs: ['routeRef'], canary: 'yes', abTesting: 'no', blueGreen: 'undocumented', match: 'ignored', mirror: 'none', sessionAffinity: false,
    routing: { apiVersion: 'apisix.apache.org/v2', kind: 'ApisixRoute' },
  },
  {
    id: 'kuma', title: 'Kuma', needs: [], canary: 'yes', abTesting: 'no', blueGreen: 'undocumented', match: 'ignored', mirror: 'none', sessionAffinity: false,
    routing: { apiVersion: 'kuma.io/v1alpha1', kind: 'TrafficRoute' },
  },
  {
    id: 'appmesh', title: 'AWS App Mesh', needs: ['service.meshName'], canary: 'yes', abTesting: 'yes', blueGreen: 'yes', match: 'all', mirror: 'none', sessionAffinity: false,
    routing: { apiVersion: 'appmesh.k8s.aws/v1beta1', kind: 'VirtualService' },
  },
  {
    id: 'appmesh:v1beta2', title: 'AWS App Mesh v1beta2', needs: [], canary: 'yes', abTesting: 'yes', blueGreen: 'yes', match: 'all', mirror: 'none', sessionAffinity: false,
    routing: { apiVersion: 'appmesh.k8s.aws/v1beta2', kind: 'VirtualRouter' },
  },
  {
    id: 'knative', title: 'Knative', needs: [], canary: 'yes', abTesting: 'no', blueGreen: 'undocumented', match: 'ignored', mirror: 'none', sessionAffinity: false,
    routing: { apiVersion: 'serving.knative.dev/v1', kind: 'Service' },
  },
  { id: 'kubernetes', title: 'Kubernetes Services', needs: [], canary: 'no', abTesting: 'no', blueGreen: 'yes', match: 'dropped', mirror: 'none', sessionAffinity: false },
];

/** The facts of a provider name as Flagger's router factory matches it (by prefix for some), or `undefined` for an unknown name. */
export function findProvider(name: string): ProviderFacts | undefined {
  const exact = PROVIDERS.find((provider) => provider.id === name);
  if (exact !== undefined) return exact;
  const prefixes = ['smi:v1alpha1', 'smi:v1alpha2', 'smi:v1alpha3', 'gatewayapi:v1beta1', 'gatewayapi:v1', 'appmesh:v1beta2', 'gloo'];
  const prefix = prefixes.find((each) => name.startsWith(each));
  return PROVIDERS.find((provider) => provider.id === prefix);
}

/** An object that Flagger made for a Canary, or took over, and why it exists. */
export interface GeneratedObject {
  /** API group, empty for the core group. */
  readonly group: string;
  readonly kind: string;
  /** Absent for cluster-scoped objects. */
  readonly namespace?: string;
  readonly name: string;
  readonly role: 'target' | 'primary' | 'apexService' | 'primaryService' | 'canaryService' | 'routing' | 'primaryScaler' | 'destination';
  /** One sentence part on why it exists. */
  readonly words: string;
}

/** All objects that a Canary stands on or makes; `meshProvider` is the controller's, used when the Canary names none. */
export function generatedObjects(spec: CanarySpec, meshProvider?: string): readonly GeneratedObject[] {
  const provider = findProvider(spec.provider ?? meshProvider ?? '');
  const knative = provider?.id === 'knative';
  const objects = knative ? knativeObjects(spec) : [...workloads(spec), ...services(spec)];
  const routing = knative ? undefined : routingObject(spec, provider);
  return inNamespace(spec.namespace, [...objects, ...(routing === undefined ? [] : [routing]), ...destinations(spec, provider), ...scalers(spec)]);
}

/** The object whose weights decide the traffic, or `undefined` where the provider routes nothing or is not known. */
export function routingObject(spec: CanarySpec, provider: ProviderFacts | undefined): GeneratedObject | undefined {
  if (provider?.routing === undefined) return undefined;
  const { apex } = serviceNames(spec);
  const group = groupOf(provider.routing.apiVersion);
  const kind = provider.routing.kind;
  const object = (name: string, words: string): GeneratedObject => ({ group, kind, name, role: 'routing', words, ...(spec.namespace === undefined || kind === 'TrafficRoute' ? {} : { namespace: spec.namespace }) });
  switch (kind) {
    case 'Ingress': return object(`${spec.ingressRef?.name ?? apex}-canary`, provider.id === 'skipper' ? 'a copy of your Ingress with the two weights; yours stays untouched' : 'a copy of your Ingress that sends the chosen requests to the canary; yours stays untouched');
    case 'ApisixRoute': return object(`${spec.routeRef?.name ?? apex}-${apex}-canary`, 'a copy of your route with the two weights');
    case 'TrafficSplit': return object(apex, 'splits the traffic of the apex Service between primary and canary');
    case 'Service': return object(spec.targetRef.name, 'holds the traffic share of each revision');
    // Flagger: pkg/router/appmesh.go names it like the host that clients call.
    case 'VirtualService': return object(provider.id === 'appmesh' && spec.namespace !== undefined ? `${apex}.${spec.namespace}` : apex, 'holds the weights of primary and canary');
    default: return object(apex, 'holds the weights of primary and canary');
  }
}

function workloads(spec: CanarySpec): readonly GeneratedObject[] {
  const { kind, name } = spec.targetRef;
  if (kind === 'Service') return [{ group: '', kind, name, role: 'target', words: 'yours: the Service under test' }];
  return [
    { group: 'apps', kind, name, role: 'target', words: 'yours: runs only the version under test, scaled to 0 in between' },
    { group: 'apps', kind, name: `${name}-primary`, role: 'primary', words: 'Flagger’s copy: runs the promoted version and serves' },
  ];
}

function services(spec: CanarySpec): readonly GeneratedObject[] {
  if (spec.targetRef.kind === 'Service') return [];
  const names = serviceNames(spec);
  return [
    { group: '', kind: 'Service', name: names.apex, role: 'apexService', words: 'what clients call; selects the primary’s pods' },
    { group: '', kind: 'Service', name: names.primary, role: 'primaryService', words: 'always the promoted version' },
    { group: '', kind: 'Service', name: names.canary, role: 'canaryService', words: 'always the version under test' },
  ];
}

function knativeObjects(spec: CanarySpec): readonly GeneratedObject[] {
  return [{ group: 'serving.knative.dev', kind: 'Service', name: spec.targetRef.name, role: 'routing', words: 'yours: its traffic is split between the primary revision and the latest' }];
}

/** What the routing object points at, where the provider wants objects of its own for that. */
function destinations(spec: CanarySpec, provider: ProviderFacts | undefined): readonly GeneratedObject[] {
  const names = serviceNames(spec);
  const object = (group: string, kind: string, name: string, words: string): GeneratedObject => ({ group, kind, name, role: 'destination', words });
  const host = (name: string): string => (spec.namespace === undefined ? name : `${name}.${spec.namespace}`);
  const mesh = 'appmesh.k8s.aws';
  switch (provider?.id) {
    case 'istio': return [names.primary, names.canary].map((name) => object('networking.istio.io', 'DestinationRule', name, 'connection settings towards this Service'));
    // Flagger: pkg/router/gloo.go createFlaggerUpstream.
    case 'gloo': return (['primary', 'canary'] as const).map((side) => object('gloo.solo.io', 'Upstream', `${spec.namespace ?? ''}-${names.apex}-${side}upstream-${spec.service.port ?? ''}`, `where the route table finds the ${side}`));
    // Flagger: pkg/router/appmesh.go.
    case 'appmesh': return [
      object(mesh, 'VirtualService', host(names.canary), 'reaches the canary alone, for its tests'),
      object(mesh, 'VirtualNode', names.apex, 'the proxies of what clients call; leads to the primary'),
      object(mesh, 'VirtualNode', names.primary, 'the proxies of the primary'),
      object(mesh, 'VirtualNode', names.canary, 'the proxies of the canary'),
    ];
    // Flagger: pkg/router/appmesh_v1beta2.go.
    case 'appmesh:v1beta2': return [
      object(mesh, 'VirtualRouter', names.canary, 'sends everything to the canary, for its tests'),
      object(mesh, 'VirtualService', names.apex, 'what clients call in the mesh; uses the router with the weights'),
      object(mesh, 'VirtualService', names.canary, 'reaches the canary alone, for its tests'),
      object(mesh, 'VirtualNode', names.primary, 'the proxies of the primary'),
      object(mesh, 'VirtualNode', names.canary, 'the proxies of the canary'),
    ];
    default: return [];
  }
}

function scalers(spec: CanarySpec): readonly GeneratedObject[] {
  const scaler = spec.autoscalerRef;
  if (scaler === undefined) return [];
  return [{ group: groupOf(scaler.apiVersion ?? 'autoscaling/v2'), kind: scaler.kind, name: `${scaler.name}-primary`, role: 'primaryScaler', words: 'a copy of your autoscaler that scales the primary' }];
}

function inNamespace(namespace: string | undefined, objects: readonly GeneratedObject[]): readonly GeneratedObject[] {
  return namespace === undefined ? objects : objects.map((object) => (object.kind === 'TrafficRoute' ? object : { ...object, namespace }));
}

function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
}
