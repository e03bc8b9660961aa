/** Reads the weights of primary and canary from the object that really routes, for every provider (the GetRoutes functions of Flagger's pkg/router). */
import { serviceNames } from '../../../server/src/flagger/canarySpec.ts';
import type { CanarySpec } from '../../../server/src/flagger/canarySpec.ts';
import { readList, readMember, readNumber, readObject, readPath, readString, readStringMap } from '../../../server/src/flagger/jsonRead.ts';

/** Percentages of the traffic (of the matched requests in an A/B test). */
export interface TrafficWeights {
  readonly primary: number;
  readonly canary: number;
  readonly mirrored: boolean;
}

/** The weights in a routing object, or `undefined` where it holds none for this Canary. */
export function readTrafficWeights(spec: CanarySpec, object: unknown): TrafficWeights | undefined {
  const names = serviceNames(spec);
  switch (readMember(object, 'kind')) {
    case 'TrafficSplit': return byName(readList(readPath(object, 'spec', 'backends')), names, 'service', 'weight');
    case 'HTTPRoute': return httpRouteWeights(object, names);
    case 'VirtualService': return istioWeights(object, names) ?? appMeshWeights(readPath(object, 'spec', 'routes'), names);
    case 'VirtualRouter': return appMeshWeights(readPath(object, 'spec', 'routes'), names);
    case 'Ingress': return ingressWeights(spec, object, names);
    case 'HTTPProxy': return primaryRest(readList(readPath(readList(readPath(object, 'spec', 'routes'))[0], 'services')), names.primary, ['name']);
    case 'RouteTable': return glooWeights(spec, object, names.apex);
    case 'TraefikService': return primaryRest(readList(readPath(object, 'spec', 'weighted', 'services')), names.primary, ['name']);
    case 'ApisixRoute': return apisixWeights(object, names.primary);
    case 'TrafficRoute': return kumaWeights(object, names.primary);
    case 'Service': return knativeWeights(object);
    default: return undefined;
  }
}

type ServiceNames = ReturnType<typeof serviceNames>;

function byName(entries: readonly unknown[], names: ServiceNames, nameKey: string, weightKey: string): TrafficWeights | undefined {
  const weight = (name: string): number | undefined => {
    const entry = entries.find((each) => readMember(each, nameKey) === name);
    return entry === undefined ? undefined : (readNumber(readMember(entry, weightKey)) ?? 0);
  };
  const primary = weight(names.primary);
  const canary = weight(names.canary);
  return primary === undefined || canary === undefined ? undefined : { primary, canary, mirrored: false };
}

function httpRouteWeights(object: unknown, names: ServiceNames): TrafficWeights | undefined {
  const rules = readList(readPath(object, 'spec', 'rules'));
  // With session affinity the rule that sets the cookie does the weighted routing; it is the one whose backends have filters.
  const weighted = rules.find((rule) => backends(rule).some((backend) => readList(readMember(backend, 'filters')).length > 0))
    ?? rules.find((rule) => backends(rule).length === 2);
  const weights = byName(backends(weighted), names, 'name', 'weight');
  const mirrored = rules.some((rule) => readList(readMember(rule, 'filters')).some((filter) => readPath(filter, 'requestMirror', 'backendRef', 'name') === names.canary));
  return weights === undefined ? undefined : { ...weights, mirrored };
}

function backends(rule: unknown): readonly unknown[] {
  return readList(readMember(rule, 'backendRefs'));
}

function istioWeights(object: unknown, names: ServiceNames): TrafficWeights | undefined {
  const routes = [...readList(readPath(object, 'spec', 'http')), ...readList(readPath(object, 'spec', 'tcp'))];
  const destinations = (route: unknown): readonly object[] => readList(readMember(route, 'route')).map((each) => ({
    host: readPath(each, 'destination', 'host'), weight: readMember(each, 'weight'), headers: readMember(each, 'headers'),
  }));
  const withCanary = routes.filter((route) => destinations(route).some((each) => readMember(each, 'host') === names.canary));
  const route = withCanary.find((each) => destinations(each).some((destination) => readObject(readMember(destination, 'headers')) !== undefined)) ?? withCanary[0];
  const weights = byName(destinations(route), names, 'host', 'weight');
  return weights === undefined ? undefined : { ...weights, mirrored: readString(readPath(route, 'mirror', 'host')) !== undefined };
}

