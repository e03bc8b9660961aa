// What is left of rollouts that are over: kept as they were seen, told apart, and never mixed up where the API server merged their events.
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../../client/src/cluster/clock.ts';
import { buildCanaryView } from '../../../client/src/flagger/canaryProgress.ts';
import { recordHistory, recordImages, type RolloutHistory } from '../../../client/src/flagger/rolloutHistory.ts';
import { RolloutHistories } from '../../../client/src/flagger/rolloutHistories.ts';
import { countNews, findNews, isWanted } from '../../../client/src/flagger/rolloutNews.ts';
import { recordRollouts, type RecordedSession } from '../../../client/src/flagger/rolloutRecorder.ts';
import type { SessionChange } from '../../../client/src/cluster/clusterSession.ts';
import type { JsonObject } from '../../../client/src/cluster/jsonValue.ts';
import { readCanary } from '../../../client/src/cluster/objects/canary.ts';
import { readClusterObject } from '../../../client/src/cluster/objects/clusterObject.ts';
import { readWorkload } from '../../../client/src/cluster/objects/workload.ts';
import { readCanaryEvents } from '../../../server/src/flagger/clusterEvents.ts';
import { ManualClock } from '../../harness/manualClock.ts';

const start = Date.parse('2026-11-29T10:00:00Z');
const at = (second: number): string => new Date(start + second * 1000).toISOString();
let uid = 0;
const said = (second: number, message: string, type = 'Normal', more: JsonObject = {}): JsonObject => ({
  message, type, reason: 'Synced', count: 1, firstTimestamp: at(second), lastTimestamp: at(second), metadata: { name: `e${(uid += 1)}`, namespace: 'faces', uid: `e${uid}`, resourceVersion: String(uid) },
  involvedObject: { kind: 'Canary', namespace: 'faces', name: 'face', uid: 'face' }, ...more,
});
const canary = (status: JsonObject): JsonObject => ({
  apiVersion: 'flagger.app/v1beta1', kind: 'Canary', metadata: { name: 'face', namespace: 'faces', uid: 'face', resourceVersion: JSON.stringify(status) },
  spec: { provider: 'linkerd', targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'face' }, service: { port: 80 }, analysis: { interval: '10s', threshold: 2, stepWeight: 50, maxWeight: 50, metrics: [{ name: 'request-success-rate', thresholdRange: { min: 70 } }] } },
  status,
});
const begin = (second: number): JsonObject => said(second, 'New revision detected! Scaling up face.faces');
const good = (second: number): readonly JsonObject[] => [begin(second), said(second + 10, 'Advance face.faces canary weight 50'), said(second + 20, 'Copying face.faces template spec to face-primary.faces'), said(second + 40, 'Promotion completed! Scaling down face.faces')];
const bad = (second: number): readonly JsonObject[] => [
  begin(second), said(second + 10, 'Advance face.faces canary weight 50'), said(second + 20, 'Halt face.faces advancement success rate 61.00% < 70%', 'Warning'),
  said(second + 30, 'Rolling back face.faces failed checks threshold reached 2', 'Warning'), said(second + 30, 'Canary failed! Scaling down face.faces', 'Warning'),
];

function past(events: readonly JsonObject[], phase: string, history?: RolloutHistory) {
  const view = buildCanaryView({ canary: canary({ phase }), events, now: start + 3_600_000, ...(history === undefined ? {} : { history }) });
  return view?.past.map(({ startedAt, endedAt, result, reason, from, to }) => [(startedAt - start) / 1000, endedAt === undefined ? undefined : (endedAt - start) / 1000, result, reason ?? '', from === undefined ? '' : `${from} → ${to ?? ''}`]);
}

