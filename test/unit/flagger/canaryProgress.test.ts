/** The panel's view model at telling moments, and the odd ones: late, lost, unknown. */
import { describe, expect, test } from 'vitest';
import { buildCanaryView } from '../../../client/src/flagger/canaryProgress.ts';
import type { CanaryView } from '../../../client/src/flagger/canaryView.ts';
import { readStatusFacts, recordHistory } from '../../../client/src/flagger/rolloutHistory.ts';
import { readCanaryEvents } from '../../../server/src/flagger/clusterEvents.ts';
import { formatClock } from '../../../server/src/flagger/durations.ts';
import { printSentence } from '../../../server/src/flagger/sentence.ts';
import { readCanary, type LiveCanary } from '../../../client/src/cluster/objects/canary.ts';
import { readClusterObject } from '../../../client/src/cluster/objects/clusterObject.ts';
import { findRivals } from '../../../client/src/flagger/rivals.ts';
import { buildScenes } from '../../harness/canaryPage/scenes.ts';

const NOW = Date.parse('2026-11-23T14:29:43Z');

function view(id: string): CanaryView {
  const scene = buildScenes(NOW).find((each) => each.id === id);
  const built = scene && buildCanaryView(scene.input);
  if (built === undefined) throw new Error(`no scene ${id}`);
  return built;
}

function sentence(id: string): string {
  return printSentence(view(id).sentence, NOW);
}

function ladder(id: string): string {
  const marks = { done: '✓', current: '>', planned: '', failed: '✕' };
  return view(id).ladder.map((rung) => `${marks[rung.state]}${rung.label}`).join(' ');
}

describe('going well at 25 %', () => {
  test('sentence, countdown and ladder follow the schedule', () => {
    // Last tick 3 s ago, interval 10 s: the next is in 7 s; eight ticks are left (30 … 50, copy, route back, scale down).
    expect(sentence('good')).toBe(`Going well. 25 % of traffic, next step to 30 % in 7 s, promoted at ${formatClock(NOW + 77_000)} at the earliest if gate confirm-promotion is open by then.`);
    expect(view('good').tick).toEqual({ intervalSeconds: 10, nextAt: NOW + 7000, lastAt: NOW - 3000 });
    expect(ladder('good')).toBe('✓0 ✓5 ✓10 ✓15 ✓20 >25 30 35 40 45 50 promote');
  });

  test('traffic comes from the routing object, images and pods from the workloads', () => {
    const good = view('good');
    expect(good.traffic).toEqual({ basis: 'all', primary: 75, canary: 25, mirrored: false, source: 'routes' });
    expect([good.primary.version, good.canary.version]).toEqual(['1.0.0', '1.1.0']);
    expect(good.canary.images.map((image) => image.changed)).toEqual([true, false]);
    expect(good.objects.map((object) => object.detail).filter((detail) => detail !== undefined)).toEqual(['1/1 pods', '1/1 pods', 'selects the primary, 1.0.0', 'selects the primary, 1.0.0', 'selects the canary, 1.1.0', '75/25']);
    expect(view('promoted').objects.map((object) => object.detail)).toEqual(['scaled to 0', '1/1 pods', 'selects the primary, 1.1.0', 'selects the primary, 1.1.0', 'selects no pods now', '100/0']);
  });

  test('the chart holds plan and history on the same clock', () => {
    const { chart } = view('good');
    expect(chart?.startAt).toBe(NOW - 53_000);
    expect(chart?.planned.at(-1)).toEqual({ seconds: 130, value: 0 });
    expect(chart?.actual.map((point) => [(point.at - NOW) / 1000, point.value])).toEqual([[-53, 0], [-43, 5], [-33, 10], [-23, 15], [-13, 20], [-3, 25]]);
    expect(chart?.actual.some((point) => point.gapBefore)).toBe(false);
  });

  test('checks passed at the last tick, without a value that nobody has', () => {
    const [rate, duration] = view('good').checks;
    expect(rate).toMatchObject({ title: 'success rate', demand: 'must be ≥ 70 %', state: 'passed', at: NOW - 3000 });
    expect(rate?.value).toBeUndefined();
    expect(duration).toMatchObject({ title: 'request duration', demand: 'must be ≤ 500 ms', state: 'passed' });
    expect(view('good').hooks).toMatchObject([{ name: 'load-test', state: 'passed' }, { name: 'confirm-promotion', gate: true, state: 'pending', openable: true }]);
  });
});

