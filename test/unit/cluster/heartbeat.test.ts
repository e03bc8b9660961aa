// When silence is told, and when it is not: by the hand of a clock.
import { describe, expect, test } from 'vitest';
import { Heartbeat, heartbeatTiming } from '../../../client/src/cluster/transport/heartbeat.ts';
import { ManualClock } from '../../harness/manualClock.ts';

/** A heartbeat whose pings are answered after `answerMs`, or never. */
function beat(answerMs: number | undefined) {
  const clock = new ManualClock(0);
  const told: string[] = [];
  const state = { answerMs, pings: 0 };
  const heartbeat = new Heartbeat(
    clock,
    {
      ping: (onAnswer) => {
        state.pings += 1;
        if (state.answerMs !== undefined) clock.startTimer(state.answerMs, onAnswer);
      },
      onSilent: (since) => told.push(`silent since ${since} at ${clock.now()}`),
      onSound: () => told.push(`sound at ${clock.now()}`),
      onDead: () => told.push(`dead at ${clock.now()}`),
    },
    heartbeatTiming,
  );
  heartbeat.start();
  return { clock, told, state, heartbeat };
}

describe('heartbeat', () => {
  test('answers within the limit are life, however slow the way is', () => {
    const { clock, told, state } = beat(1900);
    clock.advance(60_000);
    expect(told).toEqual([]);
    expect(state.pings).toBeGreaterThan(10);
  });

  test('no answer is told within five seconds of the last sign of life, and once', () => {
    const { clock, told, state } = beat(10);
    clock.advance(10_000);
    state.answerMs = undefined;
    const lastAnswer = clock.now();
    clock.advance(5000);
    expect(told).toHaveLength(1);
    const [, since = '', at = ''] = /silent since (\d+) at (\d+)/.exec(told[0] ?? '') ?? [];
    expect(Number(at) - Number(since)).toBeLessThanOrEqual(5000);
    expect(Math.abs(Number(since) - lastAnswer)).toBeLessThanOrEqual(2000);
  });

  test('a late answer ends the silence; none at all is the end', () => {
    const late = beat(8000);
    late.clock.advance(15_000);
    expect(late.told[0]).toBe('silent since 0 at 3500');
    expect(late.told[1]).toBe('sound at 9500');
    const never = beat(undefined);
    never.clock.advance(60_000);
    expect(never.told[0]).toBe('silent since 0 at 3500');
    expect(never.told[1]).toMatch(/^dead at 3\d{4}$/);
    expect(never.told).toHaveLength(2);
  });

  test('data is life: nothing is asked while it flows', () => {
    const { clock, told, state, heartbeat } = beat(undefined);
    for (let round = 0; round < 100; round += 1) {
      clock.advance(500);
      heartbeat.heard();
    }
    expect(state.pings).toBe(0);
    expect(told).toEqual([]);
  });

  test('a process that stood still itself does not take the other side for silent', () => {
    let now = 0;
    const timers: (() => void)[] = [];
    const told: string[] = [];
    let answer: () => void = () => undefined;
    const clock = { now: () => now, startTimer: (_: number, onEnd: () => void) => (timers.push(onEnd), () => undefined) };
    const heartbeat = new Heartbeat(clock, { ping: (onAnswer) => (answer = onAnswer), onSilent: () => told.push('silent'), onSound: () => told.push('sound'), onDead: () => told.push('dead') }, heartbeatTiming);
    heartbeat.start();
    now = 1500;
    timers.pop()?.();
    // The answer lies in the socket, but the timer of a process that slept for a minute is looked at first.
    now = 61_500;
    timers.pop()?.();
    expect(told).toEqual([]);
    answer();
    now = 62_000;
    timers.pop()?.();
    expect(told).toEqual([]);
    heartbeat.stop();
  });

  test('stopped it asks nothing', () => {
    const { clock, state, heartbeat } = beat(10);
    heartbeat.stop();
    clock.advance(60_000);
    expect(state.pings).toBe(0);
    expect(clock.pending).toEqual([]);
  });
});