describe('past rollouts', () => {
  test('the newest first, with end and reason; the one that runs is not past', () => {
    const events = [...good(0), ...bad(100), begin(200)];
    expect(past(events, 'Progressing')).toEqual([[100, 130, 'failed', 'success rate 61 % < 70 %', ''], [0, 40, 'promoted', '', '']]);
    expect(past([...good(0), ...bad(100)], 'Failed')?.length).toBe(2);
  });

  test('a rollback by a webhook and a deadline are told by their cause, not by an earlier failed check', () => {
    const hook = [begin(0), said(5, 'Halt face.faces advancement success rate 61.00% < 70%', 'Warning'), said(10, 'Rolling back face.faces manual webhook invoked', 'Warning'), said(10, 'Canary failed! Scaling down face.faces', 'Warning')];
    expect(past(hook, 'Failed')).toEqual([[0, 10, 'failed', 'a rollback webhook asked for it', '']]);
    const late = [begin(0), said(60, 'Rolling back face.faces progress deadline exceeded canary deployment face.faces not ready: x', 'Warning'), said(60, 'Canary failed! Scaling down face.faces', 'Warning')];
    expect(past(late, 'Failed')).toEqual([[0, 60, 'failed', 'the pods did not get ready in time', '']]);
  });

  test('a change during the analysis ends one and begins another; an end that nobody saw is unknown', () => {
    const restarted = [begin(0), said(10, 'Advance face.faces canary weight 50'), said(20, 'New revision detected! Restarting analysis for face.faces'), said(60, 'Promotion completed! Scaling down face.faces')];
    expect(past(restarted, 'Succeeded')).toEqual([[20, 60, 'promoted', '', ''], [0, 20, 'restarted', '', '']]);
    expect(past(restarted.slice(0, 3), 'Progressing')).toEqual([[0, 20, 'restarted', '', '']]);
    // The status knows the end before its event has come.
    expect(past([begin(0), said(10, 'Advance face.faces canary weight 50')], 'Succeeded')?.[0]?.[2]).toBe('promoted');
    expect(past(bad(0).slice(0, 3), 'Failed')?.[0]?.slice(2, 4)).toEqual(['failed', 'success rate 61 % < 70 %']);
    expect(past([begin(0), ...good(100)], 'Succeeded')).toEqual([[100, 140, 'promoted', '', ''], [0, undefined, 'unknown', '', '']]);
  });

  test('what was kept while watching separates rollouts whose events the API server has merged', () => {
    const merged = (second: number, message: string): JsonObject => said(second, message, 'Normal', { count: 2, firstTimestamp: at(second - 100) });
    const now = [merged(100, 'New revision detected! Scaling up face.faces'), merged(110, 'Advance face.faces canary weight 50'), merged(140, 'Promotion completed! Scaling down face.faces')];
    expect(past(now, 'Succeeded')).toEqual([[100, 140, 'promoted', '', '']]);
    const kept = recordImages(recordHistory(undefined, 'face', readCanaryEvents(good(0), 'face')), { at: start + 5000, primary: 'a/face:1.0.0', canary: 'a/face:1.1.0' });
    const both = recordImages(kept, { at: start + 105_000, primary: 'a/face:1.1.0', canary: 'a/face:1.2.0' });
    expect(past(now, 'Succeeded', both)).toEqual([[100, 140, 'promoted', '', '1.1.0 → 1.2.0'], [0, 40, 'promoted', '', '1.0.0 → 1.1.0']]);
  });

  test('the course of each can be drawn again, with its own failed checks', () => {
    const view = buildCanaryView({ canary: canary({ phase: 'Failed' }), events: [...good(0), ...bad(100)], now: start + 3_600_000 });
    const [failed, promoted] = view?.past ?? [];
    expect(failed?.chart?.actual.map(({ at: time, value }) => [(time - start) / 1000, value])).toEqual([[100, 0], [110, 50], [130, 0]]);
    expect(failed?.chart?.marks.map(({ text }) => text)).toContain('failed check: success rate 61 % < 70 %');
    expect(promoted?.chart?.marks.map(({ text }) => text)).toEqual(['promoted']);
    expect(promoted?.moments.map(({ words }) => words)).toEqual(['new revision detected, scaling up', 'advanced to 50 %', 'copied the new version to the primary', 'promoted']);
  });
});

