// Asks the cluster for what the ways of a verb depend on: the object as it is now, who holds its fields, the state of each gate, and the user's rights. Nothing is written.
import { readLiveCanary } from '../../../../server/src/flagger/canaryObject.ts';
import type { CanaryHook } from '../../../../server/src/flagger/canarySpec.ts';
import { formatClock } from '../../../../server/src/flagger/durations.ts';
import type { ClusterSession } from '../../cluster/clusterSession.ts';
import { isJsonObject, readArray, readPath, readString, type JsonObject } from '../../cluster/jsonValue.ts';
import type { KubeAnswer, KubeConnection } from '../../cluster/kubeConnection.ts';
import { describeKubeError, type KubeError } from '../../cluster/kubeError.ts';
import { failure, success } from '../../cluster/outcome.ts';
import type { ServedKind } from '../../cluster/servedKind.ts';
import { daemonSets, deployments } from '../../cluster/watchedKinds.ts';
import { readFluxEffect, type OwnerLookup } from '../../flux/fieldOwner.ts';
import { gateTypes, readGateAddress, type GateAddress } from '../gateAddress.ts';
import { findPutBack } from '../putBack.ts';
import { readGateState, type GateKeeper } from './gateRequest.ts';
import type { GateSituation } from './gateWays.ts';
import { restartAnnotation, type ChangedImage, type VerbSituation } from './verbPlan.ts';

/** What is needed of a session. */
export type VerbWorld = OwnerLookup & Pick<ClusterSession, 'connection' | 'servedKind'>;

const services: ServedKind = { group: '', version: 'v1', kind: 'Service', plural: 'services', namespaced: true };
/** A load tester that hangs is a state that is not known; nobody waits longer for a list of choices. Milliseconds. */
const gateTimeoutMs = 5000;

/** How the Canary kind is served, as an answer. */
export function servedCanary(world: Pick<VerbWorld, 'servedKind'>): ServedKind | undefined {
  return world.servedKind('flagger.app', 'Canary');
}

/** How the target's kind is served; only workloads can be edited here. */
export function servedTarget(kind: string): ServedKind | undefined {
  return [deployments, daemonSets].find((served) => served.kind === kind);
}

/** Reads the situation of one Canary. `now` in milliseconds since 1970. */
export async function readVerbSituation(world: VerbWorld, named: GateKeeper, now: number): KubeAnswer<VerbSituation> {
  const served = servedCanary(world);
  if (served === undefined) return failure<KubeError>({ type: 'notFound', message: 'Canary is not served by this cluster' });
  const { connection } = world;
  const object = await connection.get(served, named.namespace, named.name);
  if (!object.ok) return object;
  const canary = readLiveCanary(object.value);
  if (canary === undefined) return failure<KubeError>({ type: 'notFound', message: 'this object cannot be read as a Canary' });
  const { kind, name } = canary.spec.targetRef;
  const targetKind = servedTarget(kind);
  const readWorkload = async (workload: string): Promise<JsonObject | undefined> => {
    const answer = targetKind === undefined ? undefined : await connection.get(targetKind, named.namespace, workload);
    return answer?.ok === true ? answer.value : undefined;
  };
  const [target, primary, gates, canaryDenial, statusDenial, targetDenial] = await Promise.all([
    readWorkload(name),
    readWorkload(`${name}-primary`),
    Promise.all((canary.spec.analysis?.hooks ?? []).filter(({ type }) => gateTypes.includes(type)).map((hook) => readGate(connection, hook, named))),
    denialOf(connection, served, named.namespace, named.name),
    denialOf(connection, served, named.namespace, named.name, 'status'),
    targetKind === undefined ? Promise.resolve(`${kind} cannot be edited from here`) : denialOf(connection, targetKind, named.namespace, name),
  ]);
  const changedImages = findChangedImages(target, primary);
  const skipAnalysis = readPath(object.value, 'spec', 'skipAnalysis');
  const container = changedImages[0]?.container ?? '';
  return success({
    canary,
    gates,
    flux: {
      suspend: readFluxEffect(object.value, ['spec', 'suspend'], world),
      skipAnalysis: readFluxEffect(object.value, ['spec', 'skipAnalysis'], world),
      image: readFluxEffect(target ?? {}, ['spec', 'template', 'spec', 'containers', `k:${JSON.stringify({ name: container })}`, 'image'], world),
      annotation: readFluxEffect(target ?? {}, ['spec', 'template', 'metadata', 'annotations', restartAnnotation], world),
    },
    denied: { canary: canaryDenial, canaryStatus: statusDenial, target: targetDenial },
    skipAnalysis: typeof skipAnalysis === 'boolean' ? skipAnalysis : undefined,
    changedImages,
    isPutBack: findPutBack(object.value, canary.status, { target, primary }) === 'all',
    now,
    clock: formatClock,
  });
}

async function readGate(connection: KubeConnection, hook: CanaryHook, canary: GateKeeper): Promise<GateSituation> {
  const address = hook.url === undefined ? undefined : readGateAddress(hook.url);
  if (address === undefined) return { hook, state: 'unknown', trouble: 'it is no gate of the load tester', denied: '' };
  const denied = await gateDenial(connection, address);
  if (denied !== '') return { hook, address, state: 'unknown', trouble: denied, denied };
  const limited: Pick<KubeConnection, 'proxyService'> = { proxyService: (request) => connection.proxyService({ ...request, timeoutMs: gateTimeoutMs }) };
  const state = await readGateState(limited, address, canary);
  return state.ok ? { hook, address, state: state.value, trouble: '', denied: '' } : { hook, address, state: 'unknown', trouble: describeKubeError(state.error), denied: '' };
}

/** A POST through the proxy needs the verb `create` on `services/proxy`. */
function gateDenial(connection: KubeConnection, { namespace, service, port }: GateAddress): Promise<string> {
  return denialOf(connection, services, namespace, `${service}:${port}`, 'proxy', 'create');
}

/** Empty where the user may, or where the API server does not say: then the write itself will tell. */
async function denialOf(connection: KubeConnection, served: ServedKind, namespace: string, name: string, subresource?: string, verb = 'patch'): Promise<string> {
  const review = await connection.reviewAccess(verb, served, namespace, name, subresource === undefined ? {} : { subresource });
  if (!review.ok || review.value.allowed) return '';
  const what = subresource === undefined ? served.plural : `${served.plural}/${subresource}`;
  const reason = review.value.reason === '' ? '' : ` (${review.value.reason})`;
  return `you may not ${verb} ${what} in ${namespace}${reason}`;
}

function findChangedImages(target: JsonObject | undefined, primary: JsonObject | undefined): readonly ChangedImage[] {
  const containersOf = (object: JsonObject | undefined): readonly JsonObject[] => readArray(object, 'spec', 'template', 'spec', 'containers').filter(isJsonObject);
  const serving = new Map(containersOf(primary).map((container) => [readString(container, 'name'), readString(container, 'image')]));
  return containersOf(target).flatMap((each, index) => {
    const container = readString(each, 'name');
    const wanted = readString(each, 'image');
    const old = serving.get(container);
    return old === undefined || old === wanted ? [] : [{ index, container, wanted, serving: old }];
  });
}
