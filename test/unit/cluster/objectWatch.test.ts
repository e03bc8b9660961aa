// The list→watch loop against a scripted server and a clock in our hand: it never lies about what it knows, and comes back by itself.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ObjectStore } from '../../../client/src/cluster/objectStore.ts';
import { ObjectWatch, type WatchTiming } from '../../../client/src/cluster/objectWatch.ts';
import type { WatchState } from '../../../client/src/cluster/watchState.ts';
import { listOf, ScriptedApiServer, status, type Reply, type SeenRequest } from '../../harness/scriptedApiServer.ts';
import { ManualClock, until } from '../../harness/manualClock.ts';
import { connect, kustomization, kustomizations } from './connect.ts';

let server: ScriptedApiServer;
let clock: ManualClock;
const endings: (() => void)[] = [];

beforeEach(async () => {
  server = await ScriptedApiServer.start();
  clock = new ManualClock();
});
afterEach(async () => {
  for (const end of endings.splice(0)) end();
  await server.stop();
});

function start(timing: Partial<WatchTiming> = {}) {
  const connection = connect(server.url, {}, { clock });
  // What the pulse of HTTP/1.1 does is a matter of its own test.
  connection.setLookedAt(false);
  const store = new ObjectStore((object) => `${object.name}@${object.resourceVersion}`, clock);
  const states: WatchState[] = [];
  const watch = new ObjectWatch(
    connection,
    kustomizations,
    {},
    { onList: (objects) => store.replace(objects), onEvent: (event) => store.apply(event), onState: (state) => states.push(state) },
    { clock, random: () => 0.5, ...timing },
  );
  endings.push(() => {
    watch.stop();
    connection.dispose();
  });
  const shown = () => {
    store.flush();
    return [...store.views()].sort();
  };
  const types = () => states.map((state) => state.type);
  return { watch, store, states, types, shown, connection };
}

/** Lists get the given objects, watches are held open. */
function script(...lists: Reply[]): void {
  let listed = 0;
  server.reply = (request) => {
    if (isWatch(request)) return 'watch';
    listed += 1;
    return lists[Math.min(listed, lists.length) - 1] ?? { status: 500, text: 'no list scripted' };
  };
}

const isWatch = (request: SeenRequest) => request.query.get('watch') === 'true';
const lists = () => server.requests.filter((request) => !isWatch(request));
const watches = () => server.requests.filter(isWatch);

describe('the good way', () => {
  test('lists, then watches from the version of the list, and is live', async () => {
    script(listOf([kustomization('a', '1')], '10'));
    const { types, shown } = start();
    const watch = await server.nextWatch();
    expect(watch.request.query.get('resourceVersion')).toBe('10');
    expect(watch.request.query.get('allowWatchBookmarks')).toBe('true');
    watch.send('MODIFIED', kustomization('a', '11'));
    watch.send('ADDED', kustomization('b', '12'));
    await until('both events are in', () => shown().length === 2);
    watch.send('DELETED', kustomization('a', '13'));
    await until('the deletion is in', () => shown().length === 1);
    expect(shown()).toEqual(['b@12']);
    expect(types()).toEqual(['live']);
  });

  test('pages are read to the end and shown only when complete', async () => {
    server.reply = (request) => {
      if (isWatch(request)) return 'watch';
      const page = request.query.get('continue') ?? '';
      if (page === '') return listOf([kustomization('a', '1'), kustomization('b', '2')], '10', 'two');
      return listOf([kustomization('c', '3')], '10');
    };
    const { states, shown } = start({ pageSize: 2 });
    await server.nextWatch();
    expect(shown()).toEqual(['a@1', 'b@2', 'c@3']);
    expect(states).toEqual([{ type: 'syncing', received: 2 }, { type: 'live' }]);
    expect(lists().map((request) => request.query.get('limit'))).toEqual(['2', '2']);
  });

  test('an event cut into pieces by the network is put together, also inside a letter', async () => {
    script(listOf([], '10'));
    const { shown } = start();
    const watch = await server.nextWatch();
    const text = `${JSON.stringify({ type: 'ADDED', object: kustomization('a', '11', { spec: { note: 'ä' } }) })}\n`;
    for (const character of text) watch.sendText(character);
    await until('the event is in', () => shown().length === 1);
    expect(shown()).toEqual(['a@11']);
  });

  test('a watch that the server ends is opened again at once, from the last bookmark, and stays live', async () => {
    script(listOf([kustomization('a', '1')], '10'));
    const { types, shown, watch } = start();
    const first = await server.nextWatch();
    await until('it is live', () => watch.state.type === 'live');
    first.send('BOOKMARK', { metadata: { resourceVersion: '77' } });
    first.end();
    const second = await server.nextWatch();
    expect(second.request.query.get('resourceVersion')).toBe('77');
    second.send('ADDED', kustomization('b', '78'));
    await until('the event is in', () => shown().length === 2);
    expect(types()).toEqual(['live']);
    expect(lists()).toHaveLength(1);
  });

  test('a proxy that closes each watch at once does not make it spin', async () => {
    script(listOf([], '10'));
    const { types } = start();
    (await server.nextWatch()).end();
    await until('it waits', () => clock.pending.includes(500));
    expect(watches()).toHaveLength(1);
    clock.advance(500);
    await server.nextWatch();
    expect(types()).toEqual(['live']);
  });

  test('a watch on which nothing is heard is replaced without alarm', async () => {
    script(listOf([], '10'));
    const { types, watch } = start({ quietLimitMs: 1000 });
    const first = await server.nextWatch();
    await until('the quiet timer runs', () => watch.state.type === 'live' && clock.pending.includes(1000));
    clock.advance(1000);
    await first.closed;
    await server.nextWatch();
    expect(types()).toEqual(['live']);
  });
});

