/** Canaries at telling moments, as the API server would give them: for tests of the view model, for the page and for looking at it. */
import type { CanaryProgressInput } from '../../../client/src/flagger/canaryProgress.ts';

/** A scene is the input of the view model with a title. */
export interface Scene {
  readonly id: string;
  readonly title: string;
  readonly input: CanaryProgressInput;
}

/** All scenes at the moment `now` (milliseconds since 1970). */
export function buildScenes(now: number): readonly Scene[] {
  return [
    good(now), halted(now), noTraffic(now), rolledBack(now), promoted(now), promoting(now), abTesting(now), blueGreen(now), gate(now),
    idle(now), initializing(now), lateOpened(now), overdue(now), suspended(now), unknownPhase(now), withPast(now), withMetrics(now), withoutMetrics(now),
  ].map(([id, title, input]) => ({ id, title, input }));
}

type Draft = readonly [id: string, title: string, input: CanaryProgressInput];
type Said = readonly [secondsAgo: number, message: string, type?: 'Warning'];

const FACE = 'face.faces';
const LOAD_TEST = { name: 'load-test', type: 'rollout', url: 'http://flagger-loadtester.flagger-system/', timeout: '5s' };
const PROMOTION_GATE = { name: 'confirm-promotion', type: 'confirm-promotion', url: 'http://flagger-loadtester.flagger-system/gate/check' };
const METRICS = [{ name: 'request-success-rate', thresholdRange: { min: 70 }, interval: '1m' }, { name: 'request-duration', thresholdRange: { max: 500 }, interval: '30s' }];
const ANALYSIS = { interval: '10s', threshold: 3, stepWeight: 5, maxWeight: 50, metrics: METRICS, webhooks: [LOAD_TEST, PROMOTION_GATE] };

/** The weights 5, 10 … `to`, one each ten seconds, the last one `secondsAgo`. */
function climb(to: number, secondsAgo: number, name = FACE): readonly Said[] {
  const steps = to / 5;
  const start = secondsAgo + steps * 10;
  return [
    [start, `New revision detected! Scaling up ${name}`],
    [start - 10, `Starting canary analysis for ${name}`],
    ...Array.from({ length: steps }, (_, index): Said => [start - 10 * (index + 1), `Advance ${name} canary weight ${5 * (index + 1)}`]),
  ];
}

function good(now: number): Draft {
  return ['good', 'going well at 25 %', scene(now, { phase: 'Progressing', canaryWeight: 25 }, climb(25, 3), { weight: 25 })];
}

function halted(now: number): Draft {
  return ['halted', 'halted at 20 %', scene(now, { phase: 'Progressing', canaryWeight: 20, failedChecks: 2 }, [
    ...climb(20, 24), [14, `Halt ${FACE} advancement success rate 58.33% < 70%`, 'Warning'], [4, `Halt ${FACE} advancement success rate 61.00% < 70%`, 'Warning'],
  ], { weight: 20 })];
}

function noTraffic(now: number): Draft {
  return ['no-traffic', 'no traffic', scene(now, { phase: 'Progressing', canaryWeight: 5, failedChecks: 1 }, [
    ...climb(5, 15), [5, 'Halt advancement no values found for linkerd metric request-success-rate probably face.faces is not receiving traffic: running query failed: no values found', 'Warning'],
  ], { weight: 5 })];
}

function rolledBack(now: number): Draft {
  const ago = 12 * 60;
  return ['rolled-back', 'rolled back', {
    ...scene(now, { phase: 'Failed', canaryWeight: 0, failedChecks: 0, conditions: [condition('False', 'Failed', now - ago * 1000)] }, [
      ...climb(20, ago + 40), [ago + 30, `Halt ${FACE} advancement success rate 58.33% < 70%`, 'Warning'], [ago + 20, `Halt ${FACE} advancement request duration 1.205s > 500ms`, 'Warning'],
      [ago + 10, `Halt ${FACE} advancement success rate 61.00% < 70%`, 'Warning'], [ago, `Rolling back ${FACE} failed checks threshold reached 3`, 'Warning'], [ago, `Canary failed! Scaling down ${FACE}`, 'Warning'],
    ], { weight: 0, canaryReplicas: 0 }),
    git: { version: '1.1.0', place: 'apps/face.yaml:14' },
  }];
}

function promoted(now: number): Draft {
  return ['promoted', 'promoted', scene(now, { phase: 'Succeeded', conditions: [condition('True', 'Succeeded', now - 95_000)] }, [
    ...climb(50, 139), [128, 'Confirm-promotion check confirm-promotion passed'], [128, `Copying ${FACE} template spec to face-primary.faces`], [105, 'Routing all traffic to primary'], [95, `Promotion completed! Scaling down ${FACE}`],
  ], { weight: 0, canaryReplicas: 0, primaryTag: '1.1.0' })];
}