test('halted: the failed check has its value, the next one was not reached', () => {
  expect(sentence('halted')).toBe('Halted at 20 %: success rate 61 % < 70 % (2 of 3 failed checks); one more and it rolls back.');
  const halted = view('halted');
  expect(halted.sign).toBe('halted');
  expect(halted.failedChecks).toEqual({ count: 2, threshold: 3 });
  expect(halted.checks).toMatchObject([
    { state: 'failed', value: '61 %', samples: [{ value: 58.33, ok: false }, { value: 61, ok: false }] },
    { state: 'notReached' },
  ]);
  expect(halted.chart?.marks.map((mark) => mark.tone)).toEqual(['bad', 'bad']);
});

test('no traffic', () => {
  expect(sentence('no-traffic')).toBe('No traffic reaches the canary, so the check has no values: is the load test running? (1 of 3 failed checks)');
  expect(view('no-traffic').checks[0]?.state).toBe('noValues');
});

test('rolled back: reason, place in Git, the rung that failed, the count that the status forgot', () => {
  expect(sentence('rolled-back')).toBe('Rolled back 12 min ago: success rate 61 % < 70 % (3 of 3 failed checks). Git still says 1.1.0 (apps/face.yaml:14).');
  expect(ladder('rolled-back')).toBe('✓0 ✓5 ✓10 ✓15 ✕20 25 30 35 40 45 50 promote');
  expect(view('rolled-back').failedChecks).toEqual({ count: 3, threshold: 3 });
  expect(view('rolled-back').tick.nextAt).toBeUndefined();
});

test('promoted after 2 min 24 s', () => {
  expect(sentence('promoted')).toBe('Promoted 1.1.0 after 2 min 24 s.');
  expect(ladder('promoted')).toBe('✓0 ✓5 ✓10 ✓15 ✓20 ✓25 ✓30 ✓35 ✓40 ✓45 ✓50 ✓promote');
});

test('promoting: the status says 0 but the routes still say 50', () => {
  expect(view('promoting').traffic.canary).toBe(50);
  // The tick 6 s ago copied; the next routes back, the one after scales down: 4 s + 10 s.
  expect(sentence('promoting')).toBe(`Promoting 1.1.0: the primary takes it over while 50 % of traffic stays on the canary. Done at ${formatClock(NOW + 14_000)} at the earliest.`);
});

test('A/B: match and iterations instead of weights', () => {
  const ab = view('ab');
  expect(ab.traffic).toEqual({ basis: 'matched', primary: 0, canary: 100, mirrored: false, match: 'header x-faces-user = testuser', source: 'routes' });
  expect(ab.iterations).toEqual({ done: 6, of: 10 });
  expect(sentence('ab')).toContain('Requests with header x-faces-user = testuser go to the canary, iteration 6 of 10, next check in 7 s');
  expect(ladder('ab')).toBe('✓start ✓1 ✓2 ✓3 ✓4 ✓5 >6 7 8 9 10 promote');
  expect(ab.chart).toMatchObject({ unit: 'iteration', max: 10 });
});

