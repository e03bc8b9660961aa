// A value that came from a Secret does not come back inside the API server's refusal.
import { describe, expect, test } from 'vitest';
import { failure, success } from '../../../client/src/cluster/outcome.ts';
import { compareWithCluster, type ComparisonInput, type ObjectDifference } from '../../../client/src/liveDiff/compareWithCluster.ts';
import { coveredTexts, tellableRefusal } from '../../../client/src/liveDiff/tellableRefusal.ts';
import type { JsonObject } from '../../../client/src/cluster/jsonValue.ts';

const job = (image: string, password: string, more: JsonObject = {}): JsonObject => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: 'migrate', namespace: 'shop', ...more },
  spec: { template: { spec: { containers: [{ name: 'migrate', image, env: [{ name: 'DB_PASS', value: password }] }] } } },
});

/** What an API server answers when the template of a Job is changed, shortened. */
const immutable =
  'Job.batch "migrate" is invalid: spec.template: Invalid value: core.PodTemplateSpec{ObjectMeta:v1.ObjectMeta{Name:""}, Spec:core.PodSpec{Containers:[]core.Container{core.Container{Name:"migrate", Image:"migrate:2", Env:[]core.EnvVar{core.EnvVar{Name:"DB_PASS", Value:"s3cr\\"et", ValueFrom:(*core.EnvVarSource)(nil)}}}}}}: field is immutable';

function compare(rendered: JsonObject, live: JsonObject, message: string): Promise<readonly ObjectDifference[]> {
  const sent: JsonObject[] = [];
  const input: ComparisonInput = {
    rendered: { objects: [rendered] },
    printKey: 'key',
    owner: { namespace: 'shop', name: 'shop' },
    live: undefined,
    world: {
      connection: {
        listKinds: (group, version) => Promise.resolve(success([{ group, version, kind: 'Job', plural: 'jobs', namespaced: true }])),
        get: () => Promise.resolve(success(live)),
        applyDryRun: (_served, object) => {
          sent.push(object);
          return Promise.resolve(failure({ type: 'server', status: 422, message }));
        },
      },
      canaries: [],
      findKustomization: () => undefined,
    },
    signal: new AbortController().signal,
  };
  return compareWithCluster(input).then((differences) => {
    // The server was asked with the value, or there would be nothing to keep.
    expect(JSON.stringify(sent)).toContain('s3cr');
    return differences;
  });
}

describe('a refusal', () => {
  test('tells the place and not the value', async () => {
    const [difference] = await compare(job('migrate:2', '•••'), job('migrate:1', 's3cr"et'), immutable);
    expect(difference).toMatchObject({ change: 'refused', notes: ['Job.batch "migrate" is invalid: spec.template: Invalid value: •••: field is immutable'] });
    expect(JSON.stringify(difference)).not.toContain('s3cr');
  });

  test('also where force makes a recreation of it', async () => {
    const forced = { annotations: { 'kustomize.toolkit.fluxcd.io/force': 'enabled' } };
    const [difference] = await compare(job('migrate:2', '•••', forced), job('migrate:1', 's3cr"et'), immutable);
    expect(difference?.change).toBe('recreated');
    expect(JSON.stringify(difference)).not.toContain('s3cr');
  });

  test('is left as it is where nothing is hidden', async () => {
    const [difference] = await compare(job('migrate:2', 's3cr'), job('migrate:1', 's3cr'), immutable);
    expect(difference?.notes).toEqual([immutable]);
  });
});

describe('texts taken out of words', () => {
  const live = { a: 's3cr"et\nline two', list: [{ b: 'plain' }, { b: 8443 }], shown: 'seen' };
  const texts = coveredTexts(live, { a: '•••', list: [{ b: 'plain' }, { b: '•••' }], shown: 'seen' });

  test('only what is covered', () => expect([...texts]).toEqual(['s3cr"et\nline two', '8443']));

  test.each([
    ['denied by a policy: "s3cr\\"et\\nline two" seen', 'denied by a policy: "•••" seen'],
    ['denied: "line two" of port 8443', 'denied: "•••" of port •••'],
    [`denied: ${Buffer.from('s3cr"et\nline two').toString('base64')}`, 'denied: •••'],
  ])('%s', (words, expected) => expect(tellableRefusal(words, texts)).toBe(expected));

  test('a Secret’s data, decoded', () => expect(tellableRefusal('denied: hunter2', coveredTexts({ data: { p: 'aHVudGVyMg==' } }, { data: { p: '•••' } }))).toBe('denied: •••'));
  test('a short text only where it stands alone', () => expect(tellableRefusal('cannot be "no"', new Set(['no']))).toBe('cannot be "•••"'));
});