function promoting(now: number): Draft {
  return ['promoting', 'promoting, the primary is not ready yet', scene(now, { phase: 'Promoting', canaryWeight: 0 }, [
    ...climb(50, 16), [6, 'Confirm-promotion check confirm-promotion passed'], [6, `Copying ${FACE} template spec to face-primary.faces`],
  ], { weight: 50, primaryTag: '1.1.0' })];
}

function abTesting(now: number): Draft {
  const gui = 'faces-gui.faces';
  const canary = object('faces-gui', {
    provider: 'nginx', ingressRef: { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', name: 'faces-gui' },
    analysis: { interval: '10s', threshold: 3, iterations: 10, match: [{ headers: { 'x-faces-user': { exact: 'testuser' } } }], metrics: METRICS.slice(0, 1), webhooks: [LOAD_TEST] },
  }, { phase: 'Progressing', iterations: 6, lastTransitionTime: iso(now - 3000) });
  return ['ab', 'A/B 6 of 10', {
    canary, now,
    events: [
      ...events(now, [[63, `New revision detected! Scaling up ${gui}`], [53, `Starting canary analysis for ${gui}`]]),
      ...events(now, Array.from({ length: 6 }, (_, index): Said => [53 - index * 10, `Advance ${gui} canary iteration ${index + 1}/10`])),
    ],
    target: workload('faces-gui', '1.1.0', 1), primary: workload('faces-gui-primary', '1.0.0', 1),
    routing: { kind: 'Ingress', metadata: { name: 'faces-gui-canary', annotations: { 'nginx.ingress.kubernetes.io/canary': 'true', 'nginx.ingress.kubernetes.io/canary-by-header': 'x-faces-user' } } },
  }];
}

function blueGreen(now: number): Draft {
  const canary = object('face', {
    provider: 'kubernetes', analysis: { interval: '30s', threshold: 2, iterations: 5, metrics: METRICS, webhooks: [{ name: 'acceptance', type: 'pre-rollout', url: 'http://lt/' }, LOAD_TEST] },
  }, { phase: 'Progressing', iterations: 3, lastTransitionTime: iso(now - 12_000) });
  return ['blue-green', 'blue/green 3 of 5', {
    canary, now,
    events: events(now, [[102, `New revision detected! Scaling up ${FACE}`], [72, `Starting canary analysis for ${FACE}`], [72, 'Pre-rollout check acceptance passed'],
      [72, `Advance ${FACE} canary iteration 1/5`], [42, `Advance ${FACE} canary iteration 2/5`], [12, `Advance ${FACE} canary iteration 3/5`]]),
    target: workload('face', '1.1.0', 2), primary: workload('face-primary', '1.0.0', 2),
  }];
}

function gate(now: number): Draft {
  return ['gate', 'a gate waits', scene(now, { phase: 'WaitingPromotion', iterations: -1 }, [...climb(50, 257), [246, `Halt ${FACE} advancement waiting for promotion approval confirm-promotion`, 'Warning']], { weight: 50, writtenAgo: 6 })];
}

function idle(now: number): Draft {
  return ['idle', 'idle', scene(now, { phase: 'Initialized', conditions: [condition('True', 'Initialized', now - 3_600_000)] }, [[3600, `Initialization done! ${FACE}`]], { weight: 0, canaryReplicas: 0, canaryTag: '1.0.0' })];
}

function initializing(now: number): Draft {
  return ['initializing', 'the target is missing', { ...scene(now, { phase: 'Initializing' }, [[4, 'deployment face.faces get query error: deployments.apps "face" not found', 'Warning']], { weight: 0 }), target: undefined, primary: undefined, routing: undefined }];
}

function lateOpened(now: number): Draft {
  const all = climb(35, 3);
  return ['late', 'opened late, events merged', scene(now, { phase: 'Progressing', canaryWeight: 35 }, [...all.slice(0, 4), [3, `(combined from similar events): Advance ${FACE} canary weight 35`]], { weight: 35 })];
}

function overdue(now: number): Draft {
  return ['overdue', 'no word from Flagger', scene(now, { phase: 'Progressing', canaryWeight: 15 }, climb(15, 190), { weight: 15, writtenAgo: 190 })];
}

function suspended(now: number): Draft {
  const input = scene(now, { phase: 'Progressing', canaryWeight: 15 }, [...climb(15, 40), [2, 'skipping canary run as object is suspended']], { weight: 15 });
  return ['suspended', 'suspended', { ...input, canary: object('face', { analysis: ANALYSIS, suspend: true }, { phase: 'Progressing', canaryWeight: 15, lastTransitionTime: iso(now - 40_000) }) }];
}

/** Three rollouts, of which two are kept from before: one that was promoted, one that was rolled back. */
function withPast(now: number): Draft {
  const input = scene(now, { phase: 'Progressing', canaryWeight: 15 }, climb(15, 6), { weight: 15, primaryTag: '1.1.0', canaryTag: '1.3.0' });
  const kept = (ago: number, said: readonly Said[]) => said.map(([secondsAgo, message, type]) => ({ at: now - (ago + secondsAgo) * 1000, message, warning: type === 'Warning' }));
  const promotion: readonly Said[] = [...climb(50, 44), [34, `Copying ${FACE} template spec to face-primary.faces`], [10, 'Routing all traffic to primary'], [0, `Promotion completed! Scaling down ${FACE}`]];
  const rollback: readonly Said[] = [
    ...climb(20, 40), [30, `Halt ${FACE} advancement success rate 58.33% < 70%`, 'Warning'], [20, `Halt ${FACE} advancement request duration 1.205s > 500ms`, 'Warning'],
    [10, `Halt ${FACE} advancement success rate 61.00% < 70%`, 'Warning'], [0, `Rolling back ${FACE} failed checks threshold reached 3`, 'Warning'], [0, `Canary failed! Scaling down ${FACE}`, 'Warning'],
  ];
  const seen = [...kept(90_000, promotion), ...kept(2400, rollback)];
  const images = [{ at: now - 90_060_000, primary: 'dwflynn/faces:1.0.0', canary: 'dwflynn/faces:1.1.0' }, { at: now - 2_450_000, primary: 'dwflynn/faces:1.1.0', canary: 'dwflynn/faces:1.2.0' }];
  return ['past', 'with past rollouts', { ...input, history: { uid: 'uid-face', seen, images } }];
}

/** The metrics server answers: values also of what passed. */
function withMetrics(now: number): Draft {
  const input = scene(now, { phase: 'Progressing', canaryWeight: 25 }, climb(25, 3), { weight: 25 });
  const series = (metric: string, values: readonly number[]) => values.map((value, index) => ({ metric, at: now - (values.length - index) * 5000, value }));
  return ['metrics', 'values from the metrics server', { ...input, metricsWords: '', queries: [{ metric: 'request-success-rate', query: 'sum(rate(response_total{namespace="faces",deployment=~"face",classification!="failure",direction="inbound"}[1m])) / sum(rate(response_total{namespace="faces",deployment=~"face",direction="inbound"}[1m])) * 100' }], samples: [...series('request-success-rate', [99.4, 99.1, 98.7, 99.6, 97.9, 98.8, 99.2]), ...series('request-duration', [120, 135, 180, 150, 240, 210, 190])] }];
}

/** It is not reachable, and the panel says why. */
function withoutMetrics(now: number): Draft {
  return ['no-metrics', 'the metrics server does not answer', { ...scene(now, { phase: 'Progressing', canaryWeight: 25 }, climb(25, 3), { weight: 25 }), metricsWords: 'metrics server linkerd-viz/prometheus: no answer within 5 s', samples: [] }];
}

function unknownPhase(now: number): Draft {
  return ['unknown', 'a phase of a newer Flagger', scene(now, { phase: 'WaitingTrafficIncrease', canaryWeight: 10 }, [[5, 'something new happened to face']], { weight: 10 })];
}

interface SceneOptions {
  readonly weight: number;
  readonly canaryReplicas?: number;
  readonly primaryTag?: string;
  readonly canaryTag?: string;
  readonly writtenAgo?: number;
}

function scene(now: number, status: object, said: readonly Said[], options: SceneOptions): CanaryProgressInput {
  const writtenAgo = options.writtenAgo ?? Math.min(...said.map(([secondsAgo]) => secondsAgo));
  return {
    canary: object('face', { analysis: ANALYSIS }, { lastTransitionTime: iso(now - writtenAgo * 1000), ...status }),
    events: events(now, said),
    target: workload('face', options.canaryTag ?? '1.1.0', options.canaryReplicas ?? 1),
    primary: workload('face-primary', options.primaryTag ?? '1.0.0', 1),
    routing: {
      kind: 'TrafficSplit', metadata: { name: 'face', namespace: 'faces' },
      spec: { service: 'face', backends: [{ service: 'face-canary', weight: options.weight }, { service: 'face-primary', weight: 100 - options.weight }] },
    },
    now,
  };
}

function object(name: string, spec: object, status: object): object {
  return {
    apiVersion: 'flagger.app/v1beta1', kind: 'Canary', metadata: { name, namespace: 'faces', uid: `uid-${name}` },
    spec: { provider: 'linkerd', targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name }, service: { port: 80 }, ...spec }, status,
  };
}

function workload(name: string, tag: string, replicas: number): object {
  return {
    apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace: 'faces' },
    spec: { replicas, template: { spec: { containers: [{ name: 'face', image: `dwflynn/faces:${tag}` }, { name: 'sidecar', image: 'example.test/sidecar:2' }] } } },
    status: { readyReplicas: replicas },
  };
}

function events(now: number, said: readonly Said[]): readonly object[] {
  return said.map(([secondsAgo, message, type]) => ({
    message, type: type ?? 'Normal', reason: 'Synced', count: 1, firstTimestamp: iso(now - secondsAgo * 1000), lastTimestamp: iso(now - secondsAgo * 1000),
  }));
}

function condition(status: string, reason: string, at: number): object {
  return { type: 'Promoted', status, reason, message: '', lastUpdateTime: iso(at), lastTransitionTime: iso(at) };
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
