// Revision strings and inventory ids, by their grammar (FACTS A5, B1).
import { describe, expect, test } from 'vitest';
import { parseInventoryId, printInventoryId, readInventory } from '../../../client/src/flux/inventory.ts';
import { commitOfRevision, parseRevision, shortRevision } from '../../../server/src/flux/revision.ts';

const sha = '02fae5b1d2c3b4a5968778695a4b3c2d1e0f0011';
const digest = 'a'.repeat(64);

describe('revisions', () => {
  test.each([
    [`main@sha1:${sha}`, 'main@02fae5b', sha],
    [`feature/x@sha1:${sha}`, 'feature/x@02fae5b', sha],
    [`v1.2.3@sha1:${sha}`, 'v1.2.3@02fae5b', sha],
    [`refs/heads/main@sha1:${sha}`, 'main@02fae5b', sha],
    [`refs/pull/4/head@sha1:${sha}`, 'refs/pull/4/head@02fae5b', sha],
    [`sha1:${sha}`, '02fae5b', sha],
    [`main/${sha}`, 'main@02fae5b', sha],
    [`feature/x/${sha}`, 'feature/x@02fae5b', sha],
    [`HEAD/${sha}`, '02fae5b', sha],
    [`latest@sha256:${digest}`, `latest@${'a'.repeat(12)}`, ''],
    [`sha256:${digest}`, 'a'.repeat(12), ''],
    ['6.5.0+2', '6.5.0+2', ''],
    ['', '', ''],
  ])('%s', (revision, short, commit) => {
    expect(shortRevision(revision)).toBe(short);
    expect(commitOfRevision(revision)).toBe(commit);
  });

  test('parts', () => {
    expect(parseRevision(`odd@name@sha1:${sha}`)).toEqual({ pointer: 'odd@name', algorithm: 'sha1', digest: sha });
  });
});

describe('inventory ids', () => {
  test.each([
    ['default_podinfo__Service', { namespace: 'default', name: 'podinfo', group: '', kind: 'Service' }],
    ['_apps__Namespace', { namespace: '', name: 'apps', group: '', kind: 'Namespace' }],
    ['faces_face_flagger.app_Canary', { namespace: 'faces', name: 'face', group: 'flagger.app', kind: 'Canary' }],
    ['_system__node_rbac.authorization.k8s.io_ClusterRole', { namespace: '', name: 'system:node', group: 'rbac.authorization.k8s.io', kind: 'ClusterRole' }],
    ['a_x__y__z_rbac.authorization.k8s.io_Role', { namespace: 'a', name: 'x:y:z', group: 'rbac.authorization.k8s.io', kind: 'Role' }],
    ['_canaries.flagger.app_apiextensions.k8s.io_CustomResourceDefinition', { namespace: '', name: 'canaries.flagger.app', group: 'apiextensions.k8s.io', kind: 'CustomResourceDefinition' }],
  ])('%s', (id, ref) => {
    expect(parseInventoryId(id)).toEqual(ref);
    expect(printInventoryId(ref)).toBe(id);
  });

  test.each(['', '_', '__', 'a_b', 'a_b_c', 'a_b_c_d_Kind', 'a___Kind', 'a_b_c_'])('%j is invalid', (id) => {
    expect(parseInventoryId(id)).toBeUndefined();
  });

  test('invalid ids are left out of a list', () => {
    expect(readInventory(['x', 'default_podinfo__Service']).map((ref) => ref.name)).toEqual(['podinfo']);
  });
});