describe('the recorder', () => {
  function session(): { readonly recorded: RecordedSession; readonly tell: (change: SessionChange) => void; set: (status: JsonObject, events: readonly JsonObject[]) => void } {
    let object = canary({ phase: 'Initialized' });
    let events: readonly JsonObject[] = [];
    let listener: (change: SessionChange) => void = () => undefined;
    const live = () => {
      const read = readClusterObject(object, 'flagger.app/v1beta1', 'Canary');
      if (read === undefined) throw new Error('no object');
      return readCanary(read);
    };
    const workload = (name: string, tag: string) => {
      const read = readClusterObject({ metadata: { name, namespace: 'faces' }, spec: { template: { spec: { containers: [{ name: 'face', image: `a/face:${tag}` }] } } } }, 'apps/v1', 'Deployment');
      return read === undefined ? undefined : readWorkload(read);
    };
    const recorded: RecordedSession = {
      get canaries() { return [live()]; },
      get rawCanaryEvents() { return events; },
      findCanary: () => live(),
      findWorkload: (_kind, _namespace, name) => workload(name, name === 'face' ? '1.1.0' : '1.0.0'),
      subscribe: (each) => {
        listener = each;
        return () => { listener = () => undefined; };
      },
    };
    return { recorded, tell: (change) => { listener(change); }, set: (status, next) => { object = canary(status); events = next; } };
  }

  const changed: SessionChange = { type: 'objects', group: '', kind: 'Event', change: { added: [], changed: [], removed: [] } };

  test('keeps rollouts that nobody looked at, with their images, one write for a burst', () => {
    const clock = new ManualClock();
    let stored: unknown;
    let writes = 0;
    const histories = new RolloutHistories({ get: () => undefined, update: (_key, value) => { stored = value; writes += 1; return Promise.resolve(); } }, clock);
    const { recorded, tell, set } = session();
    const stop = recordRollouts(recorded, histories, clock);
    set({ phase: 'Progressing' }, good(0).slice(0, 2));
    tell(changed);
    tell(changed);
    clock.advance(500);
    set({ phase: 'Succeeded' }, good(0));
    tell(changed);
    clock.advance(500);
    histories.save();
    expect(writes).toBe(1);
    const history = new RolloutHistories({ get: () => stored, update: () => Promise.resolve() }, systemClock).record('face', []);
    expect(history.seen.length).toBeGreaterThanOrEqual(4);
    expect(history.images.map(({ primary, canary: tested }) => [primary, tested])).toEqual([['a/face:1.0.0', 'a/face:1.1.0']]);
    stop();
    set({ phase: 'Progressing' }, [...good(0), begin(500)]);
    tell(changed);
    clock.advance(5000);
    expect(histories.record('face', []).seen.some(({ at: time }) => time === start + 500_000)).toBe(false);
  });

  test('sees the images of workloads that are listed after their Canary', () => {
    const clock = new ManualClock();
    const histories = new RolloutHistories({ get: () => undefined, update: () => Promise.resolve() }, clock);
    const { recorded, tell, set } = session();
    set({ phase: 'Progressing' }, good(0).slice(0, 2));
    const [live] = recorded.canaries;
    let isListed = false;
    const stop = recordRollouts({ ...recorded, canaries: live === undefined ? [] : [live], rawCanaryEvents: recorded.rawCanaryEvents, findWorkload: (...named) => (isListed ? recorded.findWorkload(...named) : undefined) }, histories, clock);
    expect(histories.find('face')?.images).toEqual([]);
    isListed = true;
    // Some other Canary has an event.
    tell(changed);
    clock.advance(500);
    expect(histories.find('face')?.images.map(({ primary, canary: tested }) => [primary, tested])).toEqual([['a/face:1.0.0', 'a/face:1.1.0']]);
    stop();
  });
});

describe('news', () => {
  function course(...steps: readonly (readonly [phase: string, failedChecks?: number, uid?: string])[]): readonly string[] {
    let mark: Parameters<typeof findNews>[0];
    return steps.flatMap(([phase, failedChecks = 0, id = 'face']) => {
      const found = findNews(mark, { uid: id, phase, failedChecks });
      mark = found.mark;
      return found.news === undefined ? [] : [found.news];
    });
  }

  test.each([
    [[['Failed']], []],
    [[['Initialized'], ['Progressing'], ['Promoting'], ['Finalising'], ['Succeeded']], ['promoted']],
    [[['Progressing'], ['Progressing', 1], ['Progressing', 2], ['Failed']], ['halted', 'failed']],
    [[['Progressing', 1], ['Progressing', 2], ['Failed', 0]], ['failed']],
    [[['Initialized'], ['Waiting'], ['Progressing'], ['WaitingPromotion'], ['WaitingPromotion'], ['Promoting']], ['waits', 'waits']],
    [[['Failed'], ['Progressing'], ['Progressing', 1], ['Failed'], ['Progressing'], ['Progressing', 1]], ['halted', 'failed', 'halted']],
    [[[''], ['Initializing'], ['Initialized']], []],
    [[['Progressing', 0, 'a'], ['Failed', 0, 'b']], []],
    [[['Progressing'], ['SomethingNew'], ['Succeeded']], []],
  ] as const)('%j', (steps, expected) => {
    expect(course(...steps)).toEqual(expected);
  });

  test('levels and counts', () => {
    expect([isWanted('promoted', 'all'), isWanted('promoted', 'problems'), isWanted('waits', 'problems'), isWanted('failed', 'off')]).toEqual([true, false, true, false]);
    expect(countNews(['promoted', 'failed', 'promoted', 'halted', 'waits'])).toBe('1 failed, 1 halted, 1 waiting for you, 2 promoted');
  });
});