test('blue/green on kubernetes: nothing is ever split', () => {
  expect(view('blue-green').traffic).toMatchObject({ basis: 'none', primary: 100, canary: 0 });
  expect(ladder('blue-green')).toBe('✓start ✓1 ✓2 >3 4 5 check promote');
  expect(view('blue-green').hooks[0]).toMatchObject({ name: 'acceptance', state: 'passed' });
  const scene = buildScenes(NOW).find(({ id }) => id === 'blue-green');
  const promoting = scene && buildCanaryView({ ...scene.input, canary: { ...(scene.input.canary as object), status: { phase: 'Promoting', lastTransitionTime: new Date(NOW - 3000).toISOString() } }, events: [] });
  expect(promoting && printSentence(promoting.sentence, NOW)).toMatch(/^Promoting 1\.1\.0: the primary takes it over\. Done at /);
});

test('a gate waits', () => {
  expect(sentence('gate')).toBe('Waiting for you: gate confirm-promotion is closed. 50 % of traffic stays on the canary, the checks go on.');
  expect(view('gate').hooks[1]).toMatchObject({ state: 'closed', openable: true, at: NOW - 246_000 });
  expect(ladder('gate')).toBe('✓0 ✓5 ✓10 ✓15 ✓20 ✓25 ✓30 ✓35 ✓40 ✓45 >50 promote');
});

test('idle shows the plan only', () => {
  const idle = view('idle');
  expect(sentence('idle')).toBe("Idle. A change of Deployment face's pod template starts a rollout.");
  expect(idle.chart?.startAt).toBeUndefined();
  expect(idle.checks[0]?.words).toBe('no rollout yet');
  expect(idle.ladder.every((rung) => rung.state === 'planned')).toBe(true);
});

test('opened late: merged events leave a gap, not a line', () => {
  const { chart } = view('late');
  expect(chart?.actual.map((point) => [point.value, point.gapBefore])).toEqual([[0, false], [5, false], [10, false], [35, true]]);
});

test('what was seen live fills the gap', () => {
  const scenes = buildScenes(NOW);
  const full = scenes.find((scene) => scene.id === 'late')?.input;
  if (full === undefined) throw new Error('no scene');
  const seenLive = Array.from({ length: 7 }, (_, index) => ({ message: `Advance face.faces canary weight ${5 * (index + 1)}`, lastTimestamp: new Date(NOW - 63_000 + index * 10_000).toISOString() }));
  const history = recordHistory(undefined, 'uid-face', readCanaryEvents(seenLive));
  expect(recordHistory(history, 'uid-face', readCanaryEvents(seenLive))).toBe(history);
  const { chart } = buildCanaryView({ ...full, history }) ?? {};
  expect(chart?.actual.some((point) => point.gapBefore)).toBe(false);
  expect(chart?.actual.map((point) => point.value)).toEqual([0, 5, 10, 15, 20, 25, 30, 35]);
});

test('a history of another Canary of the same name is not mixed in', () => {
  const late = buildScenes(NOW).find((scene) => scene.id === 'late')?.input;
  if (late === undefined) throw new Error('no scene');
  const history = recordHistory(undefined, 'another', readCanaryEvents([{ message: 'Advance face.faces canary weight 99', lastTimestamp: new Date(NOW).toISOString() }]));
  expect(buildCanaryView({ ...late, history })?.events.some((event) => event.words.includes('99'))).toBe(false);
});

test('Flagger that stopped talking is said, not counted down', () => {
  expect(sentence('overdue')).toBe(`No word from Flagger since ${formatClock(NOW - 190_000)}. 15 % of traffic stays on the canary. Is Flagger running?`);
  expect(view('overdue').tick.nextAt).toBeUndefined();
});

test('suspended and unknown', () => {
  expect(sentence('suspended')).toBe('Suspended: Flagger does nothing until it is resumed. 15 % of traffic stays on the canary.');
  expect(view('unknown').sign).toBe('unknown');
  expect(view('unknown').events[0]?.words).toBe('something new happened to face');
  expect(sentence('initializing')).toBe('Cannot start yet: Deployment face was not found.');
});

