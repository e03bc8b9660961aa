// The store is a pure step over events, and tells its subscribers in batches.
import { describe, expect, test } from 'vitest';
import { applyEvent, applyEvents, batchMs, compareLists, ObjectStore, type ObjectList, type StoreChange } from '../../../client/src/cluster/objectStore.ts';
import { readClusterObject, type ClusterObject } from '../../../client/src/cluster/objects/clusterObject.ts';
import { isJsonObject } from '../../../client/src/cluster/jsonValue.ts';
import { ManualClock } from '../../harness/manualClock.ts';
import { kustomization } from './connect.ts';

function object(name: string, resourceVersion: string): ClusterObject {
  const value = kustomization(name, resourceVersion);
  const read = isJsonObject(value) ? readClusterObject(value, '', '') : undefined;
  if (read === undefined) throw new Error('the test object has no name');
  return read;
}

const versions = (list: ObjectList) => [...list.values()].map((entry) => `${entry.name}@${entry.resourceVersion}`);

describe('applyEvent', () => {
  const list = applyEvents(new Map(), [
    { type: 'added', object: object('a', '1') },
    { type: 'added', object: object('b', '2') },
  ]);

  test('adds, replaces in place and removes, and leaves the old list alone', () => {
    expect(versions(applyEvent(list, { type: 'added', object: object('c', '3') }))).toEqual(['a@1', 'b@2', 'c@3']);
    expect(versions(applyEvent(list, { type: 'modified', object: object('a', '9') }))).toEqual(['a@9', 'b@2']);
    expect(versions(applyEvent(list, { type: 'deleted', object: object('a', '9') }))).toEqual(['b@2']);
    expect(versions(list)).toEqual(['a@1', 'b@2']);
  });

  test('an unknown modified object is added, an unknown deleted one changes nothing', () => {
    expect(versions(applyEvent(list, { type: 'modified', object: object('x', '5') }))).toEqual(['a@1', 'b@2', 'x@5']);
    expect(versions(applyEvent(list, { type: 'deleted', object: object('x', '5') }))).toEqual(['a@1', 'b@2']);
  });

  test('differences are told by version, not by position', () => {
    const after = new Map([...list].reverse());
    expect(compareLists(list, after)).toEqual({ added: [], changed: [], removed: [] });
    expect(compareLists(list, applyEvents(list, [{ type: 'modified', object: object('b', '7') }, { type: 'deleted', object: object('a', '7') }, { type: 'added', object: object('c', '8') }]))).toEqual({
      added: ['flux-system/c'],
      changed: ['flux-system/b'],
      removed: ['flux-system/a'],
    });
  });
});

describe('ObjectStore', () => {
  function setUp() {
    const clock = new ManualClock();
    const store = new ObjectStore((entry) => ({ title: entry.name, version: entry.resourceVersion }), clock);
    const changes: StoreChange[] = [];
    const unsubscribe = store.subscribe((change) => changes.push(change));
    return { clock, store, changes, unsubscribe };
  }

  test('five thousand events become one change', () => {
    const { clock, store, changes } = setUp();
    for (let count = 0; count < 5000; count += 1) store.apply({ type: 'modified', object: object(`o${count % 50}`, String(count)) });
    expect(changes).toEqual([]);
    clock.advance(batchMs);
    expect(changes).toHaveLength(1);
    expect(changes[0]?.added).toHaveLength(50);
    expect(store.find('flux-system', 'o49')).toEqual({ title: 'o49', version: '4999' });
    expect(clock.pending).toEqual([]);
  });

  test('a list replaces everything and drops what waited before it', () => {
    const { clock, store, changes } = setUp();
    store.replace([object('a', '1'), object('b', '1')]);
    store.apply({ type: 'added', object: object('old', '1') });
    store.replace([object('b', '2'), object('c', '3')]);
    clock.advance(1000);
    expect(store.views()).toEqual([{ title: 'b', version: '2' }, { title: 'c', version: '3' }]);
    expect(changes.at(-1)).toEqual({ added: ['flux-system/c'], changed: ['flux-system/b'], removed: ['flux-system/a'] });
  });

  test('a list that says the same tells nobody', () => {
    const { store, changes } = setUp();
    store.replace([object('a', '1')]);
    store.replace([object('a', '1')]);
    expect(changes).toHaveLength(1);
  });

  test('views are made once an object', () => {
    const { store } = setUp();
    store.replace([object('a', '1')]);
    expect(store.find('flux-system', 'a')).toBe(store.find('flux-system', 'a'));
  });

  test('after unsubscribe and dispose nothing is told and no timer runs', () => {
    const { clock, store, changes, unsubscribe } = setUp();
    unsubscribe();
    store.replace([object('a', '1')]);
    store.apply({ type: 'deleted', object: object('a', '1') });
    store.dispose();
    expect(clock.pending).toEqual([]);
    clock.advance(1000);
    expect(changes).toEqual([]);
  });
});

test('managed fields are left out of what is kept', () => {
  const value = { metadata: { name: 'a', managedFields: [{ manager: 'x' }], labels: { k: 'v', n: 5 } }, spec: { path: './x' } };
  const read = readClusterObject(value, 'v1', 'Thing');
  expect(read?.content).toEqual({ metadata: { name: 'a', labels: { k: 'v', n: 5 } }, spec: { path: './x' } });
  expect(read).toMatchObject({ apiVersion: 'v1', kind: 'Thing', namespace: '', labels: { k: 'v' } });
  expect(readClusterObject({ metadata: 5 }, 'v1', 'Thing')).toBeUndefined();
});