function appMeshWeights(routes: unknown, names: ServiceNames): TrafficWeights | undefined {
  const route = readList(routes)[0];
  const action = readPath(route, 'http', 'action') ?? readPath(route, 'httpRoute', 'action');
  const targets = readList(readMember(action, 'weightedTargets')).map((target) => ({
    name: readMember(target, 'virtualNodeName') ?? readPath(target, 'virtualNodeRef', 'name'), weight: readMember(target, 'weight'),
  }));
  return byName(targets, { ...names }, 'name', 'weight');
}

/** Flagger: pkg/router/ingress.go takes any header or cookie annotation as 100 %; pkg/router/skipper.go keeps the weights as JSON. */
function ingressWeights(spec: CanarySpec, object: unknown, names: ServiceNames): TrafficWeights | undefined {
  const annotations = Object.entries(readStringMap(readPath(object, 'metadata', 'annotations')));
  const skipper = annotations.find(([key]) => key === 'zalando.org/backend-weights')?.[1];
  if (skipper !== undefined) return skipperWeights(skipper, names);
  const byRequest = annotations.some(([key]) => key.endsWith('/canary-by-header') || key.endsWith('/canary-by-cookie'));
  if (byRequest && (spec.analysis?.match.length ?? 0) > 0) return { primary: 0, canary: 100, mirrored: false };
  const canary = readNumber(annotations.find(([key]) => key.endsWith('/canary-weight'))?.[1]);
  return canary === undefined ? undefined : { primary: 100 - canary, canary, mirrored: false };
}

function skipperWeights(annotation: string, names: ServiceNames): TrafficWeights | undefined {
  const primary = new RegExp(`"${escape(names.primary)}"\\s*:\\s*([0-9.]+)`).exec(annotation)?.[1];
  const canary = new RegExp(`"${escape(names.canary)}"\\s*:\\s*([0-9.]+)`).exec(annotation)?.[1];
  return primary === undefined || canary === undefined ? undefined : { primary: Number(primary), canary: Number(canary), mirrored: false };
}

function glooWeights(spec: CanarySpec, object: unknown, apex: string): TrafficWeights | undefined {
  const destination = readPath(readList(readPath(object, 'spec', 'routes'))[0], 'routeAction', 'multi', 'destinations')
    ?? readPath(readList(readPath(object, 'spec', 'routes'))[0], 'action', 'destination', 'destinations');
  const upstream = `${spec.namespace ?? ''}-${apex}-primaryupstream-${spec.service.port ?? ''}`;
  return primaryRest(readList(destination), upstream, ['destination', 'upstream', 'name']);
}

function apisixWeights(object: unknown, primary: string): TrafficWeights | undefined {
  const lists = readList(readPath(object, 'spec', 'http')).map((rule) => readList(readMember(rule, 'backends')));
  return lists.map((list) => primaryRest(list, primary, ['serviceName'])).find((weights) => weights !== undefined);
}

function kumaWeights(object: unknown, primary: string): TrafficWeights | undefined {
  const splits = readList(readPath(object, 'spec', 'conf', 'split'));
  const split = splits.find((each) => readString(readPath(each, 'destination', 'kuma.io/service'))?.split('_')[0] === primary);
  return split === undefined ? undefined : rest(readNumber(readMember(split, 'weight')) ?? 0);
}

function knativeWeights(object: unknown): TrafficWeights | undefined {
  const primaryRevision = readString(readPath(object, 'metadata', 'annotations', 'flagger.app/primary-revision'));
  const traffic = readList(readPath(object, 'status', 'traffic'));
  const primary = traffic.find((each) => readMember(each, 'revisionName') === primaryRevision);
  const canary = traffic.find((each) => readMember(each, 'latestRevision') === true);
  if (primaryRevision === undefined || primary === undefined || canary === undefined) return undefined;
  return { primary: readNumber(readMember(primary, 'percent')) ?? 0, canary: readNumber(readMember(canary, 'percent')) ?? 0, mirrored: false };
}

/** For the providers from which Flagger reads the primary only and takes the rest as the canary's. */
function primaryRest(entries: readonly unknown[], primary: string, namePath: readonly string[]): TrafficWeights | undefined {
  const entry = entries.find((each) => readPath(each, ...namePath) === primary);
  return entry === undefined ? undefined : rest(readNumber(readMember(entry, 'weight')) ?? 0);
}

function rest(primary: number): TrafficWeights {
  return { primary, canary: 100 - primary, mirrored: false };
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