test('every scene is plain data: it survives being sent to a webview', () => {
  for (const scene of buildScenes(NOW)) {
    const built = buildCanaryView(scene.input);
    expect(structuredClone(built), scene.id).toEqual(built);
    expect(JSON.stringify(built), scene.id).not.toMatch(/undefined|NaN|null/);
  }
});

test('half an object is no reason to fall over', () => {
  for (const canary of [undefined, 7, {}, { metadata: {} }]) expect(buildCanaryView({ canary, events: [], now: NOW })).toBeUndefined();
  const bare = buildCanaryView({ canary: { metadata: { name: 'x' }, status: { phase: 7, canaryWeight: 'a' } }, events: [null, {}, { message: 'x' }], now: NOW });
  expect(bare).toMatchObject({ name: 'x', phase: '', sign: 'unknown' });
});

describe('bad input', () => {
  test('events in any order say the same', () => {
    for (const { id, input } of buildScenes(NOW)) {
      const turned = [...input.events].reverse();
      const mixed = input.events.map((_, index) => input.events[(index * 7 + 3) % input.events.length]).filter((event, index, all) => all.indexOf(event) === index);
      const all = mixed.length === input.events.length ? [turned, mixed] : [turned];
      for (const events of all) expect(buildCanaryView({ ...input, events })?.sentence, id).toEqual(buildCanaryView(input)?.sentence);
    }
  });

  test('with any event lost there is a sentence, and nothing that is no number or not defined', () => {
    for (const { id, input } of buildScenes(NOW)) {
      for (const lost of input.events) {
        const built = buildCanaryView({ ...input, events: input.events.filter((event) => event !== lost) });
        expect(built && printSentence(built.sentence, NOW), id).toMatch(/\w.*[.?)]$/);
        expect(JSON.stringify(built), id).not.toMatch(/undefined|NaN|null/);
      }
    }
  });

  test('with any field missing or of another type too', () => {
    for (const { id, input } of buildScenes(NOW)) {
      for (const [part, garbled] of spoiled(input.canary)) {
        const built = buildCanaryView({ ...input, canary: garbled });
        if (part === 'metadata.name' || part === 'metadata') continue;
        expect(built && printSentence(built.sentence, NOW), `${id} without ${part}`).toMatch(/\w/);
        expect(JSON.stringify(built), `${id} without ${part}`).not.toMatch(/undefined|NaN/);
      }
    }
  });

  test('another Canary with the same target is named first among what is worth knowing', () => {
    const input = buildScenes(NOW).find(({ id }) => id === 'good')?.input;
    if (input === undefined) throw new Error('no scene');
    expect(buildCanaryView({ ...input, rivals: ['second'] })?.notes[0]).toBe('Canary second has the same target, Deployment face: both scale it, and what is shown here may be the other’s doing. Only one may stay');
    const live = (name: string, target: string, kind = 'Deployment', namespace = 'faces'): LiveCanary => {
      const object = readClusterObject({ metadata: { namespace, name, uid: name, resourceVersion: '1' }, spec: { targetRef: { kind, name: target } } }, 'flagger.app/v1beta1', 'Canary');
      if (object === undefined) throw new Error('no object');
      return readCanary(object);
    };
    const all = [live('a', 'web'), live('b', 'web'), live('c', 'api'), live('d', 'web', 'DaemonSet'), live('e', 'web', 'Deployment', 'other')];
    expect(all.map((each) => findRivals(all, each))).toEqual([['b'], ['a'], [], [], []]);
  });
});

/** The object once without each of its members, and once with a value of another type in its place. */
function spoiled(value: unknown): readonly (readonly [part: string, garbled: unknown])[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([key, member]): (readonly [string, unknown])[] => [
    [key, Object.fromEntries(Object.entries(value).filter(([other]) => other !== key))],
    [key, { ...value, [key]: typeof member === 'number' ? 'seven' : 7 }],
    ...spoiled(member).map(([part, garbled]): [string, unknown] => [`${key}.${part}`, { ...value, [key]: garbled }]),
  ]);
}