describe('trouble', () => {
  test('a reset connection is stale with its age, keeps the objects, and comes back from where it was', async () => {
    script(listOf([kustomization('a', '1')], '10'));
    const { types, states, shown, watch } = start();
    const first = await server.nextWatch();
    first.send('MODIFIED', kustomization('a', '11'));
    await until('the event is in', () => shown()[0] === 'a@11');
    clock.advance(60_000);
    const lostAt = clock.now();
    first.cut();
    await until('it is stale', () => watch.state.type === 'stale');
    expect(states.at(-1)).toMatchObject({ type: 'stale', since: lostAt, reason: 'connection reset', tries: 1 });
    expect(shown()).toEqual(['a@11']);
    clock.advance(500);
    const second = await server.nextWatch();
    expect(second.request.query.get('resourceVersion')).toBe('11');
    await until('it is live', () => watch.state.type === 'live');
    expect(types()).toEqual(['live', 'stale', 'live']);
    expect(lists()).toHaveLength(1);
  });

  test('a server that stops keeps the list; tries are counted, waits grow and are capped; then all is as the server says', async () => {
    script(listOf([kustomization('a', '1')], '10'));
    const { shown, watch } = start();
    await server.nextWatch();
    await until('it is live', () => watch.state.type === 'live');
    const { port } = server;
    await server.stop();
    const waits: number[] = [];
    for (let tries = 1; tries <= 9; tries += 1) {
      await until(`try ${tries} failed`, () => watch.state.type === 'stale' && watch.state.tries === tries && clock.pending.length === 1);
      waits.push(clock.pending[0] ?? 0);
      if (tries < 9) clock.advance(clock.pending[0] ?? 0);
    }
    expect(waits).toEqual([375, 750, 1500, 3000, 6000, 12_000, 22_500, 22_500, 22_500]);
    expect(watch.state).toMatchObject({ reason: 'connection refused' });
    expect(shown()).toEqual(['a@1']);
    await server.restart(port);
    watch.retryNow();
    (await server.nextWatch()).send('ADDED', kustomization('b', '12'));
    await until('it is live with both', () => watch.state.type === 'live' && shown().length === 2);
  });

  test('a server that was never there is unreachable, not empty', async () => {
    await server.stop();
    const { watch } = start();
    await until('it is unreachable', () => watch.state.type === 'unreachable');
    expect(watch.state).toMatchObject({ reason: 'connection refused', tries: 1 });
  });

  test('410 in the stream lists again and removes what is gone meanwhile', async () => {
    script(listOf([kustomization('a', '1'), kustomization('b', '2')], '10'), listOf([kustomization('b', '2'), kustomization('c', '30')], '31'));
    const { types, shown } = start();
    (await server.nextWatch()).send('ERROR', status(410, 'Expired', 'too old resource version: 10 (29)'));
    const second = await server.nextWatch();
    expect(second.request.query.get('resourceVersion')).toBe('31');
    expect(shown()).toEqual(['b@2', 'c@30']);
    expect(types()).toEqual(['live', 'syncing', 'live']);
  });

  test('410 as the answer to the watch does the same', async () => {
    let refused = false;
    server.reply = (request) => {
      if (!isWatch(request)) return listOf([kustomization('a', refused ? '5' : '1')], refused ? '11' : '10');
      if (refused) return 'watch';
      refused = true;
      return { status: 410, json: status(410, 'Expired', 'too old') };
    };
    const { shown } = start();
    await server.nextWatch();
    expect(shown()).toEqual(['a@5']);
  });

  test('a server that says 410 for ever is not hammered', async () => {
    server.reply = (request) => (isWatch(request) ? { status: 410, json: status(410, 'Expired', 'too old') } : listOf([], '10'));
    start();
    await until('it waits longer than at first', () => clock.pending.includes(750));
    expect(watches().length).toBe(2);
  });

  test('a page token that expires begins again from the first page', async () => {
    let expired = false;
    server.reply = (request) => {
      if (isWatch(request)) return 'watch';
      if (request.query.get('continue') === null) return listOf([kustomization('a', expired ? '2' : '1')], '10', 'next');
      if (expired) return listOf([kustomization('b', '3')], '10');
      expired = true;
      return { status: 410, json: status(410, 'Expired', 'the provided continue parameter is too old') };
    };
    const { shown } = start();
    await until('it waits', () => clock.pending.includes(375));
    clock.advance(375);
    await server.nextWatch();
    expect(shown()).toEqual(['a@2', 'b@3']);
  });

  test('a line that is no JSON is not dropped in silence: a new list', async () => {
    script(listOf([kustomization('a', '1')], '10'), listOf([kustomization('a', '2')], '20'));
    const { watch, shown } = start();
    (await server.nextWatch()).sendText('{"type":"ADDED","object":\n');
    await until('it is stale', () => watch.state.type === 'stale');
    clock.advance(500);
    await server.nextWatch();
    expect(shown()).toEqual(['a@2']);
  });

  test('403 says what is forbidden, in the words of the server, and asks again slowly', async () => {
    const sentence = 'kustomizations.kustomize.toolkit.fluxcd.io is forbidden: User "jo" cannot list resource "kustomizations"';
    script({ status: 403, json: status(403, 'Forbidden', sentence) }, listOf([kustomization('a', '1')], '10'));
    const { watch, shown } = start();
    await until('it is forbidden', () => watch.state.type === 'forbidden');
    expect(watch.state).toEqual({ type: 'forbidden', verb: 'list', kind: 'Kustomization', message: sentence });
    expect(clock.pending).toEqual([60_000]);
    clock.advance(60_000);
    await server.nextWatch();
    expect(shown()).toEqual(['a@1']);
  });

  test('a list without the right to watch keeps the list and says what is forbidden', async () => {
    server.reply = (request) => (isWatch(request) ? { status: 403, json: status(403, 'Forbidden', 'cannot watch') } : listOf([kustomization('a', '1')], '10'));
    const { watch, shown } = start();
    await until('it is forbidden', () => watch.state.type === 'forbidden');
    expect(watch.state).toMatchObject({ verb: 'watch', message: 'cannot watch' });
    expect(shown()).toEqual(['a@1']);
  });

  test('401 is tried once with new credentials, then said', async () => {
    server.reply = () => ({ status: 401, json: status(401, 'Unauthorized', 'Unauthorized') });
    const { watch } = start();
    await until('it is unreachable', () => watch.state.type === 'unreachable');
    expect(watch.state).toMatchObject({ reason: 'the credentials were not accepted: Unauthorized', cause: { type: 'unauthorized' } });
    expect(lists()).toHaveLength(2);
  });

  test('a kind that is not served is missing; when it goes, its objects go too', async () => {
    script(listOf([kustomization('a', '1')], '10'), { status: 404, text: '404 page not found\n' });
    const { watch, shown } = start();
    (await server.nextWatch()).send('ERROR', status(410, 'Expired', 'gone'));
    await until('the kind is missing', () => watch.state.type === 'kindMissing');
    expect(shown()).toEqual([]);
  });

  test('a watch that is not answered turns stale', async () => {
    let silent = false;
    server.reply = (request) => (isWatch(request) ? (silent ? 'silence' : 'watch') : listOf([kustomization('a', '1')], '10'));
    const { watch, shown } = start({ openTimeoutMs: 10_000 });
    const first = await server.nextWatch();
    await until('it is live', () => watch.state.type === 'live');
    silent = true;
    clock.advance(5000);
    first.end();
    await until('it asked again', () => watches().length === 2);
    clock.advance(10_000);
    await until('it is stale', () => watch.state.type === 'stale');
    expect(watch.state).toMatchObject({ reason: 'no answer in 10 s' });
    expect(shown()).toEqual(['a@1']);
  });
});

