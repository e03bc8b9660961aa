// Silence of a server that speaks HTTP/1.1 only: told within seconds while somebody looks, and found without a question at rest.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../../client/src/cluster/clock.ts';
import { Http1Pulse, type Http1Stream } from '../../../client/src/cluster/transport/http1Pulse.ts';
import { ObjectWatch } from '../../../client/src/cluster/objectWatch.ts';
import type { WatchState } from '../../../client/src/cluster/watchState.ts';
import { FaultProxy } from '../../cluster/harness/faultProxy.ts';
import { ManualClock, until } from '../../harness/manualClock.ts';
import { ScriptedApiServer } from '../../harness/scriptedApiServer.ts';
import { connect, kustomization, kustomizations } from './connect.ts';

/** A pulse on a clock in the hand of the test, with two streams, of which one is a watch. */
class Pulse {
  readonly clock = new ManualClock(0);
  readonly told: string[] = [];
  isAnswering = true;
  asked = 0;
  readonly #pulse = new Http1Pulse(this.clock);
  readonly watch = this.#join('watch', true);
  readonly list = this.#join('list', false);

  setLookedAt(isLookedAt: boolean): void {
    this.#pulse.setLookedAt(isLookedAt);
  }

  async pass(milliseconds: number): Promise<void> {
    for (let passed = 0; passed < milliseconds; passed += 100) {
      this.clock.advance(100);
      // Answers come between two steps of the clock.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  #join(name: string, isWatch: boolean): ReturnType<Http1Pulse['join']> {
    const note = (what: string) => this.told.push(`${name} ${what}`);
    const stream: Http1Stream = { life: { onSilent: (since) => note(`silent since ${since}`), onSound: () => note('sound') }, ...(isWatch ? { reopen: () => note('reopened') } : {}), cut: ({ message }) => note(`cut: ${message}`) };
    return this.#pulse.join(stream, () => {
      this.asked += 1;
      return Promise.resolve(this.isAnswering);
    });
  }
}

describe('a pulse', () => {
  test('while somebody looks silence is told within five seconds; a watch is opened again when the server is heard', async () => {
    const pulse = new Pulse();
    await pulse.pass(10_000);
    expect(pulse.told).toEqual([]);
    pulse.isAnswering = false;
    await pulse.pass(5000);
    expect(pulse.told.map((words) => words.replace(/\d+$/, 'then'))).toEqual(['watch silent since then', 'list silent since then']);
    pulse.isAnswering = true;
    await pulse.pass(1000);
    expect(pulse.told.slice(2)).toEqual(['watch reopened', 'list sound']);
  });

  test('a stream that is heard by itself need not be opened again', async () => {
    const pulse = new Pulse();
    pulse.isAnswering = false;
    await pulse.pass(5000);
    pulse.watch.heard();
    expect(pulse.told.slice(2)).toEqual(['list sound', 'watch sound']);
  });

  test('while nobody looks nothing is asked as long as bookmarks come, and what falls silent then is found all the same', async () => {
    const pulse = new Pulse();
    pulse.setLookedAt(false);
    for (let minute = 0; minute < 5; minute += 1) {
      await pulse.pass(60_000);
      pulse.watch.heard();
    }
    expect(pulse.asked).toBe(0);
    pulse.isAnswering = false;
    await pulse.pass(80_000);
    expect(pulse.told).toEqual(['watch silent since 300000', 'list silent since 300000']);
  });

  test('who comes back sees the truth within five seconds', async () => {
    const pulse = new Pulse();
    pulse.setLookedAt(false);
    await pulse.pass(30_000);
    pulse.isAnswering = false;
    pulse.setLookedAt(true);
    await pulse.pass(5000);
    expect(pulse.told).toEqual(['watch silent since 0', 'list silent since 0']);
  });

  test('silence for too long breaks everything off, and without streams nothing is asked', async () => {
    const pulse = new Pulse();
    pulse.isAnswering = false;
    await pulse.pass(40_000);
    expect(pulse.told.slice(2).map((words) => words.replace(/\d+/, 'n'))).toEqual(['watch cut: no sign of life for n s', 'list cut: no sign of life for n s']);
    const { asked } = pulse;
    await pulse.pass(100_000);
    expect(pulse.asked).toBe(asked);
  });
});

describe('a watch over HTTP/1.1', () => {
  let server: ScriptedApiServer;
  let proxy: FaultProxy;
  const states: WatchState[] = [];
  const names = new Set<string>();
  let end: () => void = () => undefined;

  beforeEach(async () => {
    server = await ScriptedApiServer.start();
    proxy = await FaultProxy.start(server.url);
    server.reply = ({ path, query }) => {
      if (path === '/version') return { status: 200, json: { gitVersion: 'v1.36.3' } };
      if (query.get('watch') === 'true') return 'watch';
      return { status: 200, json: { metadata: { resourceVersion: '7' }, items: [kustomization('apps', '3')] } };
    };
    states.splice(0);
    names.clear();
    const connection = connect(proxy.url.replace('https:', 'http:'));
    const watch = new ObjectWatch(connection, kustomizations, {}, { onList: (objects) => objects.forEach(({ name }) => names.add(name)), onEvent: ({ object }) => names.add(object.name), onState: (state) => states.push(state) }, { clock: systemClock, random: Math.random });
    end = () => {
      watch.stop();
      connection.dispose();
    };
  });
  afterEach(async () => {
    end();
    await proxy.close();
    await server.stop();
  });

  test('that stalls is stale, and goes on from where it was', async () => {
    (await server.nextWatch()).send('ADDED', kustomization('first', '8'));
    await until('it is live', () => states.at(-1)?.type === 'live' && names.has('first'));
    proxy.stall();
    await until('it is stale', () => states.at(-1)?.type === 'stale');
    expect(states.at(-1)).toMatchObject({ reason: 'no sign of life from the server' });
    proxy.resume();
    const again = await server.nextWatch();
    expect(again.request.query.get('resourceVersion')).toBe('8');
    again.send('ADDED', kustomization('new', '9'));
    await until('it is live with what is new', () => states.at(-1)?.type === 'live' && names.has('new'));
    expect(names).toEqual(new Set(['apps', 'first', 'new']));
  }, 40_000);

  test('whose connection is lost for good is opened again on another', async () => {
    (await server.nextWatch()).send('ADDED', kustomization('first', '8'));
    await until('it is live', () => states.at(-1)?.type === 'live' && names.has('first'));
    await until('it has been asked once', () => server.requests.some(({ path }) => path === '/version'));
    proxy.swallow();
    await until('it is stale', () => states.at(-1)?.type === 'stale');
    const again = await server.nextWatch();
    again.send('ADDED', kustomization('new', '9'));
    await until('it is live with what is new', () => states.at(-1)?.type === 'live' && names.has('new'));
    expect(server.requests.filter(({ query }) => query.has('limit'))).toHaveLength(1);
  }, 40_000);
});