describe('events that Kubernetes dropped', () => {
  const canary = (status: object): object => ({
    metadata: { name: 'face', namespace: 'faces', uid: 'u' },
    spec: { provider: 'linkerd', targetRef: { kind: 'Deployment', name: 'face' }, analysis: { interval: '10s', threshold: 3, stepWeight: 5, maxWeight: 50, metrics: [{ name: 'request-success-rate', thresholdRange: { min: 70 } }] } },
    status: { phase: 'Progressing', ...status },
  });
  const event = (secondsAgo: number, message: string): object => ({ message, lastTimestamp: new Date(NOW - secondsAgo * 1000).toISOString() });
  const written = (secondsAgo: number): string => new Date(NOW - secondsAgo * 1000).toISOString();

  test('a step that only the status tells is kept for the history', () => {
    const told = readCanaryEvents([event(23, 'New revision detected! Scaling up face.faces'), event(13, 'Advance face.faces canary weight 5')]);
    expect(readStatusFacts(canary({ canaryWeight: 10, lastTransitionTime: written(3) }), told)).toMatchObject([{ fact: { kind: 'weight', weight: 10 }, at: NOW - 3000 }]);
    expect(readStatusFacts(canary({ canaryWeight: 5, failedChecks: 1, lastTransitionTime: written(3) }), told)).toEqual([]);
    expect(readStatusFacts(canary({ canaryWeight: 0, lastTransitionTime: written(3) }), told)).toEqual([]);
  });

  test('a failed check that only the status tells still halts', () => {
    const built = buildCanaryView({
      canary: canary({ canaryWeight: 5, failedChecks: 1, lastTransitionTime: written(3) }), now: NOW,
      events: [event(23, 'New revision detected! Scaling up face.faces'), event(13, 'Advance face.faces canary weight 5')],
    });
    expect(built && printSentence(built.sentence, NOW)).toBe('Halted at 5 %: a check failed, its event was lost (1 of 3 failed checks); 2 more and it rolls back.');
  });
});

describe('since when a gate is closed', () => {
  const gates = [{ name: 'more', type: 'confirm-traffic-increase', url: 'http://lt.test/gate/check' }, { name: 'ask', type: 'confirm-promotion', url: 'http://lt.test/gate/check' }];
  const event = (secondsAgo: number, message: string, firstAgo = secondsAgo): object => ({ message, type: 'Warning', count: firstAgo === secondsAgo ? 1 : 5, firstTimestamp: new Date(NOW - firstAgo * 1000).toISOString(), lastTimestamp: new Date(NOW - secondsAgo * 1000).toISOString() });
  function closedFor(phase: string, events: readonly object[], name: string): number | undefined {
    const canary = { metadata: { name: 'face', namespace: 'faces' }, spec: { provider: 'linkerd', targetRef: { kind: 'Deployment', name: 'face' }, analysis: { interval: '10s', threshold: 1, stepWeight: 10, webhooks: gates } }, status: { phase, canaryWeight: 10 } };
    const at = buildCanaryView({ canary, events, now: NOW })?.hooks.find((hook) => hook.name === name)?.at;
    return at === undefined ? undefined : (NOW - at) / 1000;
  }
  const start = event(100, 'New revision detected! Scaling up face.faces');

  test('one that is asked at each tick since its first time in this rollout, one that is told once since then', () => {
    expect(closedFor('Progressing', [start, event(5, 'Halt face.faces advancement waiting for traffic increase approval more', 45)], 'more')).toBe(45);
    expect(closedFor('WaitingPromotion', [start, event(30, 'Halt face.faces advancement waiting for promotion approval ask', 90_000)], 'ask')).toBe(30);
    expect(closedFor('Progressing', [start, event(5, 'Halt face.faces advancement waiting for traffic increase approval more', 90_000)], 'more')).toBe(5);
  });
});