describe('stopping', () => {
  test('a late list is dropped', async () => {
    let answer: (reply: Reply) => void = () => undefined;
    server.reply = () => new Promise<Reply>((resolve) => (answer = resolve));
    const { watch, states, shown } = start();
    await until('the list was asked for', () => server.requests.length === 1);
    watch.stop();
    answer(listOf([kustomization('a', '1')], '10'));
    await until('the server has seen the client go', () => server.openSockets === 0);
    expect(shown()).toEqual([]);
    expect(states).toEqual([]);
  });

  test('stop ends the watch, every timer and every socket', async () => {
    script(listOf([kustomization('a', '1')], '10'));
    const { watch, connection } = start();
    const open = await server.nextWatch();
    await until('it is live', () => watch.state.type === 'live');
    watch.stop();
    connection.dispose();
    await open.closed;
    await until('nothing is left', () => server.openSockets === 0 && clock.pending.length === 0);
    expect(server.requests).toHaveLength(2);
  });

  test('stop while waiting after an error ends it without another request', async () => {
    script({ status: 500, json: status(500, 'InternalError', 'etcd is sad') });
    const { watch } = start();
    await until('it waits', () => watch.state.type === 'unreachable');
    expect(watch.state).toMatchObject({ reason: 'etcd is sad' });
    expect(clock.pending).toEqual([375]);
    watch.stop();
    expect(clock.pending).toEqual([]);
    clock.advance(1_000_000);
    expect(server.requests).toHaveLength(1);
  });
});
