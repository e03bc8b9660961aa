// Histories outlive a reload of the window, stay bounded, and survive whatever stands in the storage.
import { describe, expect, test } from 'vitest';
import { RolloutHistories } from '../../../client/src/flagger/rolloutHistories.ts';
import { readCanaryEvents } from '../../../server/src/flagger/clusterEvents.ts';
import { ManualClock } from '../../harness/manualClock.ts';

class MemoryStorage {
  value: unknown;
  writes = 0;
  get(): unknown {
    return this.value;
  }
  update(_key: string, value: unknown): Promise<void> {
    // What VS Code stores is JSON.
    this.value = JSON.parse(JSON.stringify(value));
    this.writes += 1;
    return Promise.resolve();
  }
}

const advance = (weight: number, second: number) => readCanaryEvents([{ message: `Advance face.faces canary weight ${weight}`, lastTimestamp: new Date(Date.UTC(2026, 10, 23, 12, 0, second)).toISOString() }]);

describe('histories', () => {
  test('are read back after a reload, and go on', () => {
    const storage = new MemoryStorage();
    const clock = new ManualClock();
    new RolloutHistories(storage, clock).record('face', advance(5, 1));
    clock.advance(3000);
    const history = new RolloutHistories(storage, clock).record('face', advance(10, 11));
    expect(history.seen.map(({ message }) => message)).toEqual(['Advance face.faces canary weight 5', 'Advance face.faces canary weight 10']);
  });

  test('are written once for a burst, and not at all where nothing is new', () => {
    const storage = new MemoryStorage();
    const clock = new ManualClock();
    const histories = new RolloutHistories(storage, clock);
    for (const second of [1, 2, 3]) histories.record('face', advance(5 * second, second));
    clock.advance(3000);
    histories.record('face', advance(5, 1));
    clock.advance(3000);
    histories.save();
    expect(storage.writes).toBe(1);
  });

  test('are written at the end of the window without a wait', () => {
    const storage = new MemoryStorage();
    const histories = new RolloutHistories(storage, new ManualClock());
    histories.record('face', advance(5, 1));
    histories.save();
    expect(JSON.stringify(storage.value)).toContain('canary weight 5');
  });

  test('are stored of the 30 Canaries that changed last, 150 events each', () => {
    const storage = new MemoryStorage();
    const histories = new RolloutHistories(storage, new ManualClock());
    for (let index = 0; index < 40; index += 1) histories.record(`c${index}`, advance(5, 1));
    histories.record('c0', Array.from({ length: 300 }, (_, second) => advance(second, second)).flat());
    histories.save();
    const stored = storage.value as { uid: string; seen: unknown[] }[];
    expect(stored.length).toBe(30);
    expect(stored.at(-1)).toMatchObject({ uid: 'c0' });
    expect(stored.at(-1)?.seen.length).toBe(150);
  });

  test('begin anew where the storage holds something else', () => {
    for (const value of ['x', 7, [null, { uid: 3 }, 'y'], {}]) {
      const storage = new MemoryStorage();
      storage.value = value;
      expect(new RolloutHistories(storage, new ManualClock()).record('face', advance(5, 1)).seen.length).toBe(1);
    }
  });
});
